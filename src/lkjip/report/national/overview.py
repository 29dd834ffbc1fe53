"""All offices of a year together: what each has reached, where it stands, and which are not among them and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lkjip.errors import UserError
from lkjip.figures import ALL_OFFICES, Value
from lkjip.messages import speaking
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.report.many import Made
from lkjip.report.national.rules import Spread, spreads, written
from lkjip.rules.headline import REALISATION
from lkjip.rules.model import Dimension


@dataclass(frozen=True)
class Line:
    """An office: what came of its report, its name, and the member that it belongs to by dimension, none where it failed."""

    made: Made
    name: str
    belongs: Mapping[str, str]

    @property
    def code(self) -> str:
        return self.made.office


class Overview:
    """The offices whose reports were made, and the figures of all of them together.

    Offices whose reports failed are no part of any figure here: they are `failed`. Those that have data and no `office.yaml`
    can have no report and are no part of it either: they are `bare`.
    """

    def __init__(self, project: Project, made: Sequence[Made]) -> None:
        self.rules = project.rules
        self.year, self.root = project.year, project.root
        sound = frozenset(one.office for one in made if not one.issues)
        self.added = written(project.rules)
        self.project = Project(project.root, project.year, changed=self.added, among=sound)
        self.bare = _bare(project, {one.office for one in made})
        self.spreads = spreads(project.rules)
        self.places: list[Dimension] = [dimension for dimension in project.rules.dimensions.values() if dimension.table]
        self.profiles = {one.office: offices.found(project.root, project.year, one.office) for one in made}
        named = _names(self.profiles)
        belongs = self.project.belongs if sound else {}
        self.lines = [
            Line(one, named[one.office], {} if one.issues else {name: known[one.office] for name, known in belongs.items()})
            for one in made
        ]
        self.lines.sort(key=lambda line: ([self._rank(place, line) for place in self.places], line.name))

    def _rank(self, place: Dimension, line: Line) -> int:
        """Where the member of an office stands in printed order; offices of none come last."""
        code = line.belongs.get(place.name)
        return len(place.codes) if code is None else place.number(code)

    @property
    def sound(self) -> list[Line]:
        return [line for line in self.lines if not line.made.issues]

    @property
    def failed(self) -> list[Line]:
        return [line for line in self.lines if line.made.issues]

    @cached_property
    def _values(self) -> Mapping[str, list[Value]]:
        """The values that are shown, by figure."""
        wanted = {f"{spread.code}.{name}" for spread in self.spreads for name in (REALISATION, spread.state) if name}
        resolved = self.project.plan.resolved.figures
        own = {name for name, figure in resolved.items() if figure.national or name.partition(".")[0] in self._added}
        with speaking("id"):
            figures = self.project.evaluate()
            return {name: figures.all(name) for name in resolved if name in wanted | own}

    @cached_property
    def _added(self) -> frozenset[str]:
        return frozenset(spread.id for spread in self.spreads)

    @cached_property
    def _of_offices(self) -> Mapping[tuple[str, str], Value]:
        return {(value.id, value.satker): value for values in self._values.values() for value in values}

    def of_office(self, figure: str, office: str) -> Value | None:
        """An office's value of a figure; None where the rules have none."""
        return self._of_offices.get((figure, office))

    def realised(self, spread: Spread, office: str) -> Value | None:
        """What an office has realised of an indicator."""
        return None if not spread.id else self.of_office(f"{spread.code}.{REALISATION}", office)

    def state(self, spread: Spread, office: str) -> Value | None:
        """Where an office stands against its target."""
        return self.of_office(f"{spread.code}.{spread.state}", office) if spread.state else None

    def place(self, spread: Spread, office: str) -> int | None:
        """An office's place among all, by the indicator's polarity; None where it has none."""
        value = self.of_office(f"{spread.id}.peringkat", office)
        return None if value is None or value.value is None else int(value.number)

    def over_all(self, spread: Spread, name: str, place: str = "", member: str = "") -> Value | None:
        """A figure of the roll-up: of all offices, or of those that belong to a member of a dimension."""
        wanted = {place: member} if place else {}
        values = self._values.get(f"{spread.id}.{name}_{place}" if place else f"{spread.id}.{name}", [])
        return next((value for value in values if value.key == wanted), None)

    def national(self) -> list[Value]:
        """What the year's own rules say of all offices together."""
        return [
            value
            for name, values in self._values.items()
            if name.partition(".")[0] not in self._added
            for value in values
            if value.satker == ALL_OFFICES and not value.key
        ]


def _names(profiles: Mapping[str, offices.Office | None]) -> Mapping[str, str]:
    """The names of offices; two of the same name are told apart by their codes."""
    names = {office: str(profile.get("name")) if profile else office for office, profile in profiles.items()}
    often = Counter(names.values())
    return {office: f"{name} ({office})" if often[name] > 1 else name for office, name in names.items()}


def _bare(project: Project, known: set[str]) -> list[str]:
    """The offices that have data and no file of their own; as far as the tables can be read."""
    try:
        return [office for office in Project(project.root, project.year).tables.offices if office not in known]
    except UserError:
        return []
