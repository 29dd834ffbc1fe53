"""The command line. A command parses, calls one function and prints."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from lkjip.cli import archive, cases, commands, studio
from lkjip.cli.arguments import Misuse, Parser
from lkjip.cli.terminal import FAILED, MISUSED, OK, STOPPED, show_issues
from lkjip.errors import Issue, Location, UserError
from lkjip.messages import phrase, usage
from lkjip.version import __version__


def run() -> None:
    """The installed command. A process this short gains nothing from collecting garbage, and would spend a tenth on it."""
    gc.disable()
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0 done, 1 errors in the project, 2 bad usage."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    command = f"lkjip {options.command}"
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except UserError as error:
        show_issues(error.issues)
        return FAILED
    except Misuse as misuse:
        print(f"{command}: {phrase('misused')}: {misuse}", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        print(phrase("stopped"), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        if error.filename is None:
            raise
        values = {"problem": error.strerror or str(error)}
        show_issues([Issue("cannot_access", Location(str(error.filename)), values)])
        return FAILED


def parser() -> Parser:
    """The commands and their options."""
    parser = Parser(prog="lkjip")
    parser.add_argument("--version", action="version", version=f"lkjip {__version__}")
    subcommands = parser.add_subparsers(dest="command", required=True, metavar=usage("COMMAND"))

    for module in (commands, cases, archive, studio):
        module.add(subcommands)
    return parser
