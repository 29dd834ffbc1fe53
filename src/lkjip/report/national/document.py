"""The report on all offices, for the head office: the same figures, cells and renderers as an office's own report."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lkjip import whole
from lkjip.errors import Location
from lkjip.figures import Value
from lkjip.guards import in_page
from lkjip.layout import data_of, rules_of
from lkjip.messages import speaking
from lkjip.report import render, word
from lkjip.report.charts import rasterize
from lkjip.report.colophon import digest
from lkjip.report.drawing import FOLDER
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels, lowered
from lkjip.report.national.overview import Line, Overview
from lkjip.report.national.picture import picture, pictured
from lkjip.report.national.rules import Spread, level_figure
from lkjip.report.printed import Markdown, Printed, markdown, typeset
from lkjip.report.provenance import place_of
from lkjip.rules.model import Dimension
from lkjip.units import NUMBER
from lkjip.version import __version__

_T = TypeVar("_T")
BEST = 5  # offices at either end of a ranking
_STATES = ("melampaui", "tercapai", "belum_tercapai", "belum_diukur", "belum_ada_target")
_SPREAD = ("jumlah_terukur", "terendah", "kuartil_bawah", "nilai_tengah", "kuartil_atas", "tertinggi", "rata_rata")
_BY_PLACE = ("jumlah_terukur", "terendah", "nilai_tengah", "tertinggi")


def national_name(year: int) -> str:
    """The report's files, without a suffix."""
    return f"nasional{year}"


@speaking("id")
def write(overview: Overview, out: Path, formats: Sequence[str]) -> list[Path]:
    """Writes the report in some formats, all of them or none. It always comes from the embedded renderer."""
    document = _Document(overview)
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        work = Path(folder)
        (work / FOLDER).mkdir()
        text = document.text(work / FOLDER)
        meta = {"title": label("national_title"), "author": document.author, "lang": "id", "date": document.date}
        if "docx" in formats:
            for drawn in sorted((work / FOLDER).glob("*.svg")):
                rasterize(drawn)
        made = render.render(text, meta, work, formats, file=f"{national_name(overview.year)}.md")
        targets = {out / f"{national_name(overview.year)}.{suffix}": path.read_bytes() for suffix, path in made.items()}
        sealed = {path: word.sealed(data, {}) if path.suffix == ".docx" else data for path, data in targets.items()}
        whole.folder(out)
        whole.write_all(sealed)
    return list(sealed)


class _Document:
    """The report's text. It keeps what it prints, for the page's data on where each number comes from."""

    def __init__(self, overview: Overview) -> None:
        self.overview, self.rules = overview, overview.project.rules
        self._printed: dict[str, Value] = {}
        found = [profile for line in overview.sound if (profile := overview.profiles[line.code]) is not None]
        self.date = max((str(profile.get("date")) for profile in found), default=f"{overview.year}-12-31")
        ministries = {str(profile.get("ministry")) for profile in found}
        self.author = ministries.pop() if len(ministries) == 1 else ""

    def text(self, folder: Path) -> str:
        """The whole document; its pictures go into `folder`."""
        parts = [self._cover(), self._summary(), self._own()]
        for spread in self.overview.spreads:
            parts += self._indicator(spread, folder)
        parts += [self._left(), self._each(), self._origin(), self._provenance()]
        return "\n\n".join(parts) + "\n"

    def _cover(self) -> str:
        lines = [
            f"[{markdown(self.author)}]{{.sampul-kementerian}}" if self.author else "",
            f"[{markdown(label('national_title'))}]{{.sampul-judul}}",
            f"[{markdown(label('year_of', year=self.overview.year))}]{{.sampul-tahun}}",
        ]
        return "::: {.sampul}\n" + "\n\n".join(filter(None, lines)) + "\n:::"

    # What all have reached

    def _summary(self) -> str:
        sound, everyone = len(self.overview.sound), len(self.overview.lines) + len(self.overview.bare)
        counts = {"count": sound, "all": everyone, "left": everyone - sound}
        covered = label("national_covered" if sound == everyone else "national_partial", **counts)
        names = ("jumlah_terukur", "terendah", "nilai_tengah", "tertinggi", "jumlah_memenuhi")
        heads = [label("indicator"), label("unit"), *labels("national_measured")]
        heads += [self._title(name) for name in names[1:]]
        body = [
            [
                Cell(spread.measure.title, head="row"),
                Cell(self._unit(spread)),
                *(Cell(self._shown(spread, name)) for name in names[:-1]),
                Cell(self._shown(spread, names[-1]) if self._aimed(spread) else "–"),
            ]
            for spread in self.overview.spreads
        ]
        listed = _floated("tbl-ringkasan", table([headings(*heads)], body), label("national_summary_caption"))
        head = f"# {label('national_summary')} {{#sec-ringkasan}}"
        return "\n\n".join([head, covered, label("national_unweighted"), listed])

    def _aimed(self, spread: Spread) -> bool:
        """Whether any office has a target, so that it can be counted who meets it."""
        without = self.overview.over_all(spread, "jumlah_belum_ada_target")
        return without is None or without.value is None or int(without.number) < len(self.overview.sound)

    def _own(self) -> str:
        """What the year's own rules say of all offices together."""
        head = f"# {label('national_own')} {{#sec-nasional}}"
        values = self.overview.national()
        if not values:
            return f"{head}\n\n{markdown(label('national_own_none', year=self.overview.year))}"
        body: list[Row] = [
            [Cell(value.title, head="row"), Cell(self._value(value)), Cell(self._scale(value.unit))] for value in values
        ]
        made = table([headings(*labels("national_figure", "national_value", "unit"))], body)
        return f"{head}\n\n{_floated('tbl-nasional', made, label('national_own_caption', year=self.overview.year))}"

    # An indicator

    def _indicator(self, spread: Spread, folder: Path) -> Iterator[str]:
        code, title = spread.code.replace("_", "-"), spread.measure.title
        yield f"# {markdown(title)} {{#sec-{code}}}"
        if not spread.id:
            yield markdown(label("national_apart", indicator=title))
            return
        if spread.numeric:
            yield from self._numbers(spread, code, folder)
        elif spread.levels:
            names = [(level_figure("jumlah", number), level.title) for number, level in enumerate(spread.levels, 1)]
            yield self._counts(spread, names, f"tbl-{code}-jenjang", "national_levels_caption")
        if spread.state:
            states = [(f"jumlah_{state}", self._title(f"jumlah_{state}")) for state in _STATES]
            yield self._counts(spread, states, f"tbl-{code}-keadaan", "national_states_caption")
        for place in self.overview.places:
            yield self._by_place(spread, code, place)
        if spread.ranked:
            yield from self._ends(spread, code)
        elif spread.numeric:
            yield markdown(label("national_unranked", indicator=title))

    def _numbers(self, spread: Spread, code: str, folder: Path) -> Iterator[str]:
        heads = [self._title(name) for name in _SPREAD]
        body: list[Row] = [[Cell(self._shown(spread, name)) for name in _SPREAD]]
        caption = label("national_numbers_caption", indicator=spread.measure.title, unit=lowered(self._unit(spread)))
        yield _floated(f"tbl-{code}", table([headings(*heads)], body), caption)
        drawn = pictured(self.overview, spread)
        if not drawn:
            yield label("national_unmeasured")
        for place in drawn:
            name = f"sebaran-{code}" + (f"-{place.name}" if place else "")
            made = picture(self.overview, spread, place)
            (folder / f"{name}.svg").write_text(made, encoding="utf-8", newline="\n")
            said = "national_strip_caption" if place else "national_strip_all"
            caption = label(said, indicator=spread.measure.title, place=place.title.lower() if place else "")
            alt = markdown(made.partition('aria-label="')[2].partition('"')[0])
            yield f'::: {{#fig-{name}}}\n![]({FOLDER}/{name}.svg){{fig-alt="{alt}"}}\n\n{markdown(caption)}\n:::'

    def _counts(self, spread: Spread, names: Iterable[tuple[str, str]], name: str, caption: str) -> str:
        body: list[Row] = [[Cell(title, head="row"), Cell(self._shown(spread, figure))] for figure, title in names]
        made = table([headings(*labels("national_state_of", "national_count"))], body, widths=(70, 30))
        return _floated(name, made, label(caption, indicator=spread.measure.title))

    def _by_place(self, spread: Spread, code: str, place: Dimension) -> str:
        names = [*(_BY_PLACE if spread.numeric else ()), *(("jumlah_memenuhi",) if spread.state else ())]
        names += [level_figure("jumlah", number) for number, _ in enumerate(spread.levels, 1)]
        there = [
            member
            for member in place.members
            if any(line.belongs.get(place.name) == member.code for line in self.overview.sound)
        ]
        if not names or not there:
            return ""
        body: list[Row] = [
            [Cell(member.title, head="row"), *(Cell(self._shown(spread, name, place.name, member.code)) for name in names)]
            for member in there
        ]
        heads = [place.title, *(self._title_of(spread, name) for name in names)]
        caption = label("national_places_caption", indicator=spread.measure.title, place=place.title.lower())
        return _floated(f"tbl-{code}-{place.name.replace('_', '-')}", table([headings(*heads)], body), caption)

    def _ends(self, spread: Spread, code: str) -> Iterator[str]:
        """The offices at the top and at the bottom of the ranking, all that share a place; none twice."""
        placed = [(at, line) for line in self.overview.sound if (at := self.overview.place(spread, line.code)) is not None]
        placed.sort(key=lambda entry: entry[0])
        if len(placed) < 2:
            return
        if placed[0][0] == placed[-1][0]:
            yield markdown(label("national_alike", indicator=spread.measure.title))
            return
        half = min(BEST, len(placed) // 2)
        best, shared = _end(placed, half)
        last = max((at for at, _ in best), default=shared[0] if shared else 0)
        worst, also = _end([entry for entry in reversed(placed) if entry[0] > last], half)
        for name, caption, listed, tied in (
            ("teratas", "national_best", best, shared),
            ("terbawah", "national_worst", worst[::-1], also),
        ):
            if listed:
                yield self._ranked(spread, listed, f"tbl-{code}-{name}", caption)
            if tied:
                yield markdown(label("national_tied", indicator=spread.measure.title, rank=tied[0], count=tied[1]))

    def _ranked(self, spread: Spread, placed: Sequence[tuple[int, Line]], name: str, caption: str) -> str:
        places = self.overview.places
        body: list[Row] = [
            [
                Cell(str(at)),
                Cell(line.name, head="row"),
                *(Cell(self._member(line, place)) for place in places),
                Cell(_plain(self.overview.realised(spread, line.code))),
            ]
            for at, line in placed
        ]
        realised = label("national_realised", unit=lowered(self._unit(spread)))
        heads = [label("national_rank"), label("office"), *(place.title for place in places), realised]
        return _floated(name, table([headings(*heads)], body), label(caption, indicator=spread.measure.title))

    # Who is not among them, and everyone

    def _left(self) -> str:
        head = f"# {label('national_left')} {{#sec-tidak-tercakup}}"
        failed, bare = self.overview.failed, self.overview.bare
        parts = [head]
        if failed:
            issues = [(line.name, line.made.issues[0]) for line in failed]
            body: list[Row] = [[Cell(n, head="row"), Cell(i.message), Cell(str(i.location))] for n, i in issues]
            made = table([headings(*labels("office", "national_cause", "national_place_of"))], body)
            parts.append(_floated("tbl-tidak-tercakup", made, label("national_left_caption")))
        if bare:
            parts.append(markdown(label("index_bare", offices=", ".join(bare))))
        return "\n\n".join(parts if failed or bare else [head, label("national_left_none")])

    def _each(self) -> str:
        head = f"# {label('national_each')} {{#sec-satuan-kerja}}"
        heads = [label("office"), *(place.title for place in self.overview.places)]
        for spread in self.overview.spreads:
            heads += [spread.short, *([label("national_state_of")] if spread.state else [])]
        body: list[Row] = []
        for line in self.overview.sound:
            row = [Cell(line.name, head="row"), *(Cell(self._member(line, place)) for place in self.overview.places)]
            for spread in self.overview.spreads:
                row.append(Cell(_plain(self.overview.realised(spread, line.code))))
                row += [Cell(_plain(self.overview.state(spread, line.code)))] if spread.state else []
            body.append(row)
        named = [spread for spread in self.overview.spreads if spread.short != spread.measure.title]
        listed = "; ".join(f"{spread.short} = {spread.measure.title}" for spread in named)
        caption = label("national_each_caption", indicators=listed) if named else label("national_each_plain")
        states = [bool(spread.state) for spread in self.overview.spreads]
        made = table([headings(*heads)], body, dense=True, widths=_widths(len(self.overview.places), states))
        return f"{head}\n\n{_floated('tbl-satuan-kerja', made, caption)}"

    # Where it comes from

    def _origin(self) -> str:
        overview, rules = self.overview, self.rules
        data = overview.root / data_of(overview.year)
        files = [path for path in data.iterdir() if path.is_file()]
        files += [path for line in overview.sound for path in (data / line.code).rglob("*") if path.is_file()]
        own = list((overview.root / rules_of(overview.year)).rglob("*.yaml"))
        lines = [
            (label("rule_set"), label("rule_set_version", id=rules.id, version=rules.version)),
            (label("engine"), f"lkjip {__version__}"),
            (label("rules_hash"), digest(overview.root, own)),
            (label("data_hash"), digest(overview.root, files)),
            (label("national_again"), f"lkjip report --year {overview.year} --all"),
        ]
        body: list[Row] = [[Cell(name, head="row"), Cell(text)] for name, text in lines]
        made = table([headings(*labels("matter", "description"))], body, widths=(28, 72))
        listings = [
            f"**{markdown(path)}**\n\n````\n{content.decode().rstrip()}\n````"
            for path, content in overview.added.items()
            if content is not None
        ]
        head = f"# {label('national_origin')} {{#sec-asal}}"
        floated = _floated("tbl-asal", made, label("national_origin_caption"))
        return "\n\n".join([head, floated, markdown(label("national_origin_text")), *listings])

    def _provenance(self) -> str:
        """The page's data on its numbers: what each is, by which line of the rules, over how many offices."""
        nodes: dict[str, dict[str, object]] = {}
        for name, value in self._printed.items():
            measure, _, own = value.id.partition(".")
            rule = self.rules.measures[measure].figures[own]
            short = next((f"{spread.short}: " for spread in self.overview.spreads if spread.id == measure), "")
            members = (self.rules.dimensions[name].member(str(code)).title for name, code in value.key.items())
            node = {
                "title": short + ", ".join([value.title, *members]),
                "value": typeset(str(value)),
                "unit": self._sign(value.unit),
                "status": "" if value.status == "ok" else value.status,
                "at": place_of(Location(rule.location.file, rule.location.line)),
                "formula": rule.written,
            }
            nodes[name] = {key: text for key, text in node.items() if text} | {"parts": []}
        data = json.dumps(
            {"citations": {}, "bases": {}, "sources": [], "shorts": {}, "terms": {}, "words": {}, "nodes": nodes}
        )
        return f'```{{=html}}\n<script type="application/json" id="jejak" data-semua>{in_page(data)}</script>\n```'

    # Words and values

    def _shown(self, spread: Spread, name: str, place: str = "", member: str = "") -> Printed | str:
        value = self.overview.over_all(spread, name, place, member)
        return "–" if value is None else self._value(value)

    def _value(self, value: Value) -> Printed:
        name = str(value.at)
        self._printed[name] = value
        if value.value is None:
            return Printed("–", "figure", name, "missing")
        return Printed(str(value), "figure", name, "word" if value.label else "number")

    def _title(self, name: str) -> str:
        """The title of a figure of the roll-up, by any indicator that has it."""
        return next((title for spread in self.overview.spreads if (title := self._title_of(spread, name)) != name), name)

    def _title_of(self, spread: Spread, name: str) -> str:
        measure = self.rules.measures.get(spread.id)
        rule = measure.figures.get(name) if measure else None
        return rule.title if rule else name

    def _member(self, line: Line, place: Dimension) -> str:
        code = line.belongs.get(place.name, "")
        return place.member(code).title if code else "–"

    def _unit(self, spread: Spread) -> str:
        return self._scale(spread.measure.unit)

    def _scale(self, unit: str) -> str:
        scale = self.rules.scales.get(unit)
        group = self.rules.categories.get(unit)
        return scale.title if scale else group.title if group else unit

    def _sign(self, unit: str) -> str:
        scale = self.rules.scales.get(unit)
        return "" if scale is None or scale.unit == NUMBER else scale.symbol or unit


def _widths(places: int, states: Sequence[bool]) -> tuple[int, ...]:
    """The widths of the table of offices in per cent: names, what they belong to, and of each indicator its value and, where
    it has one, its state. By their contents where there are too many.
    """
    name, place = 30, 8
    share = (100 - name - place * places) // max(len(states), 1)
    each = (one for state in states for one in ((share - 2 * share // 3, 2 * share // 3) if state else (share,)))
    return (name, *[place] * places, *each) if share >= 15 else ()


def _end(entries: Sequence[tuple[int, _T]], count: int) -> tuple[list[tuple[int, _T]], tuple[int, int] | None]:
    """The first entries with all that share the last one's place; of a place that too many share, only their number.

    >>> _end([(1, "a"), (2, "b"), (2, "c")], 2)
    ([(1, 'a'), (2, 'b'), (2, 'c')], None)
    >>> _end([(1, "a"), *((2, letter) for letter in "bcdefghijk")], 2)
    ([(1, 'a')], (2, 10))
    """
    if not entries:
        return [], None
    last = entries[min(count, len(entries)) - 1][0]
    shared = [entry for entry in entries if entry[0] == last]
    before = list(entries[: entries.index(shared[0])])
    if len(before) + len(shared) > 2 * BEST:
        return before, (last, len(shared))
    return [*before, *shared], None


def _plain(value: Value | None) -> str:
    return "–" if value is None else typeset(str(value))


def _floated(name: str, made: Markdown, caption: str) -> str:
    return f"::: {{#{name}}}\n{made.text.strip()}\n\n{markdown(caption)}\n:::"
