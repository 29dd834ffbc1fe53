"""Runs a notebook's parts in IPython, the shell that Jupyter's own kernel is; a process of its own.

Every line of standard input is a document: the `folder` to run it in, variables of its `environment`, and its `parts`:
`{"code": …}`, or `{"expressions": […]}` for a piece of text. For every part a line of JSON goes out: its `outputs` (MIME
bundles) or its `texts`; or `failed`, with the line or expression and the cause, after which nothing more of that document
is run. Each document begins with no names and no modules but those that are loaded already.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import sys
import traceback
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, TextIO

from lkjip.errors import UserError
from lkjip.report.display import RUNNER
from lkjip.report.printed import markdown

_CELL = "<ipython-input"  # how IPython names the source of a cell in tracebacks


_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS}  # no cell's fault


class Failed(Exception):
    """A part could not be run: where in it, and why."""

    def __init__(self, position: int, error: BaseException) -> None:
        super().__init__(position)
        self.position = position
        self.system = error.errno if isinstance(error, OSError) and error.errno in _SYSTEM else None
        self.cause = " ".join(_told(error).split())


def main() -> int:
    """Runs what standard input holds. What cells print goes to no one but their outputs."""
    os.environ[RUNNER] = "1"
    gc.disable()  # garbage is collected between documents
    answers = _private_output()
    cells = Cells()
    for line in sys.stdin:
        request = json.loads(line)
        os.chdir(request["folder"])
        os.environ.update(request["environment"])
        cells.forget()
        for part in request["parts"]:
            try:
                done = cells.answer(part)
            except Failed as failed:
                done = {"failed": failed.position, "cause": failed.cause, "system": failed.system}
            print(json.dumps(done), file=answers, flush=True)
            if "failed" in done:
                break
    return 0


def _private_output() -> TextIO:
    """Standard output for answers alone: whatever else would be written there goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


class Cells:
    """A shell whose displayed outputs are kept, in every form that a notebook would have them."""

    def __init__(self) -> None:
        from IPython.core import displayhook, displaypub, interactiveshell

        kind: Any = interactiveshell.InteractiveShell
        self._shell = kind.instance()
        self._shell.display_formatter.active_types = self._shell.display_formatter.format_types
        publisher: Any = displaypub.CapturingDisplayPublisher
        self._kept = publisher()
        self._shell.display_pub = self._kept
        hook: Any = displayhook.CapturingDisplayHook
        self._shell.display_trap.hook = hook(shell=self._shell, outputs=self._kept.outputs)

    def forget(self) -> None:
        """Drops every name that earlier documents gave, and what they left."""
        self._shell.reset(new_session=True)
        self._kept.outputs.clear()
        gc.collect()

    def answer(self, part: dict[str, Any]) -> dict[str, Any]:
        """What a part gives."""
        return {"outputs": self.run(part["code"])} if "code" in part else {"texts": self.texts(part["expressions"])}

    def run(self, source: str) -> list[dict[str, Any]]:
        """Runs a cell; the MIME bundles that it displayed, after what it printed."""
        self._kept.outputs.clear()
        with redirect_stdout(StringIO()) as printed:
            result = self._shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            raise Failed(_line(error), error)
        outputs = [dict(output["data"]) for output in self._kept.outputs]
        return [{"text/plain": printed.getvalue()}, *outputs] if printed.getvalue() else outputs

    def texts(self, expressions: list[str]) -> list[str]:
        """The Markdown of expressions."""
        texts = []
        for position, expression in enumerate(expressions):
            try:
                value = self._shell.ev(expression)
            except Exception as error:  # whatever it is, it is the document's own and is told as such
                raise Failed(position, error) from None
            own = getattr(value, "_repr_markdown_", None)
            texts.append(str(own()) if own is not None else markdown(str(value)))
        return texts


def _told(error: BaseException) -> str:
    """The cause of a failure: what an issue says, or the error as Python names it."""
    if isinstance(error, UserError):
        return " ".join(f"{issue.message} {issue.hint}" for issue in error.issues)
    return f"{type(error).__name__}: {error}"


def _line(error: BaseException) -> int:
    """The line of the cell that failed."""
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(_CELL)]
    return (frames[0].lineno if frames else None) or 1


if __name__ == "__main__":
    sys.exit(main())
