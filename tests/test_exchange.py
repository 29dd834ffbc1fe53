"""A year handed out as a data package and as a DuckDB file: read back, every value is the one that was computed."""

from __future__ import annotations

import csv
import io
import json
import sys
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from conftest import ROOT
from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.exchange import database
from lkjip.project import Project, load


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("paket") / "data"
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert main(["export", "--project", str(ROOT), "--year", "2023", "--out", str(out), "--licence", licence]) == 0
    return out


def rows(package: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((package / f"{name}.csv").read_text(encoding="utf-8"))))


def described(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package / "datapackage.json").read_bytes())
    return {resource["name"]: resource for resource in found["resources"]}


def test_every_value_comes_back_exactly(package: Path, project: Project) -> None:
    found = {(row["satker"], row["figure"], row["key"]): row for row in rows(package, "figures")}
    values = list(project.evaluate())
    assert len(found) == len(values) > 1000
    for value in values:
        row = found[value.satker, value.id, ",".join(value.at.pairs)]
        assert (row["value"], row["status"], row["unit"]) == (value.value or "", value.status, value.unit)
    assert found["kanim-jember", "ikm.realisasi", ""]["calculation"].endswith("= 704,51/180 = 3,91")
    assert found["kanim-jember", "ikm.nilai_bulanan", "bulan=9"]["reason"] == "Tidak ada responden pada bulan ini"


def test_the_description_holds_for_the_files(package: Path) -> None:
    """Hashes, columns, required values, choices, primary and foreign keys, as Frictionless means them."""
    known = described(package)
    for name, resource in known.items():
        content = (package / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        table = rows(package, name)
        assert list(table[0]) == [field["name"] for field in fields]
        for field in fields:
            texts = [row[field["name"]] for row in table]
            limits = field.get("constraints", {})
            assert all(texts) or not limits.get("required"), (name, field)
            assert set(filter(None, texts)) <= set(limits.get("enum", texts))
            if field["type"] == "number":
                assert all(Decimal(text).is_finite() for text in texts if text)
        key = resource["schema"].get("primaryKey", [])
        assert not key or len({tuple(row[part] for part in key) for row in table}) == len(table)
        for link in resource["schema"].get("foreignKeys", []):
            other = {tuple(r[f] for f in link["reference"]["fields"]) for r in rows(package, link["reference"]["resource"])}
            own = {tuple(row[field] for field in link["fields"]) for row in table}
            assert {at for at in own if any(at)} <= other, (name, link)


def test_what_a_figure_was_made_of_can_be_followed_to_the_cells(package: Path) -> None:
    links = [row for row in rows(package, "links") if row["figure"] == "ikm.realisasi"]
    parts = {("figure", "ikm.nilai_bulanan"), ("cell", "skm_responden.responden")}
    assert {(row["kind"], row["part"]) for row in links} == parts
    assert len(links) == 24  # twelve months of each
    cells = {(row["cell"], row["key"]): row for row in rows(package, "cells")}
    cell = cells["skm_responden.responden", "bulan=1"]
    assert (cell["value"], cell["file"], cell["line"]) == ("12", "data/2023/kanim-jember/skm_responden.csv", "2")


def test_parquet_and_csv_say_the_same(package: Path) -> None:
    for name in described(package):
        frame, texts = pl.read_parquet(package / f"{name}.parquet"), rows(package, name)
        assert frame.height == len(texts)
        for column in frame.columns:
            own = [None if value is None else str(value) for value in frame[column]]
            same = [row[column] or None for row in texts]
            if frame.schema[column].is_decimal():
                assert [v and Decimal(v) for v in own] == [v and Decimal(v) for v in same], (name, column)
            else:
                assert own == same, (name, column)


def test_the_other_two_descriptions_name_every_table_and_file(package: Path) -> None:
    csvw = json.loads((package / "csv-metadata.json").read_bytes())
    assert [table["url"] for table in csvw["tables"]] == [f"{name}.csv" for name in described(package)]
    crate = {node["@id"]: node for node in json.loads((package / "ro-crate-metadata.json").read_bytes())["@graph"]}
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert {part["@id"] for part in crate["./"]["hasPart"]} == files - {"ro-crate-metadata.json"}
    assert crate["./"]["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert crate["figures.csv"]["sha256"] == sha256((package / "figures.csv").read_bytes()).hexdigest()
    assert "rules/2023/indicators/ikm.yaml" in files


def test_the_database_has_the_same_values_with_types(tmp_path: Path, project: Project) -> None:
    import duckdb

    path = tmp_path / "lkjip.duckdb"
    assert main(["export", "--project", str(ROOT), "--year", "2023", "--out", str(path)]) == 0
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("SELECT figure, coalesce(key, ''), value, number FROM figures").fetchall()
        told = connection.execute("SELECT comment FROM duckdb_columns() WHERE column_name = 'calculation'").fetchall()
    values = {(value.id, ",".join(value.at.pairs)): value.value or "" for value in project.evaluate()}
    assert {(figure, key): value or "" for figure, key, value, _ in found} == values
    assert all(number == Decimal(value) for _, _, value, number in found if number is not None)
    assert sum(number is not None for *_, number in found) > 1000
    assert told == [("Perhitungan dengan nilainya",)]


def test_a_package_is_the_same_twice_and_replaces_itself(package: Path) -> None:
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert main(["export", "--project", str(ROOT), "--year", "2023", "--out", str(package), "--licence", licence]) == 0
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "surat.txt").write_text("penting", encoding="utf-8")
    assert main(["export", "--project", str(ROOT), "--year", "2023", "--out", str(tmp_path)]) == 1
    assert "export_not_empty" in "".join(capsys.readouterr())
    assert [path.name for path in tmp_path.iterdir()] == ["surat.txt"]


def test_without_duckdb_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UserError) as refused:
        database(load(ROOT, 2023))
    assert refused.value.issues[0].code == "extra_missing"
