"""Work that takes seconds, such as rendering: one piece at a time, told step by step, its result kept until the next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from lkjip.errors import Issue, UserError

Do = Callable[[Callable[[str], None]], object]


@dataclass(frozen=True, slots=True)
class State:
    """How a piece of work stands: waiting for others, running with its last step, or done, and what came of it."""

    step: str = ""
    waiting: bool = False
    running: bool = False
    issues: tuple[Issue, ...] = ()
    failure: str = ""
    result: object = None

    @property
    def done(self) -> bool:
        """Whether nothing more will come of it."""
        return not (self.waiting or self.running)


class Work:
    """Runs pieces of work in a thread of their own, one after the other in the order in which they are asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[str, State] = {}
        self._waiting: dict[str, Do] = {}
        self._busy = False

    def of(self, name: str) -> State:
        """How the work of a name stands; as one done without a result where it was never asked for."""
        return self._states.get(name, State())

    def start(self, name: str, do: Do) -> None:
        """Asks for work under a name; `do` is handed a function to tell its steps to. What waits under it gives way."""
        with self._lock:
            self._waiting[name] = do
            if not self.of(name).running:
                self._states[name] = State(waiting=True)
            if self._busy:
                return
            self._busy = True
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                name = next(iter(self._waiting), None)
                if name is None:
                    self._busy = False
                    return
                do = self._waiting.pop(name)
                self._states[name] = State(running=True)
            state = self._done(name, do)
            with self._lock:
                self._states[name] = State(waiting=True) if name in self._waiting else state

    def _done(self, name: str, do: Do) -> State:
        def tell(step: str) -> None:
            self._states[name] = State(step, running=True)

        try:
            return State(result=do(tell))
        except UserError as error:
            return State(issues=error.issues)
        except OSError as error:
            return State(failure=error.strerror or str(error))
        except Exception as error:
            return State(failure=type(error).__name__)
