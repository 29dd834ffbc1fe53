"""The executed notebook as a file for Jupyter: what was divs and spans for the renderers becomes what Jupyter shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.report.display import bundles, prose
from lkjip.report.document import Code, Document
from lkjip.report.execute import Outputs

if TYPE_CHECKING:
    from nbformat import NotebookNode


def notebook(document: Document, outputs: Sequence[Outputs], folder: Path) -> NotebookNode:
    """A notebook whose text is filled in, with the code cells and what they show when they are run again."""
    from nbformat import v4

    make: Any = v4
    made: NotebookNode = make.new_notebook(cells=list(_cells(make, document, outputs, folder)))
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def _cells(make: Any, document: Document, outputs: Sequence[Outputs], folder: Path) -> Iterator[Any]:
    for number, (part, given) in enumerate(zip(document.parts, outputs, strict=True)):
        if isinstance(part, Code):
            shown = [make.new_output("display_data", data=data) for bundle in given for data in _shown(bundle, folder)]
            yield make.new_code_cell(part.code, id=f"sel-{number}", outputs=shown, execution_count=None)
            continue
        values = iter(given)
        text = "".join(piece if isinstance(piece, str) else str(next(values)) for piece in part.pieces)
        if text := prose(text, folder):
            yield make.new_markdown_cell(text, id=f"teks-{number}")


def _shown(bundle: Any, folder: Path) -> Iterator[dict[str, Any]]:
    if "text/markdown" in bundle:
        yield from bundles(bundle["text/markdown"], folder)
    else:
        yield {"text/plain": "", **bundle}
