"""What the user has done, step by step: each state holds whole files, so undo reaches back over a save."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lkjip.editing.edits import Edit

Content = bytes | None  # what a file holds; None = there is none


@dataclass(frozen=True, slots=True)
class State:
    """The files that the user has touched as they are to be, and what was typed that could not be taken.

    `label` says what the last step did; `place` is the field it did it to ("" = several), so that what is typed into one
    field in a row is one step. `edits` are those since the last save, by which a file that was changed on disk meanwhile can
    be edited again; None where the state was reached by undoing a save.
    """

    files: Mapping[str, Content] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    place: str = ""
    edits: tuple[Edit, ...] | None = ()


@dataclass(frozen=True, slots=True)
class History:
    """The states and which of them is now; `disk` is what the touched files hold on disk as far as the studio knows."""

    states: tuple[State, ...] = (State(),)
    now: int = 0
    disk: Mapping[str, Content] = field(default_factory=dict)
    first: Mapping[str, Content] = field(default_factory=dict)  # what they held when they were first touched

    @property
    def state(self) -> State:
        return self.states[self.now]

    def content(self, file: str) -> Content:
        """What a touched file is to hold."""
        return self.state.files.get(file, self.first.get(file))

    @property
    def unsaved(self) -> dict[str, Content]:
        """The files that are to be otherwise than they are on disk."""
        wanted = {file: self.content(file) for file in self.disk}
        return {file: content for file, content in wanted.items() if content != self.disk[file]}

    @property
    def undoable(self) -> str | None:
        """What undo would take back; None where there is nothing."""
        return self.state.label if self.now else None

    @property
    def redoable(self) -> str | None:
        """What redo would do again."""
        return self.states[self.now + 1].label if self.now + 1 < len(self.states) else None

    def touched(self, on_disk: Mapping[str, Content]) -> History:
        """The same, knowing what more files hold on disk."""
        new = {file: content for file, content in on_disk.items() if file not in self.disk}
        return replace(self, disk={**self.disk, **new}, first={**self.first, **new})

    def then(self, state: State) -> History:
        """A further state; what was undone before is gone. Typing on in one field replaces the last one."""
        goes_on = self.now > 0 and bool(state.place) and state.place == self.state.place and self.state.edits != ()
        kept = self.states[: self.now] if goes_on else self.states[: self.now + 1]
        return replace(self, states=(*kept, state), now=len(kept))

    def undone(self) -> History:
        """One step back. Over a save, the edits that lead there are not known."""
        return self._at(self.now - 1) if self.now else self

    def redone(self) -> History:
        """One step forward again."""
        return self._at(self.now + 1) if self.now + 1 < len(self.states) else self

    def _at(self, number: int) -> History:
        moved = replace(self, now=number)
        crossed = bool(moved.unsaved) and self.states[number].edits == ()
        states = (*self.states[:number], replace(self.states[number], edits=None), *self.states[number + 1 :])
        return replace(moved, states=states) if crossed else moved

    def saved(self, files: Mapping[str, Content]) -> History:
        """The same after these files were saved."""
        states = (*self.states[: self.now], replace(self.state, edits=(), place=""), *self.states[self.now + 1 :])
        return replace(self, states=states, disk={**self.disk, **files})

    def changed_on_disk(self, file: str, content: Content) -> History:
        """The same when somebody else has changed a file that is not being edited: it is new, and undo ends here."""
        state = replace(self.state, files={f: c for f, c in self.state.files.items() if f != file})
        first = {**self.first, **{f: self.content(f) for f in self.disk}, file: content}
        return History((replace(state, label="", files={}),), 0, {**self.disk, file: content}, first)


def as_text(history: History) -> str:
    """The present state as JSON, for the draft that outlives the process."""
    state = history.state
    return json.dumps(
        {
            "disk": _written(history.disk),
            "first": _written(history.first),
            "files": _written(state.files),
            "typed": dict(state.typed),
            "label": state.label,
        },
        ensure_ascii=False,
        indent=1,
    )


def from_text(text: str) -> History:
    """What `as_text` wrote, as a state that can be undone to what is on disk. Raises ValueError where it is none of ours."""
    try:
        data = json.loads(text)
        disk, first, files = (_read(data[name]) for name in ("disk", "first", "files"))
        typed = {str(name): str(value) for name, value in data["typed"].items()}
        state = State(files, typed, str(data["label"]), "", None)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None
    here = History((State(), state), 1, disk, first)
    untouched = {file: content for file, content in disk.items() if first[file] != content}
    return replace(here, states=(State(untouched), state))


def _written(files: Mapping[str, Content]) -> dict[str, str | None]:
    return {name: None if content is None else base64.b64encode(content).decode() for name, content in files.items()}


def _read(files: Mapping[str, str | None]) -> dict[str, Content]:
    return {str(name): None if text is None else base64.b64decode(text, validate=True) for name, text in files.items()}
