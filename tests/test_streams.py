"""What the system does to a command: full, closed and broken outputs, signals, strange folders. One sentence, no traces."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and devices")
COMMAND = [sys.executable, "-m", "lkjip"]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    own = {"PYTHONPATH": str(ROOT / "src"), "LKJIP_LANG": "en", "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    return {**os.environ, **own, **more}


def shell(line: str, root: Path, tmp_path: Path, **more: str) -> tuple[int, str, str]:
    """A line of shell with `lkjip` as a command, in a project."""
    script = f'lkjip() {{ "{sys.executable}" -m lkjip "$@"; }}; {line}'
    ran = subprocess.run(
        ["bash", "-c", script], cwd=root, capture_output=True, text=True, env=environment(tmp_path, **more), check=False
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("where", ["> /dev/full", "--out /dev/full", "--out link"])
@pytest.mark.parametrize("form", ["table", "json"])
def test_a_full_disk_is_one_sentence(where: str, form: str, tiny: Path, tmp_path: Path) -> None:
    (tiny / "link").symlink_to("/dev/full")
    code, out, err = shell(f"lkjip evaluate --format {form} {where}", tiny, tmp_path)
    assert (code, out) == (1, "")
    assert "no space left" in err and "Traceback" not in err and "Exception" not in err
    assert (tiny / "link").is_symlink() and not list(tiny.glob(".lkjip*"))


@pytest.mark.parametrize("line", ["evaluate --format parquet --out /dev/full", "--help > /dev/full", "check > /dev/full"])
def test_other_outputs_on_a_full_disk(line: str, tiny: Path, tmp_path: Path) -> None:
    code, out, err = shell(f"lkjip {line}", tiny, tmp_path)
    assert (code, out) == (1, "")
    assert "no space left" in err and "Traceback" not in err and "Exception" not in err


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("evaluate >&-", 1, "the output is closed"),
        ("evaluate --format csv --out hasil.csv >&-", 0, ""),
        ("evaluate >&- 2>&-", 1, ""),
        ("evaluate <&- | head -c 5 > /dev/null; exit ${PIPESTATUS[0]}", 0, ""),
    ],
)
def test_closed_streams(line: str, code: int, said: str, tiny: Path, tmp_path: Path) -> None:
    found, out, err = shell(f"lkjip {line}", tiny, tmp_path)
    assert (found, out) == (code, "")
    assert said in err and "Traceback" not in err and "Exception" not in err
    assert (tiny / "hasil.csv").exists() == ("hasil.csv" in line)


def test_a_pipe_as_output_is_streamed_to(tiny: Path, tmp_path: Path) -> None:
    line = "mkfifo pipa; lkjip evaluate --format csv --out pipa 2>/dev/null & cat pipa; wait; test -p pipa"
    code, out, _ = shell(line, tiny, tmp_path)
    assert code == 0 and out.startswith("id,") and "kepuasan.realisasi" in out


def _modules(root: Path) -> None:
    for name in ("random", "json", "secrets", "polars", "tokenize", "IPython"):
        (root / f"{name}.py").write_text("raise SystemExit('a module of the project')", encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The office's project."""
    for name in ("rules", "data", "reports", "archive"):
        shutil.copytree(ROOT / name, tmp_path / "kanim" / name)
    return tmp_path / "kanim"


def test_modules_in_the_project_are_not_ours(office: Path, tmp_path: Path) -> None:
    _modules(office)
    code, _, err = shell("lkjip report --year 2023 --to html --out hasil", office, tmp_path, HOME="/proc/tiada")
    assert (code, err) == (0, ""), err
    assert "<svg" in (office / "hasil/lkjip2023.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "after"), [("SIGINT", 0.6), ("SIGHUP", 1), ("SIGTERM", 1.5), ("SIGINT", 2.5)])
def test_a_signal_ends_a_report_cleanly(name: str, after: float, office: Path, tmp_path: Path) -> None:
    """However far it has come: nothing is left, no child lives on, and the files are old or new."""
    (office / "output").mkdir()
    old = {suffix: office / "output" / f"lkjip2023.{suffix}" for suffix in ("html", "pdf", "docx")}
    for path in old.values():
        path.write_bytes(b"lama")
    number, temporary = getattr(signal, name), tmp_path / "sementara"
    temporary.mkdir()
    process = subprocess.Popen(
        [*COMMAND, "report", "--year", "2023"],
        cwd=office,
        env=environment(tmp_path, TMPDIR=str(temporary)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(after)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    if process.returncode:  # else it was faster than we are
        assert process.returncode in (128 + number, -number) and err in ("Stopped.\n", "")  # nothing before it stands
        assert len({path.read_bytes() for path in old.values()} & {b"lama"}) == 1
    assert sorted(path.name for path in (office / "output").iterdir()) == sorted(path.name for path in old.values())
    assert [path.name for path in temporary.iterdir()] == []
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize("more", [{"TMPDIR": "/tiada", "HOME": "/tiada"}, {"XDG_CACHE_HOME": "/dev/null"}])
def test_folders_of_the_user_that_are_not_there(more: dict[str, str], tiny: Path, tmp_path: Path) -> None:
    code, out, err = shell("lkjip evaluate --format csv", tiny, tmp_path, **more)
    assert code == 0 and "kepuasan.realisasi" in out and "Traceback" not in err
