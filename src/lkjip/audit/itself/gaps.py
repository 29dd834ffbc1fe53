"""What is missing by the document's own words: pages without text, placeholders, tables and lists announced and absent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from lkjip.audit.document import Place
from lkjip.audit.finding import Finding
from lkjip.audit.model.tables import Contents
from lkjip.audit.vocabulary import flat
from lkjip.errors import Level

_BRACKETS = re.compile(r"\[[^\[\]]{1,120}\]")
_LETTER = re.compile(r"[A-Za-z]")
_NEXT_HEADING = re.compile(r"\s*:?\s*\n+\s*(?:(?P<number>\d{1,2})|(?P<letter>[A-Z]))\s?[.)]\s")
_CAPTION = re.compile(r"^[ \t]*(?P<word>[A-Z]\w+)\b.{0,110}$", re.MULTILINE)
_LEADERS = re.compile(r"(?:\.\s?){5}|…\s?…")
MARK = 5  # so often comes back what an author means
PROSE = 55  # a line so long is a sentence, not a table


def unread(contents: Contents) -> Iterator[Finding]:
    """Pages without text, which are pictures: what they say was not audited."""
    lines = contents.text.document.lines
    pages = {line.page for line in lines if line.page} - {line.page for line in lines if line.text.strip()}
    if pages:
        places = tuple(contents.place(line.start, line.start) for line in lines if line.page in pages)
        yield Finding(
            "unread_pages", "result", "warning", places, ", ".join(str(page) for page in sorted(pages)), certainty="ask"
        )


def placeholders(contents: Contents) -> Iterator[Finding]:
    """Words in square brackets, and brackets that were left around numbers or never closed.

    What is filled in nowhere is told once with all its places. Words that are no template's and come back `MARK` times are
    the author's own mark, as is an index (`nilai[bulan]`).
    """
    text = contents.text.document.text
    closed: set[int] = set()
    left: dict[str, list[Place]] = {}
    for match in _BRACKETS.finditer(text):
        closed |= {match.start(), match.end() - 1}
        inner = match[0][1:-1].strip()
        if re.fullmatch(r"\d{1,3}", inner) or text[max(match.start() - 1, 0)].isalnum():
            continue  # a reference to a list of sources, or an index
        if _LETTER.search(inner):
            left.setdefault(" ".join(match[0].split()), []).append(contents.place(*match.span()))
        else:
            yield Finding("bracket", "formatting", "note", (contents.place(*match.span()),), match[0])
    for shown, places in left.items():
        yield from _placeholder(contents, shown, places)
    for match in re.finditer(r"[\[\]]", text):
        if match.start() not in closed:
            yield Finding("bracket", "formatting", "note", (contents.place(*match.span()),), match[0])


def _placeholder(contents: Contents, shown: str, places: Sequence[Place]) -> Iterator[Finding]:
    words, general = flat(shown).split(), contents.text.vocabulary.general
    sure = any(word in general["placeholders"] for word in words)
    if any(word in general["no_placeholders"] for word in words) or (len(places) >= MARK and not sure):
        return
    level: Level = "error" if sure else "warning"
    yield Finding("placeholder", "result", level, tuple(places), shown, certainty="rule" if sure else "ask")


def announced(contents: Contents) -> Iterator[Finding]:
    """What is said to follow and does not: the next thing is already the next heading."""
    text = contents.text.document.text
    for phrase in contents.text.vocabulary.general["announcements"]:
        for start, end in contents.text.find(flat(phrase)):
            following = _NEXT_HEADING.match(text, end)
            if following is None or following["number"] == "1" or following["letter"] in ("A", "I"):
                continue
            yield Finding(
                "nothing_follows",
                "result",
                "warning",
                (contents.place(start, end),),
                " ".join(text[start:end].split()),
                certainty="likely",
            )
    yield from _captions(contents)


def _is_prose(contents: Contents, line: str) -> bool:
    """Whether a line is one of a sentence: long, and with the small words that heads of columns do not have."""
    words = flat(line).split()
    spelled = [word for word in line.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in spelled)
    small = any(word in contents.text.vocabulary.general["prose"] for word in words) or 3 * capitals < 2 * len(spelled)
    return len(line.strip()) > PROSE and (line.rstrip().endswith((".", ";")) or small)


def _captions(contents: Contents) -> Iterator[Finding]:
    """Captions of tables of which no row is in the text, as where a picture stands for the table."""
    lines = contents.text.document.lines
    words = {flat(word) for word in contents.text.vocabulary.general["table_captions"]}
    rows = {contents.text.document.line_at(entry.start).number for table in contents.tables for entry in table.rows}
    rows |= {contents.text.document.line_at(n.start).number for n in contents.text.numerals if n.kind in ("", "noise")}
    for index, line in enumerate(lines):
        caption = _CAPTION.match(line.text)
        if caption is None or caption["word"].lower() not in words or line.text.rstrip().endswith((".", ";")):
            continue
        if any(_LEADERS.search(later.text) for later in lines[index : index + 6]):
            continue  # an entry of a list of tables
        after = [later for later in lines[index + 1 : index + 40] if later.text.strip()][:8]
        table = list(takewhile(lambda later: later.number in rows or not _is_prose(contents, later.text), after))
        ended = len(table) < len(after)
        shown = any(later.number in rows or len(later.text.split()) > 3 for later in table)
        if ended and not shown:
            place = contents.place(line.start, line.start + len(line.text))
            yield Finding("no_table", "result", "warning", (place,), " ".join(line.text.split()), certainty="likely")
