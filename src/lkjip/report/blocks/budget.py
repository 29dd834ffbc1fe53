"""The money: absorption by programme, over the years and by type, as far as the rules have it."""

from __future__ import annotations

from collections.abc import Mapping

from lkjip.report.blocks.context import Blocks, floated, heading, paragraphs
from lkjip.report.grid import Cell, Row, table
from lkjip.report.printed import Markdown
from lkjip.report.tables import Column
from lkjip.rules.model import YEAR


def budget(blocks: Blocks, *, level: int) -> Markdown:
    """The sections on the budget, under their headings; nothing where the rules have no measure `anggaran`."""
    if not blocks.has("anggaran.realisasi"):
        return Markdown("")
    return paragraphs(
        [
            heading(level, "Realisasi Anggaran", "sec-anggaran"),
            *_programmes(blocks, level + 1),
            *_years(blocks, level + 1),
            *_types(blocks, level + 1),
        ]
    )


def _programmes(blocks: Blocks, level: int) -> list[str]:
    if not blocks.has("anggaran.realisasi_program"):
        return []
    columns: Mapping[str, Column] = {
        "Pagu (Rp)": "anggaran.pagu_program",
        "Realisasi (Rp)": "anggaran.realisasi_program",
        "Sisa (Rp)": "anggaran.sisa_program",
        "Penyerapan (%)": "anggaran.persentase_program",
    }
    total = [f"anggaran.{name}" for name in ("total_pagu_program", "total_realisasi_program", "total_sisa_program")]
    made = blocks.tables.by_member("program", columns, foot={"Jumlah": [*total, "anggaran.persentase_total_program"]})
    return [
        heading(level, "Realisasi per Program", "sec-anggaran-program"),
        blocks.say("rujukan_program"),
        floated("tbl-anggaran-program", made, blocks.say("judul_program")),
        blocks.say("rincian_program"),
        *blocks.texts.note("notes.budget_programs"),
    ]


def _years(blocks: Blocks, level: int) -> list[str]:
    if len(blocks.facts.rules.dimensions[YEAR].codes) < 2 or not blocks.has("anggaran.arah_persentase"):
        return []
    columns: Mapping[str, Column] = {
        "Pagu (Rp)": "anggaran.pagu_tahunan",
        "Realisasi (Rp)": "anggaran.realisasi_tahunan",
        "Penyerapan (%)": "anggaran.persentase_tahunan",
        "Pertumbuhan realisasi (%)": "anggaran.pertumbuhan_tahunan",
    }
    foot = {"Rata-rata penyerapan": [None, None, "anggaran.rata_rata_persentase", None]}
    phrases = (
        "pagu_realisasi",
        "arah_penyerapan",
        "arah_realisasi",
        "arah_pagu",
        "rata_rata_penyerapan",
        "rujukan_anggaran",
    )
    return [
        heading(level, "Perbandingan dengan Tahun Sebelumnya", "sec-anggaran-tahunan"),
        blocks.say(*phrases),
        floated("tbl-anggaran-tahunan", blocks.tables.by_member(YEAR, columns, foot=foot), blocks.say("judul_anggaran")),
        *blocks.texts.note("notes.budget_totals"),
    ]


def _types(blocks: Blocks, level: int) -> list[str]:
    if not blocks.has("anggaran.realisasi_jenis"):
        return []
    names = ("pagu", "realisasi", "sisa", "persentase")
    heads = ("Pagu (Rp)", "Realisasi (Rp)", "Sisa (Rp)", "Penyerapan (%)")
    columns: Mapping[str, Column] = {head: f"anggaran.{name}_jenis" for head, name in zip(heads, names, strict=True)}
    made = blocks.tables.by_member("jenis", columns, foot={"Jumlah": [f"anggaran.{name}" for name in names]})
    years = "anggaran.persentase_jenis_tahunan"
    factors = blocks.texts.items("factors.budget")
    return [
        heading(level, "Realisasi per Jenis Belanja", "sec-anggaran-jenis"),
        blocks.say("jenis_tertinggi_terendah", "rujukan_jenis", *(("rujukan_jenis_tahunan",) if blocks.has(years) else ())),
        floated("tbl-anggaran-jenis", made, blocks.say("judul_jenis")),
        *(_type_years(blocks) if blocks.has(years) else ()),
        *((blocks.say("faktor_anggaran"), factors) if factors else ()),
    ]


def _type_years(blocks: Blocks) -> list[str]:
    """Every type in every year, and its absorption as columns."""
    facts = blocks.facts
    rows: list[Row] = []
    types = facts.rules.dimensions["jenis"].codes
    for year in facts.rules.dimensions[YEAR].codes:
        for position, code in enumerate(types):
            key = {YEAR: year, "jenis": code}
            values = (f"anggaran.{name}_jenis_tahunan" for name in ("pagu", "realisasi", "persentase"))
            lead = [] if position else [Cell(year, rows=len(types))]
            rows.append(
                [*lead, Cell(facts.member("jenis", code)), *(Cell(facts.shown(v, key, symbol=False)) for v in values)]
            )
    heads = ("Tahun", "Jenis belanja", "Pagu (Rp)", "Realisasi (Rp)", "Penyerapan (%)")
    made = table([[Cell(title, head="col") for title in heads]], rows)
    drawn = blocks.charts.columns("anggaran.persentase_jenis_tahunan", x="jenis", group=YEAR)
    return [
        floated("tbl-anggaran-jenis-tahunan", made, blocks.say("judul_jenis_tahunan")),
        floated("fig-anggaran-jenis", drawn, blocks.say("gambar_jenis")),
    ]
