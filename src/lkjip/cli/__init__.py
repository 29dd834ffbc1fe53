"""The command line. A command parses, calls one function and prints."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from lkjip.cli import archive, commands
from lkjip.cli.terminal import FAILED, OK, show_issues
from lkjip.errors import Issue, Location, UserError
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
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except UserError as error:
        show_issues(error.issues)
        return FAILED
    except BrokenPipeError:  # the reader has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        if error.filename is None:
            raise
        values = {"problem": error.strerror or str(error)}
        show_issues([Issue("cannot_access", Location(str(error.filename)), values)])
        return FAILED


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="lkjip", description="Rules in, figures out: performance reports that explain themselves."
    )
    parser.add_argument("--version", action="version", version=f"lkjip {__version__}")
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")

    for module in (commands, archive):
        module.add(subcommands)
    return parser
