"""What was edited in a rendered Word file, back into the office's file: paragraphs that hold no figure of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lkjip import saving
from lkjip.editing.edits import Edit, applied
from lkjip.editing.yaml_text import NotEditable
from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import text_mark
from lkjip.layout import OFFICE_FILE, data_of
from lkjip.project import Project
from lkjip.report import office as offices
from lkjip.report import word
from lkjip.rules.source import KeyPath


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that was edited: its place in the office's file, what stands there, what Word says.

    `problem` says why it is not taken: `removed` (the paragraph is empty), `moved` (the office's file was edited as well),
    `twice` (it stands at two places that now differ), `unwritable`.
    """

    path: str
    location: Location
    before: str
    after: str
    problem: str = ""


def take_back(project: Project, file: Path) -> list[Taken]:
    """Saves the edited texts of a rendered Word file in the office's file, byte for byte the same elsewhere.

    Returns:
        Every text that was edited, in the order of the file, with those that could not be taken.

    Raises:
        UserError: the file is no report of this project's year and office for Word.
    """
    office = offices.chosen(project)
    shown = f"{data_of(project.year, office)}/{OFFICE_FILE}"
    profile = offices.load(project.root, project.year, office)
    before = saving.state(project.root / shown)
    texts = {text_mark(_dotted(path)).removeprefix("_O"): (path, text) for path, text in word.places(profile.data)}
    try:
        marks = [mark for mark in word.marked(file.read_bytes()) if mark.place in texts]
    except (OSError, *word.BROKEN):
        marks = []
    if not marks:
        raise UserError([Issue("not_our_word_file", Location(file.name), {"office": office, "year": project.year})])
    found, edits = [], []
    for place, versions in _edited(marks).items():
        path, text = texts[place]
        taken = Taken(_dotted(path), profile.place(_dotted(path)), text, versions[0].text, _problem(versions, text))
        edit = Edit(shown, path, "set", taken.after)
        if not taken.problem and not _writable(project.root, edit):
            taken = Taken(taken.path, taken.location, text, taken.after, "unwritable")
        found.append(taken)
        edits += [edit] if not taken.problem else []
    if edits:
        saving.save(project.root, applied(project.root, edits), {shown: before})
    return found


def _edited(marks: list[word.Marked]) -> dict[str, list[word.Marked]]:
    """The versions of every text that was edited somewhere, each different one once."""
    found: dict[str, list[word.Marked]] = {}
    for mark in marks:
        if mark.changed and mark.text not in [other.text for other in found.setdefault(mark.place, [])]:
            found[mark.place].append(mark)
    return found


def _problem(versions: list[word.Marked], text: str) -> str:
    if len(versions) > 1:
        return "twice"
    if not versions[0].text:
        return "removed"
    return "" if word.said_digest(text) == versions[0].said else "moved"


def _writable(root: Path, edit: Edit) -> bool:
    try:
        return bool(applied(root, [edit]))
    except NotEditable:
        return False


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))
