"""A command's standard streams, and its end by a signal: what cannot be written, or who ended it, is told in a sentence."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from types import FrameType

from lkjip.whole import Told

STDOUT = "stdout"  # how an error names it


class Stopped(KeyboardInterrupt):
    """The command was asked to end, by a signal with this number."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.number = number


def prepare() -> None:
    """Of a process that is a command: streams that are closed cannot be taken for other files, and signals unwind."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # the next file that is opened would be this stream
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    if sys.stdout is None or not sys.stdout.isatty():
        file = io.BufferedWriter(Told(1, STDOUT, closefd=False))
        sys.stdout = io.TextIOWrapper(file, encoding="utf-8", errors="replace")
    for ending in _endings():
        if signal.getsignal(ending) is not signal.SIG_IGN:  # as under nohup
            signal.signal(ending, _stop)


def _endings() -> list[signal.Signals]:
    """The signals that ask a process to end; Windows has two of them."""
    return [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__]


def _stop(number: int, _: FrameType | None) -> None:
    """Ends the command once; what is cleared away then is not to be interrupted."""
    for ending in _endings():
        signal.signal(ending, signal.SIG_IGN)
    raise Stopped(number)


def give_up_stdout() -> None:
    """Nobody reads standard output, or it cannot be written: what is still to go there goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
