"""Whether every rival has written the same values as lkjip, text for text.

Usage: compare.py LKJIP RIVAL...   Prints how many figures and values the rivals compute, and of how many lkjip does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

KEYS = ["id", "satker", "key"]


def read(path: Path) -> pl.DataFrame:
    """Figures as id, office, key (member codes joined by a comma) and value (null = none)."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
    else:
        content = json.loads(path.read_bytes())
        rows = content["figures"] if isinstance(content, dict) else content
        for row in rows:
            row["key"] = row["key"] if isinstance(row["key"], str) else json.dumps(row["key"])
            row["value"] = row.get("value")
        frame = pl.DataFrame(rows, schema=dict.fromkeys([*KEYS, "value"], pl.String), orient="row")
    codes = pl.col("key").cast(pl.String).str.replace_all(r'"\w+": ', "").str.replace_all(r'[{}" ]', "")
    return frame.select(pl.col("id", "satker").cast(pl.String), codes, pl.col("value").cast(pl.String))


def main(ours: Path, rivals: list[Path]) -> None:
    all_of_ours = read(ours)
    for rival in rivals:
        theirs = read(rival).sort(KEYS)
        wanted = all_of_ours.join(theirs.select("id").unique(), on="id", how="semi").sort(KEYS)
        if not wanted.equals(theirs):
            lines = wanted.join(theirs, on=KEYS, how="full", suffix="_theirs", coalesce=True, nulls_equal=True)
            wrong = lines.filter(pl.col("value").ne_missing(pl.col("value_theirs")))
            sys.exit(f"{rival}: {theirs.height} values, {wanted.height} wanted, {wrong.height} differ\n{wrong.head(20)}")
    print(
        json.dumps(
            {
                "figures": wanted["id"].n_unique(),
                "values": wanted.height,
                "of_figures": all_of_ours["id"].n_unique(),
                "of_values": all_of_ours.height,
            }
        )
    )


main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
