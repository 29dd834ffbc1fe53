"""Rules in, figures out: a declarative rules engine for government performance reports (LKjIP)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lkjip.version import __version__

__all__ = ["__version__", "load"]

if TYPE_CHECKING:
    from lkjip.project import load


def __getattr__(name: str) -> Any:
    """`lkjip.load`, imported when it is asked for: the version alone costs nothing."""
    if name == "load":
        from lkjip.project import load

        return load
    raise AttributeError(name)
