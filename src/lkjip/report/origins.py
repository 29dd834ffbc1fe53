"""What a number rests on, told apart: the law that prescribes it, the way it is computed, and where its data came from."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import yaml

from lkjip.report.facts import Facts

if TYPE_CHECKING:
    from lkjip.rules.model import Citation
    from lkjip.trace.explain import Trace

Kind = Literal["law", "method", "source"]


@cache
def _legal() -> tuple[str, ...]:
    text = resources.files(__package__).joinpath("origins.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["legal"])


def kind_of(title: str, certainty: str) -> Kind:
    """What a citation is: a law by its title, a way of computing by its certainty, or else a source of data.

    >>> kind_of("Peraturan Pemerintah Nomor 8 Tahun 2006", "report"), kind_of("Aplikasi e-Monev", "report")
    ('law', 'source')
    """
    if title.startswith(_legal()):
        return "law"
    return "method" if certainty == "arithmetic" else "source"


class Origins:
    """The citations and files of data that traces lead to, each once.

    `citations` are by id: title, certainty, kind. `bases` names the law of a file of rules by its id, where it has one.
    `sources` are the files of data in the order of their first use: file, title of the table, and where it was taken from.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.citations: dict[str, dict[str, str]] = {}
        self.bases: dict[str, str] = {}
        self.sources: list[dict[str, str]] = []
        self._numbers: dict[str, int] = {}
        self._below: dict[int, tuple[int, ...]] = {}

    def cite(self, trace: Trace) -> str:
        """The id of a trace's citation, which is noted, as is the law of its file of rules; empty where it has none."""
        measure = trace.id.partition(".")[0]
        owner = self.facts.rules.measures.get(measure) if trace.formula else None
        whole = self.facts.rules.citations.get(owner.citation) if owner else None
        if whole is not None and self._noted(whole)["kind"] == "law":
            self.bases[measure] = whole.id
        if trace.citation is None:
            return ""
        self._noted(trace.citation)
        return trace.citation.id

    def _noted(self, cited: Citation) -> dict[str, str]:
        title = self.facts.cited(cited.title)
        entry = {"title": title, "certainty": cited.certainty, "kind": kind_of(title, cited.certainty)}
        return self.citations.setdefault(cited.id, entry)

    def files(self, trace: Trace) -> tuple[int, ...]:
        """The numbers of the files that a trace's cells lie in, over all its parts."""
        if id(trace) not in self._below:
            below = {number for part in trace.parts for number in self.files(part)}
            own = {self._number(trace)} if trace.is_cell else set[int]()
            self._below[id(trace)] = tuple(sorted(below | own))
        return self._below[id(trace)]

    def _number(self, cell: Trace) -> int:
        file = cell.location.file
        if file not in self._numbers:
            self._numbers[file] = len(self.sources)
            entry = {"file": file, "title": cell.title.partition(": ")[0], "note": self.facts.profile.note(cell)}
            self.sources.append({key: text for key, text in entry.items() if text})
        return self._numbers[file]

    def told(self) -> dict[str, Any]:
        """All of it as data for the page."""
        return {"citations": self.citations, "bases": self.bases, "sources": self.sources}
