"""The command `lkjip`, and `python -m lkjip`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs a command. Whoever interrupts it before it stands ends it without a word."""
    try:
        from lkjip.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    here = __file__.replace("\\", "/").rpartition("/lkjip/")[0]
    if not sys.flags.safe_path and sys.path[0].replace("\\", "/") != here:
        del sys.path[0]  # the folder that the command was given in: a `random.py` there is the user's, and no module of ours
    main()
