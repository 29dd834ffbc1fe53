"""The executed notebook as a file for Jupyter: what was divs and spans for the renderers becomes what Jupyter shows."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.report.document import Code, Document
from lkjip.report.execute import Outputs
from lkjip.report.printed import without_spans

if TYPE_CHECKING:
    from nbformat import NotebookNode

_DIV = re.compile(r"^:{3,}.*$\n?", re.MULTILINE)
_HEADING = re.compile(r"^(?P<heading>#+ .*?)\s*\{[^}]*\}\s*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[\]\((?P<path>grafik/[\w-]+\.svg)\)\{fig-alt=\"(?P<alt>(?:\\.|[^\"\\])*)\"\}")
_HTML = re.compile(r"^```\{=html\}\n(?P<html>.*?)\n```$", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"(?<![\w@])@(?P<name>(?:tbl|fig|sec)-[\w-]*\w)")


def notebook(document: Document, outputs: Sequence[Outputs], folder: Path) -> NotebookNode:
    """A notebook whose text is filled in, with the code cells and what they gave; charts are embedded."""
    from nbformat import v4

    make: Any = v4
    made: NotebookNode = make.new_notebook(cells=list(_cells(make, document, outputs, folder)))
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def _cells(make: Any, document: Document, outputs: Sequence[Outputs], folder: Path) -> Iterator[Any]:
    for number, (part, given) in enumerate(zip(document.parts, outputs, strict=True)):
        if isinstance(part, Code):
            shown = [make.new_output("display_data", data=_bundle(bundle, folder)) for bundle in given]
            yield make.new_code_cell(part.code, id=f"sel-{number}", outputs=shown, execution_count=None)
            continue
        values = iter(given)
        text = "".join(piece if isinstance(piece, str) else str(next(values)) for piece in part.pieces)
        if text := _shown(text, folder).strip():
            yield make.new_markdown_cell(text, id=f"teks-{number}")


def _bundle(bundle: Any, folder: Path) -> dict[str, Any]:
    shown = {"text/markdown": _shown(bundle["text/markdown"], folder)} if "text/markdown" in bundle else {}
    return {"text/plain": "", **bundle, **shown}


def _shown(text: str, folder: Path) -> str:
    text = _HTML.sub(lambda found: "" if found["html"].startswith("<script") else found["html"], text)
    text = without_spans(_HEADING.sub(lambda found: found["heading"], _DIV.sub("", text)))
    text = _REFERENCE.sub(lambda found: f"`{found['name']}`", text)
    return _IMAGE.sub(lambda found: _embedded(folder / found["path"], found["alt"]), text)


def _embedded(path: Path, alt: str) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f"![{alt}](data:image/svg+xml;base64,{data})"
