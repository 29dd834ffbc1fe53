"""Where every printed number comes from, as data for the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lkjip.errors import Location
from lkjip.figures import Value
from lkjip.messages import speaking
from lkjip.report.facts import Constant, Facts
from lkjip.report.labels import label
from lkjip.report.origins import Origins
from lkjip.report.printed import typeset
from lkjip.rules.model import Constants
from lkjip.trace.worded import worded
from lkjip.units import NUMBER

if TYPE_CHECKING:
    from lkjip.trace.explain import Trace


_SHORT = re.compile(r"(?P<long>.+) \((?P<short>[A-Z][A-Za-z-]{1,11})\)")


class Provenance:
    """The traces of what was printed, and of everything that it was computed from, each once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._trace = facts.project.traces(facts.office)
        self._constants = {str(constant.location): constant for constant in _constants(facts)}
        self.nodes: dict[str, dict[str, Any]] = {}
        self.words: dict[str, str] = {}
        self.origins = Origins(facts)

    @speaking("id")
    def data(self) -> str:
        """All traces as one JSON object: `nodes` by id, which name their parts, and what they rest on.

        `words` are formulas in words by figure, `shorts` the short names of indicators, `terms` short names with what they
        stand for; `citations`, `bases` and `sources` are those of `Origins`. A node's `through` is the part that it is taken
        over from as it is, `from` the numbers of the sources that it rests on.
        """
        for value in list(self.facts.printed.values()):
            self._add(self.trace(value))
        for constant in list(self.facts.constants.values()):
            self.nodes.setdefault(constant.id, self._constant(constant))
        shorts = {measure.id: measure.short for measure in self.facts.rules.measures.values() if measure.short}
        whole = {**self.origins.told(), "shorts": shorts, "terms": self._terms(), "words": self.words, "nodes": self.nodes}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))

    @speaking("id")
    def trace(self, value: Value) -> Trace:
        """The trace of a printed value."""
        return self._trace(value.at)

    def _terms(self) -> dict[str, str]:
        """The short names of measures, and what titles have in brackets: `Nilai Kinerja Anggaran (SMART)`."""
        found: dict[str, str] = {}
        for measure in self.facts.rules.measures.values():
            if bracketed := _SHORT.fullmatch(measure.title):
                found[bracketed["short"]] = bracketed["long"]
            if measure.short and measure.short != measure.title:
                found[measure.short] = measure.title
        return found

    def _add(self, trace: Trace) -> str:
        name = self._name(trace)
        if name in self.nodes:
            return name
        node = self.nodes[name] = {}  # before its parts, so that each is visited once
        parts = [self._add(part) for part in trace.parts]
        entries = {
            "title": self._title(trace),
            "value": typeset(trace.value),
            "unit": self._unit(trace.unit),
            "status": "" if trace.status == "ok" else trace.status,
            "at": place_of(trace.location),
            "formula": trace.formula,
            "steps": [typeset(step) for step in trace.steps],
            "round": trace.rounding,
            "cite": self.origins.cite(trace),
            "note": self.facts.profile.note(trace) if trace.formula else "",
            "through": parts[0] if taken_over(trace) else "",
            "from": list(self.origins.files(trace)),
            "parts": parts,
        }
        if trace.formula:
            self._word(trace.id)
        node |= {key: entry for key, entry in entries.items() if entry not in ("", [], None)}
        return name

    def _word(self, name: str) -> None:
        if name not in self.words:
            resolved = self.facts.project.plan.resolved
            self.words[name] = worded(resolved, resolved.figures[name])

    def _constant(self, constant: Constant) -> dict[str, str]:
        unit = self._unit(constant.unit)
        node = {"title": constant.title, "value": constant.text, "unit": unit, "at": place_of(constant.location)}
        return {key: text for key, text in node.items() if text}

    def _known(self, trace: Trace) -> Constant | None:
        """The rule's constant that a trace's leaf stands for, if it is one."""
        return self._constants.get(str(trace.location))

    def _name(self, trace: Trace) -> str:
        if trace.formula:
            return str(trace.at)
        if (constant := self._known(trace)) is not None:
            return constant.id
        return f"{'sel' if trace.is_cell else 'aturan'}:{trace.at}"

    def _title(self, trace: Trace) -> str:
        constant = None if trace.formula else self._known(trace)
        members = [self.facts.member(name, code) for name, code in trace.key.items()] if constant is None else []
        return ", ".join([constant.title if constant else trace.title, *members])

    def _unit(self, unit: str) -> str:
        scale = self.facts.rules.scales.get(unit)
        return "" if scale is None or scale.unit == NUMBER else scale.symbol or unit


def taken_over(trace: Trace) -> bool:
    """Whether a value is that of its one part, as it is: there is nothing to calculate."""
    if len(trace.parts) != 1 or set(trace.steps) - {trace.value}:
        return False
    (part,) = trace.parts
    return (part.value, part.status, part.unit) == (trace.value, trace.status, trace.unit)


def _constants(facts: Facts) -> Iterator[Constant]:
    """Every constant of the rules, each at a place of its own."""
    for measure in facts.rules.measures.values():
        for name, parameter in measure.parameters.items():
            if parameter.value is not None:
                yield facts.find_constant(f"{measure.id}.{name}")
            for varying in filter(None, (parameter.varying, parameter.dated)):
                for code in varying.values:
                    yield facts.varying(f"{measure.id}.{name}", parameter.title or name, varying, code, parameter.unit)
        given = {name: Constants(one.by, one.values, one.places) for name, one in measure.weights.items()}
        for name, weights in {**given, **measure.grids}.items():
            title = getattr(measure.weights.get(name), "title", "") or label("weight")
            yield from (facts.varying(f"{measure.id}.{name}", title, weights, code) for code in weights.values)
        for year, target in measure.targets.items():
            title = label("target_of", of=year, title=measure.title)
            name = f"{measure.id}.targets[{year}]"
            yield Constant(name, title, target, measure.unit, measure.target_places[year])
        if (by := measure.targets_by) is not None:
            for code, target in by.values.items():
                title = label("target_of", of=facts.rules.titled(by.by, code), title=measure.title)
                yield Constant(f"{measure.id}.targets[{code}]", title, target, measure.unit, by.places[code])


def place_of(location: Location) -> str:
    """A file with its line: `rules/2023/standard.yaml:7`."""
    return f"{location.file}:{location.line}" if location.line else location.file
