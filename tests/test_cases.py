"""`lkjip test`: cases of a project, right and wrong ones, and what is said about a case that is not one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lkjip.cli import main
from lkjip.layout import CASES

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("english")

# The tiny project's arithmetic by hand. nilai_bulanan is the mean of two elements, rounded to 2: January (3,74 + 3,79)/2 …
GOOD = {"id": "anggaran.pagu_berjalan", "value": 1200}
CELL = {"table": "belanja", "key": {"tahun": 2023}, "column": "pagu", "value": 900}


def case(tiny: Path, figures: list[dict[str, Any]], **rest: Any) -> Path:
    path = tiny / CASES / "uji.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"source": "Hitungan tangan", "year": 2023, **rest, "figures": figures}
    path.write_text(yaml.safe_dump(data, sort_keys=False, default_flow_style=None, width=200), encoding="utf-8")
    return path


def ran(capsys: pytest.CaptureFixture[str], tiny: Path, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["test", "--project", str(tiny), *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_projects_own_cases_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--project", str(ROOT), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [entry["file"] for entry in found] == sorted(
        p.relative_to(ROOT).as_posix() for p in (ROOT / CASES).glob("*.yaml")
    )
    assert sum(len(entry["figures"]) for entry in found) == 226
    assert all(figure["holds"] for entry in found for figure in entry["figures"])


def test_what_holds(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A number with other zeros, a category by its code and by its title, a value that is missing with its reason."""
    case(
        tiny,
        [
            {"id": "anggaran.pagu_berjalan", "value": "1200.00"},
            {"id": "anggaran.opini_berjalan", "value": "WTP"},
            {"id": "anggaran.opini_berjalan", "value": "Wajar Tanpa Pengecualian"},
            {"id": "kepuasan.nilai_bulanan", "key": {"bulan": 3}, "status": "not_measured"},
            {
                "id": "kepuasan.nilai_bulanan",
                "key": {"bulan": 3},
                "status": "not_measured",
                "reason": "Tidak ada responden pada bulan ini",
            },
        ],
    )
    code, out, err = ran(capsys, tiny)
    assert (code, err) == (0, "")
    assert out == f"{CASES}/uji.yaml: 5 of 5 figures as expected\nFigures tested: 5, not as expected: 0\n"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"id": "anggaran.pagu_berjalan", "value": 1201, "because": "1 + 1200"}, "expected 1.201, computed 1.200"),
        ({"id": "anggaran.opini_berjalan", "value": "WDP"}, "expected WDP, computed Wajar Tanpa Pengecualian (WTP)"),
        ({"id": "anggaran.pagu_berjalan", "status": "undefined"}, "expected – (undefined), computed 1.200"),
        (
            {"id": "kepuasan.nilai_bulanan", "key": {"bulan": 3}, "value": 0},
            "expected 0, computed – (Tidak ada responden pada bulan ini)",
        ),
        (
            {"id": "kepuasan.nilai_bulanan", "key": {"bulan": 3}, "status": "not_measured", "reason": "Libur"},
            "expected – (Libur), computed – (Tidak ada responden pada bulan ini)",
        ),
    ],
)
def test_what_does_not_hold_is_told_with_its_trace(
    wanted: dict[str, Any], told: str, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = case(tiny, [GOOD, wanted])
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if wanted["id"] in text and n > 4)
    code, out, err = ran(capsys, tiny)
    assert (code, err) == (1, "")
    assert "1 of 2 figures as expected" in out
    assert f"{CASES}/uji.yaml:{line}:" in out
    assert told in out
    assert "By Hitungan tangan" in out
    assert "rules/2023/" in out  # the rule that computed it
    assert 'lkjip explain "' in out
    code, out, _ = ran(capsys, tiny, "--format", "json")
    entry = json.loads(out)[0]["figures"][1]
    assert (code, entry["holds"], entry["line"]) == (1, False, line)
    assert entry["trace"]["id"] == wanted["id"]


def test_cells_of_its_own(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case may try what the data does not have; the data stays as it is."""
    (table,) = (tiny / "data/2023").rglob("belanja.csv")
    before = table.read_bytes()
    path = case(tiny, [{"id": "anggaran.pagu_berjalan", "value": 900}], cells=[CELL])
    assert ran(capsys, tiny)[0] == 0
    assert table.read_bytes() == before
    other = path.with_name("lain.yaml")
    other.write_text(yaml.safe_dump({"source": "data", "year": 2023, "figures": [GOOD]}), encoding="utf-8")
    assert ran(capsys, tiny)[0] == 0  # another case sees the data again
    assert ran(capsys, tiny, str(other))[1].splitlines()[-1] == "Figures tested: 1, not as expected: 0"


def test_an_empty_cell(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell = {**CELL, "value": ""}
    case(tiny, [GOOD], cells=[cell])
    code, out, err = ran(capsys, tiny)
    assert (code, out) == (1, "")
    assert f"{CASES}/uji.yaml:4:" in err  # where the case says so, not a line of the table, which is fine


@pytest.mark.parametrize(
    ("figures", "rest", "line", "code", "hint"),
    [
        ([{"id": "anggaran.pagu", "value": 1}], {}, 4, "unknown_figure", "anggaran.pagu_berjalan"),
        ([{"id": "anggaran", "value": 1}], {}, 4, "wrong_value", ""),
        ([{"id": "kepuasan.nilai_bulanan", "value": 1}], {}, 4, "unknown_key_of_figure", "bulan="),
        ([{"id": "anggaran.pagu_berjalan", "value": "1,5"}], {}, 4, "decimal_comma", "76.61"),
        ([{"id": "anggaran.pagu_berjalan", "value": "1.200.000"}], {}, 4, "case_not_a_number", "1000000"),
        ([{"id": "anggaran.pagu_berjalan", "value": "1200%"}], {}, 4, "case_not_a_number", "per cent"),
        ([{"id": "anggaran.pagu_berjalan", "value": "banyak"}], {}, 4, "case_not_a_number", ""),
        ([{"id": "anggaran.pagu_berjalan"}], {}, 4, "exactly_one", "status, value"),
        ([{"id": "anggaran.pagu_berjalan", "value": 1, "status": "undefined"}], {}, 4, "exactly_one", "status, value"),
        ([{"id": "anggaran.pagu_berjalan", "status": "ok"}], {}, 4, "wrong_choice", "not_measured"),
        ([{"id": "anggaran.pagu_berjalan", "valu": 1}], {}, 4, "unknown_key", "Did you mean value?"),
        ([], {}, 3, "wrong_value", ""),
        ([GOOD], {"year": 1999}, 2, "no_rules", "2023"),
        ([GOOD], {"satker": "kantor-ujii"}, 3, "unknown_office", "kantor-uji"),
        ([GOOD], {"cells": [{**CELL, "table": "belanj"}]}, 4, "unknown_table", "Did you mean belanja?"),
        ([GOOD], {"cells": [{**CELL, "column": "paguu"}]}, 4, "unknown_column", "Did you mean pagu?"),
        ([GOOD], {"cells": [{**CELL, "key": {"tahun": 1999}}]}, 4, "case_no_row", "bulan: 9"),
        ([GOOD], {"cells": [{**CELL, "value": "banyak"}]}, 4, "not_a_number_cell", ""),
    ],
)
def test_a_case_that_is_none_is_told_at_its_line(
    figures: list[dict[str, Any]],
    rest: dict[str, Any],
    line: int,
    code: str,
    hint: str,
    tiny: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case(tiny, figures, **rest)
    done, out, err = ran(capsys, tiny)
    assert (done, out) == (1, "")
    assert f"error  {CASES}/uji.yaml:{line}:" in err, err
    assert f"[{code}]" in err, err
    assert hint in err, err


def test_everything_wrong_is_told_at_once(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case(tiny, [{"id": "anggaran.satu", "value": 1}, {"id": "anggaran.dua", "value": 1}])
    _, _, err = ran(capsys, tiny)
    assert "anggaran.satu" in err
    assert "anggaran.dua" in err


def test_no_case_of_the_year(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There are no cases yet. [no_cases]" in ran(capsys, tiny)[2]
    case(tiny, [GOOD])
    code, out, err = ran(capsys, tiny, "--year", "2022")
    assert (code, out) == (1, "")
    assert "There are no cases for the year 2022" in err


def test_a_table_that_is_no_csv(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (table,) = (tiny / "data/2023").rglob("belanja.csv")
    import polars as pl

    pl.read_csv(table).write_excel(table.with_suffix(".xlsx"))
    table.unlink()
    case(tiny, [GOOD], cells=[CELL])
    assert "[case_not_csv]" in ran(capsys, tiny)[2]


def test_in_indonesian(tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    case(tiny, [{"id": "anggaran.pagu_berjalan", "value": 1201}])
    out = ran(capsys, tiny)[1]
    assert "anggaran.pagu_berjalan (kantor-uji): diharapkan 1.201, dihitung 1.200" in out
    assert out.endswith("Angka yang diuji: 1, tidak sesuai: 1\n")
