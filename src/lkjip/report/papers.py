"""The working papers of everything printed, for paper: by measure, each figure with its working, result and source.

A measure has its citations once, then one table of its figures. Values by several keys stand in matrices beside it: months,
years or other members as columns, figures or members as rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lkjip.figures import Value
from lkjip.messages import phrase, speaking
from lkjip.report.grid import Cell, Piece, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Anchor, Markdown, Printed, markdown, typeset
from lkjip.report.provenance import Provenance
from lkjip.report.widths import DENSE_LINE
from lkjip.trace.explain import Trace

_FEW = 4  # values of one figure that stand one below the other, whatever their workings
_SHORT = 60  # letters of a working that may be repeated for each of many values
_WIDTHS = (25, 40, 14, 21)
_FIRST = 22  # letters of a matrix' first column
_BETWEEN = 2  # letters between its columns
_WORD = 24  # letters of a result in words that stand in the column of results; what is longer stands behind its working
_RUN = 4  # rows of the same step that are shortened


@dataclass(slots=True)
class _Section:
    """What is known of one measure while its figures are written: its citations by number, and the rows of its tables."""

    owner: str
    bases: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    matrices: dict[str, list[Row]] = field(default_factory=dict)  # by the dimension of their columns


class Papers:
    """The working papers that belong to some provenance."""

    def __init__(self, provenance: Provenance) -> None:
        self.facts, self.trace = provenance.facts, provenance.trace

    @speaking("id")
    def papers(self) -> Markdown:
        """Every printed figure once, by measure, in the order of the rules."""
        groups: dict[str, list[Value]] = {}
        for value in self.facts.printed.values():
            groups.setdefault(value.id, []).append(value)
        order = {name: number for number, name in enumerate(self.facts.order)}
        owners: dict[str, list[str]] = {}
        for name in sorted(groups, key=order.__getitem__):
            owners.setdefault(name.partition(".")[0], []).append(name)
        sections = [self._section(owner, {name: groups[name] for name in names}) for owner, names in owners.items()]
        return Markdown("\n::: {.kertas-kerja}\n" + "\n".join(sections) + "\n:::\n")

    def _section(self, owner: str, figures: Mapping[str, list[Value]]) -> str:
        section = _Section(owner)
        for name, values in figures.items():
            ordered = self._ordered(values)
            traces = [self.trace(value) for value in ordered]
            if (across := self._across(ordered, traces)) is None:
                section.rows += self._entry(section, name, ordered, traces)
            else:
                section.matrices.setdefault(across, []).extend(self._matrix(section, name, across, ordered, traces))
        parts = [f"::: {{.kk-judul}}\n{markdown(self.facts.rules.measures[owner].title)}\n:::"]
        if section.bases:
            told = "; ".join(f"[{number}] {title}" for title, number in section.bases.items())
            parts.append(f"::: {{.kk-dasar}}\n{markdown(label('papers_basis', told=told))}\n:::")
        if section.rows:
            head = headings(*labels("detail", "working", "result", "source"))
            parts.append(table([head], section.rows, dense=True, widths=_WIDTHS).text)
        for across, rows in section.matrices.items():
            names = [self.facts.member(across, code, short=True) for code in self.facts.rules.dimensions[across].codes]
            parts.append(table([headings(label("detail"), *names)], rows, dense=True).text)
        return "\n\n".join(parts)

    # An entry of the measure's own table

    def _entry(self, section: _Section, name: str, values: Sequence[Value], traces: Sequence[Trace]) -> Iterator[Row]:
        """One row a value; of few, and of those taken over as they are, one row for all."""
        title = self._title(name, traces[0])
        place = self._place(section, traces[0])
        files = [_sources([trace], section.owner) for trace in traces]
        shortened = _is_long(traces)
        if len(values) > 1 and (len(values) <= _FEW or shortened or not any(map(_steps, traces))):
            listed: list[Piece] = []
            for value, trace in zip(values, traces, strict=True):
                steps = "" if shortened else _steps(trace)
                listed += ["; " if listed else "", _told(self._key(value), steps, between=": ") + " = ", self._result(value)]
            told = (*(self._example(values, traces) if shortened else ()), *self._remark(traces[0]))
            source = _told(place, _sources(traces, section.owner))
            yield [Cell(title), Cell((*listed, *(f"; {text}" for text in told)), columns=2), Cell(source)]
            return
        for number, (value, trace, file) in enumerate(zip(values, traces, files, strict=True)):
            first = number == 0
            working = _told(self._key(value), _steps(trace), between=": ")
            working = _told(working, *(self._remark(traces[0]) if first else ()), between="; ")
            source = _told(place, file) if first else file if file != files[number - 1] else ""
            result = self._result(value)
            long = result.kind == "word" and len(result.text) > _WORD
            shown = (
                [Cell((f"{working} = " if working else "", result), columns=2)] if long else [Cell(working), Cell(result)]
            )
            yield [Cell(title if first else ""), *shown, Cell(source)]

    def _title(self, name: str, trace: Trace) -> tuple[Piece, ...]:
        return (Anchor(trace.title, f"kk-{name}"), f" ({name})")

    def _remark(self, trace: Trace) -> tuple[str, ...]:
        """How the figure is rounded, and the office's note to it."""
        rounded = phrase("rounded").format(decimals=trace.rounding) if trace.rounding is not None and _steps(trace) else ""
        return tuple(text for text in (rounded, self.facts.profile.note(trace)) if text)

    def _example(self, values: Sequence[Value], traces: Sequence[Trace]) -> tuple[str, ...]:
        """The working of the first value that has one, as an example of all."""
        for value, trace in zip(values, traces, strict=True):
            if _steps(trace):
                working = f"{_steps(trace)} = {self._number(value).text}"
                return (label("papers_example", key=self._key(value), working=working),)
        return ()

    def _place(self, section: _Section, trace: Trace) -> str:
        """The number of the citation, and the file and line of the rule."""
        number = ""
        if trace.citation:
            title = f"{self.facts.cited(trace.citation.title)} ({phrase('certainty_' + trace.citation.certainty)})"
            number = f"[{section.bases.setdefault(title, len(section.bases) + 1)}]"
        return _told(number, f"{trace.location.file.rpartition('/')[2]}:{trace.location.line}", between=" ")

    # Matrices

    def _across(self, values: Sequence[Value], traces: Sequence[Trace]) -> str | None:
        """The dimension whose members become columns; None where a figure stands in the measure's own table."""
        keys = tuple(values[0].key)
        if len(values) <= _FEW or not 1 <= len(keys) <= 2:
            return None
        if any(map(_steps, traces)) and not _is_long(traces):
            return None
        return next((name for name in keys if self._fits(name, values)), None)

    def _fits(self, across: str, values: Sequence[Value]) -> bool:
        codes = {str(value.key[across]) for value in values}
        names = max(len(word) for code in codes for word in self.facts.member(across, code, short=True).split())
        widest = max(names, *(len(self._number(value).text) for value in values))
        return len(codes) > 1 and _FIRST + len(self.facts.rules.dimensions[across].codes) * (widest + _BETWEEN) <= DENSE_LINE

    def _matrix(
        self, section: _Section, name: str, across: str, values: Sequence[Value], traces: Sequence[Trace]
    ) -> Iterator[Row]:
        """The rows of one figure: of two keys below its title, of one key behind it; then what all its values share."""
        others = [key for key in values[0].key if key != across]
        codes = self.facts.rules.dimensions[across].codes
        lines: dict[str, dict[str, Value]] = {}
        for value in values:
            below = self.facts.member(others[0], str(value.key[others[0]]), short=True) if others else ""
            lines.setdefault(below, {})[str(value.key[across])] = value
        title = self._title(name, traces[0])
        if others:
            yield [Cell(title, columns=len(codes) + 1, head="rowgroup")]
        for below, cells in lines.items():
            numbers = [Cell(self._number(cells[code]) if code in cells else None) for code in codes]
            yield [Cell(below if others else title), *numbers]
        yield [Cell(self._shared(section, values, traces), columns=len(codes) + 1)]

    def _shared(self, section: _Section, values: Sequence[Value], traces: Sequence[Trace]) -> str:
        """The way to the values; why some are missing; where all came from."""
        reasons = dict.fromkeys(value.reason for value in values if value.value is None and value.reason)
        source = _told(self._place(section, traces[0]), _sources(traces, section.owner))
        missing = [f"– = {reason}" for reason in reasons]
        return "; ".join((*self._example(values, traces), *missing, *self._remark(traces[0]), source))

    # Values

    def _ordered(self, values: Sequence[Value]) -> list[Value]:
        dimensions = self.facts.rules.dimensions
        return sorted(values, key=lambda v: [dimensions[name].number(str(code)) for name, code in v.key.items()])

    def _key(self, value: Value) -> str:
        return ", ".join(self.facts.member(name, code, short=True) for name, code in value.key.items())

    def _number(self, value: Value) -> Printed:
        """A value, or a dash for a missing one."""
        shown = self.facts.print(value)
        return Printed(shown.text if value.value is not None else "–", shown.source, shown.id)

    def _result(self, value: Value) -> Printed:
        """The same with the reason of a missing one."""
        shown = self.facts.print(value)
        text = shown.text if value.value is not None else f"– ({value.reason})"
        return Printed(text or "–", shown.source, shown.id, "word")


def _steps(trace: Trace) -> str:
    """The working before its result; nothing where the value was taken over as it is."""
    return typeset(" = ".join(trace.steps[:-1]))


def _is_long(traces: Sequence[Trace]) -> bool:
    """Whether the workings of one figure are too many and too long to stand in full: one is then an example of all."""
    return len(traces) > _FEW and max(len(_steps(trace)) for trace in traces) > _SHORT


def _told(*texts: str, between: str = " · ") -> str:
    return between.join(text for text in texts if text)


def _sources(traces: Sequence[Trace], owner: str) -> str:
    """The figures, and the files and rows of the cells, that traces were made of; a figure of the same measure by name."""
    figures: dict[str, None] = {}
    rows: dict[str, list[int]] = {}
    for part in (part for trace in traces for part in trace.parts):
        if part.formula:
            figures.setdefault(part.id.removeprefix(f"{owner}."))
        elif part.location.line:
            rows.setdefault(part.location.file.rpartition("/")[2], []).append(part.location.line)
    return "; ".join([*figures, *(f"{file}:{_ranges(lines)}" for file, lines in rows.items())])


def _ranges(lines: list[int]) -> str:
    """Row numbers, with runs of the same step shortened.

    >>> _ranges([2, 3, 4, 9]), _ranges([2, 10, 18, 26])
    ('2–4, 9', '2, 10, …, 26')
    """
    rest, parts = sorted(set(lines)), list[str]()
    while rest:
        step = rest[1] - rest[0] if len(rest) > 1 else 1
        count = next((at for at in range(1, len(rest)) if rest[at] - rest[at - 1] != step), len(rest))
        if step > 1 and count < _RUN:
            count = 1
        low, high = rest[0], rest[count - 1]
        between = "–" if step == 1 else f", {low + step}, …, "
        parts.append(str(low) if count == 1 else f"{low}{between}{high}")
        rest = rest[count:]
    return ", ".join(parts)
