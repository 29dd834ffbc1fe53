"""The command line. A command parses, calls one function and prints."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import signal
import sys
from collections.abc import Sequence

from lkjip.cli import archive, commands, streams
from lkjip.cli.terminal import FAILED, OK, show_issues
from lkjip.errors import Issue, Location, UserError
from lkjip.version import __version__


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
    except BrokenPipeError:  # the reader has gone, as with `| head`
        streams.give_up_stdout()
        return OK
    except OSError as error:
        if error.filename == streams.STDOUT:
            streams.give_up_stdout()
        show_issues([_refused(error)])
        return FAILED
    except KeyboardInterrupt as error:
        from lkjip.messages import phrase

        streams.give_up_stdout()
        print(phrase("stopped"), file=sys.stderr)
        return 128 + int(getattr(error, "number", signal.SIGINT))


def _done(arguments: Sequence[str] | None) -> int:
    """Parses and runs a command; what it printed is written."""
    try:
        options = parser().parse_args(arguments)
    finally:
        sys.stdout.flush()
    if getattr(options, "lasting", False):
        gc.enable()
    code: int = options.run(options)
    sys.stdout.flush()
    return code


def _refused(error: OSError) -> Issue:
    """What the operating system refused, as an issue of the file that it names."""
    from lkjip.messages import of_system

    values = {"problem": of_system(error)}
    if error.filename is None:
        return Issue("system_refused", Location("lkjip"), values)
    return Issue("cannot_access", Location(os.fsdecode(error.filename)), values)


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
