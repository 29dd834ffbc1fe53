"""Work that takes seconds, such as rendering: one at a time, told step by step, its result kept until the next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from lkjip.errors import Issue, UserError


@dataclass(frozen=True, slots=True)
class State:
    """How a piece of work stands: its last step, whether it is done, and what came of it."""

    name: str = ""
    step: str = ""
    running: bool = False
    issues: tuple[Issue, ...] = ()
    failure: str = ""
    result: object = None


class Work:
    """Runs one piece of work in a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.state = State()

    def start(self, name: str, do: Callable[[Callable[[str], None]], object]) -> bool:
        """Starts work under a name, which is handed a function to tell its steps to; false while other work is running."""
        with self._lock:
            if self.state.running:
                return False
            self.state = State(name, "", True)
        threading.Thread(target=self._run, args=(name, do), daemon=True).start()
        return True

    def _run(self, name: str, do: Callable[[Callable[[str], None]], object]) -> None:
        def tell(step: str) -> None:
            self.state = State(name, step, True)

        try:
            self.state = State(name, "", False, result=do(tell))
        except UserError as error:
            self.state = State(name, issues=error.issues)
        except OSError as error:
            self.state = State(name, failure=error.strerror or str(error))
        except BaseException as error:
            self.state = State(name, failure=f"{type(error).__name__}")
            raise
