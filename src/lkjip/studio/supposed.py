"""Alternatives that were given a name: kept beside the draft, until they are thrown away on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from lkjip import whole

Change = Mapping[str, Fraction]  # name of a value → what it is supposed to be
MOST = 8  # alternatives that stand side by side


class Supposed:
    """The named alternatives of a year, in the order in which they were made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.changes = self._kept()

    def keep(self, name: str, change: Change) -> None:
        """Gives an alternative a name; one of the same name is replaced, and of too many the first goes."""
        self.changes.pop(name, None)
        self.changes[name] = dict(change)
        while len(self.changes) > MOST:
            del self.changes[next(iter(self.changes))]
        self._write()

    def forget(self, name: str) -> None:
        """Throws one away."""
        self.changes.pop(name, None)
        self._write()

    def _write(self) -> None:
        if not self.changes:
            self._path.unlink(missing_ok=True)
            return
        data = {name: {at: str(value) for at, value in change.items()} for name, change in self.changes.items()}
        whole.write(self._path, json.dumps(data, ensure_ascii=False, indent=1).encode())

    def _kept(self) -> dict[str, Change]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(name): {str(at): Fraction(text) for at, text in change.items()} for name, change in data.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError, TypeError, ZeroDivisionError):  # not ours, or damaged: kept aside
            self._path.replace(self._path.with_suffix(".rusak.json"))
            return {}
