"""Rules in, figures out: a declarative rules engine for government performance reports (LKjIP)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lkjip.version import __version__

__all__ = ["FigureKey", "Figures", "Issue", "Project", "UserError", "__version__", "load"]

_HOMES = {
    "FigureKey": "figure_key",
    "Figures": "figures",
    "Issue": "errors",
    "Project": "project",
    "UserError": "errors",
    "load": "project",
}

if TYPE_CHECKING:
    from lkjip.errors import Issue, UserError
    from lkjip.figure_key import FigureKey
    from lkjip.figures import Figures
    from lkjip.project import Project, load


def __getattr__(name: str) -> Any:
    """A public name, imported when it is asked for: the version alone costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'lkjip' has no attribute {name!r}")
    return getattr(import_module(f"lkjip.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
