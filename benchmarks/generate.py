"""Projects to measure with, from a fixed seed.

Usage: generate.py offices SOURCE TARGET COUNT [YEAR]   the rules of SOURCE over COUNT offices, one shared file per table
       generate.py reports SOURCE TARGET COUNT   the same with what their reports need: office files, regions and classes
       generate.py survey TARGET ROWS            one indicator over ROWS answers to a survey, in Parquet
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

SEED, YEAR, MODEL = 20231231, 2023, "kanim-jember"
SURVEYS = {  # table of monthly respondents → tables that are empty in a month without any
    "skm_responden": ("skm_nilai",),
    "iio_responden": ("iio_nilai", "iio_indeks_dilaporkan"),
}
UNTOUCHED = ("perjanjian_target",)
ROWS_PER_GROUP = 1_000_000


def offices(source: Path, target: Path, count: int, year: int = YEAR) -> None:
    """The model office's tables for many offices, its values varied within what each table's rule accepts."""
    random = np.random.default_rng(SEED)
    shutil.copytree(source / "rules" / str(year), target / "rules" / str(year), dirs_exist_ok=True)
    folder = target / "data" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    names = pl.DataFrame({"satker": [f"kanim-{number:04d}" for number in range(1, count + 1)]})
    silent: dict[str, pl.DataFrame] = {}  # table → offices and months without respondents
    paths = sorted((source / "rules" / str(year) / "tables").glob("*.yaml"))
    for path in sorted(paths, key=lambda path: path.stem not in SURVEYS):
        rule = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = path.stem
        model = pl.read_csv(source / "data" / str(year) / MODEL / f"{name}.csv", infer_schema=False)
        frame = names.join(model, how="cross", maintain_order="left_right")
        if name in SURVEYS:
            frame = frame.with_columns(pl.Series("responden", _respondents(random, frame.height)))
            months = frame.filter(pl.col("responden") == 0).select("satker", "bulan", pl.lit(True).alias("silent"))
            silent |= dict.fromkeys(SURVEYS[name], months)
        elif name not in UNTOUCHED:
            for column, shape in rule["columns"].items():
                if shape["type"] != "text":
                    always = name in silent
                    frame = frame.with_columns(_varied(frame[column], shape, random, always).alias(column))
        if name in silent:
            frame = frame.join(silent[name], on=["satker", "bulan"], how="left", maintain_order="left")
            values = pl.when(pl.col("silent").is_null()).then(pl.col(list(rule["columns"])))
            frame = frame.with_columns(values).drop("silent")
        frame.write_csv(folder / f"{name}.csv")


REGIONS, CLASSES = 34, ("kelas_1", "kelas_2", "kelas_3")
BELONGS = """
{name}:
  title: {title}
  offices: {{table: satuan_kerja, column: {name}}}
  members: {{{members}}}
"""
OFFICES_TABLE = """table: satuan_kerja
title: Satuan kerja
source: {system: Contoh}
keys: []
columns:
  wilayah: {title: Wilayah, type: text}
  kelas: {title: Kelas, type: text}
"""


def reports(source: Path, target: Path, count: int) -> None:
    """The same offices as `offices`, each with the model office's texts under a name of its own, in made-up regions."""
    offices(source, target, count)
    for name in ("reports", "archive"):
        shutil.copytree(source / name, target / name, dirs_exist_ok=True)
    rules, data = target / "rules" / str(YEAR), target / "data" / str(YEAR)
    regions = {f"w{number:02d}": f"Wilayah {number:02d}" for number in range(1, REGIONS + 1)}
    classes = {code: f"Kelas {code[-1]}" for code in CLASSES}
    with (rules / "dimensions.yaml").open("a", encoding="utf-8") as file:
        for name, title, members in (("wilayah", "Wilayah", regions), ("kelas", "Kelas", classes)):
            listed = ", ".join(f"{code}: {text}" for code, text in members.items())
            file.write(BELONGS.format(name=name, title=title, members=listed))
    (rules / "tables" / "satuan_kerja.yaml").write_text(OFFICES_TABLE, encoding="utf-8")
    random = np.random.default_rng(SEED + 1)
    rows = ["satker,wilayah,kelas"]
    text = (source / "data" / str(YEAR) / MODEL / "office.yaml").read_text(encoding="utf-8")
    for number in range(1, count + 1):
        office = f"kanim-{number:04d}"
        rows.append(f"{office},w{random.integers(1, REGIONS + 1):02d},{CLASSES[random.integers(0, len(CLASSES))]}")
        folder = data / office
        folder.mkdir(exist_ok=True)
        (folder / "office.yaml").write_text(text.replace("Jember", f"Contoh {number:04d}"), encoding="utf-8")
    (data / "satuan_kerja.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _respondents(random: np.random.Generator, rows: int) -> np.ndarray[Any, Any]:
    """Monthly respondents, none in about every twelfth month; January always has some."""
    found = random.integers(1, 60, rows) * (random.random(rows) > 1 / 12)
    found[::12] = np.maximum(found[::12], 1)
    return found


def _varied(given: pl.Series, shape: dict[str, Any], random: np.random.Generator, always: bool) -> pl.Series:
    """New values as text: anywhere in the upper half of a closed range, else the given ones times 0.5 to 1.5."""
    decimals = shape.get("decimals", 0)
    low, high = shape.get("minimum"), shape.get("maximum")
    if low is not None and high is not None and decimals:
        ends = round((low + high) / 2 * 10**decimals), round(high * 10**decimals)
        scaled = random.integers(*ends, len(given), endpoint=True)
    else:
        base = (given.fill_null("0").cast(pl.Float64).to_numpy() * 10**decimals).round()
        scaled = (base * random.uniform(0.5, 1.5, len(given))).round().astype(np.int64)
        if shape.get("unit") == "orang":  # an office has somebody everywhere
            scaled = np.maximum(scaled, 1)
    whole = pl.Series(scaled)
    text = whole.cast(pl.Decimal(18, 0)) if not decimals else (whole.cast(pl.Decimal(38, decimals)) / 10**decimals)
    text = text.cast(pl.String)
    return text if always else pl.select(pl.when(given.is_not_null()).then(text)).to_series()


RULES = {
    "ruleset.yaml": """\
ruleset: "2023"
version: 1.0.0
year: 2023
title: Survei
period: {from: 2023-01-01, to: 2023-12-31}
rounding: half_away_from_zero
medium_term: {year: 2024, citation: survei}
citations:
  survei: {title: Survei kepuasan, certainty: report}
levels: {kegiatan: Sasaran Kegiatan}
objectives:
  sk1: {level: kegiatan, title: Kepuasan}
""",
    "scales.yaml": """\
units:
  indeks: {title: Indeks, define: "indeks = [indeks]"}
  persen: {title: Persen, define: "persen = 0.01"}
""",
    "categories.yaml": """\
mutu:
  title: Mutu
  citation: survei
  unit: indeks
  round: 2
  bands:
    - {from: 1.00, code: C, title: Kurang}
    - {from: 2.50, code: B, title: Baik}
""",
    "dimensions.yaml": """\
bulan:
  title: Bulan
  members: {1: Jan, 2: Feb, 3: Mar, 4: Apr, 5: Mei, 6: Jun, 7: Jul, 8: Agt, 9: Sep, 10: Okt, 11: Nov, 12: Des}
tahun:
  title: Tahun
  members: {2022: Tahun 2022, 2023: Tahun 2023}
unsur:
  title: Unsur
  members:
    persyaratan: Persyaratan
    prosedur: Prosedur
    waktu: Waktu penyelesaian
    biaya: Biaya
    produk: Produk
    kompetensi: Kompetensi pelaksana
    perilaku: Perilaku pelaksana
    pengaduan: Penanganan pengaduan
    sarana: Sarana dan prasarana
""",
    "tables/jawaban.yaml": """\
table: jawaban
title: Jawaban survei
source: {system: Survei}
keys: [bulan, unsur]
observations: many
columns:
  skor: {title: Skor, type: integer, unit: indeks, minimum: 1, maximum: 4}
""",
    "measures/survei.yaml": """\
id: survei
title: Survei kepuasan
unit: indeks
citation: survei
inputs:
  skor: {table: jawaban, by: [bulan, unsur], unit: indeks}
figures:
  rata_rata: {formula: mean(skor), by: [bulan, unsur], round: 2, title: Nilai rata-rata}
""",
}
OFFICES = 100


def survey(target: Path, rows: int) -> None:
    """Answers from 1 to 4 in random order, as text keys and 32-bit integers: the plainest Parquet there is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, text in RULES.items():
        path = target / "rules" / str(YEAR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    elements = list(yaml.safe_load(RULES["dimensions.yaml"])["unsur"]["members"])
    names = pa.array([f"kanim-{number:03d}" for number in range(1, OFFICES + 1)])
    codes = pa.array(elements)
    random = np.random.default_rng(SEED)
    folder = target / "data" / str(YEAR)
    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema({"satker": pa.string(), "bulan": pa.int32(), "unsur": pa.string(), "skor": pa.int32()})
    with pq.ParquetWriter(folder / "jawaban.parquet", schema, store_schema=False) as writer:
        for start in range(0, rows, ROWS_PER_GROUP):
            size = min(ROWS_PER_GROUP, rows - start)
            columns = [
                names.take(pa.array(random.integers(0, OFFICES, size))),
                pa.array(random.integers(1, 13, size, dtype=np.int32)),
                codes.take(pa.array(random.integers(0, len(elements), size))),
                pa.array(random.choice(np.array([1, 2, 3, 4], np.int32), size, p=[0.05, 0.15, 0.4, 0.4])),
            ]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=ROWS_PER_GROUP)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["offices", source, target, count, *year]:
            offices(Path(source), Path(target), int(count), *map(int, year))
        case ["reports", source, target, count]:
            reports(Path(source), Path(target), int(count))
        case ["survey", target, rows]:
            survey(Path(target), int(rows))
        case _:
            sys.exit(__doc__)
