"""A project on disk and one year of it: the way in for the command line and for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from lkjip.archived import latest, open_as_project
from lkjip.errors import Defect, Issue, Issues, Location, UserError, nearest, sorted_issues
from lkjip.evaluate import Evaluation, evaluate
from lkjip.evaluate.known import Found, known_values
from lkjip.figure_key import FigureKey
from lkjip.figures import ALL_OFFICES, Figures
from lkjip.inputs import Tables, read_tables
from lkjip.inputs.addresses import addresses
from lkjip.inputs.offices import attributes
from lkjip.layout import data_of, find, rules_of
from lkjip.messages import phrase
from lkjip.plan.build import Plan, build
from lkjip.rules.folder import NOTHING, Changed, digest_on_disk
from lkjip.rules.headline import REALISATION, headline
from lkjip.rules.in_force import NOTE
from lkjip.rules.load import load as load_rules
from lkjip.rules.model import RuleSet
from lkjip.rules.resolve import resolve
from lkjip.rules.tree import Compare

if TYPE_CHECKING:
    from lkjip.scenarios.goal import Sought
    from lkjip.scenarios.scenarios import Number
    from lkjip.scenarios.what_if import WhatIf
    from lkjip.sensitivity.study import Sensitivity
    from lkjip.trace.explain import Explainer, Trace
    from lkjip.trace.offices import Offices
    from lkjip.trace.outcome import Result


OFFICES = 12  # that a message lists
NOWHERE: Mapping[str, str] = MappingProxyType({})


class Project:
    """One year of a project. Everything is computed on first use and kept.

    `satker` limits the year to one office, `among` to some of them, as if there were no others. With `changed` it is the
    year as it would be with these files (path → content, None = not there) instead of those on disk. `sources` are addresses
    of survey tables (see `lkjip.inputs.addresses`), before those of `sources.toml`. Every property raises UserError with all
    issues found.
    """

    def __init__(
        self,
        root: Path,
        year: int,
        satker: str | None = None,
        changed: Changed = NOTHING,
        among: Collection[str] | None = None,
        sources: Mapping[str, str] = NOWHERE,
    ) -> None:
        self.root, self.year, self.satker, self.changed, self.among = root, year, satker, changed, among
        self.sources = sources

    def __repr__(self) -> str:
        """The way to it, year, and office if one is named."""
        return f"Project({self.root.name!r}, {self.year}{f', {self.satker!r}' if self.satker else ''})"

    def _repr_html_(self) -> str:
        """In a notebook: the rules in force and the offices with data, or what stands in the way."""
        found = _problems(lambda: self.plan) + _problems(lambda: self.tables)
        head = f"<p><b>lkjip {self.year}</b> <code>{escape(self.root.name)}</code></p>"
        if found:
            return head + Issues(found)._repr_html_()
        rules, offices = self.rules, self.tables.offices
        more = ", …" if len(offices) > OFFICES else ""
        told = {
            phrase("rules"): f"{rules.title} ({rules.version})",
            phrase("office"): ", ".join(offices[:OFFICES]) + more,
            phrase("figure"): str(len(self.plan.resolved.figures)),
        }
        rows = (f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in told.items())
        return f"{head}<table>{''.join(rows)}</table>"

    @cached_property
    def rules(self) -> RuleSet:
        """The year's rules as written. Of a year that is archived as it stands, no expired regulation is noted."""
        archived = open_as_project(self.root)
        rules = load_rules(self.root, self.year, self.changed)
        if any(issue.code == NOTE for issue in rules.issues) and (archived or self._archived(rules)):
            rules = replace(rules, issues=tuple(issue for issue in rules.issues if issue.code != NOTE))
        return rules

    def _archived(self, rules: RuleSet) -> bool:
        known = latest(self.root, self.year)
        return known is not None and digest_on_disk(known.folder, self.year) == rules.digest

    @cached_property
    def plan(self) -> Plan:
        """The year's rules, resolved and planned."""
        return build(resolve(self.rules))

    @cached_property
    def tables(self) -> Tables:
        """The year's tables, checked."""
        limit = None if self.rules.over_offices else self.satker  # who looks at all offices needs all tables
        elsewhere = addresses(self.root, self.rules, self.sources)
        return read_tables(self.root, self.rules, limit, self.changed, self.among, elsewhere)

    @cached_property
    def belongs(self) -> Mapping[str, Mapping[str, str]]:
        """Of each dimension that offices belong to, such as their region, the member of every office."""
        return attributes(self.rules, self.tables)

    @cached_property
    def evaluation(self) -> Evaluation:
        """Figures and checks."""
        try:
            return evaluate(self.plan, self.tables)
        except UserError as error:
            raise UserError(self._with_detail(issue) for issue in error.issues) from None

    def evaluate(self) -> Figures:
        """The year's figures. What stands in the way is told for rules and tables together."""
        try:
            found = self.evaluation.figures
            return found if self.satker is None else found.of(self.satker)
        except UserError:
            raise UserError(issue for issue in self.check() if issue.level == "error") from None

    def check(self) -> Issues:
        """Every problem of rules and tables at once; where there is none, what the checks find, with their numbers."""
        found = _problems(lambda: self.rules)
        if not found:
            found = _problems(lambda: self.plan) + _problems(lambda: self.tables)
        if not found:
            found = _problems(lambda: self.evaluation) or self.evaluation.issues
        return sorted_issues(self._with_detail(issue) for issue in found)

    def _with_detail(self, issue: Issue) -> Issue:
        if issue.code != "check_failed" or "detail" in issue.values:
            return issue
        assert issue.key is not None
        detail = self._explainer(issue.satker).check(self.plan.resolved.checks[issue.key.id], issue.key.codes)
        return replace(issue, values={**issue.values, "detail": detail})

    def compared(self, issue: Issue) -> tuple[str, str] | None:
        """The two values of a failed check: as printed or counted, and as computed or required. None where it is no such."""
        check = self.plan.resolved.checks.get(issue.key.id) if issue.code == "check_failed" and issue.key else None
        if check is None or issue.key is None or not isinstance(check.node, Compare):
            return None
        return self._explainer(issue.satker).compared(check, issue.key.codes)

    def explain(
        self, figure: str | FigureKey, key: Mapping[str, int | str] | None = None, satker: str | None = None
    ) -> Trace:
        """The trace of one value down to the cells: ``explain("ikm.nilai_bulanan[bulan=1]")``, or the key apart.

        Raises:
            UserError: there is no such figure, key or office.
            Defect: the trace computes another value than the engine.
        """
        at = FigureKey.of(str(figure), key) if key else self.meant(str(figure))
        self.known(at)
        office = ALL_OFFICES if self.plan.resolved.figures[at.id].national else self.office(satker)
        trace = self._explainer(office).figure(at.id, at.codes)
        self._agrees(at, office)
        return trace

    def what_if(
        self,
        changes: Mapping[str, Number | None] | Mapping[str, Mapping[str, Number | None]],
        figures: Collection[str] | None = None,
    ) -> WhatIf:
        """What other values of rules or cells would change: ``year.what_if({"ikm.target": Decimal("3.5")})``.

        Args:
            changes: name → value; or several alternatives by their names, each with its own changes.
            figures: ids of the figures wanted; without it all that differ.

        Raises:
            UserError: a name is unknown, or an alternative is one that `check` would refuse.
        """
        from lkjip.scenarios.given import of_mapping
        from lkjip.scenarios.what_if import WhatIf

        return WhatIf(self, of_mapping(changes), figures)

    def goal_seek(
        self,
        figure: str,
        vary: Sequence[str],
        *,
        least: Number | None = None,
        most: Number | None = None,
        code: str = "",
        within: tuple[Number | None, Number | None] = (None, None),
        satker: str | None = None,
    ) -> Sought:
        """The value that cells or rules must have so that a figure reaches a goal, exact on their own grid.

        Args:
            figure: such as `ikm.realisasi`, or an indicator's code for its target.
            vary: what changes, by the names of `what_if`; all get the same value.
            least: what the figure shall be at least.
            most: what it shall be at most.
            code: the category that it shall be.
            within: the range to try; None is that of the column.
            satker: the office, where there are several.

        Raises:
            UserError: a name is unknown, or the goal or the range is not said.
        """
        from lkjip.scenarios.goal import goal, seek

        ends = [None if end is None else Fraction(end) for end in (least, most, *within)]
        return seek(self, goal(self, figure, satker, least=ends[0], most=ends[1], code=code), vary, *ends[2:])

    def sensitivity(
        self,
        figure: str,
        *,
        weights: str = "25%",
        targets: str = "10%",
        n: int = 10_000,
        seed: int = 1,
        satker: str | None = None,
    ) -> Sensitivity:
        """How a figure spreads when weights and targets move, which of them decides, and what flips a category.

        Args:
            figure: such as `ikm.mutu`.
            weights: how far each weight may move either way, as a share of itself.
            targets: the same of this year's targets.
            n: how many sets of values are drawn.
            seed: the same one gives the same sets.
            satker: the office, where there are several.

        Raises:
            UserError: the figure is unknown or a list, depends on nothing that may move, or too much is asked.
        """
        from lkjip.sensitivity.study import Asked, Sensitivity, share

        at = self.named(figure)
        return Sensitivity(self, Asked(at, self.office(satker), share(weights), share(targets), n, seed))

    def traces(self, satker: str | None = None) -> Callable[[FigureKey], Trace]:
        """The traces of one office's figures, for many at once: they share what they have in common."""
        explainer = self._explainer(ALL_OFFICES if satker == ALL_OFFICES else self.office(satker))
        return lambda at: explainer.figure(at.id, at.codes)

    def text(self, table: str, column: str, key: Mapping[str, int | str], satker: str | None = None) -> str:
        """The text that stands in a table's text column at a key; empty where there is no such row or text."""
        entry = self.tables.tables[table]
        rows = entry.frame.filter(satker=self.tables.offices.index(self.office(satker)))
        for name in entry.table.keys:
            rows = rows.filter(rows[name] == self.rules.dimensions[name].number(str(key[name])))
        return str(rows[column][0] or "") if rows.height else ""

    def office(self, satker: str | None = None) -> str:
        """The office that is meant: the one named, or the only one there is.

        Raises:
            UserError: it is none of those with data, or there are several and none is named.
        """
        offices = self.tables.offices
        chosen = satker or self.satker or (offices[0] if len(offices) == 1 else "")
        if chosen in offices:
            return chosen
        more = ["…"] if len(offices) > OFFICES else []
        values = {"known": ", ".join([*offices[:OFFICES], *more]), "count": len(offices), "first": "".join(offices[:1])}
        place = Location(data_of(self.year))
        if not chosen and offices:
            raise UserError([Issue("office_needed", place, values)])
        raise UserError([Issue("unknown_office", place, {**values, "given": chosen, "nearest": nearest(chosen, offices)})])

    def named(self, text: str) -> FigureKey:
        """The figure that a text names: `ikm.realisasi`, `ikm.nilai_bulanan[bulan=1]`.

        Raises:
            UserError: the text is written otherwise.
        """
        try:
            return FigureKey.parse(text)
        except ValueError:
            raise UserError([Issue("figure_notation", Location(rules_of(self.year)), {"given": text})]) from None

    def meant(self, text: str) -> FigureKey:
        """The figure that a text names; of an indicator or measure, by code, short name or title, its first headline figure.

        Raises:
            UserError: the text is written otherwise.
        """
        own = text.strip().casefold()
        for code, measure in self.rules.measures.items():
            if own in (code.casefold(), measure.short.casefold() or code, measure.title.casefold()):
                found = [name for name in headline(self.plan.resolved) if name.startswith(f"{code}.")]
                main = f"{code}.{REALISATION}"
                return FigureKey(main if main in found else found[0] if found else text)
        return self.named(text)

    def known(self, at: FigureKey) -> None:
        """Refuses a figure or key that the rules do not have.

        Raises:
            UserError: it names the nearest figure, or the keys that are accepted.
        """
        figures = self.plan.resolved.figures
        place = Location(rules_of(self.year))
        if at.id not in figures:
            values = {"given": at.id, "nearest": nearest(at.id, figures)}
            raise UserError([Issue("unknown_figure", place, values)])
        grain, key = figures[at.id].grain, at.codes
        dimensions = self.plan.rules.dimensions
        wrong = set(key) != set(grain) or any(key[name] not in dimensions[name].codes for name in grain)
        if wrong:
            known = ", ".join(f"{name}={'|'.join(dimensions[name].codes)}" for name in grain) or "–"
            values = {"figure": at.id, "given": ", ".join(at.pairs) or "–", "known": known}
            raise UserError([Issue("unknown_key_of_figure", place, values)])

    def _explainer(self, satker: str) -> Explainer:
        if satker not in self._explainers:
            from lkjip.trace.explain import Explainer

            oracle = self._offices.oracle("" if satker == ALL_OFFICES else satker)
            self._explainers[satker] = Explainer(oracle)
        return self._explainers[satker]

    @cached_property
    def _offices(self) -> Offices:
        from lkjip.trace.cells import cells_of
        from lkjip.trace.offices import Offices

        resolved, tables = self.plan.resolved, self.tables
        return Offices(resolved, tables.offices, attributes(self.rules, tables), cells_of(resolved, tables), self._known)

    def _known(self, name: str, place: tuple[str, ...]) -> Result:
        from lkjip.trace.outcome import Missing

        found = self._values(name, place)
        if isinstance(found, Fraction):
            return found
        reason, absent = found
        return Missing(reason.status, reason.text, reason.phrase, absent)

    @cached_property
    def _values(self) -> Callable[[str, tuple[str, ...]], Found]:
        return known_values(self.evaluation.slate)

    @cached_property
    def _explainers(self) -> dict[str, Explainer]:
        return {}

    def _agrees(self, at: FigureKey, satker: str) -> None:
        """The engine and the oracle must say the same."""
        again = self._explainer(satker).result(at.id, at.codes)
        found = next((value.status, value.value) for value in self.evaluation.figures.all(at.id, satker) if value.at == at)
        if found != again:
            raise Defect(f"{at}: the engine has {found}, the trace {again}")


def _problems(stage: Callable[[], object]) -> tuple[Issue, ...]:
    """What stands in the way of a stage."""
    try:
        stage()
    except UserError as error:
        return error.issues
    return ()


def load(project: str | Path, year: int, satker: str | None = None, sources: Mapping[str, str] = NOWHERE) -> Project:
    """A project's year, for notebooks: ``lkjip.load(".", 2023).evaluate()["ikm.realisasi"]``."""
    return Project(find(Path(project)), year, satker, sources=sources)
