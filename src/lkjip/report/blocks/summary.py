"""All indicators together: the summary, the achievements by objective, efficiency, and the conclusions."""

from __future__ import annotations

from collections.abc import Iterable

from lkjip.report.blocks.context import Blocks, floated, items, paragraphs
from lkjip.report.blocks.coverage import coverage
from lkjip.report.facts import joined
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown, Printed
from lkjip.report.tables import Across
from lkjip.rules.model import YEAR
from lkjip.rules.standard import INDICATOR

_RESULT = ("cakupan", "hasil", "belum_tercapai", "belum_ada_target", "belum_diukur")
_MEAN = "kinerja.rata_rata_capaian"


def summary(blocks: Blocks) -> Markdown:
    """How the indicators did, in a paragraph, a table, and a line for each."""
    foot = {label("mean_achievement"): [None, None, _MEAN, None]} if _averaged(blocks) else {}
    columns = {
        label("target"): "*.target",
        label("realisation"): "*.realisasi",
        label("achievement"): "*.capaian",
        label("status"): "kinerja.status_indikator"
        if blocks.facts.exists("kinerja.status_indikator")
        else "*.status_target",
    }
    made = blocks.tables.by_member(INDICATOR, columns, foot=foot, number=True, widths=(6, 42, 12, 13, 12, 15))
    return paragraphs(
        [
            blocks.say(*_RESULT, "rata_rata", "rata_rata_tahun_lalu", "rujukan_ringkasan"),
            floated("tbl-ringkasan", made, blocks.say("judul_tabel_ringkasan")),
            items(
                " ".join(filter(None, (blocks.say("ringkas", about=code), coverage(blocks, code))))
                for code in blocks.facts.indicators
            ),
        ]
    )


def achievements(blocks: Blocks) -> Markdown:
    """The achievements of the year by objective, and of the years before where there are any."""
    figures = tuple(blocks.facts.each_by_year(name) for name in ("target", "realisasi", "capaian"))
    many = any(_earlier(blocks, figure) for figure in figures)
    found = [
        blocks.say(*_RESULT, "tertinggi_terendah", "rujukan_capaian", *(("rujukan_capaian_tahunan",) if many else ())),
        floated("tbl-capaian", _by_objective(blocks), blocks.say("judul_tabel_capaian")),
        blocks.say("capaian_sasaran"),
        *_of_objectives(blocks),
        blocks.say("dukungan_anggaran"),
    ]
    if many:
        years = blocks.facts.rules.dimensions[YEAR].codes
        spread = Across(figures, YEAR, labels("target", "realisation", "achievement"), years)
        made = blocks.tables.by_member(INDICATOR, {"": spread})
        found.append(floated("tbl-capaian-tahunan", made, blocks.say("judul_tabel_capaian_tahunan")))
    return paragraphs(found)


def _earlier(blocks: Blocks, figure: str) -> bool:
    """Whether any indicator has a value of a figure by year in another year than this."""
    values = (value for code in blocks.facts.indicators for value in blocks.facts.all(figure.replace("*", code)))
    return any(value.value is not None and str(value.key[YEAR]) != str(blocks.facts.rules.year) for value in values)


def efficiency(blocks: Blocks) -> Markdown:
    """Achievement against absorption, for each indicator and over all; nothing where the rules have no such measure."""
    if not blocks.facts.exists("efisiensi.rasio_indikator"):
        return Markdown("")
    columns = {
        label("achievement"): "kinerja.capaian",
        label("absorption"): "efisiensi.penyerapan_indikator",
        label("gap"): "efisiensi.selisih_indikator",
        label("ratio"): "efisiensi.rasio_indikator",
        label("assessment"): "efisiensi.status_indikator",
    }
    whole = [_MEAN, "anggaran.persentase", "efisiensi.selisih", "efisiensi.rasio", "efisiensi.status"]
    made = blocks.tables.by_member(INDICATOR, columns, foot={label("whole"): whole} if _averaged(blocks) else {})
    return paragraphs(
        [
            floated("tbl-efisiensi", made, blocks.say("judul_tabel_efisiensi")),
            blocks.say("efisiensi", "indikator_efisien", "efisiensi_smart"),
        ]
    )


def conclusions(blocks: Blocks) -> Markdown:
    """What the year came to, as a numbered list: by objective, over all, and the money."""
    by_goal = [
        f"{blocks.say('pada_sasaran', about=codes[0])} {_listed(_each(blocks, 'simpul', codes))}."
        for codes in _goals(blocks).values()
    ]
    medium = joined(_each(blocks, "simpul_menengah", blocks.facts.indicators))
    return paragraphs(
        [
            items(
                [
                    *by_goal,
                    blocks.say("hasil_akhir", "rata_rata"),
                    f"{blocks.say('simpul_menengah_awal')} {medium}." if medium else "",
                    blocks.say("simpul_anggaran"),
                    blocks.say("pnbp_ringkas"),
                    blocks.say("smart_ringkas", "ikpa_ringkas"),
                ]
            )
        ]
    )


def _each(blocks: Blocks, phrase: str, codes: Iterable[str]) -> list[str]:
    return [said for code in codes if (said := blocks.say(phrase, about=code))]


def _listed(clauses: list[str]) -> str:
    """Clauses as one sentence has them: two with a comma, more with semicolons.

    >>> _listed(["capaian IKM adalah 98%", "IKP belum diukur", "target LPP tercapai"])
    'capaian IKM adalah 98%; IKP belum diukur; dan target LPP tercapai'
    """
    if len(clauses) < 2:
        return "".join(clauses)
    return label("clauses_two" if len(clauses) == 2 else "clauses_several", first="; ".join(clauses[:-1]), last=clauses[-1])


def _goals(blocks: Blocks) -> dict[str, list[str]]:
    """The indicators of every objective that has any, in order."""
    found: dict[str, list[str]] = {}
    for code in blocks.facts.indicators:
        found.setdefault(blocks.facts.rules.measures[code].objective, []).append(code)
    return found


def _averaged(blocks: Blocks) -> bool:
    """Whether there is a mean over several indicators."""
    return len(blocks.facts.indicators) > 1 and blocks.has(_MEAN)


def _of_objectives(blocks: Blocks) -> list[str]:
    goals = _goals(blocks)
    return [items((blocks.say("satu_sasaran", about=goal) for goal in goals), numbered=False)] if len(goals) > 1 else []


def _by_objective(blocks: Blocks) -> Markdown:
    """One row per indicator under its objective."""
    heads = labels("goal", "indicator", "target", "realisation", "achievement", "status")
    rows: list[Row] = []
    for goal, codes in _goals(blocks).items():
        for position, code in enumerate(codes):
            lead = [] if position else [Cell(blocks.facts.member("sasaran", goal), rows=len(codes), head="row")]
            values = [_shown(blocks, f"{code}.{name}") for name in ("target", "realisasi", "capaian", "status_target")]
            rows.append([*lead, Cell(blocks.facts.member(INDICATOR, code)), *map(Cell, values)])
    mean = Cell(blocks.facts.shown(_MEAN, symbol=False)) if _averaged(blocks) else Cell(None)
    foot = [[Cell(label("mean_achievement"), columns=2, head="row"), Cell(None), Cell(None), mean, Cell(None)]]
    return table([headings(*heads)], rows, foot if _averaged(blocks) else [], widths=(23, 27, 11, 12, 13, 14))


def _shown(blocks: Blocks, figure: str) -> Printed | None:
    return blocks.facts.shown(figure, symbol=False) if blocks.facts.exists(figure) else None
