"""`python -m lkjip`."""

from lkjip.cli import run

run()
