"""What every indicator has without writing it: its place in the dimension `indikator`, and the figures of `standard.yaml`.

An indicator's file needs no more than its realisation. Target, achievement, status and the comparisons over years come
from the rule set's `standard.yaml`; a name that the file defines itself is its own. So a summary follows the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lkjip.messages import filed
from lkjip.rules.model import Categories, Dimension, Member, Table
from lkjip.rules.source import Document
from lkjip.rules.vocabulary import Tree

INDICATOR = "indikator"
OVER = "over"  # the key of a gathering that follows the indicators
Path = tuple[str, ...]


def in_order(documents: Mapping[str, Document], main: Document) -> tuple[Tree, ...]:
    """The indicators' files in the order of their objectives, then of `order` in the rule set, then of their codes."""
    data = cast(Tree, main.data)
    goals, order = list(data["objectives"]), data.get("order", [])

    def rank(entry: Tree) -> tuple[int, int, str]:
        own = order.index(entry["id"]) if entry["id"] in order else len(order)
        return goals.index(entry["objective"]), own, entry["id"]

    found = [cast(Tree, document.data) for document in documents.values() if document.kind == "indicator"]
    return tuple(sorted((entry for entry in found if entry["objective"] in goals), key=rank))


def dimension(indicators: Sequence[Tree], main: Document) -> Dimension:
    """The dimension `indikator`. Each member's parent is its objective, so that figures group by `sasaran` and `tingkat`."""
    members = tuple(Member(one["id"], one["title"], one.get("short", ""), one["objective"]) for one in indicators)
    return Dimension(INDICATOR, filed("dimension.indicator"), members, main.key("objectives"), "sasaran")


@dataclass(frozen=True, slots=True)
class Standard:
    """`standard.yaml`, if the rule set has one, beside the indicators that it completes.

    Its `figures` are for every indicator; those under `number` for an indicator whose unit is a number and not a level of an
    ordered scale; those under `medium_term` for such an indicator where the rule set names a medium-term year.
    """

    document: Document | None
    indicators: tuple[Tree, ...]
    categories: Mapping[str, Categories]
    tables: Mapping[str, Table]
    medium_term: bool

    def figures(self, entry: Tree) -> Iterator[Path]:
        """The paths of the figures that an indicator has from here."""
        for path in self._groups(entry):
            for name in self._group(path).get("figures", {}):
                if name not in entry["figures"]:
                    yield (*path, "figures", name)

    def inputs(self, entry: Tree) -> Iterator[tuple[Path, Tree]]:
        """The inputs that an indicator has from here: earlier years of its own figures, as they were archived."""
        for path in self._groups(entry):
            for name, given in self._group(path).get("inputs", {}).items():
                figure = given["archive"]
                if name not in entry.get("inputs", {}) and figure in entry["figures"]:
                    whole = {"unit": entry["unit"], "decimals": self._decimals(entry, figure), **given}
                    yield (*path, "inputs", name), {**whole, "archive": f"{entry['id']}.{figure}"}

    def history(self, entry: Tree, figure: str) -> str:
        """The input with the earlier years of a figure that names none itself; empty where there is none."""
        rule = entry["figures"][figure]
        if "formula" not in rule or rule.get("by"):
            return ""
        return next((path[-1] for path, given in self.inputs(entry) if given["archive"] == f"{entry['id']}.{figure}"), "")

    def gathered(self, entry: Tree) -> dict[str, str]:
        """What a figure gathers, written out: `over: indikator` names a figure of every indicator that has it."""
        given: dict[str, str] = entry.get("gather", {})
        if OVER not in given:
            return given
        return {
            one["id"]: f"{one['id']}.{given['figure']}" for one in self.indicators if given["figure"] in self._names(one)
        }

    def _names(self, entry: Tree) -> set[str]:
        return {*entry["figures"], *(path[-1] for path in self.figures(entry))}

    def _group(self, path: Path) -> Tree:
        data = cast(Tree, self.document.data) if self.document else {}
        return cast(Tree, data.get(path[0], {}) if path else data)

    def _groups(self, entry: Tree) -> Iterator[Path]:
        if self.document is None:
            return
        yield ()
        group = self.categories.get(entry["unit"])
        if group is None or not group.ordered:
            yield ("number",)
            if self.medium_term:
                yield ("medium_term",)

    def _decimals(self, entry: Tree, figure: str) -> int:
        """The decimals of an indicator's figure: as it is rounded, or those of the column that it repeats."""
        rule = entry["figures"][figure]
        given = entry.get("inputs", {}).get(rule.get("formula", ""), {})
        table = self.tables.get(given.get("table", ""))
        column = table.columns.get(given.get("column", rule["formula"])) if table else None
        return int(rule.get("round", column.decimals if column else 2))
