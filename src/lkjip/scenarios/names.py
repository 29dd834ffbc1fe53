"""The values of a year that a scenario can change, by the names that a person gives them.

`ipk.bobot_internal.intelijen` is a weight, `ikm.target` this year's target and `ikm.targets.2024` another year's,
`ikm.minimum_responden` a parameter, `ikm.cap` the most that is achieved, `mutu_pelayanan.A` where a category begins and
`mutu_pelayanan.to` where the last one ends. `ikm.nilai[bulan=1,unsur=respon]` is a cell, which an input reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from lkjip.editing.values import Documents, Editable, entries, of_documents
from lkjip.editing.year import documents
from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey
from lkjip.inputs import Tables
from lkjip.layout import rules_of
from lkjip.plan.build import Plan
from lkjip.rules.folder import NOTHING, Changed
from lkjip.rules.model import SATKER, RuleSet
from lkjip.rules.resolve import ResolvedInput
from lkjip.rules.source import KeyPath

CELL = "cell"


@dataclass(frozen=True, slots=True)
class Changeable:
    """A value that a scenario can change.

    `kind` is what the editor calls it (`weight`, `target`, `band`, …) or `cell`; `group` names the values that belong
    together, such as the weights of one set, and `total` what they must sum to, if that is stated. `file` and `path` are
    what an `Edit` takes. `value` is what it is now; None is an empty cell.
    """

    name: str
    kind: str
    owner: str
    title: str
    unit: str
    value: Fraction | None
    location: Location
    file: str = ""
    path: KeyPath = ()
    group: str = ""
    total: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the plan sees it: the input, and the row of its dense frame."""

    entry: ResolvedInput
    office: int
    codes: Mapping[str, str]  # of all keys of the table
    row: int


def of_rules(root: Path, rules: RuleSet, changed: Changed = NOTHING) -> dict[str, Changeable]:
    """Every value of a year's rules that has a name, in the order of the files."""
    found: dict[str, Changeable] = {}
    read = documents(root, rules.year, "", changed)
    for entry in of_documents(read):
        named = _named(entry, read, rules)
        if named is not None:
            found.setdefault(named.name, named)
    return found


def _named(entry: Editable, read: Documents, rules: RuleSet) -> Changeable | None:
    owner, path = entry.owner, entry.path
    value, name, group = _value(rules, entry), f"{owner}.{_own(entry, read, rules)}", ""
    if value is None:
        return None
    total = None
    if entry.kind == "weight":
        group = ".".join([owner, str(path[1]), *(str(code) for code in path[3:-1])])  # by several keys: those of one sum
        given = entries(read[entry.file].data, *path[:2]).get("sum")
        total = Fraction(given) if isinstance(given, int | Decimal) else None
    elif entry.kind in ("band", "band_end"):
        group = owner
    return Changeable(
        name=name,
        kind=entry.kind,
        owner=owner,
        title=entry.title,
        unit=entry.unit,
        value=value,
        location=entry.location,
        file=entry.file,
        path=path,
        group=group,
        total=total,
    )


def _own(entry: Editable, read: Documents, rules: RuleSet) -> str:
    match entry.kind, entry.path:
        case "target", (_, year) if str(year) == str(rules.year):
            return "target"
        case "target", (_, "values", *codes):
            return ".".join(["targets", *(str(code) for code in codes)])
        case "target", (_, code):
            return f"targets.{code}"
        case (("weight" | "parameter"), (_, name, *rest)):
            return ".".join([str(name), *(str(part) for part in rest[1:])])
        case "cap", (name, *rest):
            return ".".join([str(name), *(str(part) for part in rest[1:])])
        case "band", path:
            return str(entries(read[entry.file].data, *path[:-1]).get("code", ""))
        case _:
            return "to"


def _value(rules: RuleSet, entry: Editable) -> Fraction | None:
    """What the rules have there; None where it is nothing that a scenario can change."""
    kinds = ("weight", "target", "parameter", "cap", "band", "band_end")
    if entry.form != "number" or entry.kind not in kinds or isinstance(entry.value, str) or entry.value is None:
        return None
    if entry.kind.startswith("band"):
        known = entry.owner in rules.categories and not rules.categories[entry.owner].ordered
    else:
        known = entry.owner in rules.measures
    return Fraction(entry.value) if known else None


def chosen(names: Iterable[str], known: Mapping[str, Changeable], year: int) -> dict[str, Changeable]:
    """The rule values that are named.

    Raises:
        UserError: one is unknown; the nearest is told.
    """
    found, issues = {}, []
    for name in names:
        short = name.removesuffix(f".targets.{year}")
        entry = known.get(name) or known.get(f"{short}.target")
        if entry is None:
            issues.append(_unknown(name, known, year))
        else:
            found[name] = entry
    if issues:
        raise UserError(issues)
    return found


def _unknown(name: str, known: Mapping[str, Changeable], year: int) -> Issue:
    near = nearest(name, known)
    owner = name.partition(".")[0]
    some = [other for other in known if other.partition(".")[0] == owner] or list(
        dict.fromkeys(n.partition(".")[0] for n in known)
    )
    more = [*some[:12], "…"] if len(some) > 12 else some
    return Issue("unknown_changeable", Location(rules_of(year)), {"given": name, "nearest": near, "known": ", ".join(more)})


def is_cell(name: str, inputs: Mapping[str, ResolvedInput]) -> bool:
    """Whether a name is that of a cell: an input with the codes of its keys."""
    return "[" in name or name in inputs


def cell(name: str, plan: Plan, tables: Tables, office: Callable[[str | None], str]) -> Cell:
    """The cell that a name means: `ikm.nilai[bulan=1,unsur=respon]`, with `satker=…` among the keys where there are several.

    Args:
        name: the input with the codes of its keys.
        plan: the year's plan.
        tables: its tables.
        office: the office that a name means, or that there is only one.

    Raises:
        UserError: there is no such input, key or office, or many rows of a table stand behind it.
    """
    place = Location(rules_of(plan.rules.year))
    try:
        at = FigureKey.parse(name)
    except ValueError:
        raise UserError([Issue("figure_notation", place, {"given": name})]) from None
    entry = plan.inputs.get(at.id)
    if entry is None or entry.table.many or entry.column.type == "ordinal":
        usable = [n for n, i in plan.inputs.items() if not i.table.many and i.column.type != "ordinal"]
        raise UserError([Issue("unknown_input", place, {"given": at.id, "nearest": nearest(at.id, usable)})])
    codes = at.codes
    number = tables.offices.index(office(codes.pop(SATKER, None)))
    dimensions = plan.rules.dimensions
    if set(codes) != set(entry.grain) or any(codes[key] not in dimensions[key].codes for key in entry.grain):
        known = ", ".join(f"{key}={'|'.join(dimensions[key].codes)}" for key in entry.grain) or "–"
        values = {"figure": at.id, "given": ", ".join(at.pairs) or "–", "known": known}
        raise UserError([Issue("unknown_key_of_figure", place, values)])
    row = number
    for key in entry.grain:
        row = row * len(dimensions[key].codes) + dimensions[key].number(codes[key])
    return Cell(entry, number, {**codes, **entry.rule.where}, row)
