"""What the templates hold: the files of every new project, and what each kind of agency adds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "templates"
COMMON = "umum"


@cache
def content(name: str) -> dict[str, Any]:
    """A template's description, by its name; `umum` holds what all have in common."""
    return dict(_named(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))))


def _named(entry: Any) -> Any:
    """The same with every key as text, as rule files are read."""
    if isinstance(entry, dict):
        return {str(key): _named(value) for key, value in entry.items()}
    return [_named(value) for value in entry] if isinstance(entry, list) else entry


def templates() -> tuple[str, ...]:
    """The templates that `lkjip init` offers."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != COMMON))
