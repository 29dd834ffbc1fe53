"""A notebook's parts to plain Markdown: its cells run in one kernel, in order, without any network.

The kernel talks over sockets in a private folder where the system has such, so that no port is opened.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.errors import Issue, Location, UserError
from lkjip.report.document import Code, Document
from lkjip.report.inline import MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_CALL = "from lkjip.report.inline import show as _show\n_show((\n{}\n))"


def execute(
    document: Document, folder: Path, environment: Mapping[str, str], progress: Callable[[int, int], None] | None = None
) -> NotebookNode:
    """Runs a document and returns its notebook: a code cell for every cell, and one for the expressions of every text.

    Args:
        document: the parsed source.
        folder: the kernel's folder, where charts are written.
        environment: what the kernel's environment has beside this process's own.
        progress: is told how many cells of how many are done.

    Raises:
        UserError: a cell failed; it names the cell, its line and the cause.
    """
    from nbclient.exceptions import CellExecutionError

    notebook = new_notebook(list(_cells(document)))
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    done = 0

    def count(**_: object) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(notebook.cells))

    client = _client(notebook, folder, count)
    try:
        asyncio.run(_run(client, folder, {**os.environ, **environment}))
    except CellExecutionError as error:
        raise UserError([_failure(document.file, notebook, error)]) from None
    return notebook


def _client(notebook: NotebookNode, folder: Path, done: Callable[..., None]) -> Any:
    from nbclient import NotebookClient

    return NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        on_cell_executed=done,
        on_cell_error=None,
    )


async def _run(client: Any, folder: Path, environment: dict[str, str]) -> None:
    from jupyter_client.manager import AsyncKernelManager

    files = {"transport": "ipc", "ip": str(folder / "k")} if os.name == "posix" else {}
    client.km = AsyncKernelManager(kernel_name="python3", connection_file=str(folder / "kernel.json"), **files)
    async with client.async_setup_kernel(env=environment):
        for number, cell in enumerate(client.nb.cells):
            await client.async_execute_cell(cell, number)


def _cells(document: Document) -> Iterator[NotebookNode]:
    for number, part in enumerate(document.parts):
        if isinstance(part, Code):
            yield new_cell("code", part.code, f"sel-{number}", line=part.line)
        elif part.inline:
            lines = "\n".join(f"lambda: ({inline.code})," for inline in part.inline)
            where = [inline.line for inline in part.inline]
            yield new_cell("code", _CALL.format(lines), f"sebaris-{number}", lines=where)


def new_notebook(cells: list[NotebookNode]) -> NotebookNode:
    """A notebook of cells."""
    from nbformat import v4

    made: NotebookNode = v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    return made


def new_cell(kind: str, source: str, name: str, **metadata: object) -> NotebookNode:
    """A code or markdown cell under an id of its own, so that the same notebook always has the same ids."""
    from nbformat import v4

    make: Any = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell}[kind]
    made: NotebookNode = make(source, id=name, metadata=metadata)
    return made


def _failure(file: str, notebook: NotebookNode, error: Any) -> Issue:
    """Where it failed: a cell's line, or of a piece of text the expression after those that were still displayed."""
    cell, output = next((c, out) for c in notebook.cells for out in c.outputs if out.output_type == "error")
    lines = cell.source.split("\n")
    if "lines" in cell.metadata:
        done = next((len(out.data[MIME]) for out in cell.outputs if MIME in out.get("data", {})), 0)
        line = cell.metadata["lines"][done]
        code = lines[done + 2].removeprefix("lambda: (").removesuffix("),")
    else:
        found = _CELL_LINE.search(_COLOUR.sub("", "\n".join(output.traceback)))
        number = int(found[1]) if found else 1
        line, code = cell.metadata["line"] + number - 1, lines[number - 1]
    cause = " ".join(f"{error.ename}: {error.evalue}".split())
    return Issue("cell_failed", Location(file, line), {"cell": code.strip(), "problem": cause})


def assemble(document: Document, notebook: NotebookNode) -> str:
    """The document's Markdown with every expression and cell replaced by what it gave."""
    cells = iter(notebook.cells)
    parts = []
    for part in document.parts:
        if isinstance(part, Code):
            outputs = next(cells).outputs
            parts.append("".join(f"\n{text}\n" for text in map(_output, outputs) if text) if part.shows else "\n")
        else:
            values = iter(values_of(next(cells)) if part.inline else ())
            parts.append("".join(piece if isinstance(piece, str) else next(values) for piece in part.pieces))
    return "".join(parts)


def values_of(cell: NotebookNode) -> list[str]:
    """The Markdown of a text's expressions, in order."""
    return next(list(out.data[MIME]) for out in cell.outputs if MIME in out.get("data", {}))


def _output(output: NotebookNode) -> str:
    """What a cell's output is in the document: its Markdown, or its text as it is."""
    data = output.get("data", {})
    if "text/markdown" in data:
        return str(data["text/markdown"])
    text = data.get("text/plain", output.get("text", ""))
    return f"````\n{text.rstrip()}\n````" if text else ""
