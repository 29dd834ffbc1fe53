"""The command line on the real project of 2023: exit codes, contracts, languages, files; and the cases of `cases/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pytest
import yaml

import lkjip
from lkjip.cli import commands, main
from lkjip.figures import Figures
from lkjip.project import Project

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / "tests/cases").glob("*.yaml"))
REAL = ["--project", str(ROOT), "--year", "2023"]
Run = Callable[..., "Ran"]

pytestmark = pytest.mark.usefixtures("english")


class Ran:
    """What a command left: exit code, output, error output."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(arguments)
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return command


@pytest.fixture(scope="session")
def evaluated() -> str:
    """What `lkjip evaluate --format json` prints of the real project: tests compare with it."""
    return printed("evaluate", *REAL, "--format", "json")


@pytest.fixture(scope="session")
def checked() -> Any:
    """What `lkjip check --format json` says of the real project."""
    return json.loads(printed("check", *REAL, "--format", "json"))


def printed(*command: str) -> str:
    """What a command that succeeds prints."""
    written = BytesIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(TextIOWrapper(written, encoding="utf-8")) as out,
        redirect_stderr(StringIO()),
    ):
        patch.setenv("LKJIP_LANG", "en")
        assert main(command) == 0
        out.flush()
        return written.getvalue().decode()


@pytest.fixture(scope="module")
def figures(project: Project) -> Figures:
    return project.evaluate()


# Expected values from independent sources


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases(path: Path, figures: Figures) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["year"] == 2023
    assert case["figures"]
    wrong = []
    for wanted in case["figures"]:
        key = {name: str(code) for name, code in wanted.get("key", {}).items()}
        found = [
            value
            for value in figures.all(wanted["id"], case["satker"])
            if {name: str(code) for name, code in value.key.items()} == key
        ]
        assert len(found) == 1, wanted
        if (found[0].value, found[0].status) != (wanted.get("value"), wanted.get("status", "ok")):
            wrong.append((wanted, found[0].value, found[0].status))
    assert wrong == []


def test_there_are_cases_and_each_names_its_source() -> None:
    assert {"ikm", "ipk", "iki", "anggaran", "smart", "pnbp", "kinerja", "pegawai"} <= {path.stem for path in CASES}
    for path in CASES:
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert case["source"], path
        assert all(wanted["because"] for wanted in case["figures"]), path


# check


def test_check_lists_the_contradictions_of_the_source_and_exits_0(checked: Any) -> None:
    assert {"error"} & {issue["level"] for issue in checked} == set()
    warnings = [(issue["file"], issue["message"]) for issue in checked if issue["level"] == "warning"]
    known = [
        ("anggaran", "10.976.326.346 = 11.006.326.346"),  # programmes against kinds of spending: 30,000,000 less
        ("anggaran", "11.006.325.346 = 11.006.326.346"),  # printed in the summary and in BAB IV
        ("anggaran", "11.006.635.346 = 11.006.326.346"),  # printed in BAB III.B
        ("anggaran", "8.815.238.065 = 9.815.238.065"),  # printed for 2022
        ("perjanjian", "7.583.649.000 = 7.901.571.000"),  # BAB II against the annex
        ("smart", "|84,64 − 84,56|"),
        ("pegawai", "15 = 17"),
        ("iki", "|88,69 − 91,07|"),
    ]
    for file, numbers in known:
        assert any(Path(where).stem == file and numbers in message for where, message in warnings), (file, numbers)
    assert 11_006_326_346 - 10_976_326_346 == 30_000_000
    notes = [issue for issue in checked if issue["level"] == "note"]
    assert any("bulan=9" in note["message"] and note["file"].endswith("ikm.yaml") for note in notes)


def test_check_json_has_the_keys_of_the_contract(checked: Any) -> None:
    for issue in checked:
        assert list(issue) == ["code", "level", "file", "line", "column", "message", "hint"]
        assert (ROOT / issue["file"]).is_file()
        text = (ROOT / issue["file"]).read_text(encoding="utf-8").splitlines()[issue["line"] - 1]
        assert text[: issue["column"] - 1].strip() in ("expect:", 'expect: "')


def test_check_as_text_says_how_many(run: Run, checked: Any) -> None:
    done = run("check", *REAL)
    assert done.code == 0
    counts = [sum(issue["level"] == level for issue in checked) for level in ("error", "warning", "note")]
    assert done.out.splitlines()[-2] == "Errors: {}, warnings: {}, notes: {}".format(*counts)
    levels = [line.split()[0] for line in done.out.splitlines() if line and line[0] not in " AN"][:-2]  # no headings
    assert levels == sorted(levels, key=["error", "warning", "note"].index)  # worst first
    assert done.err == ""


# evaluate


def test_evaluate_json_keeps_the_contract(run: Run) -> None:
    done = run("evaluate", *REAL, "--format", "json")
    assert done.code == 0
    data = done.json
    assert list(data) == ["year", "ruleset", "ruleset_version", "engine_version", "figures"]
    assert (data["year"], data["ruleset"], data["engine_version"]) == (2023, "2023", lkjip.__version__)
    entries = data["figures"]
    for entry in entries:
        assert {"id", "satker", "key", "unit", "status", "title"} <= set(entry)
        assert set(entry) <= {
            "id",
            "satker",
            "key",
            "value",
            "label",
            "unit",
            "status",
            "reason",
            "covered",
            "of",
            "title",
        }
        assert entry["status"] in ("ok", "not_measured", "undefined")
        assert ("value" in entry) == (entry["status"] == "ok") == ("reason" not in entry)
        assert isinstance(entry.get("value", ""), str)
        assert entry.get("reason", "x")
    by_place = {(entry["id"], json.dumps(entry["key"])): entry for entry in entries}
    assert len(by_place) == len(entries)
    january = by_place["ikm.nilai_bulanan", '{"bulan": 1}']
    assert january == {
        "id": "ikm.nilai_bulanan",
        "satker": "kanim-jember",
        "key": {"bulan": 1},
        "value": "3.92",
        "unit": "indeks",
        "status": "ok",
        "title": "Nilai SKM per bulan",
    }
    september = by_place["ikm.nilai_bulanan", '{"bulan": 9}']
    assert (september["status"], september["reason"]) == ("not_measured", "Tidak ada responden pada bulan ini")
    assert by_place["ikm.realisasi", "{}"]["value"] == "3.91"
    assert by_place["ikm.mutu", "{}"]["label"] == "Sangat Baik"
    assert "lkjip check --year 2023" in done.err


def test_every_format_says_the_same(run: Run, evaluated: str, tmp_path: Path) -> None:
    wanted = {(e["id"], json.dumps(e["key"])): e.get("value") for e in json.loads(evaluated)["figures"]}
    csv, parquet, table = (tmp_path / name for name in ("a.csv", "a.parquet", "a.txt"))
    for path, kind in ((csv, "csv"), (parquet, "parquet"), (table, "table")):
        done = run("evaluate", *REAL, "--format", kind, "--out", str(path))
        assert (done.code, done.out) == (0, "")
    for frame in (pl.read_csv(csv, infer_schema=False), pl.read_parquet(parquet)):
        assert {(id_, key): value for id_, key, value in frame.select("id", "key", "value").rows()} == wanted
    text = table.read_text(encoding="utf-8")
    assert "120,31" in text
    assert "Sangat Baik" in text
    assert run("evaluate", *REAL, "--all").out == text
    short = run("evaluate", *REAL).out
    named = [word for word in short.split() if "." in word and word in {name for name, _ in wanted}]
    assert {"ikm.realisasi", "ikm.target", "ikm.capaian", "ikm.keadaan", "ikm.mutu", "smart.kategori_berjalan"} <= set(named)
    assert len(named) < 40 and max(map(len, short.splitlines())) <= 120


def test_out_is_whole_or_not_there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = tmp_path / "baru.json", tmp_path / "lama.json"
    old.write_text("old", encoding="utf-8")

    def half(_figures: Figures, out: BinaryIO) -> None:
        out.write(b'{"year": 2023, ')
        out.flush()
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(commands, "write_json", half)
        for path in (new, old):
            with pytest.raises(RuntimeError, match="power cut"):
                run("evaluate", *REAL, "--format", "json", "--out", str(path))
    assert [path.name for path in tmp_path.iterdir()] == ["lama.json"]
    assert old.read_text(encoding="utf-8") == "old"
    assert run("evaluate", *REAL, "--format", "json", "--out", str(old)).code == 0
    assert json.loads(old.read_text(encoding="utf-8"))["year"] == 2023
    assert [path.name for path in tmp_path.iterdir()] == ["lama.json"]


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tidak_ada" / "angka.csv"
    done = run("evaluate", *REAL, "--format", "csv", "--out", str(path))
    assert done.code == 1
    assert f"error  {path}\n" in done.err
    assert "cannot be read or written" in done.err


def test_one_office(run: Run, evaluated: str) -> None:
    whole = json.loads(evaluated)
    assert run("evaluate", *REAL, "--format", "json", "--satker", "kanim-jember").json == whole
    for command in (["check"], ["evaluate"], ["explain", "ikm.realisasi"]):
        done = run(*command, *REAL, "--satker", "kanim-jembr")
        assert done.code == 1, command
        assert "Did you mean kanim-jember?" in done.err + done.out


def test_several_offices_and_none_named(run: Run, tiny: Path) -> None:
    (office,) = (path for path in (tiny / "data/2023").iterdir() if path.is_dir())
    shutil.copytree(office, tiny / "data/2023/kantor-lain")
    assert run("evaluate", "--project", str(tiny)).code == 0  # all of them can be meant
    done = run("explain", "anggaran.pagu_berjalan", "--project", str(tiny))
    assert (done.code, done.out) == (1, "")
    assert f"There are 2 offices, and only one can be meant here: kantor-lain, {office.name}." in done.err
    assert "--satker kantor-lain" in done.err
    assert run("explain", "anggaran.pagu_berjalan", "--project", str(tiny), "--satker", "kantor-lain").code == 0


def test_the_year_that_was_not_named_is_told(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("evaluate", "--project", str(tiny), "--format", "json")
    assert done.err.startswith("Taking the year 2023, the latest of this project; another: --year\n")
    assert done.json["year"] == 2023
    assert "Taking the year" not in run("evaluate", "--project", str(tiny), "--year", "2023").err
    monkeypatch.setenv("LKJIP_LANG", "id")
    assert run("check", "--project", str(tiny)).err == "Tahun 2023 dipakai, yang terbaru di proyek ini; tahun lain: --year\n"


@pytest.mark.parametrize("command", [["check"], ["evaluate"], ["explain", "ikm.realisasi"]])
def test_stopped_by_the_user(command: list[str], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lkjip.project.Project.__init__", stop)
    done = run(*command, *REAL)
    assert (done.code, done.out, done.err) == (130, "", "Stopped.\n")


def test_texts_that_a_spreadsheet_would_run_are_marked(run: Run, tiny: Path) -> None:
    file = tiny / "rules/2023/measures/anggaran.yaml"
    text = file.read_text(encoding="utf-8").replace("title: Pagu tahun berjalan", "title: '=HYPERLINK(1)'")
    file.write_text(text, encoding="utf-8")
    done = run("evaluate", "--project", str(tiny), "--format", "csv")
    assert done.code == 0
    assert ",'=HYPERLINK(1)\n" in done.out


# explain


def test_explain_goes_down_to_the_cells(run: Run) -> None:
    done = run("explain", "ikm.realisasi", *REAL)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].endswith("ikm.realisasi = 3,91 indeks")
    assert "704,51/180 = 3,91" in lines[1]
    assert "(3,92 × 12) + (3,90 × 31)" in lines[1]
    line = 1 + (ROOT / "rules/2023/indicators/ikm.yaml").read_text(encoding="utf-8").splitlines().index("  realisasi:")
    assert f"rules/2023/indicators/ikm.yaml:{line}:3" in lines[2]
    assert "Aplikasi Survei Kepuasan Masyarakat, Badan Strategi Kebijakan Hukum dan HAM" in lines[2]
    assert "stated by the source report only" in lines[2]
    cell = "skm_responden.responden[bulan=1] = 12 orang  data/2023/kanim-jember/skm_responden.csv:2"
    assert any(text.endswith(cell) for text in lines)
    assert (ROOT / "data/2023/kanim-jember/skm_responden.csv").read_text(encoding="utf-8").splitlines()[1] == "1,12"
    assert "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 14 Tahun 2017" in done.out


def test_explain_json_is_the_same_tree(run: Run) -> None:
    tree = run("explain", "ikm.realisasi", *REAL, "--format", "json").json
    assert (tree["id"], tree["value"], tree["unit"], tree["status"]) == ("ikm.realisasi", "3.91", "indeks", "ok")
    assert tree["formula"] == "weighted_mean(nilai_bulanan, responden_bulan)"
    assert tree["citation"]["id"] == "survei-skm-bsk"
    assert tree["round"] == 2
    assert tree["steps"][-2:] == ["704,51/180", "3,91"]
    cells = [part for part in tree["parts"] if part["file"].endswith("skm_responden.csv")]
    assert [(cell["value"], cell["line"]) for cell in cells][:2] == [("12", 2), ("31", 3)]
    months = [part for part in tree["parts"] if part["id"] == "ikm.nilai_bulanan"]
    assert all(part["parts"] for part in months if part["status"] == "ok")


def test_explain_of_a_value_that_is_missing_says_why(run: Run) -> None:
    done = run("explain", "ikm.nilai_bulanan[bulan=9]", *REAL)
    assert done.code == 0
    assert "Tidak ada responden pada bulan ini" in done.out


@pytest.mark.parametrize(
    "name",
    [
        "ikm.status_target",
        "smart.kategori_berjalan",
        "ikm.unsur_di_bawah_rata_rata",
        "kinerja.rata_rata_capaian",
        "pegawai.bagian_seksi[seksi=tikkim]",
    ],
)
def test_explain_takes_every_kind_of_figure(name: str, run: Run) -> None:
    done = run("explain", name, *REAL)
    assert done.code == 0
    assert name.partition("[")[0] in done.out.splitlines()[0]


@pytest.mark.parametrize("name", ["ikm", "IKM", "Indeks Kepuasan Masyarakat terhadap Layanan Keimigrasian di Wilayah"])
def test_explain_takes_an_indicator_by_its_name(run: Run, name: str) -> None:
    assert run("explain", name, *REAL).out == run("explain", "ikm.realisasi", *REAL).out


@pytest.mark.parametrize(
    ("figure", "message", "hint"),
    [
        ("ikm.realisas", "Unknown figure: ikm.realisas.", "Did you mean ikm.realisasi?"),
        ("ikn", "Unknown figure: ikn.", ""),
        ("ikm.nilai_bulanan[bulan=9", '"ikm.nilai_bulanan[bulan=9" does not name a figure', "ikm.nilai_bulanan[bulan=9]"),
        ("ikm.nilai_bulanan", 'The key "–" does not fit', "bulan=9"),
        ("ikm.nilai_bulanan[bulan=13]", 'The key "bulan=13" does not fit', "bulan=9"),
        ("ikm.nilai_bulanan[unsur=respon]", 'The key "unsur=respon" does not fit', "bulan=9"),
        ("ikm.realisasi[bulan=1]", 'The key "bulan=1" does not fit', ""),
    ],
)
def test_explain_of_a_figure_that_is_not_there(figure: str, message: str, hint: str, run: Run) -> None:
    done = run("explain", figure, *REAL)
    assert (done.code, done.out) == (1, "")
    assert message in done.err
    assert hint in done.err


# Where and how it is called


@pytest.mark.no_cover  # the same command many times
@pytest.mark.parametrize("folder", ["rules/2023/indicators", "data/2023/kanim-jember", "docs"])
def test_from_any_folder_of_the_project(folder: str, run: Run, evaluated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / folder)
    assert run("evaluate", "--format", "json").out == evaluated
    assert run("check", "--year", "2023").code == 0


def test_outside_any_project(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["check"], ["evaluate"], ["explain", "ikm.realisasi"]):
        done = run(*command)
        assert (done.code, done.out) == (1, "")
        assert "There is no lkjip project" in done.err


def test_a_year_without_rules(run: Run) -> None:
    for command in (["check"], ["evaluate"], ["explain", "ikm.realisasi"]):
        done = run(*command, "--project", str(ROOT), "--year", "1999")
        assert done.code == 1
        assert "There are no rules for the year 1999. Years that exist: 2021, 2022, 2023" in done.err + done.out


@pytest.mark.parametrize(
    "arguments",
    [[], ["chek"], ["check", "--yaer", "2023"], ["evaluate", "--format", "xml"], ["explain"], ["check", "--year", "dua"]],
)
def test_bad_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: lkjip" in capsys.readouterr().err


ENGLISH = (
    "usage",
    "error",
    "argument",
    "required",
    "choice",
    "expected",
    "options",
    "invalid",
    "recognized",
    "show",
    "the ",
)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "yang wajib ditulis: PERINTAH"),
        (["chek"], '"chek" bukan pilihan. Yang diterima: check, evaluate,'),
        (["chek"], "Mungkin maksudnya: check."),
        (["check", "--yaer", "2023"], "tidak dikenal: --yaer 2023"),
        (["check", "--format", "xml"], '--format: "xml" bukan pilihan. Yang diterima: text, json.'),
        (["evaluate", "--format"], "--format: memerlukan satu nilai"),
        (["explain"], "yang wajib ditulis: ANGKA"),
        (["check", "--year", "dua"], '--year: "dua" bukan tahun; tulis empat angka, misalnya 2023'),
        (["check", "--year", "-2023"], "--year"),
        (["diff", "--sentences=1", "a", "b"], "--sentences: tidak menerima nilai, tetapi tertulis '1'"),
    ],
)
def test_bad_usage_is_told_in_indonesian(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    shown = capsys.readouterr().err
    assert shown.startswith("pemakaian: lkjip")
    assert told in shown
    assert not [word for word in ENGLISH if word in shown.lower()], shown


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"], ["chek"]])
def test_help_and_a_typo_answer_at_once(arguments: list[str]) -> None:
    """Without what takes long to load: nothing of it is needed to say how a command is written."""
    code = (
        "import sys\nfrom lkjip.cli import main\ntry:\n main(sys.argv[1:])\nexcept SystemExit:\n pass\n"
        "sys.stderr.write(' '.join({'polars', 'rich', 'pint', 'jsonschema', 'tornado', 'IPython'} & set(sys.modules)) + '.')"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "."


def test_parquet_needs_a_file(run: Run) -> None:
    done = run("evaluate", *REAL, "--format", "parquet")
    assert (done.code, done.out) == (2, "")
    assert "--out" in done.err


@pytest.mark.no_cover  # the same commands twice
def test_both_languages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    english = run("check", *REAL)
    monkeypatch.setenv("LKJIP_LANG", "id")
    indonesian = run("check", *REAL)
    assert english.code == indonesian.code == 0
    ways_out = "\nNext: ", "\nSelanjutnya: "
    assert [way in english.out for way in ways_out] == [True, False]
    assert [way in indonesian.out for way in ways_out] == [False, True]
    assert indonesian.out.splitlines()[-2].startswith("Kesalahan: 0, peringatan: ")
    monkeypatch.delenv("LKJIP_LANG")
    for locale, wanted in (("id_ID.UTF-8", indonesian.out), ("en_GB.UTF-8", english.out)):
        monkeypatch.setenv("LC_ALL", locale)
        assert run("check", *REAL).out == wanted


def test_figures_do_not_depend_on_the_language(run: Run, evaluated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    indonesian = run("evaluate", *REAL, "--format", "json").json
    english = json.loads(evaluated)
    assert [(e["id"], e.get("value")) for e in indonesian["figures"]] == [
        (e["id"], e.get("value")) for e in english["figures"]
    ]


COMMANDS = [["check"], ["evaluate"], ["explain", "ikm.realisasi"], ["explain", "ikm.realisas"]]


def _process(arguments: list[str], **settings: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lkjip", *arguments, *REAL],
        env=os.environ | settings.pop("env", {}),
        encoding="utf-8",
        capture_output=True,
        check=False,
        **settings,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_ansi_codes_where_there_is_no_terminal(command: list[str]) -> None:
    done = _process(command, env={"TERM": "xterm-256color"})
    assert done.returncode == (1 if "ikm.realisas" in command else 0)
    assert "\x1b" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
def test_colour_on_a_terminal() -> None:
    import pty

    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "lkjip", "check", *REAL], stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm"}
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # the other end has closed
        pass
    os.close(ours)
    assert started.wait(timeout=60) == 0
    assert b"\x1b[33;1mwarning\x1b[0m" in shown


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    errors = tmp_path / "errors.txt"
    with errors.open("wb") as err:
        started = subprocess.Popen(
            [sys.executable, "-m", "lkjip", "evaluate", "--format", "json", *REAL], stdout=subprocess.PIPE, stderr=err
        )
        assert started.stdout is not None
        started.stdout.readline()
        started.stdout.close()
        assert started.wait(timeout=60) == 0
    assert "Traceback" not in errors.read_text(encoding="utf-8")


def test_output_is_utf8_whatever_the_machine_prefers() -> None:
    done = _process(["explain", "ikm.realisasi"], env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert done.returncode == 0
    assert "3,92 × 12" in done.stdout


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"lkjip {lkjip.__version__}\n"
