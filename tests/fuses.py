"""A function that fails once, at the call one wants: what a full disk or a pulled plug does at any point."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Fuse:
    """Counts calls of a function and fails the one with the given number."""

    def __init__(self, number: int, error: BaseException = FULL) -> None:
        self.number, self.calls, self.error = number, 0, error

    def wrap(self, function: Callable[..., object]) -> Callable[..., object]:
        def fused(*arguments: object, **named: object) -> object:
            self.calls += 1
            if self.calls == self.number:
                raise self.error
            return function(*arguments, **named)

        return fused
