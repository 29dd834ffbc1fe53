"""The year on one page: a card for each indicator, the money, and the warnings that a reader must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lkjip.report.blocks.context import Blocks, boxed, items, paragraphs
from lkjip.report.blocks.coverage import covered
from lkjip.report.facts import joined
from lkjip.report.grid import Cell, Row, table
from lkjip.report.printed import Markdown, Printed, markdown
from lkjip.rules.model import YEAR

PHRASES = "sekilas"  # how the names of its phrases begin
CARDS = 12  # of more indicators a table tells the same in less room
NAMED = 3  # findings that are named; of more their number is told
YEARS = 3  # of a card's line
TILES = ("anggaran", "pnbp", "smart", "ikpa")  # as phrases.yaml names them: sekilas_anggaran_nilai, sekilas_anggaran
_RESULT = ("cakupan", "hasil", "rata_rata")
_OF_ALL = ("belum_tercapai", "belum_diukur", "belum_ada_target", "khusus")
_OF_ONE = ("responden", "tanpa_responden")
LISTED = 6  # indicators; of more, those that missed their targets are not listed beside their own states
_VALUES = ("realisasi", "target", "capaian")
_HEADING = 'role="heading" aria-level="2"'


def glance(blocks: Blocks, findings: Sequence[str]) -> Markdown:
    """How the year went, on one page.

    Args:
        blocks: the report. Everything follows from its list of indicators and from what the rules measure beside them.
        findings: what is still to be confirmed about the data, as titles.
    """
    page = _Page(blocks)
    codes = blocks.facts.indicators
    shown = page.cards(codes) if len(codes) <= CARDS else page.table(codes)
    lead = boxed("sekilas-pokok", [" ".join(filter(None, map(page.say, _RESULT)))])
    parts = [lead, shown, page.tiles(), page.warnings(codes, findings)]
    return paragraphs([boxed("sekilas", parts)])


class _Page:
    """The page of one report."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks, self.facts = blocks, blocks.facts

    def say(self, name: str, about: str = "") -> str:
        """A phrase of this page, or the report's own of that name."""
        own = f"{PHRASES}_{name}"
        return self.blocks.say(own if own in self.blocks.narrator.phrases else name, about=about)

    # Cards

    def cards(self, codes: Sequence[str]) -> str:
        columns = 2 if len(codes) in (2, 4) else min(len(codes), 3)
        return boxed("kartu-kisi", map(self._card, codes), f'kolom="{columns}" role="list"')

    def _card(self, code: str) -> str:
        state = self.facts.find(f"{code}.keadaan")
        kind = state.value if state is not None and state.value else "belum_diukur"
        parts = [
            boxed("kartu-judul", [self._named(code)], _HEADING),
            boxed("kartu-status", [self.say("status", code)]),
            boxed("kartu-nilai", [self._pairs(code)]),
            boxed("kartu-garis", [self._history(code)]),
        ]
        return boxed(f"kartu .kartu-{kind.replace('_', '-')}", parts, 'role="listitem"')

    def _named(self, code: str) -> str:
        """The short name over the full one, where they differ."""
        measure = self.facts.rules.measures[code]
        short = measure.short if measure.short and measure.short != measure.title else ""
        title = self._title(code)
        unit = self.facts.rules.scales.get(measure.unit)
        said = [f"{self.say('label_satuan')}: {markdown(unit.title)}" if unit else "", self.say("polaritas", code)]
        counted = f"\\\n[{'; '.join(filter(None, said))}]{{.kartu-satuan}}" if any(said) else ""
        return (f"[{markdown(short)}]{{.kartu-singkat}}\\\n{title}" if short else title) + counted

    def _title(self, code: str) -> str:
        return markdown(self.facts.rules.measures[code].title)

    def _pairs(self, code: str) -> str:
        """Realisation, target and achievement with their labels, each that there is."""
        found = [(name, value) for name in _VALUES if (value := self._value(f"{code}.{name}")) is not None]
        return "\\\n".join(f"[{self.say(f'label_{name}')}]{{.kartu-label}} {_strong(value)}" for name, value in found)

    def _value(self, figure: str) -> Printed | None:
        """A value with the sign of its unit, a dash where it is missing; None where there is no such figure."""
        if not self.facts.exists(figure):
            return None
        value = self.facts.value(figure)
        return self.facts.print(value, symbol=value.value is not None)

    def _history(self, code: str) -> str:
        """The years as a line where there are two, and else in words; of levels, which have no line, their names."""
        figure = self.facts.by_year(f"{code}.realisasi")
        recent = self.facts.all(figure)[-YEARS:]
        known = [value for value in recent if value.value is not None]
        if len(known) < 2:
            several = figure and len(self.facts.rules.dimensions[YEAR].codes) > 1
            return self.say("tanpa_riwayat" if several else "tidak_dibandingkan")
        if self.facts.levelled(code):
            return "; ".join(f"{value.key[YEAR]}: {self.facts.print(value)._repr_markdown_()}" for value in known)
        return self.blocks.charts.trend(code, YEARS).text

    # A table, where there are many

    def table(self, codes: Sequence[str]) -> str:
        columns = (*_VALUES, "arah", "keadaan")
        rows: list[Row] = [
            [
                Cell(str(number)),
                Cell(self.facts.rules.measures[code].title, head="row"),
                *(Cell(self._value(f"{code}.{name}")) for name in columns[:-1]),
                Cell(self._state(code)),
            ]
            for number, code in enumerate(codes, 1)
        ]
        heads = [Cell(self._plain(f"label_{name}"), head="col") for name in ("nomor", "indikator", *columns)]
        return boxed("sekilas-tabel", [table([heads], rows, dense=True, widths=(5, 39, 12, 12, 11, 8, 13)).text])

    def _state(self, code: str) -> Printed | None:
        return self._value(f"{code}.status_target")

    def _plain(self, name: str) -> str:
        return self.blocks.narrator.phrases[f"{PHRASES}_{name}"][0][0].text

    # The money

    def tiles(self) -> str:
        tiles = [tile for name in TILES if (tile := self._tile(name))]
        return boxed("petak-kisi", tiles, f'kolom="{len(tiles)}" role="list"') if tiles else ""

    def _tile(self, name: str) -> str:
        value, said = self.say(f"{name}_nilai"), self.say(name)
        head = boxed("petak-judul", [self.say(f"{name}_judul")], _HEADING)
        return boxed("petak", [head, boxed("petak-nilai", [value]), said], 'role="listitem"') if value else ""

    # What must be known

    def warnings(self, codes: Sequence[str], findings: Sequence[str]) -> str:
        listed = _OF_ALL if len(codes) <= LISTED else _OF_ALL[-1:]
        told = [*map(self.say, listed), *self._of_each(codes), self._other_rules(codes), self._findings(findings)]
        told_of = items(told, numbered=False)
        title = boxed("sekilas-judul", [self.say("peringatan_judul")], _HEADING)
        return boxed("sekilas-peringatan", [title, told_of]) if told_of else ""

    def _of_each(self, codes: Sequence[str]) -> Iterator[str]:
        """What is to be known of single indicators: those of whom the same is said, together."""
        for name in _OF_ONE:
            said = [text for code in codes if (text := self.say(name, code))]
            if said:
                yield f"{self.say(f'{name}_awal')} {'; '.join(said)}."
        if partial := [text for code in codes if (text := covered(self.blocks, code))]:
            yield f"{self.say('cakupan_awal')} {'; '.join(partial)}."

    def _other_rules(self, codes: Iterable[str]) -> str:
        """The years on the cards that followed other rules than this one's."""
        shown = self.facts.rules.dimensions[YEAR].codes[-YEARS:]
        years = self.facts.broken(self.facts.by_year(f"{code}.realisasi") for code in codes)
        found = [str(year) for year in years if str(year) in shown]
        return self.blocks.tell(f"{PHRASES}_aturan_lain", years=joined(found)) if found else ""

    def _findings(self, titles: Sequence[str]) -> str:
        """How many there are, and what the first of them are about."""
        if not titles:
            return ""
        about = "; ".join(titles[:NAMED]) + (f"; {self.say('lainnya')}" if len(titles) > NAMED else "")
        told = self.blocks.tell(f"{PHRASES}_temuan", count=str(len(titles)), about=about)
        return f"{told}[\\ ({self.say('lihat')} @sec-konsistensi)]{{.bila-ada}}."


def _strong(value: Printed) -> str:
    return f"[{value._repr_markdown_()}]{{.kartu-angka}}"
