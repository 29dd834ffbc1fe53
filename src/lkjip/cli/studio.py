"""The command studio."""

from __future__ import annotations

import argparse
from pathlib import Path

from lkjip.cli.terminal import OK


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    studio = commands.add_parser("studio", help="a page in the browser to see and change everything")
    studio.add_argument("--year", type=int, help="the year to work on (default: the latest there is)")
    studio.add_argument("--project", type=Path, default=Path(), metavar="DIR", help="a folder inside the project")
    studio.add_argument("--satker", metavar="OFFICE", help="the office, where there are several")
    studio.add_argument(
        "--port", type=int, default=0, metavar="N", help="the port on this machine (default: any that is free)"
    )
    studio.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    studio.set_defaults(run=_studio)


def _studio(options: argparse.Namespace) -> int:
    from lkjip.layout import find, latest_year
    from lkjip.studio.run import run
    from lkjip.studio.texts import say

    root = find(options.project)
    year = options.year if options.year is not None else latest_year(root)

    def tell(address: str) -> None:
        print(say("opened", address=address), flush=True)
        print(say("how_to_close"), flush=True)

    run(root, year, options.satker, options.port, tell, browser=not options.no_browser)
    return OK
