"""The command studio."""

from __future__ import annotations

import argparse

from lkjip.cli.arguments import Commands, Parser, command, meant_year, shared
from lkjip.cli.terminal import OK


def add(commands: Commands[Parser]) -> None:
    """Adds the command and its options."""
    studio = command(commands, "studio", shared("--year", "--project", "--satker"))
    studio.add_argument("--port", type=int, default=0, metavar="N")
    studio.add_argument("--no-browser", action="store_true")
    studio.set_defaults(run=_studio)


def _studio(options: argparse.Namespace) -> int:
    from lkjip.layout import find
    from lkjip.studio.run import run

    def tell(text: str) -> None:
        print(text, flush=True)

    run(find(options.project), meant_year(options), options.satker, options.port, tell, browser=not options.no_browser)
    return OK
