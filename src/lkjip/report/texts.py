"""Texts that an office or its ministry writes itself: paragraphs, lists and notes, with figures and conditions in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lkjip.report.labels import label
from lkjip.report.narrative import PLACEHOLDER, Narrator, variants
from lkjip.report.office import Office
from lkjip.report.printed import markdown


class Texts:
    """The texts of the office's file, and of the rule set's `texts.yaml`, by dotted path.

    An entry is a text, `{name, text}`, or either with `when`: conditions on figures. One whose condition does not hold, or
    one of whose figures has no value, is not there.
    """

    def __init__(self, office: Office, ministry: Office, narrator: Narrator) -> None:
        self.office, self.ministry, self.narrator = office, ministry, narrator

    def entries(self, path: str) -> list[str]:
        """The entries of a path of the office's file as Markdown."""
        found = self.office.get(path)
        if found is None or (isinstance(found, Mapping) and "text" not in found):
            return []
        return [text for entry, place in _each(found, path) if (text := self._said(entry, self.office, place))]

    def items(self, path: str) -> str:
        """The entries as a numbered list."""
        return _listed(self.entries(path), numbered=True)

    def note(self, path: str, title: str = "") -> list[str]:
        """The entries as a callout; nothing where there is none."""
        text = "\n\n".join(self.entries(path))
        return [f'::: {{.callout-note title="{markdown(title or label("note"))}"}}\n{text}\n:::'] if text else []

    def blocks(self, name: str, level: int) -> list[str]:
        """A text of blocks: the office's own (`texts.<name>`), or else its ministry's; headings stand at `level`."""
        for file, path in ((self.office, f"texts.{name}"), (self.ministry, name)):
            found = file.get(path)
            if found is not None:
                listed = _each(found, path)
                made = [self._block(entry, file, place, level) for entry, place in listed]
                return [text for text, after in zip(made, [*made[1:], None], strict=True) if text and _opens(text, after)]
        return []

    def _block(self, entry: Any, file: Office, path: str, level: int) -> str:
        if not isinstance(entry, Mapping) or "text" in entry:
            return self._said(entry, file, path)
        if "when" in entry and self.narrator.chosen(variants([{"text": "", "when": entry["when"]}])) is None:
            return ""
        if "heading" in entry:
            label = f" {{#sec-{entry['label']}}}" if "label" in entry else ""
            return f"{'#' * level} {self.narrator.say(entry['heading'], place=file.place(path))}{label}"
        if "quote" in entry:
            return f"> {self._written(entry['quote'], file, f'{path}.quote')}"
        kind = "list" if "list" in entry else "bullets"
        lines = [self._written(line, file, place) for line, place in _each(entry[kind], f"{path}.{kind}")]
        return _listed(lines, numbered=kind == "list")

    def _said(self, entry: Any, file: Office, path: str) -> str:
        """An entry whose condition holds, after its name if it has one."""
        given = entry if isinstance(entry, Mapping) else {"text": str(entry)}
        chosen = self.narrator.chosen(variants([{"text": str(given["text"]), "when": given.get("when", {})}]))
        text = self._written(chosen.text, file, f"{path}.text" if isinstance(entry, Mapping) else path) if chosen else ""
        return f"{self.narrator.say(given['name'], place=file.place(path))}: {text}" if text and given.get("name") else text

    def _written(self, text: str, file: Office, path: str) -> str:
        """A text with its values. One of the office that holds none is marked, so that it can be taken back from Word."""
        ministry = file is self.ministry
        said = self.narrator.say(text, place=file.place(path), strong=ministry)
        marked = said and not ministry and not PLACEHOLDER.search(text)
        return f'[{said}]{{uraian="{path}"}}' if marked else said


def _opens(text: str, after: str | None) -> bool:
    """Whether a text may stand: one that announces a list (`…:`) only where the list has something to say."""
    return after != "" or not text.rstrip("]}").rstrip().endswith(":")


def _each(found: Any, path: str) -> list[tuple[Any, str]]:
    """The entries of a list with their paths, or the one entry that there is."""
    return (
        [(entry, f"{path}.{number}") for number, entry in enumerate(found)] if isinstance(found, list) else [(found, path)]
    )


def _listed(texts: list[str], *, numbered: bool) -> str:
    return "\n".join(f"{f'{number}.' if numbered else '-'} {text}" for number, text in enumerate(filter(None, texts), 1))
