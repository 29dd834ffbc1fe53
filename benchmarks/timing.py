"""Wall time and peak memory of fresh processes, variants interleaved.

This module and whatever imports it must stay small: on Linux a child starts with its parent's peak memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Variant:
    """One row of a table: a command, and the file that it writes its figures to (None: nothing to compare)."""

    name: str
    command: Sequence[str]
    output: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    ours: bool = False


@dataclass(frozen=True)
class Sample:
    """The runs of one variant: seconds of wall time, and the largest resident memory in MB."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    @property
    def time(self) -> float:
        return median(self.seconds)

    @property
    def memory(self) -> float:
        return median(self.megabytes)


def measure(variants: Sequence[Variant], runs: int, say: Callable[[str], None]) -> dict[str, Sample]:
    """Runs every variant once to warm the disk cache, then `runs` times, in turn, each round starting with the next."""
    samples = {variant.name: Sample() for variant in variants}
    for number in range(runs + 1):
        first = number % len(variants)
        for variant in [*variants[first:], *variants[:first]]:
            seconds, megabytes = _run(variant)
            say(f"{number}/{runs} {variant.name}: {seconds:.3f} s, {megabytes:.0f} MB")
            if number:
                samples[variant.name].seconds.append(seconds)
                samples[variant.name].megabytes.append(megabytes)
    return samples


def _run(variant: Variant) -> tuple[float, float]:
    if variant.output is not None:
        variant.output.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            variant.command, stdout=subprocess.DEVNULL, stderr=errors, env={**os.environ, **variant.environment}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{variant.name} failed: {' '.join(variant.command)}\n{errors.read().decode(errors='replace')}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 1e6
