"""Mean score per office, month and element in hand-written Polars, exactly: integer sums, rounded half away from zero.

Usage: survey_polars.py FILE OUT
"""

from __future__ import annotations

import sys
from decimal import Decimal

import polars as pl

KEYS = ["satker", "bulan", "unsur"]
total, count = pl.col("skor").cast(pl.Int64).sum().alias("total"), pl.len().cast(pl.Int64).alias("count")
sums = pl.scan_parquet(sys.argv[1]).group_by(KEYS).agg(total, count).collect(engine="streaming")
rounded = (200 * pl.col("total") + pl.col("count")) // (2 * pl.col("count"))  # scores are never negative
sums.select(
    pl.lit("survei.rata_rata").alias("id"),
    "satker",
    pl.concat_str("bulan", "unsur", separator=",").alias("key"),
    (rounded.cast(pl.Decimal(38, 2)) * Decimal("0.01")).cast(pl.String).alias("value"),
).write_parquet(sys.argv[2])
