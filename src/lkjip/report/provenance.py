"""Where every printed number comes from: as data for the page, and as working papers for paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lkjip.errors import Location
from lkjip.figures import Value
from lkjip.messages import phrase, speaking
from lkjip.report.facts import Constant, Facts
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown, Printed, markdown
from lkjip.units import NUMBER

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace


class Provenance:
    """The traces of what was printed, and of everything that it was computed from, each once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._trace = facts.project.traces(facts.office)
        self._constants = {
            (str(constant.location), code): constant for constant, codes in _constants(facts) for code in codes
        }
        self.nodes: dict[str, dict[str, Any]] = {}
        self.citations: dict[str, dict[str, str]] = {}

    # Data for the page

    @speaking("id")
    def data(self) -> str:
        """All traces as one JSON object: `nodes` by id, which name their parts, and the `citations` they rest on."""
        for value in list(self.facts.printed.values()):
            self._add(self.trace(value))
        for constant in list(self.facts.constants.values()):
            self.nodes.setdefault(constant.id, self._constant(constant))
        whole = {"citations": self.citations, "nodes": self.nodes}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))

    @speaking("id")
    def trace(self, value: Value) -> Trace:
        """The trace of a printed value."""
        return self._trace(value.at)

    def _add(self, trace: Trace) -> str:
        name = self._name(trace)
        if name in self.nodes:
            return name
        node = self.nodes[name] = {}  # before its parts, so that each is visited once
        cited = trace.citation
        if cited is not None:
            self.citations.setdefault(cited.id, {"title": self.facts.cited(cited.title), "certainty": cited.certainty})
        entries = {
            "title": self._title(trace),
            "value": trace.value,
            "unit": self._unit(trace.unit),
            "status": "" if trace.status == "ok" else trace.status,
            "at": _place(trace.location),
            "formula": trace.formula,
            "steps": list(trace.steps),
            "round": trace.rounding,
            "cite": cited.id if cited else "",
            "note": self.facts.profile.note(trace),
            "parts": [self._add(part) for part in trace.parts],
        }
        node |= {key: entry for key, entry in entries.items() if entry not in ("", [], None)}
        return name

    def _constant(self, constant: Constant) -> dict[str, str]:
        unit = self._unit(constant.unit)
        node = {"title": constant.title, "value": constant.text, "unit": unit, "at": _place(constant.location)}
        return {key: text for key, text in node.items() if text}

    def _known(self, trace: Trace) -> Constant | None:
        """The rule's constant that a trace's leaf stands for, if it is one."""
        return self._constants.get((str(trace.location), "".join(trace.key.values())))

    def _name(self, trace: Trace) -> str:
        if trace.formula:
            return str(trace.at)
        if (constant := self._known(trace)) is not None:
            return constant.id
        return f"{'sel' if trace.location.file.startswith(('data/', 'archive/')) else 'aturan'}:{trace.at}"

    def _title(self, trace: Trace) -> str:
        constant = None if trace.formula else self._known(trace)
        members = [self.facts.member(name, code) for name, code in trace.key.items()] if constant is None else []
        return ", ".join([constant.title if constant else trace.title, *members])

    def _unit(self, unit: str) -> str:
        scale = self.facts.rules.scales.get(unit)
        return "" if scale is None or scale.unit == NUMBER else scale.symbol or unit

    # Working papers

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
        source = [f"`{_plain(first.formula)}`", f"`{_place(first.location)}`"]
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


def _constants(facts: Facts) -> Iterator[tuple[Constant, tuple[str, ...]]]:
    """Every constant of the rules, and the codes by which a trace may ask for it."""
    for measure in facts.rules.measures.values():
        for name, parameter in measure.parameters.items():
            if parameter.value is not None:
                yield facts.find_constant(f"{measure.id}.{name}"), ("",)
            if (varying := parameter.varying) is not None:
                for code in varying.values:
                    yield facts.find_constant(f"{measure.id}.{name}", {varying.by: code}), (code,)
        for name, weights in measure.weights.items():
            for code in weights.values:
                yield facts.find_constant(f"{measure.id}.{name}", {weights.by: code}), (code,)
        for year, target in measure.targets.items():
            title = label("target_of", of=year, title=measure.title)
            name = f"{measure.id}.targets[{year}]"
            yield Constant(name, title, target, measure.unit, measure.target_places[year]), ("", year)
        if (given := measure.targets_by) is not None:
            for code, target in given.values.items():
                title = label("target_of", of=facts.member(given.by, code), title=measure.title)
                yield Constant(f"{measure.id}.targets[{code}]", title, target, measure.unit, given.places[code]), (code,)


def _place(location: Location) -> str:
    return f"{location.file}:{location.line}" if location.line else location.file


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
