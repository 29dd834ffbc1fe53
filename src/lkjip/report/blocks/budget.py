"""The money: absorption by programme, over the years and by type, as far as the rules have it."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.report.blocks.context import Blocks, floated, heading, paragraphs
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown
from lkjip.report.tables import Column
from lkjip.rules.model import YEAR


def budget(blocks: Blocks, *, level: int) -> Markdown:
    """The sections on the budget, under their headings; nothing where the rules have no measure `anggaran`."""
    if not blocks.has("anggaran.realisasi"):
        return Markdown("")
    return paragraphs(
        [
            heading(level, label("money"), "sec-anggaran"),
            *_programmes(blocks, level + 1),
            *_years(blocks, level + 1),
            *_types(blocks, level + 1),
        ]
    )


def _programmes(blocks: Blocks, level: int) -> list[str]:
    if not blocks.has("anggaran.realisasi_program"):
        return []
    columns: Mapping[str, Column] = {
        label("budgeted"): "anggaran.pagu_program",
        label("spent"): "anggaran.realisasi_program",
        label("unspent"): "anggaran.sisa_program",
        label("absorption"): "anggaran.persentase_program",
    }
    total = [f"anggaran.{name}" for name in ("total_pagu_program", "total_realisasi_program", "total_sisa_program")]
    made = blocks.tables.by_member("program", columns, foot={label("total"): [*total, "anggaran.persentase_total_program"]})
    return [
        heading(level, label("money_programmes"), "sec-anggaran-program"),
        blocks.say("rujukan_program"),
        floated("tbl-anggaran-program", made, blocks.say("judul_program")),
        blocks.say("rincian_program"),
        *blocks.texts.note("notes.budget_programs"),
    ]


def _years(blocks: Blocks, level: int) -> list[str]:
    if len(blocks.facts.rules.dimensions[YEAR].codes) < 2 or not blocks.has("anggaran.arah_persentase"):
        return []
    names = {"budgeted": "pagu", "spent": "realisasi", "absorption": "persentase", "growth": "pertumbuhan"}
    shown = {head: series for head, name in names.items() if (series := blocks.facts.by_year(f"anggaran.{name}"))}
    columns = {label(head): series for head, series in shown.items()}
    mean = ["anggaran.rata_rata_persentase" if head == "absorption" else None for head in shown]
    foot = {label("mean_absorption"): mean}
    phrases = (
        "pagu_realisasi",
        "arah_penyerapan",
        "arah_realisasi",
        "arah_pagu",
        "rata_rata_penyerapan",
        "rujukan_anggaran",
    )
    return [
        heading(level, label("money_years"), "sec-anggaran-tahunan"),
        blocks.say(*phrases),
        floated("tbl-anggaran-tahunan", blocks.tables.by_member(YEAR, columns, foot=foot), blocks.say("judul_anggaran")),
        *blocks.texts.note("notes.budget_totals"),
    ]


def _types(blocks: Blocks, level: int) -> list[str]:
    if not blocks.has("anggaran.realisasi_jenis"):
        return []
    names = ("pagu", "realisasi", "sisa", "persentase")
    heads = labels("budgeted", "spent", "unspent", "absorption")
    columns: Mapping[str, Column] = {head: f"anggaran.{name}_jenis" for head, name in zip(heads, names, strict=True)}
    made = blocks.tables.by_member("jenis", columns, foot={label("total"): [f"anggaran.{name}" for name in names]})
    several = blocks.facts.exists(blocks.facts.by_year("anggaran.persentase_jenis"))
    factors = blocks.texts.items("factors.budget")
    return [
        heading(level, label("money_types"), "sec-anggaran-jenis"),
        blocks.say("jenis_tertinggi_terendah", "rujukan_jenis", *(("rujukan_jenis_tahunan",) if several else ())),
        floated("tbl-anggaran-jenis", made, blocks.say("judul_jenis")),
        *(_type_years(blocks) if several else ()),
        *((blocks.say("faktor_anggaran"), factors) if factors else ()),
    ]


def _type_years(blocks: Blocks) -> list[str]:
    """Every type in every year with the year's totals, as far as there are any, and its absorption as columns."""
    facts = blocks.facts
    rows: list[Row] = []
    names = ("pagu", "realisasi", "persentase")
    figures = {name: facts.by_year(f"anggaran.{name}_jenis") for name in names}
    totals = [facts.by_year(f"anggaran.{name}") for name in names]
    types = facts.rules.dimensions["jenis"].codes
    for year in facts.rules.dimensions[YEAR].codes:
        for position, code in enumerate(types):
            key = {YEAR: year, "jenis": code}
            lead = [] if position else [Cell(year, rows=len(types) + all(totals))]
            values = [Cell(facts.shown(name, key, symbol=False)) for name in figures.values()]
            rows.append([*lead, Cell(facts.member("jenis", code)), *values])
        if all(totals):
            sums = [Cell(facts.shown(name, {YEAR: year}, symbol=False)) for name in totals]
            rows.append([Cell(label("total"), head="rowgroup"), *sums])
    heads = labels("year", "type", "budgeted", "spent", "absorption")
    made = table([headings(*heads)], rows)
    drawn = blocks.charts.columns(figures["persentase"], x="jenis", group=YEAR)
    return [
        floated("tbl-anggaran-jenis-tahunan", made, blocks.say("judul_jenis_tahunan")),
        floated("fig-anggaran-jenis", drawn, blocks.say("gambar_jenis")),
    ]
