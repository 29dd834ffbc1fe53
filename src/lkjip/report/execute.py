"""A notebook's parts to plain Markdown: they run in order, in one process, which no port leads into."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lkjip.errors import Issue, Location, UserError
from lkjip.report.document import Code, Document
from lkjip.report.processes import Helper

Bundle = Mapping[str, Any]  # MIME type → content
Outputs = Sequence[Bundle] | Sequence[str]  # of a cell: what it displayed; of a text: the Markdown of its expressions


class Runner(Helper):
    """A process that runs documents, one after the other: what they load is loaded once.

    Args:
        folder: where it keeps its own files.
    """

    def __init__(self, folder: Path) -> None:
        own = {"IPYTHONDIR": str(folder / "ipython")}  # nobody's profile, and no home is needed
        super().__init__("lkjip.report.runner", folder=folder, more=own)

    def execute(
        self,
        document: Document,
        folder: Path,
        environment: Mapping[str, str],
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Outputs]:
        """Runs a document; what each of its parts gave, in order.

        Args:
            document: the parsed source.
            folder: the folder that cells run in, where charts are written.
            environment: what the process's environment has beside this one's own.
            progress: is told how many parts of how many are done.

        Raises:
            UserError: a cell or expression failed; it names it, its line and the cause.
            OSError: the disk is full, or whatever else is not the document's fault.
        """
        parts = [_request(part) for part in document.parts]
        done: list[Outputs] = []
        with suppress(BrokenPipeError):  # it has ended: its complaints say why
            self.given.write(json.dumps({"folder": str(folder), "environment": dict(environment), "parts": parts}) + "\n")
            self.given.flush()
        for part in document.parts:
            if not (line := self.said.readline()):
                raise self.failed("the notebook's process ended early")
            answer = json.loads(line)
            if answer.get("system"):
                raise OSError(answer["system"], os.strerror(answer["system"]))
            if "failed" in answer:
                raise UserError([_failure(document.file, part, answer["failed"], answer["cause"])])
            done.append(answer["outputs"] if isinstance(part, Code) else answer["texts"])
            if progress is not None:
                progress(len(done), len(document.parts))
        return done


def execute(
    document: Document, folder: Path, environment: Mapping[str, str], progress: Callable[[int, int], None] | None = None
) -> list[Outputs]:
    """The same in a process for this document alone."""
    with Runner(folder) as runner:
        return runner.execute(document, folder, environment, progress)


def _request(part: Any) -> dict[str, object]:
    return {"code": part.code} if isinstance(part, Code) else {"expressions": [inline.code for inline in part.inline]}


def _failure(file: str, part: Any, position: int, cause: str) -> Issue:
    """The line of a cell, or the expression of a text, that failed."""
    if isinstance(part, Code):
        line, code = part.line + position - 1, part.code.split("\n")[position - 1]
    else:
        line, code = part.inline[position].line, part.inline[position].code
    return Issue("cell_failed", Location(file, line), {"cell": code.strip(), "problem": cause})


def assemble(document: Document, outputs: Sequence[Outputs]) -> str:
    """The document's Markdown with every expression and cell replaced by what it gave."""
    return "".join(_filled(part, given) for part, given in zip(document.parts, outputs, strict=True))


def _filled(part: Any, given: Outputs) -> str:
    if isinstance(part, Code):
        texts = [as_markdown(bundle) for bundle in given if isinstance(bundle, Mapping)]
        return "".join(f"\n{text}\n" for text in texts) if part.shows else "\n"
    values = iter(given)
    return "".join(piece if isinstance(piece, str) else str(next(values)) for piece in part.pieces)


def as_markdown(bundle: Bundle) -> str:
    """What an output is in the document: its Markdown, or its text as it is."""
    if "text/markdown" in bundle:
        return str(bundle["text/markdown"])
    return f"````\n{str(bundle.get('text/plain', '')).rstrip()}\n````"
