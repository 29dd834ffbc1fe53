"""Form: precision, names in the wrong place, one label for two rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lkjip.audit.audited import Audited
from lkjip.audit.finding import Finding
from lkjip.audit.linking.links import Link
from lkjip.audit.linking.tables import rows_of
from lkjip.audit.vocabulary import flat

_HEADING = re.compile(r"^[ \t]*(?P<mark>\d{1,2}|[A-Z])\s?\.[ \t]+(?P<head>\S.*)$", re.MULTILINE)
SAME_LABEL = 500  # characters between two rows of one table


def precision(audited: Audited) -> Iterator[Finding]:
    """Percentages of one figure that are printed now with and now without decimals."""
    groups: dict[str, list[Link]] = {}
    for link in audited.links:
        if link.fact.unit == "persen" and link.fact.value is not None and link.fact.decimals and link.agrees:
            groups.setdefault(f"{link.fact.measure}.{link.fact.name.split('_')[0]}", []).append(link)
    for links in groups.values():
        shown = {audited.text.numerals[link.numeral].decimals for link in links}
        if len(shown) > 1:
            places = tuple(audited.place(link) for link in links)
            printed = " · ".join(dict.fromkeys(audited.printed(link) for link in links))
            ids = tuple(dict.fromkeys(link.fact.figure for link in links))
            yield Finding(
                code="mixed_precision",
                severity="formatting",
                level="note",
                places=places,
                printed=printed,
                computed="",
                figures=ids,
                values={"title": links[0].fact.title},
            )


def names(audited: Audited) -> Iterator[Finding]:
    """The value of one indicator called by another's name, and another organisation's name for this one."""
    indicators = {id: m.title for id, m in audited.project.rules.measures.items() if m.objective}
    sections = list(_sections(audited, indicators))
    text = audited.text
    for start, measure, _ in text.mentions:
        section = next((own for low, high, own in sections if low <= start < high), "")
        foreign = section and measure in indicators and measure != section
        low = max(start - 12, 0)
        word = text.document.text[start : start + 5].lower() == "nilai" or text.between(low, start).endswith(" nilai ")
        if foreign and word:
            values = {"title": indicators[section], "given": indicators[measure]}
            yield Finding(
                "foreign_measure",
                "formatting",
                "warning",
                (audited.at(start, start + 10),),
                text.document.text[start : start + 10].split("\n")[0],
                values=values,
            )
    for entry in text.vocabulary.general["foreign_subjects"]:
        for start, end in audited.find(flat(entry["phrase"])):
            quoted = " ".join(text.document.text[start:end].split())
            yield Finding(
                "foreign_subject", "result", "warning", (audited.at(start, end),), quoted, values={"meant": entry["meant"]}
            )


def _sections(audited: Audited, indicators: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """The sections of indicators: from a heading with its name to the next heading of a letter or an indicator."""
    found: list[tuple[int, str]] = []
    members = {p for codes in audited.text.vocabulary.members.values() for phrases in codes.values() for p in phrases}
    for match in _HEADING.finditer(audited.text.document.text):
        named = [m for m in audited.text.named(match.start(), match.end() + 60) if m in indicators]
        head = audited.text.between(match.start("head"), match.end()).strip()
        letter = match["mark"].isalpha() and len(head.split()) < 7 and head not in members
        if named and head.startswith("indikator kinerja"):
            found.append((match.start(), named[-1]))
        elif letter:
            found.append((match.start(), ""))
    ends = [start for start, _ in found[1:]] + [len(audited.text.document.text)]
    for (start, measure), end in zip(found, ends, strict=False):
        if measure:
            yield start, end, measure


def labels(audited: Audited) -> Iterator[Finding]:
    """Two rows of a table with the same words and different numbers, which are different things to the rules."""
    rows = [row for row in rows_of(audited.text) if len(row.label.split()) > 3 and row.cells[0] in audited.by_numeral]
    for one, other in ((a, b) for i, a in enumerate(rows) for b in rows[i + 1 : i + 4]):
        first, second = (audited.by_numeral[row.cells[0]] for row in (one, other))
        a, b = (audited.text.numerals[row.cells[0]] for row in (one, other))
        label = _words(other.label)
        same = len(label.split()) > 3 and _words(one.label).endswith(label) and b.start - a.end < SAME_LABEL
        if same and first.fact.figure == second.fact.figure and first.fact.key != second.fact.key and a.value != b.value:
            places = (audited.place(first), audited.place(second))
            ids = (first.fact.id, second.fact.id)
            printed, values = f"{a.text} · {b.text}", {"label": label}
            yield Finding(
                code="same_label",
                severity="result",
                level="warning",
                places=places,
                printed=printed,
                computed="",
                figures=ids,
                values=values,
            )


def _words(label: str) -> str:
    """A label without the number of its row."""
    return re.sub(r"^[\d\s]+", "", label.strip())
