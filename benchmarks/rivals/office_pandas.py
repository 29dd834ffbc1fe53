"""The main figures of 2023 in hand-written pandas, exactly: hundredths in integers, rounded half away from zero.

Usage: office_pandas.py FOLDER OUT [SATKER]   (SATKER names the office where the tables have no such column)
"""

from __future__ import annotations

import sys
from pathlib import Path

import law
import pandas as pd

FOLDER, OUT, SATKER = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None
parts: list[pd.DataFrame] = []


def table(name: str) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / f"{name}.csv")
    if SATKER:
        frame["satker"] = SATKER
    if "nilai" in frame:  # two decimals, so the nearest integer is exact
        frame["nilai"] = (frame["nilai"] * 100).round().astype("Int64")
    return frame


def divide(num: pd.Series, den: pd.Series | int) -> pd.Series:
    num = num.astype("Int64")
    den = pd.Series(den, index=num.index, dtype="Int64") if isinstance(den, int) else den.astype("Int64")
    den = den.mask(den == 0)
    size = (2 * num.abs() + den) // (2 * den)
    return size.mask(num < 0, -size)


def weighted(frame: pd.DataFrame, keys: list[str], value: str, weight: str) -> pd.DataFrame:
    there = frame.dropna(subset=[value])
    sums = there.assign(n=there[value] * there[weight]).groupby(keys)[["n", weight]].sum()
    return divide(sums["n"], sums[weight]).rename("v").reset_index()


def add(figure: str, frame: pd.DataFrame, key: str | None = None, value: str = "v", decimals: int = 2) -> pd.DataFrame:
    number = frame[value].astype("Int64")
    text = number.astype("string")
    if decimals:
        size = number.abs()
        text = (size // 100).astype("string") + "." + (size % 100).astype("string").str.zfill(2)
        text = text.mask((number < 0).fillna(False), "-" + text)
    code = frame[key].astype(str) if key else ""
    parts.append(pd.DataFrame({"id": figure, "satker": frame["satker"], "key": code, "value": text}))
    return frame


def achieved(indicator: str, frame: pd.DataFrame) -> pd.DataFrame:
    add(f"{indicator}.realisasi", frame)
    return add(f"{indicator}.capaian", frame.assign(v=divide(frame["v"] * 10_000, law.TARGET[indicator])))


def main() -> None:
    # Public satisfaction
    scores = table("skm_nilai").merge(table("skm_responden"), on=["satker", "bulan"])
    months = scores.groupby(["satker", "bulan"]).agg(n=("nilai", "sum"), c=("nilai", "count"), w=("responden", "first"))
    monthly = months.assign(v=divide(months["n"], months["c"])).reset_index()
    add("ikm.nilai_bulanan", monthly, "bulan")
    add("ikm.nilai_unsur", weighted(scores, ["satker", "unsur"], "nilai", "responden"), "unsur")
    ikm = achieved("ikm", weighted(monthly, ["satker"], "v", "w"))

    # Security
    sides = []
    for side, weights in (("internal", law.INTERNAL), ("eksternal", law.EXTERNAL)):
        values = table(f"ipk_{side}")
        values["w"] = values[f"unsur_{side}"].map(weights)
        sides.append(add(f"ipk.nilai_{side}", weighted(values, ["satker"], "nilai", "w")).assign(pihak=side))
    both = pd.concat(sides).merge(table("ipk_responden"), on=["satker", "pihak"])
    ipk = achieved("ipk", weighted(both, ["satker"], "v", "responden"))

    # Internal satisfaction
    respondents = table("iio_responden")
    scores = table("iio_nilai").merge(respondents, on=["satker", "bulan"])
    scores["kelompok"] = scores["variabel"].map(law.GROUP)
    scores["n"] = scores["nilai"] * scores["variabel"].map(law.SHARE)
    months = scores.groupby(["satker", "bulan"]).agg(n=("n", "sum"), c=("n", "count"), w=("responden", "first"))
    value = divide(months["n"], law.WHOLE * len(law.MEMBERS)).mask(months["c"] == 0)
    monthly = months.assign(v=value).reset_index()
    add("iki.nilai_bulanan", monthly, "bulan")
    add("iki.nilai_variabel", weighted(scores, ["satker", "variabel"], "nilai", "responden"), "variabel")
    add("iki.nilai_kelompok", weighted(scores, ["satker", "kelompok"], "nilai", "responden"), "kelompok")
    add("iki.nilai_skala_100_dihitung", weighted(monthly, ["satker"], "v", "w"))
    reported = table("iio_indeks_dilaporkan").merge(respondents, on=["satker", "bulan"])
    year = add("iki.nilai_skala_100", weighted(reported, ["satker"], "nilai", "responden"))
    iki = achieved("iki", year.assign(v=divide(year["v"], 25)))
    mean = pd.concat([ikm, ipk, iki]).groupby("satker")["v"].sum()
    add("kinerja.rata_rata_capaian", divide(mean, 3).rename("v").reset_index())

    # Budget
    kinds = table("anggaran_jenis")
    yearly = kinds.groupby("satker")[["pagu", "realisasi"]].sum().reset_index()
    yearly["v"] = divide(yearly["realisasi"] * 10_000, yearly["pagu"])
    add("anggaran.persentase", yearly)
    kinds["v"] = divide(kinds["realisasi"] * 10_000, kinds["pagu"])
    add("anggaran.persentase_jenis", kinds, "jenis")
    programmes = table("anggaran_program")
    programmes["v"] = divide(programmes["realisasi"] * 10_000, programmes["pagu"])
    add("anggaran.persentase_program", programmes, "program")
    funds = table("anggaran_sumber_dana")
    funds["v"] = divide(funds["pagu"] * 10_000, funds.groupby("satker")["pagu"].transform("sum"))
    add("anggaran.persentase_sumber_dana", funds, "sumber_dana")

    # Revenue
    accounts = table("pnbp")
    totals = accounts.groupby("satker")[["realisasi"]].sum().reset_index()
    add("pnbp.total", totals, value="realisasi", decimals=0)
    target = totals.merge(table("pnbp_target"), on="satker")
    add("pnbp.persentase", target.assign(v=divide(target["realisasi"] * 10_000, target["target"])))
    whole = accounts.groupby("satker")["realisasi"].transform("sum")
    add("pnbp.persentase_akun", accounts.assign(v=divide(accounts["realisasi"] * 10_000, whole)), "akun")

    found = pd.concat(parts, ignore_index=True)
    if OUT.suffix == ".json":
        found.to_json(OUT, orient="records")
    else:
        found.to_parquet(OUT)


main()
