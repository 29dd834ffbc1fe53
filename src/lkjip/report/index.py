"""The page that leads to the reports of all offices: what each has reached, its files, and which could not be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from lkjip.errors import UserError
from lkjip.figures import Value
from lkjip.messages import speaking
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.report.facts import Facts
from lkjip.report.labels import label
from lkjip.report.many import Made
from lkjip.rules.forms import Status
from lkjip.rules.headline import REALISATION
from lkjip.rules.model import Dimension

NOTHING = "–"


@dataclass(frozen=True)
class Line:
    """An office on the page: what it belongs to, and the realisation and state of each indicator. Empty where it failed."""

    made: Made
    name: str
    belongs: Mapping[str, str]
    values: Sequence[Value | None]


@speaking("id")
def index(project: Project, made: Sequence[Made]) -> bytes:
    """A page without scripts that loads nothing: a row per office, by what it belongs to, then by name.

    Args:
        project: the year; its tables are read office by office, so that a broken one is in nobody's way.
        made: what came of each office.
    """
    rules = project.rules
    dimensions = [dimension for dimension in rules.dimensions.values() if dimension.table]
    indicators = [(code, measure) for code, measure in rules.measures.items() if measure.objective]
    heads = [label("office"), *(dimension.title for dimension in dimensions)]
    for _, measure in indicators:
        heads += [measure.short or measure.title, label("index_state", indicator=measure.short or measure.title)]
    lines = [_line(project, one, [code for code, _ in indicators]) for one in made]
    lines.sort(key=lambda line: ([line.belongs.get(d.name, "") for d in dimensions], line.name))
    failed = [line for line in lines if line.made.issues]
    summary = label("index_summary", count=len(made), done=len(made) - len(failed), failed=len(failed))
    texts = {
        "title": escape(label("index_title", year=project.year)),
        "summary": escape(summary),
        "heads": "".join(f'<th scope="col">{escape(head)}</th>' for head in [*heads, label("files")]),
        "rows": "\n".join(_row(line, dimensions, 2 * len(indicators)) for line in lines),
        "failures": "".join(_failures(failed)),
    }
    page = files("lkjip.report").joinpath("index.html").read_text(encoding="utf-8")
    return Template(page).substitute(texts).encode()


def _line(project: Project, made: Made, indicators: Sequence[str]) -> Line:
    profile = offices.found(project.root, project.year, made.office)
    name = str(profile.get("name")) if profile else made.office
    if made.issues:
        return Line(made, name, {}, ())
    own = Project(project.root, project.year, made.office)
    try:
        facts, belongs = Facts(own, made.office), {name: known[made.office] for name, known in own.belongs.items()}
    except UserError:
        return Line(made, name, {}, ())
    return Line(made, name, belongs, tuple(_values(project, facts, indicators)))


def _values(project: Project, facts: Facts, indicators: Sequence[str]) -> Iterator[Value | None]:
    """Realisation and state of each indicator; None where the rules have none."""
    for code in indicators:
        states = [name for name, rule in project.rules.measures[code].figures.items() if isinstance(rule.form, Status)]
        yield facts.find(f"{code}.{REALISATION}")
        yield facts.find(f"{code}.{states[0]}") if states else None


def _row(line: Line, dimensions: Sequence[Dimension], columns: int) -> str:
    cells = [f'<th scope="row">{escape(line.name)}</th>']
    for dimension in dimensions:
        code = line.belongs.get(dimension.name, "")
        cells.append(f"<td>{escape(dimension.member(code).title if code else NOTHING)}</td>")
    for value in line.values or [None] * columns:
        number = value is not None and not value.label
        cells.append(f"<td{' class=n' if number else ''}>{escape(NOTHING if value is None else str(value))}</td>")
    links = " ".join(f'<a href="{quote(path.name)}">{escape(path.suffix[1:].upper())}</a>' for path in line.made.files)
    cells.append(f"<td>{links or escape(label('failed'))}</td>")
    return f"<tr{' class=gagal' if line.made.issues else ''}>{''.join(cells)}</tr>"


def _failures(failed: Sequence[Line]) -> Iterator[str]:
    if failed:
        yield f"<h2>{escape(label('index_failures'))}</h2><ul>"
        for line in failed:
            issue = line.made.issues[0]
            yield f"<li><b>{escape(line.name)}</b>: {escape(issue.message)} <code>{escape(str(issue.location))}</code></li>"
        yield "</ul>"


def index_name(year: int) -> str:
    """The page's file."""
    return f"indeks{year}.html"


def write(project: Project, made: Sequence[Made], out: Path) -> Path:
    """Writes the page beside the reports."""
    from lkjip import whole

    path = out / index_name(project.year)
    whole.write(path, index(project, made))
    return path
