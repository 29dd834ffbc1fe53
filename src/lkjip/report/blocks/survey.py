"""A survey by month: its values with the respondents behind them, the months that stand out, and those too thin to trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lkjip.report.blocks.context import Blocks, floated, paragraphs
from lkjip.report.printed import Markdown
from lkjip.report.tables import Across, Column

MONTH = "bulan"


@dataclass(frozen=True, slots=True)
class Survey:
    """Which figures of an indicator make up its monthly survey.

    `rows` is the dimension of what is asked, `detail` their values by month, `index` the value of a month; `foot` are
    further lines under the table, by their label; `grouped` sets a line above the members of each parent, `shaded` gives the
    values of the rows a ground, the darker the higher.
    """

    rows: str
    detail: str
    index: str
    foot: Mapping[str, str]
    grouped: bool = False
    shaded: bool = False


def survey(blocks: Blocks, code: str, what: Survey) -> Markdown:
    """The months of a survey: table, chart, and what is to be said of them."""
    months = blocks.facts.rules.dimensions[MONTH].codes
    foot: dict[str, Sequence[Column]] = {
        label: [Across((f"{code}.{name}",), MONTH, (), months)] for label, name in what.foot.items()
    }
    columns: Mapping[str, Column] = {"": Across((f"{code}.{what.detail}",), MONTH, (), months)}
    made = blocks.tables.by_member(what.rows, columns, foot=foot, groups=what.grouped, dense=True, shaded=what.shaded)
    counts, minimum = f"{code}.responden_bulanan", f"{code}.minimum_responden"
    drawn = blocks.charts.monthly(index=f"{code}.{what.index}", count=counts, minimum=minimum)
    return paragraphs(
        [
            blocks.say("rujukan_survei", about=code),
            floated(f"tbl-{code}-bulanan", made, blocks.say("judul_survei", about=code)),
            floated(f"fig-{code}-bulanan", drawn, blocks.say("gambar_survei", about=code)),
            blocks.say("bulan_tertinggi_terendah", "bulan_sedikit_responden", "bulan_tanpa_responden", about=code),
        ]
    )
