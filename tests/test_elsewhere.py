"""Survey rows in DuckDB, PostgreSQL or Spark give what the same rows in a file give, or are refused at their address."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from lkjip.archive.freeze import freeze
from lkjip.archive.replay import reproduce
from lkjip.cli import main
from lkjip.errors import UserError
from lkjip.project import Project
from small import small

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("narwhals")

DIMENSIONS = "bulan: {title: Bulan, members: {1: Januari, 2: Februari}}"
COLUMNS = """informasi: {title: Informasi, type: decimal, decimals: 1, unit: indeks, minimum: 1.0, maximum: 4.0}
biaya: {title: Biaya, type: integer, unit: indeks, minimum: 1, maximum: 4}"""
RULE = """
unit: indeks
inputs:
  informasi: {table: jawaban, by: [bulan]}
  biaya: {table: jawaban, by: [bulan]}
figures:
  jumlah: {formula: sum(informasi), by: [bulan]}
  rata_rata: {formula: mean(informasi), round: 4}
  banyaknya: {formula: count(biaya), by: [bulan]}
  puas: {formula: count_where(informasi >= 3 and biaya >= 3)}
  kali: {formula: sum(informasi * biaya), unit: indeks2}
  tertimbang: {formula: "weighted_mean(informasi, biaya)", by: [bulan], round: 4}
  terendah: {formula: min(informasi), by: [bulan]}
"""
ROWS = [  # office, month, informasi in tenths, biaya
    *(("kanim-a", "1", 35, 3) for _ in range(5)),
    ("kanim-a", "1", 40, 4),
    ("kanim-a", "2", 15, 2),
    ("kanim-b", "1", 20, 3),
    *(("kanim-b", "2", 31, 4) for _ in range(3)),
]
FRAME = pl.DataFrame(ROWS, schema=["satker", "bulan", "informasi", "biaya"], orient="row")
ADDRESS = "duckdb:jawaban.duckdb#skm.jawaban"


def project(root: Path, **given: object) -> Project:
    """A project whose survey is in no file."""
    rules = {"measures/m": RULE.replace(", unit: indeks2", ", unit: kuadrat")}
    made = small(root, rules, {"jawaban": (COLUMNS, "satker,bulan,informasi,biaya\n")}, DIMENSIONS)
    scales = root / "rules/2024/scales.yaml"
    scales.write_text(scales.read_text() + '  kuadrat: {title: Kuadrat, define: "kuadrat = indeks * indeks"}\n')
    table = root / "rules/2024/tables/jawaban.yaml"
    table.write_text(table.read_text().replace("keys:", "observations: many\nkeys:"))
    (root / "data/2024/jawaban.csv").unlink()
    return Project(made.root, made.year, **given)  # type: ignore[arg-type]


def in_duckdb(path: Path, frame: pl.DataFrame = FRAME, table: str = "skm.jawaban") -> None:
    with duckdb.connect(str(path)) as base:
        base.register("rows", frame.to_arrow() if hasattr(frame, "to_arrow") else frame)
        base.execute("create schema if not exists skm")
        base.execute(f"create or replace table {table} as select * from rows")


def figures(found: Project) -> list[tuple[str, str, str, str | None]]:
    return [(value.satker, value.id, str(value.at), value.value) for value in found.evaluate()]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str, str | None]]:
    """What the same rows as a Parquet file give."""
    made = project(tmp_path_factory.mktemp("berkas"))
    FRAME.write_parquet(made.root / "data/2024/jawaban.parquet")
    return figures(made)


def test_the_figures_by_hand(local: list[tuple[str, str, str, str | None]]) -> None:
    """Of kanim-a in January: 5 · 3.5 + 4.0 = 21.5; both at least 3 six times; (5 · 3.5 · 3 + 4.0 · 4) / 19 = 3.6053."""
    found = {(office, key): value for office, _, key, value in local}
    assert found["kanim-a", "m.jumlah[bulan=1]"] == "21.5"
    assert found["kanim-a", "m.puas"] == "6"
    assert found["kanim-a", "m.tertimbang[bulan=1]"] == "3.6053"
    assert found["kanim-b", "m.kali"] == "43.2"  # 2.0 · 3 + 3 · 3.1 · 4


def test_duckdb_gives_what_a_file_gives(tmp_path: Path, local: list[tuple[str, str, str, str | None]]) -> None:
    made = project(tmp_path, sources={"jawaban": ADDRESS})
    in_duckdb(tmp_path / "jawaban.duckdb")
    assert figures(made) == local
    trace = made.explain("m.jumlah[bulan=1]", satker="kanim-a")
    assert trace.exact == "21.5"


def test_the_file_of_sources_names_year_and_columns(tmp_path: Path, local: list[tuple[str, str, str, str | None]]) -> None:
    made = project(tmp_path)
    (tmp_path / "sources.toml").write_text(
        f'[2023]\njawaban = "duckdb:lama.duckdb#lama"\n[2024.jawaban]\naddress = "{ADDRESS}"\n'
        'where = {tahun = 2024}\ncolumns = {informasi = "u1", satker = "kantor"}\n'
    )
    frame = FRAME.rename({"informasi": "u1", "satker": "kantor"}).with_columns(tahun=pl.lit(2024))
    in_duckdb(tmp_path / "jawaban.duckdb", pl.concat([frame, frame.with_columns(tahun=pl.lit(2023))]))
    assert figures(made) == local


def test_an_archive_has_the_rows_and_needs_no_database(
    tmp_path: Path, local: list[tuple[str, str, str, str | None]]
) -> None:
    made = project(tmp_path, sources={"jawaban": ADDRESS})
    in_duckdb(tmp_path / "jawaban.duckdb")
    frozen = freeze(made, "2025-01-31")
    (tmp_path / "jawaban.duckdb").unlink()
    assert [replay.same for replay in reproduce(tmp_path)] == [True]
    rows = (frozen.folder / "data/2024/jawaban.csv").read_text().splitlines()
    assert rows[:2] == ["satker,bulan,informasi,biaya", "kanim-a,1,35,3"] and len(rows) == 1 + len(ROWS)
    assert not list(frozen.folder.rglob("sources.toml"))


@pytest.mark.parametrize(
    ("address", "frame", "code", "told"),
    [
        (ADDRESS, FRAME.with_columns(informasi=pl.lit(50)), "out_of_range", "5.0"),
        (ADDRESS, FRAME.with_columns(bulan=pl.lit("13")), "unknown_key_value", "13"),
        (ADDRESS, FRAME.with_columns(biaya=pl.lit(None, dtype=pl.Int32)), "empty_cell", "biaya"),
        (ADDRESS, FRAME.with_columns(informasi=pl.lit(3.5)), "many_needs_integers", "informasi"),
        (ADDRESS, FRAME.rename({"biaya": "byaya"}), "missing_column", "byaya"),
        ("duckdb:jawaban.duckdb#skm.jawban", FRAME, "source_unread", "jawban"),
        ("duckdb:tidak-ada.duckdb#skm.jawaban", FRAME, "source_unread", "tidak-ada"),
        ("duckdb:jawaban.duckdb#drop table x", FRAME, "source_address", "drop table"),
        ("mysql://server/x#y", FRAME, "source_address", "mysql"),
        ("postgresql://budi:rahasia@127.0.0.1:1/skm#jawaban", FRAME, "source_unread|source_extra", "127.0.0.1"),
        ("postgresql://budi:rahasia@127.0.0.1#jawaban", FRAME, "source_address", "127.0.0.1"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_address(
    tmp_path: Path, english: None, address: str, frame: pl.DataFrame, code: str, told: str
) -> None:
    made = project(tmp_path, sources={"jawaban": address})
    in_duckdb(tmp_path / "jawaban.duckdb", frame)
    with pytest.raises(UserError) as caught:
        _ = made.tables
    issues = caught.value.issues
    assert {issue.code for issue in issues} <= set(code.split("|"))
    said = " ".join(f"{issue.location} {issue.message} {issue.hint}" for issue in issues)
    assert told in said and "rahasia" not in said and "budi" not in said
    assert "rahasia" not in repr(caught.value)


def test_sources_that_contradict_the_project(tmp_path: Path, english: None) -> None:
    made = project(tmp_path, sources={"jawban": ADDRESS})
    with pytest.raises(UserError) as caught:
        _ = made.tables
    assert [(issue.code, issue.values["nearest"]) for issue in caught.value.issues] == [("source_table", "jawaban")]
    table = tmp_path / "rules/2024/tables/jawaban.yaml"
    (tmp_path / "rules/2024/tables/biasa.yaml").write_text(
        table.read_text().replace("table: jawaban", "table: biasa").replace("observations: many\n", "")
    )
    with pytest.raises(UserError) as caught:
        _ = Project(tmp_path, 2024, sources={"biasa": ADDRESS}).tables
    assert [issue.code for issue in caught.value.issues] == ["source_not_many"]
    FRAME.write_parquet(tmp_path / "data/2024/jawaban.parquet")
    with pytest.raises(UserError) as caught:
        _ = Project(tmp_path, 2024, sources={"jawaban": ADDRESS}).tables
    assert [issue.code for issue in caught.value.issues] == ["source_and_file"]
    (tmp_path / "sources.toml").write_text("[2024\n")
    with pytest.raises(UserError) as caught:
        _ = Project(tmp_path, 2024).tables
    assert [issue.code for issue in caught.value.issues] == ["source_file"]


def test_what_is_not_installed_and_what_is_too_much(tmp_path: Path, english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(tmp_path, sources={"jawaban": ADDRESS})
    in_duckdb(tmp_path / "jawaban.duckdb")
    monkeypatch.setattr("lkjip.archive.freeze.MOST", 3)
    with pytest.raises(UserError) as caught:
        freeze(made, "2025-01-31")
    assert [issue.code for issue in caught.value.issues] == ["source_too_large"]
    assert not (tmp_path / "archive/2024").exists()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UserError) as caught:
        _ = Project(tmp_path, 2024, sources={"jawaban": ADDRESS}).tables
    assert [issue.code for issue in caught.value.issues] == ["source_extra"]
    assert "lkjip[duckdb]" in str(caught.value)


def test_the_command_line_names_an_address(tmp_path: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    project(tmp_path)
    in_duckdb(tmp_path / "jawaban.duckdb")
    given = ["evaluate", "--project", str(tmp_path), "--year", "2024", "--format", "csv", "--satker", "kanim-a"]
    assert main([*given, "--source", f"jawaban={ADDRESS}"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("m.puas,kanim-a,")]
    assert ",6," in line
    with pytest.raises(SystemExit):
        main([*given, "--source", "jawaban"])
    assert "TABLE=ADDRESS" in capsys.readouterr().err


# PostgreSQL and Spark, as they are


def binaries() -> Path | None:
    """Where PostgreSQL's server is; Debian's lies beside the path."""
    known = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    found = shutil.which("initdb")
    return Path(found).parent if found else known[-1] if known else None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own on loopback, stopped at the end; its address without a table."""
    pytest.importorskip("ibis")
    pytest.importorskip("psycopg")
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    root = os.getuid() == 0
    if root and subprocess.run(["id", "postgres"], capture_output=True).returncode:
        pytest.skip("PostgreSQL does not start as root, and there is no user postgres")
    folder = tmp_path_factory.mktemp("pg", numbered=True)
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if root else []
    if root:
        for path in (folder, *folder.parents):
            if str(path).startswith("/tmp/"):
                path.chmod(0o755)
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run([*as_user, str(programs / command[0]), *command[1:]], check=True, capture_output=True, timeout=60)

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "lkjip", "--no-sync")
    settings = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
    with (folder / "log").open("wb") as log:
        start = [*as_user, str(programs / "pg_ctl"), "-D", data, "-w", "-t", "60", "-o", settings, "start"]
        subprocess.run(start, check=True, stdout=log, stderr=log, timeout=90)
    try:
        yield f"postgresql://lkjip:rahasia@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def test_postgresql_gives_what_a_file_gives(
    server: str, tmp_path: Path, local: list[tuple[str, str, str, str | None]], english: None
) -> None:
    """Its keys have a collation that takes `kanim-a` and `KANIM-A` for one; they stay two."""
    import psycopg

    with psycopg.connect(server) as base:
        base.execute("create schema skm")
        base.execute("create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
        base.execute("create table skm.jawaban (satker text collate nocase, bulan text, informasi smallint, biaya integer)")
        with base.cursor() as cursor:
            cursor.executemany("insert into skm.jawaban values (%s, %s, %s, %s)", ROWS)
    address = f"{server}#skm.jawaban"
    made = project(tmp_path, sources={"jawaban": address})
    assert figures(made) == local
    with psycopg.connect(server) as base:
        base.execute("insert into skm.jawaban values ('KANIM-A', '1', 35, 3)")
    with pytest.raises(UserError) as caught:
        _ = Project(tmp_path, 2024, sources={"jawaban": address}).tables
    assert {issue.code for issue in caught.value.issues} == {"unknown_key_value"}
    assert "KANIM-A" in str(caught.value)


def test_spark_gives_what_a_file_gives(tmp_path: Path, local: list[tuple[str, str, str, str | None]]) -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    FRAME.write_parquet(tmp_path / "jawaban.parquet")
    made = project(tmp_path, sources={"jawaban": f"spark:local[2]#{tmp_path / 'jawaban.parquet'}"})
    try:
        assert figures(made) == local
    finally:
        from pyspark.sql import SparkSession

        SparkSession.builder.getOrCreate().stop()
