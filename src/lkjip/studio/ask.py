"""What a page is asked and what it answers: the seam between the server and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lkjip.studio.markup import Markup
from lkjip.studio.session import Session


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the browser sent: its name, for showing only, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: the parts of the path that the route leaves open, and what was sent."""

    session: Session
    parts: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    structure: str = ""  # how the page that asks knows the fields to stand; empty where it does not say

    @property
    def stale(self) -> bool:
        """Whether fields may stand elsewhere since the page that asks was made, as after a step in another tab."""
        return self.structure not in ("", str(self.session.structure))

    def value(self, name: str) -> str:
        """What was sent under a name; empty where nothing was."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page: its title and what stands in the middle; `menu` is the entry of the menu it belongs to."""

    title: str
    menu: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a page, for htmx to put in its place."""

    body: Markup


@dataclass(frozen=True, slots=True)
class Reload:
    """The page is to be shown anew; with `to`, another page."""

    to: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file: shown inside a frame of its own (`sandboxed`), or to be kept under a name."""

    content: bytes
    kind: str
    name: str = ""
    sandboxed: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such page or thing."""


@dataclass(frozen=True, slots=True)
class Move:
    """The studio is to work on another year and office of the project."""

    year: int
    satker: str


Answer = Page | Fragment | Reload | File | Missing | Move


@dataclass(frozen=True, slots=True)
class Route:
    """A path (a regular expression whose groups become `parts`) and what answers it."""

    method: str
    path: str
    answer: Callable[[Ask], Answer]
