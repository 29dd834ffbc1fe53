"""One indicator: the analyses that a performance report owes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lkjip.report.blocks.context import Blocks, floated, heading, paragraphs
from lkjip.report.blocks.coverage import coverage
from lkjip.report.labels import label
from lkjip.report.printed import Markdown
from lkjip.rules.model import YEAR

_OF_NUMBERS = ("tahun_lalu", "tahun_lalu_arti", "dua_tahun_lalu", "pola", "capaian_tahun_lalu")
_OF_LEVELS = ("tingkat_tahun_lalu",)
Part = Callable[[Blocks, str, int], list[str]]


def indicator(blocks: Blocks, code: str, parts: Sequence[str], *, level: int, headed: bool) -> Markdown:
    """The analyses of an indicator, each under a heading of its own where it has something to say.

    Args:
        blocks: the report.
        code: the indicator.
        parts: of `PARTS`, in the order in which they are wanted.
        level: of the indicator's heading; the analyses stand one below.
        headed: whether the indicator's own heading, objective and title come first.
    """
    measure = blocks.facts.rules.measures[code]
    found = [heading(level, measure.title, f"sec-{code}"), opening(blocks, code).text] if headed else []
    for part in parts:
        title, anchor, make = PARTS[part]
        said = [piece for piece in make(blocks, code, level + 1) if piece.strip()]
        if said:
            found += [heading(level + 1, label(title), f"sec-{code}-{anchor}"), *said]
    return paragraphs(found)


def opening(blocks: Blocks, code: str) -> Markdown:
    """Objective, title, polarity, and what the office says of the measurement."""
    lines = (
        blocks.narrator.sentence("sasaran_indikator", code),
        blocks.narrator.sentence("nama_indikator", code),
    )
    said = ["\\\n".join(filter(None, lines)), blocks.narrator.sentence("polaritas", code)]
    return paragraphs([*said, *blocks.texts.entries(f"measurement.{code}")])


def _target(blocks: Blocks, code: str, level: int) -> list[str]:
    said = (blocks.say("target_realisasi", "tanpa_capaian", about=code), coverage(blocks, code))
    return [" ".join(filter(None, said)), blocks.steps(f"{code}.capaian")]


def _years(blocks: Blocks, code: str, level: int) -> list[str]:
    """The years, where there is an earlier one to compare with."""
    this = str(blocks.facts.rules.year)
    names = {"target": "target", "realisation": "realisasi", "achievement": "capaian", "change": "selisih_tahun_lalu"}
    shown = {head: series for head, name in names.items() if (series := blocks.facts.by_year(f"{code}.{name}"))}
    values = blocks.facts.all(shown.get("realisation", ""))
    if not any(value.value and str(value.key[YEAR]) != this for value in values):
        return []
    levelled = blocks.facts.levelled(code)
    said = blocks.say(*(_OF_LEVELS if levelled else _OF_NUMBERS), about=code)
    own = f"{code}.rata_rata_tiga_tahun"
    columns = {label(head): series for head, series in shown.items()}
    mean = [own if head == "realisation" else None for head in shown]
    foot = {label("mean_realisation"): mean} if blocks.has(own) else {}
    table = blocks.tables.by_member(YEAR, columns, foot=foot)
    kind = "_tingkat" if levelled else ""
    drawn = () if levelled else (blocks.charts.targets(code),)
    return [
        f"{said} {blocks.say(f'rujukan_tahunan{kind}', about=code)}".strip(),
        floated(f"tbl-{code}-tahunan", table, blocks.say(f"judul_tabel_tahunan{kind}", about=code)),
        *(floated(f"fig-{code}-tahunan", chart, blocks.say("judul_gambar_tahunan", about=code)) for chart in drawn),
    ]


def _medium_term(blocks: Blocks, code: str, level: int) -> list[str]:
    return [said, blocks.steps(f"{code}.capaian_menengah")] if (said := blocks.say("menengah", about=code)) else []


def _causes(blocks: Blocks, code: str, level: int) -> list[str]:
    """Why it came so, and what is done: the causes of success or of failure, whichever the status asks for."""
    state = blocks.facts.find(f"{code}.status_target")
    met = {"tercapai": "success", "belum_tercapai": "failure"}.get(str(state.value) if state else "", "")
    common = blocks.texts.items(f"factors.{code}")
    chosen = blocks.texts.items(f"factors.{code}.{met}") if met else ""
    opening = {"success": "penyebab_berhasil", "failure": "penyebab_gagal"}.get(met, "penyebab")
    remedies = blocks.texts.items(f"remedies.{code}")
    return [
        *([blocks.say("penyebab", about=code), common] if common else []),
        *([blocks.say(opening, about=code), chosen] if chosen else []),
        *blocks.texts.note(f"notes.{code}"),
        *([blocks.say("solusi", about=code), remedies] if remedies else []),
    ]


def _resources(blocks: Blocks, code: str, level: int) -> list[str]:
    return [blocks.say("efisiensi_indikator", about=code)]


PARTS: dict[str, tuple[str, str, Part]] = {
    "target": ("part_target", "target", _target),
    "tahunan": ("part_years", "tahunan", _years),
    "menengah": ("part_medium_term", "menengah", _medium_term),
    "penyebab": ("part_causes", "penyebab", _causes),
    "efisiensi": ("part_efficiency", "efisiensi", _resources),
}
