"""Two rule sets to the changes between them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lkjip.archive.items import KINDS, Item, Path, items
from lkjip.decimals import finite_decimals, fraction_text, indonesian, plain
from lkjip.errors import Location
from lkjip.messages import phrase
from lkjip.rules.model import RuleSet


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two rule sets. `before` or `after` is None where there was, or is, nothing.

    `location` is the place in the later rule set, or where that has none, in the earlier one.
    """

    kind: str
    words: Mapping[str, str]
    before: str | None
    after: str | None
    location: Location

    def __str__(self) -> str:
        """The change in words, in the user's language."""
        what = phrase(f"rule_{self.kind}").format_map(self.words)
        if self.before is None:
            return phrase("rule_added").format(what=what, after=self.after).rstrip(": ")
        if self.after is None:
            return phrase("rule_removed").format(what=what, before=self.before).replace(" ()", "")
        return f"{what} {self.before} → {self.after}"


def changes(before: RuleSet, after: RuleSet) -> list[Change]:
    """What differs, most consequential kinds first, then by place."""
    old, new = ({item.path: item for item in items(rules)} for rules in (before, after))
    found = list(_found(old, new))
    return sorted(found, key=lambda change: (KINDS.index(change.kind), change.location))


def _found(old: Mapping[Path, Item], new: Mapping[Path, Item]) -> Iterator[Change]:
    whole = set(old.keys() ^ new.keys())
    for path in old.keys() | new.keys():
        if any(path[:end] in whole for end in range(1, len(path))):
            continue  # told with what it belongs to
        was, now = old.get(path), new.get(path)
        if was is not None and now is not None and _same(was, now):
            continue
        item = now or was
        assert item is not None
        shown = [_shown(side, [was, now]) for side in (was, now)]
        if shown[0] != shown[1] or was is None or now is None:
            yield Change(item.kind, item.words, shown[0], shown[1], item.location)


def _same(was: Item, now: Item) -> bool:
    return was.value == now.value and was.words.get("sign") == now.words.get("sign")


def _shown(item: Item | None, both: list[Item | None]) -> str | None:
    """A value as a person writes it; both sides of a change get the same decimals."""
    if item is None:
        return None
    if not isinstance(item.value, Fraction):
        return item.value
    decimals = [finite_decimals(side.value) for side in both if side and isinstance(side.value, Fraction)]
    most = max([item.decimals, *(d for d in decimals if d is not None)])
    finite = finite_decimals(item.value) is not None
    number = indonesian(plain(item.value, most)) if finite else fraction_text(item.value)
    sign = item.words.get("sign", "")
    signs = {side.words.get("sign", "") for side in both if side}
    return f"{sign} {number}" if len(signs) > 1 else number
