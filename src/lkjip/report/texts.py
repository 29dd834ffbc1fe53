"""Texts that an office or a rule set writes itself: paragraphs, lists and notes, with figures and conditions in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lkjip.report.narrative import Narrator, Variant, variants
from lkjip.report.office import Office
from lkjip.report.printed import markdown


class Texts:
    """The texts of a file by dotted path. An entry is a text, `{name, text}`, or either with `when`: conditions on figures.

    An entry whose condition does not hold, or one of whose figures has no value, is not there.
    """

    def __init__(self, office: Office, narrator: Narrator) -> None:
        self.office, self.narrator = office, narrator

    def entries(self, path: str) -> list[str]:
        """The entries of a path as Markdown."""
        found = self.office.get(path)
        if found is None or (isinstance(found, Mapping) and "text" not in found):
            return []
        listed = found if isinstance(found, list) else [found]
        return [text for entry in listed if (text := self._said(entry, path))]

    def paragraphs(self, path: str) -> list[str]:
        """The entries as paragraphs."""
        return self.entries(path)

    def items(self, path: str) -> str:
        """The entries as a numbered list."""
        return "\n".join(f"{number}. {text}" for number, text in enumerate(self.entries(path), 1))

    def note(self, path: str, title: str = "Catatan") -> list[str]:
        """The entries as a callout; nothing where there is none."""
        text = "\n\n".join(self.entries(path))
        return [f'::: {{.callout-note title="{markdown(title)}"}}\n{text}\n:::'] if text else []

    def _said(self, entry: Any, path: str) -> str:
        chosen: Variant | None = self.narrator.chosen(variants(_plain(entry)))
        place = self.office.place(path)
        text = self.narrator.say(chosen.text, place=place) if chosen else ""
        name = entry.get("name", "") if isinstance(entry, Mapping) else ""
        return f"{self.narrator.say(name, place=place)}: {text}" if name and text else text


def _plain(entry: Any) -> Any:
    if isinstance(entry, Mapping):
        return [{"text": str(entry["text"]), "when": entry.get("when", {})}]
    return str(entry)
