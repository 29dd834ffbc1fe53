"""How long the studio takes, in multiples of `import polars` in the same run, so that a busy machine does not matter.

Usage: studio.py PROJECT [YEAR] [OFFICE]

Prints the start to the first page, the effect of an edit (median and 95th percentile), the sentences, and the memory.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

EDITS = 40


def taken(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(project: Path, year: int, office: str) -> None:
    """Measures on a copy of the project."""
    os.environ["LKJIP_LANG"] = "id"
    unit = taken(lambda: __import__("polars"))
    from lkjip.studio.ask import Ask
    from lkjip.studio.pages import actions, frame, home, impact
    from lkjip.studio.run import settle
    from lkjip.studio.session import Session
    from lkjip.studio.view import field_id

    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        for top in (name for name in ("rules", "data", "archive", "reports") if (project / name).is_dir()):
            shutil.copytree(project / top, Path(folder) / top)
        sessions: list[Session] = []

        def first() -> None:
            sessions.append(Session(Path(folder), year, office))
            frame.whole(home._page(Ask(sessions[0])), sessions[0])  # type: ignore[arg-type]

        start = taken(first)
        settle()  # as the server does
        session = sessions[0]
        target = next(value for value in session.view.values if value.kind == "target" and value.title == str(year))
        field = field_id(target.file, target.path)
        edits, sentences = [], []
        for number in range(EDITS):
            text = f"{int(target.value or 0)},{number + 10}"  # type: ignore[arg-type]
            edits.append(taken(lambda text=text: actions._change(Ask(session, (field,), {"text": text}))))  # type: ignore[misc]
            sentences.append(taken(lambda: impact._told(Ask(session))))
    for name, found in (("edit to effect", edits), ("sentences", sentences)):
        ranked = sorted(found)
        print(f"{name}: {statistics.median(found) / unit:.1f} × (95th {ranked[int(len(ranked) * 0.95)] / unit:.1f} ×)")
    print(f"start to page: {start / unit:.1f} ×, import polars {unit * 1000:.0f} ms")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [project, *rest]:
            main(Path(project).resolve(), int(rest[0]) if rest else 2023, rest[1] if rest[1:] else "kanim-jember")
        case _:
            sys.exit(__doc__)
