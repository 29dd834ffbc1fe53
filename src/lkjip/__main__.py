"""`python -m lkjip`."""

import sys
from pathlib import Path

if not sys.flags.safe_path and Path(sys.path[0]) != Path(__file__).parents[1]:
    del sys.path[0]  # the folder that the command was given in: a `random.py` there is the user's, and no module of ours

from lkjip.cli import run

run()
