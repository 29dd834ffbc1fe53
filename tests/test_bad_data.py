"""Every mistake in tables: a file of its own in `bad_data/`, and the issue that it must come out as.

Each case runs through the command line: `check` in English as JSON, `evaluate --out` in Indonesian as text.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import lkjip
import workbooks
from lkjip.cli import main
from lkjip.trace.cells import TRACED
from workbooks import Sheet, cell, grid, merged, row

FOLDER = Path(__file__).parent / "bad_data"
OFFICE = "data/2023/kantor-uji"
KEPT = "older figures\n"
YEAR = ["--year", "2023"]
Rows = list[list[object]]

# Binary files are made here: they cannot be read in a review


def xlsx(path: Path, rows: Rows, extra: Mapping[str, str | bytes] | None = None) -> None:
    """A workbook of one sheet: numbers as numbers, texts as texts, None as no cell."""
    workbooks.write(path, Sheet(grid(rows)), parts=extra)


def _responden(value: str, formats: Sequence[str | int] = (), **sheet: str) -> Callable[[Path], object]:
    """A workbook of respondents in which the cell B3 is the one given."""
    first, last = grid([["bulan", "responden"], [1, 10]]), grid([[3, 0]], first=4)
    rows = first + row(3, cell("A3", 2), value) + last
    return lambda path: workbooks.write(path, Sheet(rows, **sheet), formats=formats)


RESPONDENTS: Rows = [["bulan", "responden"], [1, 10], [2, 30], [3, 0]]
SURVEY: Rows = [
    ["bulan", "unsur", "nilai"],
    [1, "informasi", Decimal("3.9")],
    [1, "prosedur", Decimal("3.8")],
    [1, "biaya", Decimal("3.6")],
    [2, "informasi", Decimal("4")],
    [2, "prosedur", Decimal("3.5")],
    [2, "biaya", Decimal("3.75")],
    [3, "informasi", None],
    [3, "prosedur", None],
    [3, "biaya", None],
]
# bulan, unsur, nilai · 100, lama
ANSWERS: list[tuple[int, str, int, int]] = [
    (1, "informasi", 400, 5),
    (1, "informasi", 350, 7),
    (1, "biaya", 325, 10),
    (2, "informasi", 201, 3_000_000_000),
    (2, "prosedur", 100, 1),
    (2, "prosedur", 300, 2),
    (2, "prosedur", 301, 4),
]
ANSWER_TYPES: dict[str, Any] = {"bulan": pl.Int8, "unsur": pl.String, "nilai": pl.Int16, "lama": pl.Int64}


def answers(rows: list[tuple[Any, ...]], **types: Any) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ANSWER_TYPES | types, orient="row")


def _sheet_with_a_wrong_value(path: Path) -> None:
    rows = [list(row) for row in SURVEY]
    rows[2][2] = Decimal("4.5")
    xlsx(path, rows)


def _link_out_of_project(path: Path) -> None:
    outside = path.parents[3].parent / "rahasia.csv"
    outside.write_text("bulan,responden\n1,10\n2,30\n3,0\n", encoding="utf-8")
    path.symlink_to(outside)


def _float_column(path: Path) -> None:
    pl.DataFrame({"bulan": [1, 2, 3], "responden": [10.0, 30.0, 0.0]}).write_parquet(path)


MAKERS: dict[str, Callable[[Path], object]] = {
    "xlsx_macro": lambda path: xlsx(path, RESPONDENTS, {"xl/vbaProject.bin": b"macro"}),
    "xlsx_bomb": lambda path: xlsx(path, RESPONDENTS, {"xl/media/image1.png": b"\0" * 20_000_000}),
    "table_old_excel": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0"),
    "table_upper_case": lambda path: path.write_bytes(b"bulan,responden\n1,10\n2,30\n3,0\n"),
    "xlsx_locked": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "xlsx_damaged": lambda path: path.write_bytes(b"PK\x03\x04 broken off"),
    "xlsx_doctype": lambda path: xlsx(path, RESPONDENTS, {"xl/workbook.xml": "<!DOCTYPE x><workbook/>"}),
    "xlsx_hidden_sheets": _responden(cell("B3", 30), state="hidden"),
    "xlsx_sheets": lambda path: workbooks.write(path, Sheet(grid(RESPONDENTS), "A"), Sheet(grid(RESPONDENTS), "B")),
    "xlsx_hidden_row": lambda path: workbooks.write(
        path, Sheet(grid(RESPONDENTS[:3]) + row(4, cell("A4", 3), cell("B4", 0), hidden=True))
    ),
    "xlsx_hidden_column": _responden(cell("B3", 30), before='<cols><col min="2" max="2" hidden="1"/></cols>'),
    "xlsx_merged": _responden(cell("B3", 30), after=merged("B3:B4")),
    "xlsx_stray": _responden(cell("B3", 30) + cell("D3", 40)),
    "xlsx_error": _responden(cell("B3", "#N/A", kind="e")),
    "xlsx_formula": _responden(cell("B3", None, formula="B2*3")),
    "xlsx_boolean": _responden(cell("B3", "1", kind="b")),
    "xlsx_date": _responden(cell("B3", "45291", 1, "n"), [14]),
    "xlsx_percent": _responden(cell("B3", "0.3", 1, "n"), [9]),
    "xlsx_scaled": _responden(cell("B3", "30000", 1, "n"), ["#,##0,"]),
    "xlsx_sign": _responden(cell("B3", "-30", 1, "n"), ["0;0"]),
    "xlsx_hidden_value": _responden(cell("B3", "30", 1, "n"), [";;;"]),
    "xlsx_digits": _responden(cell("B3", "12345678901234567", kind="n")),
    "xlsx_text_number": lambda path: (
        workbooks.write(
            path,
            Sheet(
                grid([["tahun", "pagu", "realisasi", "opini", "catatan"], [2022, 1000, Decimal("3.7"), "WDP"]])
                + row(3, cell("A3", 2023), cell("B3", 1200), cell("D3", "WTP"), cell("E3", "7", 1, "n"))
            ),
            formats=["000"],
        )
        and None
    ),
    "xlsx_beside_csv": lambda path: xlsx(path, RESPONDENTS),
    "long_text": lambda path: (
        path.write_text("tahun,pagu,realisasi,opini,catatan\n2022,1000,3.70,WDP,\n2023,1200,,WTP," + "x" * 40_000 + "\n")
        and None
    ),
    "xlsx_columns": lambda path: xlsx(path, [["bulan", "respoden"], [1, 10]]),
    "xlsx_value": _sheet_with_a_wrong_value,
    "parquet_float": _float_column,
    "parquet_columns": lambda path: pl.DataFrame({"bulan": [1, 2, 3]}).write_parquet(path),
    "link_out_of_project": _link_out_of_project,
    "many_rows": lambda path: answers(ANSWERS).write_parquet(path),
    "many_unknown_member": lambda path: answers([*ANSWERS, (13, "informasi", 300, 1)]).write_parquet(path),
    "many_out_of_range": lambda path: answers([*ANSWERS, (1, "biaya", 450, 1)]).write_parquet(path),
    "many_far_out": lambda path: answers([*ANSWERS, (1, "biaya", 300, 2**50)]).write_parquet(path),
    "many_empty": lambda path: answers([*ANSWERS, (1, "biaya", None, 1)]).write_parquet(path),
    "many_decimals": lambda path: answers([(1, "biaya", Decimal("3.25"), 1)], nilai=pl.Decimal(10, 2)).write_parquet(path),
    "many_missing_column": lambda path: answers(ANSWERS).drop("lama").write_parquet(path),
    "many_csv": lambda path: answers(ANSWERS).write_csv(path),
    "many_office": lambda path: (
        answers(ANSWERS)
        .with_columns(pl.when(pl.col("bulan") == 1).then(pl.lit("kantor-uji")).otherwise(pl.lit("../x")).alias("satker"))
        .write_parquet(path)
    ),
}


@dataclass(frozen=True)
class Case:
    """A mistake: what is changed in a copy of the tiny project, and the issues that must come out."""

    name: str
    issues: list[dict[str, Any]]
    file: str = ""
    make: str = ""
    at: str = ""
    remove: tuple[str, ...] = ()
    rules: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()

    def change(self, project: Path) -> None:
        for name in self.remove:
            path = project / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        for rule, file in self.rules.items():
            shutil.copy(FOLDER / file, project / rule)
        if self.at:
            (project / self.at).parent.mkdir(exist_ok=True)
        if self.file:
            (project / self.at).write_bytes((FOLDER / self.file).read_bytes())
        if self.make:
            MAKERS[self.make](project / self.at)


def cases() -> list[Case]:
    loaded = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
    return [Case(entry.pop("case"), **entry) for entry in loaded]


CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mistake(
    case: Case, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case.change(tiny)
    out = tmp_path / "angka.json"
    out.write_text(KEPT, encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    common = ["--project", str(tiny), *YEAR, *case.arguments]
    monkeypatch.setenv("LKJIP_LANG", "en")
    assert main(["check", *common, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    places = sorted((i["code"], i.get("in", case.at), i.get("line", 0), i.get("column", 0)) for i in case.issues)
    assert sorted((i["code"], i["file"], i["line"], i["column"]) for i in found) == places
    for wanted in case.issues:
        near = f"Did you mean {wanted['nearest']}?" if "nearest" in wanted else ""
        same = [i for i in found if i["code"] == wanted["code"] and i["line"] == wanted.get("line", 0)]
        told = [i for i in same if wanted["en"] in i["message"]]
        assert any(i["hint"].startswith(near) for i in told), (wanted, found)

    monkeypatch.setenv("LKJIP_LANG", "id")
    assert main(["evaluate", *common, "--format", "json", "--out", str(out)]) == 1
    assert out.read_text(encoding="utf-8") == KEPT
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    shown = capsys.readouterr()
    assert shown.out == ""
    for wanted in case.issues:
        place = wanted.get("in", case.at) + (f":{wanted['line']}" if "line" in wanted else "")
        assert place in shown.err
        assert wanted["id"] in shown.err


@pytest.mark.parametrize("name", ["out_of_range", "missing_table", "xlsx_bomb", "magnitude"])
def test_mistake_in_a_process_of_its_own(name: str, tiny: Path, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == name)
    case.change(tiny)
    out = tmp_path / "angka.csv"
    for arguments in (["check"], ["evaluate", "--format", "csv", "--out", str(out)]):
        done = subprocess.run(
            [sys.executable, "-m", "lkjip", *arguments, "--project", str(tiny), *YEAR],
            env=os.environ | {"LKJIP_LANG": "en"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 1
        assert case.issues[0]["en"] in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == [tiny.name]


def test_a_link_out_of_the_project_is_not_followed(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table behind the link is whole: were it read, there would be no issue at all."""
    path = tiny / OFFICE / "responden.csv"
    path.unlink()
    MAKERS["link_out_of_project"](path)
    assert main(["evaluate", "--project", str(tiny), *YEAR, "--format", "csv"]) == 1
    assert "kepuasan.realisasi" not in capsys.readouterr().out
    inside = path.with_name("jumlah.csv")
    shutil.copy(path, inside)
    path.unlink()
    path.symlink_to(inside)
    assert main(["evaluate", "--project", str(tiny), *YEAR, "--format", "csv"]) == 0


@pytest.mark.usefixtures("english")
def test_many_problems_of_a_kind_are_counted(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"x{number},10\n" for number in range(5000))
    (tiny / OFFICE / "responden.csv").write_text("bulan,responden\n" + rows, encoding="utf-8")
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    listed = [issue for issue in found if issue["code"] == "unknown_key_value"]
    assert [issue["line"] for issue in listed] == list(range(2, 22))
    (more,) = [issue for issue in found if issue["code"] == "more_like_this"]
    assert "4980 more" in more["message"]
    assert more["file"] == f"{OFFICE}/responden.csv"


def test_mistakes_of_several_tables_come_at_once(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_name = {case.name: case for case in CASES}
    for name in ("out_of_range", "number_nan", "too_many_digits"):
        by_name[name].change(tiny)
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 1
    found = {(issue["code"], issue["line"]) for issue in json.loads(capsys.readouterr().out)}
    assert found == {("out_of_range", 3), ("not_a_number_cell", 2), ("too_many_digits", 2)}


def test_every_file_has_a_case() -> None:
    rules = {file for case in CASES for file in case.rules.values()}
    used = {case.file for case in CASES if case.file} | rules | {"expected.yaml"}
    assert used == {path.name for path in FOLDER.iterdir()}
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.make for case in CASES if case.make} == set(MAKERS)


# What is accepted, and must not change a figure


def figures(project: Path) -> pl.DataFrame:
    return lkjip.load(project, 2023).evaluate().frame


def _rewritten(project: Path, table: str, change: Callable[[str], str]) -> None:
    path = project / OFFICE / f"{table}.csv"
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode())


def _reordered(text: str) -> str:
    lines = [line.split(",") for line in text.splitlines()]
    return "".join(",".join(reversed(line)) + "\n" for line in [lines[0], *reversed(lines[1:])])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace(",", " , "),
        lambda text: "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()),
        _reordered,
    ],
    ids=["bom", "crlf", "no_last_newline", "spaces", "quoted", "other_order"],
)
def test_other_ways_of_writing_csv_give_the_same(change: Callable[[str], str], tiny: Path) -> None:
    wanted = figures(tiny)
    for table in ("survei", "responden"):
        _rewritten(tiny, table, change)
    assert figures(tiny).equals(wanted)


def test_xlsx_gives_the_same(tiny: Path) -> None:
    wanted = figures(tiny)
    for table, rows in (("survei", SURVEY), ("responden", RESPONDENTS)):
        (tiny / OFFICE / f"{table}.csv").unlink()
        xlsx(tiny / OFFICE / f"{table}.xlsx", rows)
    assert figures(tiny).equals(wanted)


@pytest.mark.parametrize("kind", [pl.String, pl.Decimal(10, 2)], ids=["text", "decimal"])
def test_parquet_gives_the_same(kind: Any, tiny: Path) -> None:
    wanted = figures(tiny)
    folder = tiny / OFFICE
    survey = pl.read_csv(folder / "survei.csv", infer_schema=False)
    survey.with_columns(pl.col("nilai").cast(kind)).write_parquet(folder / "survei.parquet")
    counts = pl.read_csv(folder / "responden.csv", infer_schema=False)
    counts.cast(pl.Int16).write_parquet(folder / "responden.parquet")
    for table in ("survei", "responden"):
        (folder / f"{table}.csv").unlink()
    assert figures(tiny).equals(wanted)


@pytest.fixture
def two(tiny: Path) -> Path:
    """The tiny project with a second office, whose values differ."""
    other = tiny / "data/2023/kantor-dua"
    shutil.copytree(tiny / OFFICE, other)
    survey = (other / "survei.csv").read_text(encoding="utf-8")
    (other / "survei.csv").write_text(survey.replace("3.90", "1.25"), encoding="utf-8")
    return tiny


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_one_file_for_two_offices_equals_two_folders(suffix: str, two: Path, tmp_path: Path) -> None:
    wanted = figures(two)
    assert wanted.get_column("satker").unique().sort().to_list() == ["kantor-dua", "kantor-uji"]
    values = wanted.filter(id="kepuasan.nilai_bulanan", key='{"bulan": 1}').sort("satker").get_column("value")
    assert values.to_list() == ["2.88", "3.77"]  # (1.25 + 3.80 + 3.60) / 3 = 2.8833, (3.90 + 3.80 + 3.60) / 3
    shared = Path(shutil.copytree(two, tmp_path / "bersama"))
    for table in ("survei", "responden", "belanja"):
        frames = []
        for office in ("kantor-uji", "kantor-dua"):
            path = shared / f"data/2023/{office}/{table}.csv"
            frames.append(pl.read_csv(path, infer_schema=False).with_columns(satker=pl.lit(office)))
            path.unlink()
        whole = pl.concat(frames)
        if suffix == "csv":
            whole.write_csv(shared / f"data/2023/{table}.csv")
        else:
            whole.write_parquet(shared / f"data/2023/{table}.parquet")
    for office in ("kantor-uji", "kantor-dua"):
        (shared / "data/2023" / office).rmdir()
    assert figures(shared).equals(wanted)
    one = lkjip.load(shared, 2023, "kantor-dua").evaluate().frame
    assert one.equals(wanted.filter(satker="kantor-dua"))


def test_a_mistake_of_one_office_does_not_stop_another(two: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    next(case for case in CASES if case.name == "out_of_range").change(two)
    common = ["--project", str(two), *YEAR]
    assert main(["check", *common]) == 1
    assert main(["check", *common, "--satker", "kantor-uji"]) == 1
    capsys.readouterr()
    assert main(["check", *common, "--satker", "kantor-dua"]) == 0
    assert "Errors: 0" in capsys.readouterr().out


# Tables with many rows per key

# From ANSWERS by hand: sums of the scaled values over their number, half away from zero.
MANY = {
    ("rata", '{"bulan": 1, "unsur": "informasi"}'): "3.75",  # (4.00 + 3.50) / 2
    ("rata", '{"bulan": 1, "unsur": "biaya"}'): "3.25",
    ("rata", '{"bulan": 2, "unsur": "informasi"}'): "2.01",
    ("rata", '{"bulan": 2, "unsur": "prosedur"}'): "2.34",  # 7.01 / 3 = 2.33667
    ("rata", '{"bulan": 1, "unsur": "prosedur"}'): None,
    ("rata", '{"bulan": 3, "unsur": "biaya"}'): None,
    ("rata_bulan", '{"bulan": 1}'): "3.58",  # 10.75 / 3
    ("rata_bulan", '{"bulan": 2}'): "2.26",  # 9.02 / 4 = 2.255
    ("rata_bulan", '{"bulan": 3}'): None,
    ("rata_kelompok", '{"kelompok": "depan"}'): "2.75",  # (4.00 + 3.50 + 2.01 + 1.00 + 3.00 + 3.01) / 6 = 2.75333
    ("rata_kelompok", '{"kelompok": "belakang"}'): "3.25",
    ("rata_tahun", "{}"): "2.8243",  # 19.77 / 7 = 2.824286
    ("jumlah", '{"unsur": "informasi"}'): "3000000012",
    ("jumlah", '{"unsur": "prosedur"}'): "7",
    ("terendah", '{"bulan": 2}'): "1.00",
    ("tertinggi", '{"bulan": 1}'): "4.00",
    ("banyak", '{"bulan": 1}'): "3",
    ("banyak", '{"bulan": 3}'): "0",
    ("puas", '{"bulan": 1}'): "2",  # 4.00 and 3.50
    ("puas", '{"bulan": 2}'): "0",
    ("tertimbang", "{}"): "2.01",  # the three thousand million minutes of 2.01 outweigh the rest
    ("kuadrat", "{}"): "9000000000000000195",  # beyond 2⁶³ / 1.02: 9·10¹⁸ + 25 + 49 + 100 + 1 + 4 + 16
}


def _with_answers(project: Path) -> None:
    case = next(case for case in CASES if case.name == "many_out_of_range")
    for rule, file in case.rules.items():
        shutil.copy(FOLDER / file, project / rule)


def _of_answers(project: Path, office: str = "kantor-uji") -> dict[tuple[str, str], str | None]:
    rows = figures(project).filter(pl.col("id").str.starts_with("jawaban."), satker=office)
    return {(id_.removeprefix("jawaban."), key): value for id_, key, value in rows.select("id", "key", "value").rows()}


def test_many_rows_per_key(tiny: Path) -> None:
    _with_answers(tiny)
    answers(ANSWERS).write_parquet(tiny / OFFICE / "jawaban.parquet")
    found = _of_answers(tiny)
    assert {place: found[place] for place in MANY} == MANY
    answers(ANSWERS[::-1]).write_parquet(tiny / OFFICE / "jawaban.parquet")
    assert _of_answers(tiny) == found


def test_many_rows_of_two_offices_in_one_file(two: Path) -> None:
    _with_answers(two)
    others = [(month, unsur, value - 100 if value > 200 else value, 1) for month, unsur, value, _ in ANSWERS]
    frames = [
        answers(rows).with_columns(satker=pl.lit(office))
        for office, rows in (("kantor-uji", ANSWERS), ("kantor-dua", others))
    ]
    pl.concat(frames).sort("nilai").write_parquet(two / "data/2023/jawaban.parquet")
    found = _of_answers(two)
    assert {place: found[place] for place in MANY} == MANY
    assert _of_answers(two, "kantor-dua")["rata_tahun", "{}"] == "1.9671"  # (19.77 − 6) / 7 = 1.967143


def test_many_rows_in_folders_of_different_integer_types(two: Path) -> None:
    _with_answers(two)
    answers(ANSWERS).write_parquet(two / OFFICE / "jawaban.parquet")
    wider = answers(ANSWERS, bulan=pl.Int64, nilai=pl.Int64)
    wider.write_parquet(two / "data/2023/kantor-dua/jawaban.parquet")
    assert _of_answers(two) == _of_answers(two, "kantor-dua")


@pytest.mark.usefixtures("english")
def test_many_rows_are_traced_while_a_person_can_follow(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _with_answers(tiny)
    path = tiny / OFFICE / "jawaban.parquet"
    answers(ANSWERS).write_parquet(path)
    explain = ["explain", "jawaban.rata_tahun", "--project", str(tiny), *YEAR]
    assert main(explain) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].endswith("jawaban.rata_tahun = 2,8243 indeks")
    assert "19,77/7" in shown
    answers(ANSWERS * (TRACED // len(ANSWERS) + 1)).write_parquet(path)
    assert main(explain) == 1
    assert f"more than {TRACED} rows" in capsys.readouterr().err
    assert _of_answers(tiny)["rata_tahun", "{}"] == "2.8243"
