"""Texts that an office or its ministry writes itself: paragraphs, lists and notes, with figures and conditions in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lkjip.report.narrative import Narrator, variants
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
        listed = found if isinstance(found, list) else [found]
        return [text for entry in listed if (text := self._said(entry, self.office, path))]

    def items(self, path: str) -> str:
        """The entries as a numbered list."""
        return _listed(self.entries(path), numbered=True)

    def note(self, path: str, title: str = "Catatan") -> list[str]:
        """The entries as a callout; nothing where there is none."""
        text = "\n\n".join(self.entries(path))
        return [f'::: {{.callout-note title="{markdown(title)}"}}\n{text}\n:::'] if text else []

    def blocks(self, name: str, level: int) -> list[str]:
        """A text of blocks: the office's own (`texts.<name>`), or else its ministry's; headings stand at `level`."""
        for file, path in ((self.office, f"texts.{name}"), (self.ministry, name)):
            found = file.get(path)
            if found is not None:
                listed = found if isinstance(found, list) else [found]
                return [made for entry in listed if (made := self._block(entry, file, path, level))]
        return []

    def _block(self, entry: Any, file: Office, path: str, level: int) -> str:
        strong = file is self.ministry
        if not isinstance(entry, Mapping) or "text" in entry:
            return self._said(entry, file, path, strong=strong)
        if "when" in entry and self.narrator.chosen(variants([{"text": "", "when": entry["when"]}])) is None:
            return ""
        place = file.place(path)
        if "heading" in entry:
            label = f" {{#sec-{entry['label']}}}" if "label" in entry else ""
            return f"{'#' * level} {self.narrator.say(entry['heading'], place=place)}{label}"
        if "quote" in entry:
            return f"> {self.narrator.say(entry['quote'], place=place)}"
        lines = [
            self.narrator.say(line, place=place, strong=strong) for line in entry.get("list") or entry.get("bullets", [])
        ]
        return _listed(lines, numbered="list" in entry)

    def _said(self, entry: Any, file: Office, path: str, *, strong: bool = False) -> str:
        given = entry if isinstance(entry, Mapping) else {"text": str(entry)}
        chosen = self.narrator.chosen(variants([{"text": str(given["text"]), "when": given.get("when", {})}]))
        place = file.place(path)
        text = self.narrator.say(chosen.text, place=place, strong=strong) if chosen else ""
        return f"{self.narrator.say(given['name'], place=place)}: {text}" if text and given.get("name") else text


def _listed(texts: list[str], *, numbered: bool) -> str:
    return "\n".join(f"{f'{number}.' if numbered else '-'} {text}" for number, text in enumerate(filter(None, texts), 1))
