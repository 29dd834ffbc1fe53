"""One user at work on one year of a project: the draft, what it makes of the year, and the way to the disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip import saving, whole
from lkjip.editing.edits import Edit, applied
from lkjip.editing.yaml_text import NotEditable
from lkjip.layout import archive_of, data_of, rules_of
from lkjip.rules.folder import content_of
from lkjip.studio.history import Content, History, State, as_text, from_text
from lkjip.studio.supposed import Supposed
from lkjip.studio.view import Files, View
from lkjip.studio.work import Work

if TYPE_CHECKING:
    from lkjip.studio.impact import Impact
    from lkjip.studio.pasting import Pasted


class Session:
    """The state of the studio, shared by all its tabs. Every method that changes something holds the lock."""

    def __init__(self, root: Path, year: int, satker: str) -> None:
        self.root, self.year, self.satker = root, year, satker
        self.lock = threading.RLock()
        self.revision = 0
        self.structure = 0  # grows with every step after which a field may stand elsewhere
        saving.finish(root)
        self._draft = root / f".lkjip-studio-{year}.json"
        self.history = self._kept()
        self.supposed = Supposed(root / f".lkjip-studio-{year}-jika.json")
        self.work = Work()
        self.pasted: tuple[str, tuple[Pasted, ...]] | None = None  # the block that was shown last
        self.audited: tuple[str, bytes] | None = None  # the document that was audited last, and its page
        self.kept_impact: Impact | None = None
        self.kept_problems: frozenset[tuple[str, str]] | None = None
        self._disk: View | None = None
        self._view: View | None = None
        self._last: View | None = None  # whose tables the next view may go on using
        self._stamp = self._stamp_of_disk()

    # What there is

    @property
    def view(self) -> View:
        """The year as it will be with what is not saved yet."""
        with self.lock:
            if self._view is None:
                changed = self.history.unsaved
                self._view = self._next(changed) if changed else self.disk
            return self._view

    @property
    def disk(self) -> View:
        """The year as it is on disk."""
        with self.lock:
            if self._disk is None:
                self._disk = self._next({})
            return self._disk

    def _next(self, changed: Files) -> View:
        if self._last is not None:
            self._last.settle()
        self._last = View(self.root, self.year, self.satker, changed, self._last)
        return self._last

    def refresh(self) -> None:
        """Looks at the disk, before a page is made: what somebody else has changed is seen."""
        with self.lock:
            stamp = self._stamp_of_disk()
            if stamp == self._stamp:
                return
            self._stamp = stamp
            self._disk = self._view = self._last = None
            for file, known in self.history.disk.items():
                content = content_of(self.root, file)
                if content != known and file not in self.history.unsaved:
                    self._now(self.history.changed_on_disk(file, content))

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The files that are being edited and were changed on disk meanwhile."""
        unsaved = self.history.unsaved
        return tuple(file for file in unsaved if content_of(self.root, file) != self.history.disk[file])

    def _stamp_of_disk(self) -> tuple[tuple[str, int, int], ...]:
        """What tells whether a file of the year has been changed."""
        found = []
        for top in (rules_of(self.year), data_of(self.year), archive_of(self.year)):
            for path in sorted((self.root / top).rglob("*")):
                if path.is_file():
                    state = path.stat()
                    found.append((path.as_posix(), state.st_mtime_ns, state.st_size))
        return tuple(found)

    # What changes it

    def edit(self, edits: Sequence[Edit], label: str, place: str = "") -> None:
        """Takes edits into the draft as one step.

        Raises:
            NotEditable: a place is not there any more, or is written in a way that only a person can change.
        """
        with self.lock:
            history = self.history.touched({edit.file: content_of(self.root, edit.file) for edit in edits})
            state = history.state
            current = {file: history.content(file) for file in history.disk}
            files = applied(self.root, edits, current)
            known = None if state.edits is None else (*state.edits, *edits)
            typed = {name: text for name, text in state.typed.items() if name != place}
            self._now(history.then(State({**state.files, **files}, typed, label, place, known)), moved=not place)

    def keep_typed(self, place: str, text: str, label: str) -> None:
        """Keeps what was typed into a field and cannot be taken yet, so that it is not lost."""
        with self.lock:
            state = self.history.state
            self._now(
                self.history.then(replace(state, typed={**state.typed, place: text}, label=label, place=place)), moved=False
            )

    def forget_typed(self, place: str) -> None:
        """The field shows again what the file says."""
        with self.lock:
            state = self.history.state
            if place in state.typed:
                typed = {name: text for name, text in state.typed.items() if name != place}
                self._now(self.history.then(replace(state, typed=typed, place=place)), moved=False)

    def undo(self) -> None:
        """One step back."""
        with self.lock:
            self._now(self.history.undone())

    def redo(self) -> None:
        """One step forward again."""
        with self.lock:
            self._now(self.history.redone())

    def discard(self, label: str) -> None:
        """Everything is to be as it is on disk; undo brings the draft back."""
        with self.lock:
            on_disk = {file: self.history.disk[file] for file in self.history.disk}
            self._now(self.history.then(State(on_disk, {}, label, "", ())))

    def save(self) -> tuple[str, ...]:
        """Writes every file of the draft, all or none; the files that were written.

        Raises:
            UserError: a file was changed on disk meanwhile. Nothing is written.
            OSError: a file cannot be written. All are as they were.
        """
        with self.lock:
            files = self.history.unsaved
            before = {file: _state(self.history.disk[file]) for file in files}
            saving.save(self.root, files, before)
            self._disk = None
            self._now(self.history.saved(files), moved=False)
            self._stamp = self._stamp_of_disk()
            return tuple(files)

    def take_disk(self, file: str, label: str) -> None:
        """Ends a conflict by giving up one's own edits of a file."""
        with self.lock:
            history = self.history
            content = content_of(self.root, file)
            states = history.then(
                replace(history.state, files={**history.state.files, file: content}, label=label, edits=None)
            )
            self._now(replace(states, disk={**history.disk, file: content}))

    def take_mine(self, file: str, label: str) -> None:
        """Ends a conflict by editing again what is on disk now.

        Raises:
            NotEditable: an edit does not fit what the file says now, or is not known any more.
        """
        with self.lock:
            history = self.history
            edits = history.state.edits
            if edits is None:
                raise NotEditable(file)
            content = content_of(self.root, file)
            made = applied(self.root, [edit for edit in edits if edit.file == file], {file: content})
            states = history.then(replace(history.state, files={**history.state.files, **made}, label=label, place=""))
            self._now(replace(states, disk={**history.disk, file: content}))

    # The draft on disk

    def _now(self, history: History, *, moved: bool = True) -> None:
        self.history, self._view = history, None
        self.revision += 1
        self.structure += moved
        if history.unsaved or history.state.typed:
            whole.write(self._draft, as_text(history).encode())
        else:
            self._draft.unlink(missing_ok=True)

    def _kept(self) -> History:
        try:
            kept = from_text(self._draft.read_text(encoding="utf-8"))
            done = {file: kept.content(file) for file in kept.disk if content_of(self.root, file) == kept.content(file)}
            return replace(kept, disk={**kept.disk, **done})  # a save that was interrupted has been finished
        except FileNotFoundError:
            return History()
        except ValueError:  # not ours, or damaged: kept aside, never thrown away
            self._draft.replace(self._draft.with_suffix(".rusak.json"))
            return History()


def _state(content: Content) -> str:
    return "" if content is None else sha256(content).hexdigest()
