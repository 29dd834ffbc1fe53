"""The command line. A command parses, calls one function and prints."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Sequence

from lkjip.cli import (
    archive,
    audit,
    cases,
    commands,
    export,
    goal,
    report,
    sensitivity,
    starting,
    streams,
    studio,
    what_if,
    workbook,
)
from lkjip.cli.arguments import Misuse, Parser
from lkjip.cli.terminal import FAILED, MISUSED, OK, show_issues
from lkjip.errors import Issue, Location, UserError
from lkjip.messages import borrowed, of_system, phrase
from lkjip.version import __version__

_LASTING = ("archive", "audit", "notebook", "report", "reproduce", "studio")  # run long enough to leave garbage


def run() -> None:
    """The installed command."""
    streams.prepare()
    gc.disable()  # a process this short gains nothing from collecting garbage, and would spend a tenth on it
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0 done, 1 errors in the project, 2 bad usage, 128 + n ended by signal n."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        return _done(arguments)
    except UserError as error:
        show_issues(error.issues)
        return FAILED
    except KeyboardInterrupt as error:
        streams.give_up_stdout()
        print(phrase("stopped"), file=sys.stderr)
        return 128 + int(getattr(error, "number", signal.SIGINT))
    except BrokenPipeError:  # the reader has gone, as with `| head`
        streams.give_up_stdout()
        return OK
    except OSError as error:
        if error.filename == streams.STDOUT:
            streams.give_up_stdout()
        show_issues([_refused(error)])
        return FAILED


def _done(arguments: Sequence[str] | None) -> int:
    """Parses and runs a command; what it printed is written."""
    try:
        options = parser().parse_args(arguments)
    finally:
        sys.stdout.flush()
    if options.command in _LASTING:
        gc.enable()
    try:
        code: int = options.run(options)
    except Misuse as misuse:
        print(f"lkjip {options.command}: {phrase('misused')}: {misuse}", file=sys.stderr)
        return MISUSED
    sys.stdout.flush()
    return code


def _refused(error: OSError) -> Issue:
    """What the operating system refused, as an issue of the file that it names."""
    values = {"problem": of_system(error)}
    if error.filename is None:
        return Issue("system_refused", Location("lkjip"), values)
    return Issue("cannot_access", Location(os.fsdecode(error.filename)), values)


def parser() -> Parser:
    """The commands and their options."""
    parser = Parser(prog="lkjip")
    parser.add_argument("--version", action="version", version=f"lkjip {__version__}")
    subcommands = parser.add_subparsers(dest="command", required=True, metavar=borrowed("COMMAND"))

    for module in (commands, report, audit, cases, archive, starting, studio, what_if, goal, sensitivity, workbook, export):
        module.add(subcommands)
    return parser
