"""Every mistake in rules: a file of its own in `bad_rules/`, and the issue that it must come out as.

Each case runs through the command line: `check` in English as JSON, `evaluate --out` in Indonesian as text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import lkjip
from lkjip.cli import main
from lkjip.messages import codes

FOLDER = Path(__file__).parent / "bad_rules"
TABLES = Path(__file__).parent / "bad_data" / "expected.yaml"
KEPT = "older figures\n"
YEAR = ["--year", "2023"]

# Codes that no file of rules or data alone can cause, and where they are tested.
ELSEWHERE = {
    "archive_without_year": "archive/test_history.py",
    "archive_unit": "archive/test_history.py: archived figures in another unit",
    "archive_damaged": "archive/test_reproduce.py: one byte in each kind of file",
    "archive_missing_file": "archive/test_reproduce.py",
    "archive_extra_file": "archive/test_reproduce.py",
    "archive_manifest_line": "archive/test_reproduce.py",
    "archive_path": "archive/test_reproduce.py",
    "archive_foreign": "archive/test_history.py",
    "archive_record": "archive/test_reproduce.py",
    "archive_misplaced": "archive/test_reproduce.py",
    "archive_chain": "archive/test_reproduce.py",
    "archive_chain_gap": "archive/test_damage.py",
    "archive_no_file": "archive/test_damage.py",
    "archive_chain_missing": "archive/test_reproduce.py",
    "archive_future": "archive/test_reproduce.py",
    "schema_future": "archive/test_migrate.py",
    "archive_no_date": "archive/test_freeze.py",
    "archive_date": "archive/test_freeze.py",
    "archive_before_period": "archive/test_freeze.py",
    "archive_before_other": "archive/test_freeze.py",
    "archive_exists": "archive/test_freeze.py",
    "archive_unchanged": "archive/test_freeze.py",
    "archive_version_lower": "archive/test_freeze.py",
    "archive_within": "archive/test_freeze.py",
    "archive_busy": "archive/test_faults.py",
    "archive_not_written": "archive/test_faults.py",
    "archive_none": "archive/test_reproduce.py",
    "archive_unknown": "archive/test_diff.py",
    "preview_without_archive": "archive/test_diff.py",
    "citation_not_in_force": "archive/test_force.py: a note, so that nothing is refused",
    "office_unreplaced": "test_starting.py: a warning about words that still stand in brackets",
    "year_exists": "archive/test_new_year.py",
    "year_not_after": "archive/test_new_year.py",
    "unknown_changeable": "scenarios/test_refused.py",
    "unknown_input": "scenarios/test_refused.py",
    "scenario_refused": "scenarios/test_refused.py",
    **dict.fromkeys(
        (
            "sensitivity_none",
            "sensitivity_still",
            "sensitivity_refused",
            "sensitivity_list",
            "sensitivity_count",
            "sensitivity_share",
        ),
        "test_sensitivity.py",
    ),
    **dict.fromkeys(("goal_none", "goal_code", "goal_range"), "scenarios/test_goal.py"),
    **dict.fromkeys(
        (
            "scenario_pair",
            "scenario_number",
            "scenario_count",
            "scenario_file",
            "scenario_head",
            "scenario_row",
            "scenario_yaml",
            "scenario_twice",
            "scenario_cell",
        ),
        "scenarios/test_what_if.py",
    ),
    "yaml_comment": "test_source.py: a note, so that nothing is refused",
    "xlsx_large": "test_excel.py: a sheet of millions of cells is not kept",
    "file_name": "test_dates_and_places.py: a name that no review could show",
    "number_of_two_readings": "test_csv.py: it takes a column of three decimals",
    "report_before_period": "report/test_proof.py",
    "agreement_after_report": "report/test_proof.py",
    "unprintable_sign": "report/test_proof.py",
    "offices_without_file": "report/test_proof.py",
    **dict.fromkeys(
        (
            "import_unknown",
            "import_file",
            "import_sheets",
            "import_year",
            "import_head",
            "import_heads",
            "import_cell",
            "import_no_cell",
            "unknown_office_of_import",
        ),
        "workbook/test_mapped.py",
    ),
    "export_not_empty": "test_exchange.py",
    "extra_missing": "test_exchange.py",
    "office_picture": "report/test_cover.py",
    "office_map": "report/test_area.py",
    "office_colour": "report/test_cover.py",
    "no_project": "test_cli.py: a folder outside any project",
    "notebook_without_project": "report/test_jupyter.py: a notebook outside any project",
    "no_rules": "test_cli.py: a year without rules",
    "workbook_ambiguous": "workbook/test_workbook.py",
    "workbook_empty": "workbook/test_workbook.py",
    "workbook_foreign": "workbook/test_workbook.py",
    "workbook_number": "workbook/test_workbook.py",
    "workbook_older": "workbook/test_workbook.py",
    "workbook_row": "workbook/test_workbook.py",
    "workbook_twice": "workbook/test_workbook.py",
    "indicator_taken": "test_starting.py",
    "project_exists": "test_starting.py",
    "workbook_other": "workbook/test_workbook.py",
    "no_cases": "test_cases.py",
    "no_cases_of_year": "test_cases.py",
    "case_not_csv": "test_cases.py",
    "case_not_a_number": "test_cases.py",
    "case_no_row": "test_cases.py",
    "office_needed": "test_cli.py: several offices and none named",
    "no_value_at": "test_figures.py: a key of figures[…]",
    "figure_notation": "test_cli.py: an argument of explain",
    "unknown_figure": "test_cli.py: an argument of explain",
    "unknown_key_of_figure": "test_cli.py: an argument of explain",
    "cannot_access": "test_cli.py: a folder for --out that is not there",
    "system_refused": "test_streams.py: no folder for temporary files",
    "file_changed_meanwhile": "test_saving.py",
    "path_outside": "test_saving.py",
    "save_interrupted": "test_saving.py",
    "save_journal": "test_saving.py",
    "rule_file_too_large": "below: a file of a megabyte is written, not kept",
    "codes_with_values": "language/test_functions.py: a scale whose levels have values",
    "office_without_row": "language/test_offices.py: a table of offices that lacks one",
    "unknown_package": "language/test_packaged.py",
    "weight_negative": "language/test_judging.py",
    "source_table": "test_elsewhere.py",
    "source_not_many": "test_elsewhere.py",
    "source_address": "test_elsewhere.py",
    "source_file": "test_elsewhere.py",
    "source_extra": "test_elsewhere.py: a library that is not there",
    "source_unread": "test_elsewhere.py",
    "source_and_file": "test_elsewhere.py",
    "source_too_large": "test_elsewhere.py",
    "many_statistic": "language/test_functions.py: a table of single answers",
    "more_like_this": "test_bad_data.py: a table of thousands of bad rows is written, not kept",
    "target_missing": "below: a warning, so that nothing is refused",
    "too_many_rows_to_trace": "test_bad_data.py: a large table is written, not kept",
    "no_office_file": "report/test_failures.py",
    "no_notebook": "report/test_failures.py",
    "unknown_constant": "report/test_failures.py",
    "unknown_option": "report/test_failures.py",
    "unknown_placeholder": "report/test_failures.py",
    "not_our_word_file": "report/test_word.py",
    "typed_figure": "report/test_office_texts.py",
    "nearly_typed_figure": "report/test_office_texts.py",
    "explanation_older": "report/test_office_texts.py",
    "indicator_not_reported": "report/test_office_texts.py",
    "unknown_part": "report/test_failures.py",
    "unknown_phrase": "report/test_failures.py",
    "unknown_breakdown": "report/test_failures.py",
    "no_quarto": "report/test_failures.py",
    "old_quarto": "report/test_failures.py",
    "cell_failed": "report/test_execute.py",
    "notebook_open": "report/test_document.py",
    "notebook_front_matter": "report/test_document.py",
    "render_failed": "report/test_render.py",
    "unknown_reference": "report/test_render.py",
    "document_bomb": "audit/test_reading.py, as all that is wrong with a document",
    "document_damaged": "audit/test_reading.py",
    "document_empty": "audit/test_reading.py",
    "document_encrypted": "audit/test_reading.py",
    "document_entities": "audit/test_reading.py",
    "document_format": "audit/test_reading.py",
    "document_pages": "audit/test_reading.py",
    "document_size": "audit/test_reading.py",
    "document_too_long": "audit/test_reading.py",
    "document_without_text": "audit/test_reading.py",
    "no_rendered_report": "audit/test_rendered.py: a folder without reports",
    "figure_unusable": "never shown: it follows from a mistake that is told by itself (case figure_unusable)",
}


@dataclass(frozen=True)
class Case:
    """A mistake: what is changed in a copy of the tiny project, and the issues that must come out."""

    name: str
    issues: list[dict[str, Any]]
    file: str = ""
    at: str = ""
    remove: tuple[str, ...] = ()

    def change(self, project: Path) -> None:
        for path in self.remove:
            (project / path).unlink()
        if self.file:
            (project / self.at).write_bytes((FOLDER / self.file).read_bytes())

    def places(self) -> list[tuple[str, str, int, int]]:
        return sorted((i["code"], i.get("in", self.at), i.get("line", 0), i.get("column", 0)) for i in self.issues)


def cases() -> list[Case]:
    loaded = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
    return [Case(entry.pop("case"), **entry) for entry in loaded]


CASES = cases()


@pytest.mark.usefixtures("english")
def test_the_tiny_project_is_valid(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Hand-computed: else a case could pass because of a mistake of the project itself."""
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    figures = lkjip.load(tiny, 2023).evaluate()
    assert figures["kepuasan.nilai_bulanan", {"bulan": 1}].value == "3.77"  # (3.90 + 3.80 + 3.60) / 3
    assert figures["kepuasan.realisasi"].value == "3.76"  # (3.77·10 + 3.75·30) / 40 = 3.755
    assert figures["kepuasan.berbobot"].value == "3.81"  # (50·3.98 + 30·3.58 + 20·3.71) / 100 = 3.806
    assert figures["kepuasan.capaian"].value == "115.69"  # 3.76 / 3.25
    assert figures["kepuasan.selisih"].value == "0.06"  # 3.76 − 3.70
    assert figures["kepuasan.mutu"].value == "A"  # 25 · 3.76 = 94
    assert figures["kepuasan.rendah"].value == "prosedur, biaya"
    assert figures["anggaran.opini_berjalan"].value == "WTP"
    assert figures["anggaran.pangkat_tiga"].value == "2728000000"  # 1000³ + 1200³


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mistake(
    case: Case, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case.change(tiny)
    monkeypatch.setenv("LKJIP_LANG", "en")
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert sorted((i["code"], i["file"], i["line"], i["column"]) for i in found) == case.places()
    for wanted in case.issues:
        same = [i for i in found if i["code"] == wanted["code"] and i["line"] == wanted.get("line", 0)]
        assert any(wanted["en"] in i["message"] for i in same), (wanted["en"], found)
        near = f"Did you mean {wanted['nearest']}?" if "nearest" in wanted else ""
        assert any(i["hint"].startswith(near) for i in same), (near, found)
        assert near or not any("Did you mean" in i["hint"] for i in same)

    monkeypatch.setenv("LKJIP_LANG", "id")
    out = tmp_path / "angka.json"
    out.write_text(KEPT, encoding="utf-8")
    assert main(["evaluate", "--project", str(tiny), *YEAR, "--format", "json", "--out", str(out)]) == 1
    assert out.read_text(encoding="utf-8") == KEPT
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({"angka.json", tiny.name})
    shown = capsys.readouterr()
    assert shown.out == ""
    for wanted in case.issues:
        place = wanted.get("in", case.at) + (f":{wanted['line']}" if "line" in wanted else "")
        assert place in shown.err
        assert wanted["id"] in shown.err


def test_a_rule_file_of_a_megabyte_is_refused(tiny: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    file = tiny / "rules/2023/categories.yaml"
    file.write_bytes(file.read_bytes() + b"# x\n" * 250_000)
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 1
    (issue,) = json.loads(capsys.readouterr().out)
    assert (issue["code"], issue["file"]) == ("rule_file_too_large", "rules/2023/categories.yaml")
    assert "1000000 bytes" in issue["message"]


def test_a_target_that_is_not_set_is_a_warning(tiny: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    file = tiny / "rules/2023/indicators/kepuasan.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2023: 3.25, ", "", 1), encoding="utf-8")
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 0
    (issue,) = json.loads(capsys.readouterr().out)
    assert (issue["code"], issue["level"], issue["line"]) == ("target_missing", "warning", 8)
    assert "no target for 2023" in issue["message"]
    figures = lkjip.load(tiny, 2023).evaluate()
    assert (figures["kepuasan.capaian"].status, figures["kepuasan.capaian"].value) == ("undefined", None)
    assert figures["kepuasan.capaian"].reason == "No target is set"
    assert figures["kepuasan.realisasi"].value == "3.76"


def test_mistakes_of_several_files_come_at_once(tiny: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    by_name = {case.name: case for case in CASES}
    for name in ("unknown_citation_categories", "unknown_dimension_parent", "missing_weight"):
        by_name[name].change(tiny)
    assert main(["check", "--project", str(tiny), *YEAR, "--format", "json"]) == 1
    found = {issue["code"] for issue in json.loads(capsys.readouterr().out)}
    assert {"unknown_citation", "unknown_dimension", "missing_weight"} <= found


def test_a_seal_does_not_let_a_mistake_through(tiny: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    """A valid run leaves a seal in the cache; a change of one character must be looked at again."""
    arguments = ["check", "--project", str(tiny), *YEAR]
    assert main(arguments) == main(arguments) == 0
    file = tiny / "rules/2023/indicators/kepuasan.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: Indeks", "titel: Indeks", 1), encoding="utf-8")
    assert main(arguments) == 1
    assert "titel" in capsys.readouterr().out


def test_every_file_has_a_case_and_names_are_unique() -> None:
    used = [case.file for case in CASES if case.file]
    assert sorted(used) == sorted({path.name for path in FOLDER.glob("*.yaml")} - {"expected.yaml"})
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_code_of_the_catalogue_has_a_case() -> None:
    """A code is caused by a file of rules, by a file of data, or is listed above with the reason."""
    rules = {issue["code"] for case in CASES for issue in case.issues}
    data = {issue["code"] for case in yaml.safe_load(TABLES.read_text("utf-8")) for issue in case["issues"]}
    assert codes() - rules - data - set(ELSEWHERE) == set()
    assert (rules | data) - codes() == set()
    assert set(ELSEWHERE) & (rules | data) == set()
