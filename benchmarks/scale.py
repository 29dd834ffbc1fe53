"""How time and memory grow: offices from 1 to 10,000, answers from a million on, in files and where they live.

Usage: scale.py [--offices 1,10,…] [--answers 1000000,…] [--postgres URL] [--spark MASTER]

Every run is a fresh process. Answers in a database or in Spark must give the values that they give in a file, or there is no
table. Prints Markdown; docs/scale.md holds what it printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import Sample, Variant, measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
YEAR = "2023"
FLOOR = "`import polars`"


def main() -> None:
    """Prints the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", default="1,10,100,1000,10000")
    parser.add_argument("--answers", default="1000000,10000000,50000000")
    parser.add_argument("--postgres", default="", help="a database that may be written to: postgresql://user@host:port/db")
    parser.add_argument("--spark", default="", help="a master, such as local[2]")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lkjip-scale-") as folder:
        work = Path(folder)
        if options.offices:
            _offices(work, [int(count) for count in options.offices.split(",")], options.runs)
        for rows in map(int, filter(None, options.answers.split(","))):
            _answers(work, rows, options)


def _evaluate(name: str, project: Path, out: Path, *more: str) -> Variant:
    command = [sys.executable, "-m", "lkjip", "evaluate", "--project", str(project), "--year", YEAR, "--format", "parquet"]
    return Variant(name, [*command, "--out", str(out), *more], out, ours=True)


def _offices(work: Path, counts: list[int], runs: int) -> None:
    variants = [Variant(FLOOR, [sys.executable, "-c", "import polars"])]
    for count in counts:
        project = work / f"offices-{count}"
        _run(str(HERE / "generate.py"), "offices", str(ROOT), str(project), str(count))
        variants.append(_evaluate(f"{count:,} offices", project, work / f"offices-{count}.parquet"))
    found = measure(variants, runs, _say)
    print("| offices | values | wall time, s | × import polars | peak memory, MB |\n|---|---:|---:|---:|---:|")
    for variant in variants:
        _row(variant, found[variant.name], found[FLOOR].time)


def _answers(work: Path, rows: int, options: argparse.Namespace) -> None:
    """One indicator over so many answers: from the file, and from each place that holds the same rows."""
    local = work / f"answers-{rows}"
    _run(str(HERE / "generate.py"), "survey", str(local), str(rows))
    answers = local / "data" / YEAR / "jawaban.parquet"
    away = work / f"away-{rows}"
    _run("-c", "import shutil, sys; shutil.copytree(sys.argv[1], sys.argv[2])", str(local / "rules"), str(away / "rules"))
    (away / "data" / YEAR).mkdir(parents=True)
    variants = [Variant(FLOOR, [sys.executable, "-c", "import polars"]), _evaluate("file", local, work / "file.parquet")]
    _run("-c", _TO_DUCKDB, str(answers), str(away / "answers.duckdb"))
    sources = {"DuckDB": "duckdb:answers.duckdb#answers"}
    if options.postgres:
        _run("-c", _TO_POSTGRES, str(answers), options.postgres)
        sources["PostgreSQL"] = f"{options.postgres}#answers"
    if options.spark:
        sources["Spark"] = f"spark:{options.spark}#{answers}"
    for name, address in sources.items():
        variants.append(_evaluate(name, away, work / f"{name}.parquet", "--source", f"jawaban={address}"))
    found = measure(variants, options.runs, _say)
    for name in sources:
        _run("-c", _SAME, str(work / "file.parquet"), str(work / f"{name}.parquet"))
    print(f"\n{rows:,} answers\n\n| where | values | wall time, s | × file | peak memory, MB |\n|---|---:|---:|---:|---:|")
    for variant in variants[1:]:
        _row(variant, found[variant.name], found["file"].time)


_TO_DUCKDB = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as base:
    base.execute("set enable_progress_bar = false")
    base.read_parquet(sys.argv[1]).create("answers")
"""
_TO_POSTGRES = """
import sys, polars as pl, psycopg
with psycopg.connect(sys.argv[2]) as base:
    base.execute("drop table if exists answers")
    base.execute("create table answers (satker text, bulan integer, unsur text, skor integer)")
    with base.cursor().copy("copy answers from stdin (format csv)") as copy:
        for part in pl.scan_parquet(sys.argv[1]).collect().iter_slices(1_000_000):
            copy.write(part.write_csv(include_header=False))
"""
_SAME = """
import sys, polars as pl
one, other = (pl.read_parquet(path) for path in sys.argv[1:])
assert one.equals(other), "other values than from the file"
"""


def _row(variant: Variant, sample: Sample, base: float) -> None:
    values = "–" if variant.output is None else f"{_height(variant.output):,}"
    print(f"| {variant.name} | {values} | {sample.time:.2f} | {sample.time / base:.1f} | {sample.memory:,.0f} |", flush=True)


def _height(path: Path) -> int:
    count = "import sys, polars as pl; print(pl.scan_parquet(sys.argv[1]).select(pl.len()).collect().item())"
    return int(subprocess.run([sys.executable, "-c", count, str(path)], check=True, capture_output=True).stdout)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
