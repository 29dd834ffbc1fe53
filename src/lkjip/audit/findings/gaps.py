"""What is missing: placeholders left over, tables and sections announced and absent, targets never reported on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lkjip.audit.audited import Audited, Finding
from lkjip.audit.vocabulary import flat

_BRACKETS = re.compile(r"\[[^\[\]]{1,120}\]")
_LETTER = re.compile(r"[A-Za-z]")
_NEXT_HEADING = re.compile(r"\s*:?\s*\n+\s*(?:(?P<number>\d{1,2})|(?P<letter>[A-Z]))\s?[.)]\s")
_CAPTION = re.compile(r"^[ \t]*(?P<word>[A-Z]\w+)\b.{0,110}$", re.MULTILINE)
PROSE = 55  # a line so long is a sentence, not a table
LATER = 200  # characters behind a promise before it can be kept
NEAR_TARGET = 400  # characters around a target within which its name is only its label


def unread(audited: Audited) -> Iterator[Finding]:
    """Pages without text, which are pictures: what they say was not audited."""
    lines = audited.text.document.lines
    pages = {line.page for line in lines if line.page} - {line.page for line in lines if line.text.strip()}
    if pages:
        places = tuple(audited.at(line.start, line.start) for line in lines if line.page in pages)
        yield Finding("unread_pages", "result", "warning", places, ", ".join(str(page) for page in sorted(pages)))


def placeholders(audited: Audited) -> Iterator[Finding]:
    """Words in square brackets, and brackets that were left around numbers or never closed."""
    text = audited.text.document.text
    closed: set[int] = set()
    for match in _BRACKETS.finditer(text):
        closed |= {match.start(), match.end() - 1}
        inner = match[0][1:-1].strip()
        if re.fullmatch(r"\d{1,3}", inner):  # a reference to a list of sources
            continue
        words = bool(_LETTER.search(inner))
        place, shown = audited.at(*match.span()), " ".join(match[0].split())
        if words:
            yield Finding("placeholder", "result", "error", (place,), shown)
        else:
            yield Finding("bracket", "formatting", "note", (place,), shown)
    for match in re.finditer(r"[\[\]]", text):
        if match.start() not in closed:
            yield Finding("bracket", "formatting", "note", (audited.at(*match.span()),), match[0])


def announced(audited: Audited) -> Iterator[Finding]:
    """What is said to follow and does not: the next thing is already the next heading."""
    text = audited.text.document.text
    for phrase in audited.text.vocabulary.general["announcements"]:
        for start, end in audited.find(flat(phrase)):
            following = _NEXT_HEADING.match(text, end)
            if following is None or following["number"] == "1" or following["letter"] in ("A", "I"):
                continue
            yield Finding(
                "nothing_follows", "result", "warning", (audited.at(start, end),), " ".join(text[start:end].split())
            )
    yield from _captions(audited)


def _captions(audited: Audited) -> Iterator[Finding]:
    """Captions of tables of which no row is in the text, as where a picture stands for the table."""
    lines = audited.text.document.lines
    words = {flat(word) for word in audited.text.vocabulary.general["table_captions"]}
    results = {audited.text.document.line_at(n.start).number for n in audited.text.numerals if not n.kind}
    for index, line in enumerate(lines):
        caption = _CAPTION.match(line.text)
        if caption is None or caption["word"].lower() not in words or line.text.rstrip().endswith((".", ";")):
            continue
        after = [later for later in lines[index + 1 : index + 40] if later.text.strip()][:8]
        table = []
        for later in after:
            if len(later.text.strip()) > PROSE:
                break
            table.append(later)
        ended = len(table) < len(after)
        if ended and not any(later.number in results or len(later.text.split()) > 3 for later in table):
            place = audited.at(line.start, line.start + len(line.text))
            yield Finding("no_table", "result", "warning", (place,), " ".join(line.text.split()))


def promises(audited: Audited) -> Iterator[Finding]:
    """Analyses and annexes that the report says it has, and of which there is no sign behind that."""
    for promise in audited.text.vocabulary.general["promises"]:
        made = [place for phrase in promise["promise"] for place in audited.find(flat(phrase))]
        if not made:
            continue
        kept = [flat(phrase.format(next=audited.project.year + 1)) for phrase in promise["kept"]]
        last = max(end for _, end in made)
        if not any(start > last + LATER for phrase in kept for start, _ in audited.find(phrase)):
            place = audited.at(*made[0])
            yield Finding("promise", "result", "warning", (place,), place.quote, values={"title": promise["title"]})


def targets(audited: Audited) -> Iterator[Finding]:
    """Targets of the agreement whose indicator is not mentioned anywhere but beside its target."""
    figure = audited.text.vocabulary.targets.get("figure", "")
    groups: dict[str, list[int]] = {}
    for link in audited.links:
        if link.fact.figure == figure:
            groups.setdefault(next(iter(link.fact.key.values())), []).append(link.numeral)
    dimension = next((f.grain[0] for f in audited.project.plan.resolved.figures.values() if f.id == figure), "")
    for code, numerals in groups.items():
        phrases = audited.text.vocabulary.members[dimension][code]
        beside = [audited.text.numerals[index].start for index in numerals]
        mentioned = [start for phrase in phrases for start, _ in audited.find(phrase)]
        if all(min(abs(start - target) for target in beside) < NEAR_TARGET for start in mentioned):
            member = audited.project.rules.dimensions[dimension].member(code)
            places = tuple(audited.at(audited.text.numerals[i].start, audited.text.numerals[i].end) for i in numerals)
            printed = audited.text.numerals[numerals[0]].text
            ids = (f"{figure}[{dimension}={code}]",)
            yield Finding("target_unreported", "result", "warning", places, printed, "", ids, values={"title": member.title})


def silent(audited: Audited) -> Iterator[Finding]:
    """Sections about something that nobody measured, without a number of it."""
    linked = {link.fact.measure for link in audited.links}
    for measure in audited.project.rules.measures.values():
        values = [v for name in measure.figures for v in audited.figures.get(f"{measure.id}.{name}", ())]
        mentions = [start for start, name, _ in audited.text.mentions if name == measure.id]
        if values and mentions and measure.id not in linked and all(value.status != "ok" for value in values):
            start = mentions[0]
            reason = {"title": measure.title, "reason": values[0].reason}
            yield Finding("no_data", "result", "warning", (audited.at(start, start + 12),), measure.title, "–",
                          (values[0].id,), values=reason)  # fmt: skip
