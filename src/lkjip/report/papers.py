"""The working papers of everything printed, for paper: every figure with its rule, source and working."""

from __future__ import annotations

from lkjip.figures import Value
from lkjip.messages import phrase, speaking
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import labels
from lkjip.report.printed import Markdown, Printed, markdown
from lkjip.report.provenance import Provenance, place_of
from lkjip.trace.explain import Trace


class Papers:
    """The working papers that belong to some provenance."""

    def __init__(self, provenance: Provenance) -> None:
        self.facts, self.trace = provenance.facts, provenance.trace

    @speaking("id")
    def papers(self) -> Markdown:
        """Every printed figure with its rule, source and working, one entry per figure."""
        groups: dict[str, list[Value]] = {}
        for value in self.facts.printed.values():
            groups.setdefault(value.id, []).append(value)
        order = {name: number for number, name in enumerate(self.facts.order)}
        entries = [self._entry(name, groups[name]) for name in sorted(groups, key=order.__getitem__)]
        return Markdown("\n::: {.kertas-kerja}\n" + "\n".join(entries) + "\n:::\n")

    def _entry(self, name: str, values: list[Value]) -> str:
        first = self.trace(values[0])
        source = [f"`{_plain(first.formula)}`", f"`{place_of(first.location)}`"]
        if first.rounding is not None:
            source.insert(1, phrase("rounded").format(decimals=first.rounding))
        if first.citation:
            source.append(
                markdown(f"{self.facts.cited(first.citation.title)} [{phrase('certainty_' + first.citation.certainty)}]")
            )
        lines = [f"**{markdown(first.title)}** (`{name}`)", " · ".join(source)]
        if note := self.facts.profile.note(first):
            lines.append(markdown(note))
        lines.append(self._working(values))
        return f'\n::: {{.kk id="kk-{name}"}}\n' + "\n\n".join(lines) + "\n:::\n"

    def _working(self, values: list[Value]) -> str:
        """The working of one value in a line, of several in a table; values taken over as they are, one after another."""
        traces = [(value, self.trace(value)) for value in self._ordered(values)]
        if len(traces) == 1 or not any(len(trace.steps) > 1 for _, trace in traces):
            return "; ".join(self._line(value, trace) for value, trace in traces) + "."
        head = headings(*labels("detail", "working", "result", "source"))
        rows: list[Row] = [
            [Cell(self._key(value)), Cell(_steps(trace)), Cell(self._result(value)), Cell("; ".join(_sources(trace)))]
            for value, trace in traces
        ]
        return table([head], rows, dense=True, widths=(18, 44, 16, 22)).text

    def _line(self, value: Value, trace: Trace) -> str:
        parts = [markdown(text) for text in (self._key(value), _steps(trace)) if text]
        source = "; ".join(_sources(trace))
        result = self._result(value)._repr_markdown_() + (f" ({markdown(source)})" if source else "")
        return " = ".join([*parts, result])

    def _ordered(self, values: list[Value]) -> list[Value]:
        dimensions = self.facts.rules.dimensions
        return sorted(values, key=lambda v: [dimensions[name].number(str(code)) for name, code in v.key.items()])

    def _key(self, value: Value) -> str:
        return ", ".join(self.facts.member(name, code, short=True) for name, code in value.key.items())

    def _result(self, value: Value) -> Printed:
        shown = self.facts.print(value)
        text = shown.text if value.value is not None else f"– ({value.reason})"
        return Printed(text or "–", shown.source, shown.id, "word")


def _steps(trace: Trace) -> str:
    """The working before its result; nothing where the value was taken over as it is."""
    return " = ".join(trace.steps[:-1])


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("`", "'")


def _sources(trace: Trace) -> list[str]:
    """The files and rows of a trace's own cells, rows of one file together; its figures by id."""
    rows: dict[str, list[int]] = {}
    others: dict[str, None] = {}
    for part in trace.parts:
        if part.formula:
            others.setdefault(part.id)
        elif part.location.line:
            rows.setdefault(part.location.file, []).append(part.location.line)
    cells = [f"{file.rpartition('/')[2]}:{_ranges(lines)}" for file, lines in rows.items()]
    return [*others, *cells]


def _ranges(lines: list[int]) -> str:
    """Row numbers with runs shortened.

    >>> _ranges([2, 3, 4, 9])
    '2–4, 9'
    """
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in runs)
