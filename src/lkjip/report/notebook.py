"""The executed notebook as a file for Jupyter: what was divs and spans for the renderers becomes what Jupyter shows."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.report.document import Code, Document
from lkjip.report.execute import new_cell, new_notebook, values_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

_DIV = re.compile(r"^:{3,}.*$\n?", re.MULTILINE)
_SPAN = re.compile(r"\[(?P<text>(?:\\.|[^\]\\])*)\]\{\.angka[^}]*\}")
_HEADING = re.compile(r"^(?P<heading>#+ .*?)\s*\{[^}]*\}\s*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[\]\((?P<path>grafik/[\w-]+\.svg)\)\{fig-alt=\"(?P<alt>(?:\\.|[^\"\\])*)\"\}")
_HTML = re.compile(r"^```\{=html\}\n(?P<html>.*?)\n```$", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"(?<![\w@])@(?P<name>(?:tbl|fig|sec)-[\w-]+)")


def readable(document: Document, executed: NotebookNode, work: Path) -> NotebookNode:
    """A notebook whose text is filled in, with the code cells and what they gave; charts are embedded."""
    cells = iter(executed.cells)
    made = []
    for number, part in enumerate(document.parts):
        if isinstance(part, Code):
            cell = next(cells)
            for output in cell.outputs:
                if "text/markdown" in output.get("data", {}):
                    output.data["text/markdown"] = _shown(output.data["text/markdown"], work)
            made.append(cell)
            continue
        values = iter(values_of(next(cells)) if part.inline else ())
        text = "".join(piece if isinstance(piece, str) else next(values) for piece in part.pieces)
        if text := _shown(text, work).strip():
            made.append(new_cell("markdown", text, f"teks-{number}"))
    notebook = new_notebook(made)
    notebook.metadata.update(executed.metadata)
    return notebook


def _shown(text: str, work: Path) -> str:
    text = _HTML.sub(lambda found: "" if found["html"].startswith("<script") else found["html"], text)
    text = _SPAN.sub(lambda found: found["text"], _HEADING.sub(lambda found: found["heading"], _DIV.sub("", text)))
    text = _REFERENCE.sub(lambda found: f"`{found['name']}`", text)
    return _IMAGE.sub(lambda found: _embedded(work / found["path"], found["alt"]), text)


def _embedded(path: Path, alt: str) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f"![{alt}](data:image/svg+xml;base64,{data})"
