"""Numbers that are not what the rules compute: one finding for each quantity, with every place that prints it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lkjip.audit.audited import Audited
from lkjip.audit.facts import Fact
from lkjip.audit.finding import Finding, Severity
from lkjip.audit.findings.grounds import grounded
from lkjip.audit.linking.links import Link
from lkjip.audit.numerals import Numeral, shown_as
from lkjip.decimals import indonesian, plain, round_half_away
from lkjip.errors import Level
from lkjip.rules.model import Categories
from lkjip.rules.tree import Abs, Arith, Classify, Compare, Const, Ref, Scale, references
from lkjip.units import NUMBER


def results(audited: Audited) -> Iterator[Finding]:
    """Every quantity that is printed with another value than the computed one, or although nothing was measured."""
    tolerances = tolerances_of(audited)
    for links in audited.by_quantity.values():
        wrong = [link for link in links if not link.agrees and audited.text.numerals[link.numeral].readings]
        wrong = [link for link in wrong if grounded(audited, link)]
        measured = [link for link in wrong if link.fact.value is not None]
        if measured:
            yield _differs(audited, links, measured, tolerances)
        unmeasured = [link for link in wrong if link.fact.value is None]
        if unmeasured:
            yield _unmeasured(audited, unmeasured)
    yield from _noughts(audited)


def _differs(audited: Audited, links: tuple[Link, ...], wrong: list[Link], tolerances: dict[str, Fraction]) -> Finding:
    fact = next((link.fact for link in links if link.fact.id == link.fact.same_as), wrong[0].fact)
    numerals = [audited.text.numerals[link.numeral] for link in wrong]
    severity = _severity(audited, fact, numerals, tolerances)
    level: Level = "warning" if severity == "rounding" else "error"
    computed = indonesian(plain(fact.value or Fraction(0), fact.decimals))
    right = tuple(audited.place(link) for link in links if link.agrees and link not in wrong)
    printed = " · ".join(dict.fromkeys(numeral.text for numeral in numerals))
    counted = fact.unit in audited.project.rules.scales and audited.project.rules.scales[fact.unit].unit == NUMBER
    count = counted and all(numeral.readings[0].decimals == 0 for numeral in numerals)
    code = "count_differs" if count else "places_differ" if right else "value_differs"
    return Finding(
        code=code,
        severity=severity,
        level=level,
        places=tuple(audited.place(link) for link in wrong),
        printed=printed,
        computed=computed,
        figures=tuple(dict.fromkeys(link.fact.id for link in wrong)),
        working=audited.working(fact),
        others=right,
        values={
            "title": f"{fact.title} ({fact.id})",
            "correction": shown_as(fact.value or Fraction(0), numerals[0], fact.decimals),
        },
    )


def _severity(audited: Audited, fact: Fact, numerals: list[Numeral], tolerances: dict[str, Fraction]) -> Severity:
    """Whether the printed value would change a category or a conclusion, is a matter of rounding, or simply wrong."""
    if any(_other_band(audited, fact, numeral) for numeral in numerals):
        return "conclusion"
    rounded = all(_rounded(fact, numeral, tolerances.get(fact.figure, Fraction(0))) for numeral in numerals)
    return "rounding" if rounded else "result"


def _rounded(fact: Fact, numeral: Numeral, tolerance: Fraction) -> bool:
    """Whether a printed number is the value truncated, rounded half to even, or within the tolerance of a rule."""
    value, decimals = fact.value, numeral.decimals
    if value is None:
        return False
    scaled = value * 10**decimals
    ways = {Fraction(int(scaled), 10**decimals), Fraction(round(scaled), 10**decimals)}
    return numeral.value in ways or abs(numeral.value - value) <= tolerance


def tolerances_of(audited: Audited) -> dict[str, Fraction]:
    """By figure, the difference that a check `abs(a - b) <= tolerance` of the rules allows."""
    found: dict[str, Fraction] = {}
    resolved = audited.project.plan.resolved
    for check in resolved.checks.values():
        node = check.node
        if not (isinstance(node, Compare) and node.operator == "<=" and isinstance(node.left, Abs)):
            continue
        inner, limit = node.left.operand, node.right
        if isinstance(inner, Arith) and isinstance(limit, Const):
            for side in (inner.left, inner.right):
                if isinstance(side, Ref) and side.id in resolved.figures and side.unit == limit.unit:
                    found[side.id] = max(found.get(side.id, Fraction(0)), limit.value or Fraction(0))
    return found


def _other_band(audited: Audited, fact: Fact, numeral: Numeral) -> bool:
    """Whether the printed value falls in another category than the computed one."""
    for figure in audited.project.plan.resolved.figures.values():
        node = figure.node
        if (
            isinstance(node, Classify)
            and fact.figure in {ref.id for ref in references(node.operand)}
            and fact.value is not None
        ):
            factor = node.operand.factor if isinstance(node.operand, Scale) else Fraction(1)
            if band(node.categories, fact.value * factor) != band(node.categories, numeral.value * factor):
                return True
    return False


def band(categories: Categories, value: Fraction) -> str:
    """The code of the band of a value in the categories' own unit; empty below the lowest."""
    value, found = round_half_away(value, categories.round), ""
    for each in categories.bands:
        if each.lower is not None and (value > each.lower or (value == each.lower and not each.open)):
            found = each.code
    return found


def _unmeasured(audited: Audited, links: list[Link]) -> Finding:
    fact = links[0].fact
    return Finding(
        code="not_measured",
        severity="result",
        level="warning",
        places=tuple(audited.place(link) for link in links),
        printed=" · ".join(dict.fromkeys(audited.printed(link) for link in links)),
        computed="–",
        figures=(fact.id,),
        working=audited.working(fact),
        values={"title": f"{fact.title} ({fact.id})", "reason": fact.reason},
    )


def _noughts(audited: Audited) -> Iterator[Finding]:
    """Noughts that stand for what was not measured, one finding for each figure."""
    groups: dict[str, list[Link]] = {}
    for link in audited.links:
        numeral = audited.text.numerals[link.numeral]
        if link.fact.value is None and link.agrees and numeral.decimals:
            groups.setdefault(link.fact.figure, []).append(link)
    for figure, links in groups.items():
        values = {"title": links[0].fact.title, "reason": links[0].fact.reason}
        places = tuple(audited.place(link) for link in links)
        yield Finding(
            code="nought_unmeasured",
            severity="formatting",
            level="note",
            places=places,
            printed="0",
            computed="–",
            figures=(figure,),
            values=values,
        )
