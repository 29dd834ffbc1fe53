"""A page in English from the same figures, for readers without Indonesian; its names are the office's own translations."""

from __future__ import annotations

from lkjip.report.blocks.context import Blocks, boxed, items, paragraphs
from lkjip.report.printed import Markdown, markdown

ENTRY = "english"  # of the office's file: its name, and indicators by code
_LEAD = ("lead", "mean")
_MONEY = ("budget", "revenue", "smart", "ikpa")


def english(blocks: Blocks) -> Markdown:
    """What was agreed and reached, and the money; nothing where the office has no name in English."""
    if not blocks.texts.office.get(f"{ENTRY}.name"):
        return Markdown("")
    results = [
        f"**{_title(blocks, code)}**: {blocks.say(f'{ENTRY}_result', about=code)}" for code in blocks.facts.indicators
    ]
    parts = [
        blocks.say(*(f"{ENTRY}_{name}" for name in _LEAD)),
        items(results, numbered=False),
        blocks.say(*(f"{ENTRY}_{name}" for name in _MONEY)),
        blocks.say(f"{ENTRY}_notation"),
    ]
    title = f"# {blocks.say(f'{ENTRY}_title')} {{.unnumbered #sec-{ENTRY} lang=en}}"
    return paragraphs([title, boxed(f"berbahasa-{ENTRY}", parts, "lang=en")])


def _title(blocks: Blocks, code: str) -> str:
    """The indicator's title in English; where the office gives none, its own title, marked as Indonesian."""
    given = blocks.texts.office.get(f"{ENTRY}.indicators.{code}")
    return markdown(given) if given else f"[{markdown(blocks.facts.rules.measures[code].title)}]{{lang=id}}"
