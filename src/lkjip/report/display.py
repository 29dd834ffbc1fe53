"""A piece of the document as Jupyter and VS Code show it, where neither Quarto nor our own runner makes a report of it.

The document's Markdown has divs, spans and tables as HTML for the renderers. A notebook gets each piece as a MIME bundle it
knows: a table as HTML, a chart as SVG, the words between them as plain Markdown.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import Path

RUNNER = "LKJIP_RUNNER"  # in the environment of our own runner
_QUARTO = "QUARTO_FIG_WIDTH"  # in that of every kernel that Quarto starts
_SPAN = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\{[^{}]*\}")
_DIV = re.compile(r"^:{3,}(?:.*?title=\"(?P<title>(?:\\.|[^\"\\])*)\")?.*$\n?", re.MULTILINE)
_HEADING = re.compile(r"^(?P<heading>#+ .*?) *\{[^}]*\} *$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\w@])@(?P<name>(?:tbl|fig|sec)-[\w-]*\w)")
_BLOCK = re.compile(
    r"^```\{=html\}\n(?P<html>.*?)\n```$"
    r"|!\[\]\((?:data:image/svg\+xml;base64,(?P<data>[\w+/=]+)|(?P<path>grafik/[\w-]+\.svg))\)"
    r"\{fig-alt=\"(?P<alt>(?:\\.|[^\"\\])*)\"\}",
    re.MULTILINE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")

Bundle = dict[str, str]  # MIME type → content


def in_report() -> bool:
    """Whether what is displayed becomes part of a report, which takes the document's Markdown as it is."""
    return RUNNER in os.environ or _QUARTO in os.environ


def without_spans(text: str) -> str:
    """Markdown without the marks of where its values come from, one inside another too.

    >>> without_spans('[Capaian [120,31%]{.angka figure="ikm.capaian"}]{.sampul-judul}')
    'Capaian 120,31%'
    """
    while (shorter := _SPAN.sub(r"\1", text)) != text:
        text = shorter
    return text


def words(text: str) -> str:
    """Markdown of the document without what only its renderers know: divs, attributes, references."""
    text = _DIV.sub(lambda found: f"**{found['title']}**\n\n" if found["title"] else "", text)
    text = without_spans(_HEADING.sub(lambda found: found["heading"], text))
    return _REFERENCE.sub(lambda found: f"`{found['name']}`", text).strip()


def bundles(text: str, folder: Path) -> Iterator[Bundle]:
    """The pieces of the document's Markdown in order; `folder` is where its charts lie."""
    end = 0
    for found in _BLOCK.finditer(text):
        yield from _words(text[end : found.start()])
        end = found.end()
        if found["html"] is None:
            svg = base64.b64decode(found["data"]) if found["data"] else (folder / found["path"]).read_bytes()
            yield {"image/svg+xml": svg.decode(), "text/plain": _ESCAPED.sub(r"\1", found["alt"])}
        elif not found["html"].startswith("<script"):
            yield {"text/html": found["html"], "text/plain": _cells(found["html"])}
    yield from _words(text[end:])


def prose(text: str, folder: Path) -> str:
    """The same as one text for a cell of Markdown, which takes HTML: tables as they are, charts as pictures."""
    return "\n\n".join(map(_in_markdown, bundles(text, folder)))


def _in_markdown(bundle: Bundle) -> str:
    if "image/svg+xml" in bundle:
        data = base64.b64encode(bundle["image/svg+xml"].encode()).decode()
        return f'<img alt="{escape(bundle["text/plain"])}" src="data:image/svg+xml;base64,{data}">'
    return bundle.get("text/html") or bundle["text/markdown"]


def _words(text: str) -> Iterator[Bundle]:
    if shown := words(text):
        yield {"text/markdown": shown, "text/plain": _ESCAPED.sub(r"\1", shown)}


def _cells(table: str) -> str:
    """A table as text: a line for each row, a tab between cells."""
    rows = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>"))
    return "\n".join("\t".join(unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row) for row in rows if row)


def drawn(svg: str, alt: str) -> str:
    """A chart that needs no file: its picture within the Markdown. `alt` is Markdown."""
    return f'\n![](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}){{fig-alt="{alt}"}}\n'


class Displayed:
    """What a cell may end in: Markdown in a report (`_repr_markdown_`), MIME bundles (`bundles`) in a notebook."""

    __slots__ = ()

    def bundles(self) -> Iterator[Mapping[str, str]]:
        """What a notebook shows for it."""
        raise NotImplementedError

    def _ipython_display_(self) -> None:
        """Shows the bundles. In a report IPython takes what is not implemented here from the other representations."""
        if in_report():
            raise NotImplementedError
        from IPython.display import display

        for bundle in self.bundles():
            display(bundle, raw=True)  # type: ignore[no-untyped-call]
