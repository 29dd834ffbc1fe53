"""Work that takes seconds: one piece at a time, in the order in which it was asked for, each with its own state."""

from __future__ import annotations

import threading
from collections.abc import Callable

from lkjip.errors import Issue, Location, UserError
from lkjip.studio.work import State, Work


def test_pieces_wait_for_each_other_and_none_is_lost() -> None:
    work, begun, go, last = Work(), threading.Event(), threading.Event(), threading.Event()
    order: list[str] = []

    def first(tell: Callable[[str], None]) -> object:
        tell("langkah")
        begun.set()
        assert go.wait(20)
        order.append("first")
        return 1

    def refused(tell: Callable[[str], None]) -> object:
        order.append("refused")
        raise UserError([Issue("no_figures", Location("a.yaml"), {})])

    def third(tell: Callable[[str], None]) -> object:
        order.append("third")
        last.set()
        return 3

    assert work.of("b") == State() and work.of("b").done
    work.start("a", first)
    assert begun.wait(20)
    work.start("b", refused)
    work.start("c", third)
    assert work.of("a") == State("langkah", running=True)
    assert work.of("b").waiting and not work.of("b").done  # and not said to be done, or to be what runs now
    go.set()
    assert last.wait(20)
    assert order == ["first", "refused", "third"]
    assert work.of("a") == State(result=1)
    assert [issue.code for issue in work.of("b").issues] == ["no_figures"]


def test_what_is_asked_for_again_while_it_runs_is_done_again() -> None:
    work, begun, go, last = Work(), threading.Event(), threading.Event(), threading.Event()

    def held(tell: Callable[[str], None]) -> object:
        begun.set()
        return go.wait(20)

    def ended(tell: Callable[[str], None]) -> object:
        last.set()
        return "new"

    work.start("a", held)
    assert begun.wait(20)
    work.start("a", lambda _: "old")
    work.start("a", ended)  # of two that wait under a name the later one counts
    go.set()
    assert last.wait(20)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon and thread.name.endswith("(_run)"):
            thread.join(20)
    assert work.of("a") == State(result="new")
