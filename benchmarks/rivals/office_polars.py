"""The main figures of 2023 in hand-written Polars, exactly: hundredths in integers, rounded half away from zero.

Usage: office_polars.py FOLDER OUT [SATKER]   (SATKER names the office where the tables have no such column)
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import law
import polars as pl

FOLDER, OUT, SATKER = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None
HUNDREDTHS, WHOLE = pl.Decimal(18, 2), pl.Int64
parts: list[pl.LazyFrame] = []


def table(name: str, **values: pl.DataType | type[pl.DataType]) -> pl.LazyFrame:
    frame = pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False).lazy()
    if SATKER:
        frame = frame.with_columns(satker=pl.lit(SATKER))
    return frame.with_columns(
        pl.col(c).cast(kind).to_physical().cast(pl.Int64) if kind == HUNDREDTHS else pl.col(c).cast(kind)
        for c, kind in values.items()
    )


def divide(num: pl.Expr, den: pl.Expr | int) -> pl.Expr:
    den = pl.lit(den) if isinstance(den, int) else den
    return pl.when(den != 0).then((2 * num.abs() + den) // (2 * den) * num.sign())


def weighted(value: str, weight: str) -> pl.Expr:
    there = pl.col(weight).filter(pl.col(value).is_not_null())
    return divide((pl.col(value) * pl.col(weight)).sum(), there.sum())


def add(figure: str, frame: pl.LazyFrame, key: str | None = None, value: str = "v", decimals: int = 2) -> pl.LazyFrame:
    number = pl.col(value).cast(pl.Int64)
    text = (number.cast(pl.Decimal(38, 2)) * Decimal("0.01")).cast(pl.String) if decimals else number.cast(pl.String)
    code = pl.col(key).cast(pl.String) if key else pl.lit("")
    parts.append(frame.select(pl.lit(figure).alias("id"), "satker", code.alias("key"), text.alias("value")))
    return frame


def achieved(indicator: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    add(f"{indicator}.realisasi", frame)
    percent = frame.with_columns(c=divide(pl.col("v") * 10_000, law.TARGET[indicator]))
    return add(f"{indicator}.capaian", percent, value="c").select("satker", "c")


# Public satisfaction
respondents = table("skm_responden", responden=WHOLE)
scores = table("skm_nilai", nilai=HUNDREDTHS).join(respondents, on=["satker", "bulan"])
monthly = scores.group_by("satker", "bulan").agg(
    v=divide(pl.col("nilai").sum(), pl.col("nilai").count()), responden=pl.col("responden").first()
)
add("ikm.nilai_bulanan", monthly, "bulan")
add("ikm.nilai_unsur", scores.group_by("satker", "unsur").agg(v=weighted("nilai", "responden")), "unsur")
ikm = achieved("ikm", monthly.group_by("satker").agg(v=weighted("v", "responden")))

# Security
sides = []
for side, weights in (("internal", law.INTERNAL), ("eksternal", law.EXTERNAL)):
    weight = pl.col(f"unsur_{side}").replace_strict(weights, return_dtype=pl.Int64)
    means = (
        table(f"ipk_{side}", nilai=HUNDREDTHS)
        .group_by("satker")
        .agg(v=divide((pl.col("nilai") * weight).sum(), weight.sum()))
    )
    sides.append(add(f"ipk.nilai_{side}", means).with_columns(pihak=pl.lit(side)))
asked = table("ipk_responden", responden=WHOLE)
both = pl.concat(sides).join(asked, on=["satker", "pihak"])
ipk = achieved("ipk", both.group_by("satker").agg(v=weighted("v", "responden")))

# Internal satisfaction
respondents = table("iio_responden", responden=WHOLE)
scores = (
    table("iio_nilai", nilai=HUNDREDTHS)
    .join(respondents, on=["satker", "bulan"])
    .with_columns(kelompok=pl.col("variabel").replace_strict(law.GROUP), share=pl.col("variabel").replace_strict(law.SHARE))
)
measured = pl.col("nilai").count() > 0
monthly = scores.group_by("satker", "bulan").agg(
    v=pl.when(measured).then(divide((pl.col("nilai") * pl.col("share")).sum(), law.WHOLE * len(law.MEMBERS))),
    responden=pl.col("responden").first(),
)
add("iki.nilai_bulanan", monthly, "bulan")
add("iki.nilai_variabel", scores.group_by("satker", "variabel").agg(v=weighted("nilai", "responden")), "variabel")
add("iki.nilai_kelompok", scores.group_by("satker", "kelompok").agg(v=weighted("nilai", "responden")), "kelompok")
add("iki.nilai_skala_100_dihitung", monthly.group_by("satker").agg(v=weighted("v", "responden")))
reported = table("iio_indeks_dilaporkan", nilai=HUNDREDTHS).join(respondents, on=["satker", "bulan"])
year = add("iki.nilai_skala_100", reported.group_by("satker").agg(v=weighted("nilai", "responden")))
iki = achieved("iki", year.with_columns(v=divide(pl.col("v"), 25)))
add("kinerja.rata_rata_capaian", pl.concat([ikm, ipk, iki]).group_by("satker").agg(v=divide(pl.col("c").sum(), 3)))

# Budget
kinds = table("anggaran_jenis", pagu=WHOLE, realisasi=WHOLE)
share = divide(pl.col("realisasi") * 10_000, pl.col("pagu")).alias("v")
yearly = kinds.group_by("satker").agg(pl.col("pagu", "realisasi").sum()).with_columns(share)
add("anggaran.persentase", yearly)
add("anggaran.persentase_jenis", kinds.with_columns(share), "jenis")
programmes = table("anggaran_program", pagu=WHOLE, realisasi=WHOLE)
add("anggaran.persentase_program", programmes.with_columns(share), "program")
funds = table("anggaran_sumber_dana", pagu=WHOLE).with_columns(whole=pl.col("pagu").sum().over("satker"))
of_whole = funds.with_columns(v=divide(pl.col("pagu") * 10_000, pl.col("whole")))
add("anggaran.persentase_sumber_dana", of_whole, "sumber_dana")

# Revenue
accounts = table("pnbp", realisasi=WHOLE)
totals = accounts.group_by("satker").agg(pl.col("realisasi").sum())
add("pnbp.total", totals, value="realisasi", decimals=0)
targets = table("pnbp_target", target=WHOLE)
add(
    "pnbp.persentase",
    totals.join(targets, on="satker").with_columns(v=divide(pl.col("realisasi") * 10_000, pl.col("target"))),
)
shares = accounts.with_columns(v=divide(pl.col("realisasi") * 10_000, pl.col("realisasi").sum().over("satker")))
add("pnbp.persentase_akun", shares, "akun")

found = pl.concat(parts).collect()
if OUT.suffix == ".json":
    found.write_json(OUT)
else:
    found.write_parquet(OUT)
