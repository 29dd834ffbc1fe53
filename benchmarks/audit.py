"""How long an audit with rules takes, in multiples of `import polars` of the same run: a busy machine does not matter.

    python benchmarks/audit.py REPORT.txt [--project PROJECT] [--year YEAR]

Fresh processes in turn: the import, the report's text, and the same text five times over (twice that long is not linear).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from timing import Variant, measure

TIMES = 5
RUNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("--project", type=Path, default=Path())
    parser.add_argument("--year", default="2023")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lkjip-") as folder:
        longer = Path(folder, f"{given.report.stem}-{TIMES}.txt")
        longer.write_text(given.report.read_text(encoding="utf-8-sig") * TIMES, encoding="utf-8")
        names = {given.report: "the report", longer: f"{TIMES} times over"}
        variants = [Variant("import polars", [sys.executable, "-c", "import polars"])]
        for path, name in names.items():
            options = ["--project", str(given.project), "--year", given.year, str(path)]
            variants.append(Variant(name, [sys.executable, "-c", _AUDIT, *options], ours=True))
        samples = measure(variants, RUNS, lambda said: print(said, file=sys.stderr))
    unit = min(samples["import polars"].seconds)
    for name in names.values():
        print(f"{name}: {min(samples[name].seconds) / unit:.1f} × import polars, {samples[name].memory:.0f} MB")


_AUDIT = """
import sys
from lkjip.cli import main
sys.exit(0 if main(["audit", *sys.argv[1:]]) in (0, 1) else 3)
"""

if __name__ == "__main__":
    main()
