"""How long 10,000 sets of weights for 500 offices take, in multiples of `import polars` in the same process.

    python benchmarks/what_if.py [--sets 10000] [--offices 500]

Beside the scenarios stand numpy and Polars written by hand, in binary floats; all three must agree to two decimals but for
ties, which floats may round either way.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ELEMENTS = ("a", "b", "c", "d", "e", "f")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=10_000)
    parser.add_argument("--offices", type=int, default=500)
    given = parser.parse_args()
    start = time.perf_counter()
    import polars as pl

    unit = time.perf_counter() - start
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from lkjip.plan.exact import WIDE
    from lkjip.scenarios.evaluated import evaluated
    from lkjip.scenarios.scenarios import Scenarios
    from small import small

    chance = random.Random(1)
    offices = [f"kantor-{number:03}" for number in range(given.offices)]
    scores = {office: [chance.randint(100, 400) for _ in ELEMENTS] for office in offices}
    weights = [_weights(chance) for _ in range(given.sets)]
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        project = _project(small, Path(folder), scores)
        project.evaluate()
        names = [f"x.bobot.{element}" for element in ELEMENTS]

        def ours() -> Any:
            columns = {n: (pl.Series([w[at] for w in weights], dtype=WIDE), 100) for at, n in enumerate(names)}
            return evaluated(project, Scenarios.scaled(columns), ["x.realisasi"]).figures["x.realisasi"].values

        found, seconds = _taken(ours)
        by_numpy, of_numpy = _taken(lambda: _numpy(weights, list(scores.values())))
        by_polars, of_polars = _taken(lambda: _polars(weights, list(scores.values())))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    differs = int((found.to_numpy() != by_numpy).sum()), int((found.to_numpy() != by_polars).sum())
    print(f"{given.sets} sets × {given.offices} offices = {len(found)} values; import polars {unit:.2f} s")
    print(f"scenarios {seconds / unit:.1f} ×, numpy {of_numpy / unit:.1f} ×, Polars by hand {of_polars / unit:.1f} ×")
    print(
        f"peak {memory:.0f} MB of all three; other values than numpy {differs[0]}, than Polars {differs[1]} (ties in floats)"
    )


def _weights(chance: random.Random) -> list[int]:
    """Six weights of two decimals that sum to 100, in hundredths."""
    cuts = sorted(chance.sample(range(1, 10_000), len(ELEMENTS) - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 10_000], strict=True)]


def _project(small: Callable[..., Any], folder: Path, scores: dict[str, list[int]]) -> Any:
    rows = [f"{office},{e},{v / 100:.2f}" for office, own in scores.items() for e, v in zip(ELEMENTS, own, strict=True)]
    rules = """
objective: s1
unit: indeks
polarity: higher_is_better
targets: {2024: 3.00}
inputs:
  nilai: {table: skor, by: [unsur], unit: indeks}
weights:
  bobot: {by: unsur, sum: 100, values: {a: 20, b: 20, c: 20, d: 20, e: 10, f: 10}}
figures:
  realisasi: {formula: "weighted_mean(nilai, bobot)", round: 2}
"""
    column = "nilai: {title: Nilai, type: decimal, decimals: 2, unit: indeks, minimum: 1.00, maximum: 4.00}"
    dimensions = f"unsur: {{title: Unsur, members: {{{', '.join(f'{e}: Unsur {e}' for e in ELEMENTS)}}}}}"
    return small(folder, {"indicators/x": rules}, {"skor": (column, "\n".join(["satker,unsur,nilai", *rows]))}, dimensions)


def _numpy(weights: list[list[int]], scores: list[list[int]]) -> Any:
    import numpy as np

    exact = np.array(weights, float) @ np.array(scores, float).T / 10_000
    return np.floor(exact.ravel() + 0.5).astype(np.int64)


def _polars(weights: list[list[int]], scores: list[list[int]]) -> Any:
    import polars as pl

    sets = pl.DataFrame({f"w{at}": [float(w[at]) for w in weights] for at in range(len(ELEMENTS))})
    offices = pl.DataFrame({f"s{at}": [float(s[at]) for s in scores] for at in range(len(ELEMENTS))})
    both = sets.lazy().join(offices.lazy(), how="cross", maintain_order="left_right")
    value = sum((pl.col(f"w{at}") * pl.col(f"s{at}") for at in range(len(ELEMENTS))), pl.lit(0.0)) / 10_000
    return both.select((value + 0.5).floor().cast(pl.Int64)).collect().to_series().to_numpy()


def _taken(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result and the least of three runs in seconds."""
    best, found = 1e9, None
    for _ in range(3):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return found, best


if __name__ == "__main__":
    main()
