"""Ranks and geometric means over many offices: what they cost beside reading the same tables. Usage: league.py [OFFICES]

Prints the seconds of reading and evaluating 528 cells of every office, their ratio, and the seconds of single traces.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

from small import small  # noqa: E402  the path is set above

INDICATORS = 44
RULE = """
unit: angka
polarity: {{by: kelas, values: {{satu: higher_is_better, dua: lower_is_better}}}}
achievement: {{by: kelas, values: {{dua: (2T-R)/T}}}}
tables: [x]
parameters:
  t: {{by: [kelas, iku], values: {{satu: {{{targets}}}, dua: {{{targets}}}}}}}
figures:
  rata: {{formula: geometric_mean(x), by: [iku], round: 2}}
  nilai: {{formula: geometric_mean(rata), round: 4}}
  capaian: {{formula: "achievement(rata, t)", by: [iku], unit: persen, round: 2}}
  urut: {{formula: "rank(nilai, satker, descending)", by: [satker], scope: all_offices}}
  urut_iku: {{formula: "rank(rata, satker, descending)", by: [satker, iku], scope: all_offices}}
  tengah: {{formula: median(nilai), scope: all_offices}}
"""


def timed(what: str, make: Callable[[], object]) -> float:
    start = time.perf_counter()
    make()
    seconds = time.perf_counter() - start
    print(f"{what:28} {seconds:.3f} s")
    return seconds


def main() -> None:
    offices = [f"k{number:04}" for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 191)]
    codes = [f"i{number}" for number in range(INDICATORS)]
    months = ", ".join(f"{month}: Bulan {month}" for month in range(1, 13))
    dimensions = (
        f"bulan: {{title: Bulan, members: {{{months}}}}}\n"
        f"iku: {{title: IKU, members: {{{', '.join(f'{code}: {code.upper()}' for code in codes)}}}}}\n"
        "kelas: {title: Kelas, offices: {table: kantor, column: kelas}, members: {satu: I, dua: II}}\n"
    )
    cells = (
        f"{office},{month},{code},{50 + (place * 7919 + month * 104729 + number * 1299709) % 5000 / 100:.2f}"
        for place, office in enumerate(offices)
        for month in range(1, 13)
        for number, code in enumerate(codes)
    )
    belongs = (f"{office},{'satu' if place % 2 else 'dua'}" for place, office in enumerate(offices))
    tables = {
        "x": ("x: {title: X, type: decimal, decimals: 2, unit: angka}", "\n".join(["satker,bulan,iku,x", *cells])),
        "kantor": ("kelas: {title: Kelas, type: text}", "\n".join(["satker,kelas", *belongs])),
    }
    rule = RULE.format(targets=", ".join(f"{code}: 70" for code in codes))
    with tempfile.TemporaryDirectory(prefix="lkjip-bench-") as work:
        project = small(Path(work), {"measures/m": rule}, tables, dimensions)
        read = timed("rules and tables", lambda: (project.plan, project.tables))
        evaluated = timed("evaluate", lambda: project.evaluation)
        print(f"{'evaluate / read':28} {evaluated / read:.1f}")
        for name, key in (("capaian", {"iku": "i3"}), ("urut", {}), ("urut_iku", {"iku": "i3"})):
            timed(f"explain {name}", lambda name=name, key=key: project.explain(f"m.{name}", key, offices[7]))  # type: ignore[misc]


if __name__ == "__main__":
    main()
