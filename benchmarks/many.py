"""Processor time of each further office's report in one call, in multiples of `import polars` in the same run.

Usage: many.py [ROUNDS]   HTML and PDF of one office and of five, on generated offices; prints the median and all rounds
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from generate import reports

ROOT = Path(__file__).resolve().parents[1]
OFFICES, FURTHER = 500, 4


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="lkjip-bench-") as folder:
        work = Path(folder)
        reports(ROOT, work / "project", OFFICES)
        found = []
        for number in range(rounds + 1):  # the first round only warms caches of the disk
            importing = _spent([sys.executable, "-c", "import polars"])
            one = _rendered(work, f"one{number}", number + 1, OFFICES)
            several = _rendered(work, f"several{number}", number + 1, OFFICES // (FURTHER + 1))
            ratio = (several - one) / FURTHER / importing
            print(f"{number}/{rounds} polars {importing:.2f} s, one {one:.2f} s, each further {ratio:.1f} ×", flush=True)
            found.append(ratio)
    print(f"each further office: {median(found[1:]):.1f} × import polars ({min(found[1:]):.1f} – {max(found[1:]):.1f})")


def _rendered(work: Path, out: str, part: int, of: int) -> float:
    """What the reports of a part cost: one office of 500, or five."""
    command = [sys.executable, "-m", "lkjip", "report", "--year", "2023", "--project", str(work / "project"), "--all"]
    return _spent([*command, "--jobs", "1", "--to", "html,pdf", "--shard", f"{part}/{of}", "--out", str(work / out)])


def _spent(command: list[str]) -> float:
    """Processor time of a command and of everything that it started, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    paths = {"PYTHONPATH": str(ROOT / "src")}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **paths})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
