"""The page that leads to the reports of all offices: how they spread, leagues, each office with its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from lkjip import whole
from lkjip.figures import Value
from lkjip.messages import speaking
from lkjip.report.labels import label
from lkjip.report.national.overview import Line, Overview
from lkjip.report.national.picture import picture, pictured
from lkjip.report.printed import typeset
from lkjip.rules.model import Dimension

NOTHING = "–"


@speaking("id")
def index(overview: Overview, national: Sequence[Path] = ()) -> bytes:
    """A page without scripts that loads nothing.

    Args:
        overview: the offices.
        national: the files of the report on all of them.
    """
    failed = overview.failed
    count = len(overview.lines)
    parts = {
        "title": escape(label("index_title", year=overview.year)),
        "summary": escape(label("index_summary", count=count, done=count - len(failed), failed=len(failed))),
        "whole": f"<p>{escape(label('index_whole'))} {_links(national)}</p>" if national else "",
        "failures": "".join(_failures(overview)),
        "pictures": "".join(_pictures(overview)),
        "leagues": "".join(_league(overview, place) for place in overview.places) if overview.sound else "",
        "offices": _table(_heads(overview), [_row(overview, line) for line in overview.lines], label("index_each")),
    }
    page = files("lkjip.report").joinpath("index.html").read_text(encoding="utf-8")
    return Template(page).substitute(parts).encode()


def _heads(overview: Overview) -> list[str]:
    heads = [label("office"), *(place.title for place in overview.places)]
    for spread in overview.spreads:
        heads.append(spread.short)
        heads += [label("index_state", indicator=spread.short)] if spread.state else []
        heads += [label("index_rank", indicator=spread.short)] if spread.ranked else []
    return [*heads, label("files")]


def _row(overview: Overview, line: Line) -> str:
    cells = [f'<th scope="row">{escape(line.name)}</th>']
    for place in overview.places:
        code = line.belongs.get(place.name, "")
        cells.append(f"<td>{escape(place.member(code).title if code else NOTHING)}</td>")
    for spread in overview.spreads:
        cells.append(_cell(overview.realised(spread, line.code)))
        cells += [_cell(overview.state(spread, line.code))] if spread.state else []
        cells += [_cell(overview.of_office(f"{spread.id}.peringkat", line.code))] if spread.ranked else []
    cells.append(f"<td>{_links(line.made.files) or escape(label('failed'))}</td>")
    return f"<tr{' class=gagal' if line.made.issues else ''}>{''.join(cells)}</tr>"


def _cell(value: Value | None) -> str:
    number = value is not None and not value.label
    said = NOTHING if value is None else typeset(str(value))
    why = f' title="{escape(value.reason)}"' if value is not None and value.value is None else ""
    return f"<td{' class=n' if number else ''}{why}>{escape(said)}</td>"


def _links(paths: Sequence[Path]) -> str:
    return " ".join(f'<a href="{quote(path.name)}">{escape(path.suffix[1:].upper())}</a>' for path in paths)


def _league(overview: Overview, place: Dimension) -> str:
    """A row for each member that offices belong to: how many, and of each indicator the median and who met the target."""
    spreads = [spread for spread in overview.spreads if spread.numeric or spread.state]
    heads = [place.title, label("offices")]
    for spread in spreads:
        heads += [label("index_median", indicator=spread.short)] if spread.numeric else []
        heads += [label("index_met", indicator=spread.short)] if spread.state else []
    rows = []
    for member in place.members:
        lines = [line for line in overview.sound if line.belongs.get(place.name) == member.code]
        cells = [f'<th scope="row">{escape(member.title)}</th><td class=n>{len(lines)}</td>']
        for spread in spreads:
            names = ["nilai_tengah"] * spread.numeric + ["jumlah_memenuhi"] * bool(spread.state)
            cells += [_cell(overview.over_all(spread, name, place.name, member.code)) for name in names]
        if lines:
            rows.append(f"<tr>{''.join(cells)}</tr>")
    return _table(heads, rows, label("index_league", place=place.title))


def _table(heads: Sequence[str], rows: Sequence[str], title: str) -> str:
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<h2>{escape(title)}</h2>\n<div class="gulir" tabindex="0" role="region" aria-label="{escape(title)}"><table>\n'
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table></div>\n"
    )


def _pictures(overview: Overview) -> Iterator[str]:
    """The small multiples: every indicator by every dimension that offices belong to, on a scale of its own."""
    drawn = [(spread, place) for spread in overview.spreads for place in pictured(overview, spread)]
    if drawn:
        yield f"<h2>{escape(label('index_spread'))}</h2>\n<p>{escape(label('index_spread_note'))}</p>\n<div class=kisi>"
        for spread, place in drawn:
            title = spread.measure.title + (f" – {place.title}" if place else "")
            yield f"<figure><figcaption>{escape(title)}</figcaption>{picture(overview, spread, place)}</figure>\n"
        yield "</div>"


def _failures(overview: Overview) -> Iterator[str]:
    if overview.failed:
        yield f"<h2>{escape(label('index_failures'))}</h2><ul>"
        for line in overview.failed:
            issue = line.made.issues[0]
            yield f"<li><b>{escape(line.name)}</b>: {escape(issue.message)} <code>{escape(str(issue.location))}</code></li>"
        yield "</ul>"
    if overview.bare:
        yield f"<p>{escape(label('index_bare', offices=', '.join(overview.bare)))}</p>"


def index_name(year: int) -> str:
    """The page's file."""
    return f"indeks{year}.html"


def write(overview: Overview, out: Path, national: Sequence[Path] = ()) -> Path:
    """Writes the page beside the reports."""
    path = out / index_name(overview.year)
    whole.write(path, index(overview, national))
    return path
