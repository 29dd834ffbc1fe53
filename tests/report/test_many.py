"""The reports of all offices: parts that are one set, nothing made twice, failures named, and the page of them all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from lkjip.cli import main
from report.conftest import copied

OFFICES = ["kanim-jember", "kanim-uji1", "kanim-uji2"]


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Three offices with the same tables; in the last one a cell is no number."""
    root = copied(tmp_path / "proyek")
    for number in (1, 2):
        office = root / f"data/2023/kanim-uji{number}"
        shutil.copytree(root / "data/2023/kanim-jember", office)
        text = (office / "office.yaml").read_text(encoding="utf-8")
        named = re.sub(r"^name: .*$", f"name: Kantor <Uji> {number}", text, flags=re.MULTILINE)
        (office / "office.yaml").write_text(named, encoding="utf-8")
    broken = root / "data/2023/kanim-uji2/skm_nilai.csv"
    lines = broken.read_text(encoding="utf-8").splitlines()
    broken.write_text("\n".join([*lines[:2], lines[2].rpartition(",")[0] + ",abc", *lines[3:]]), encoding="utf-8")
    return root


def run(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    code = main(["report", "--project", str(root), "--year", "2023", "--all", "--to", "html", "--jobs", "1", *more])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_parts_make_one_set_and_nothing_twice(several: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    out, page = several / "output", several / "output/indeks2023.html"
    code, told, _ = run(several, capsys, "--shard", "2/3")
    assert code == 0 and "1/1  kanim-uji1  done" in told
    assert "No report yet of 2 of 3 offices: kanim-jember, kanim-uji2" in told and not page.exists()
    first = (out / "lkjip2023-kanim-uji1.html").stat().st_mtime_ns

    code, told, error = run(several, capsys)
    assert code == 1
    assert "kanim-uji1  there already and unchanged" in told and "kanim-jember  done" in told
    assert "kanim-uji2  failed" in told and "skm_nilai.csv:3" in error
    assert (out / "lkjip2023-kanim-uji1.html").stat().st_mtime_ns == first
    assert not (out / "lkjip2023-kanim-uji2.html").exists()
    shown = page.read_text(encoding="utf-8")
    assert "3 satuan kerja: 2 laporan selesai, 1 gagal." in shown
    assert (
        "Kantor &lt;Uji&gt; 1" in shown
        and "<script" not in shown
        and "http" not in re.sub(r"http-equiv|xmlns=\"[^\"]*\"", "", shown)
    )
    assert re.findall(r'href="([^"]*)"', shown) == [
        "nasional2023.html",
        "lkjip2023-kanim-uji1.html",
        "lkjip2023-kanim-jember.html",
    ]
    whole = re.sub(r"<[^>]+>|\s+", " ", (out / "nasional2023.html").read_text(encoding="utf-8"))
    assert "2 dari 3 satuan kerja tercakup" in whole and "data/2023/kanim-uji2/skm_nilai.csv:3" in whole
    assert "<td class=n>3,91</td>" in shown and "data/2023/kanim-uji2/skm_nilai.csv:3" in shown


def test_what_changed_is_made_again(several: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    """A file that was edited, and tables that say something else; the other offices stay as they are."""
    run(several, capsys, "--shard", "2/3")
    report = several / "output/lkjip2023-kanim-uji1.html"
    whole = report.read_bytes()
    report.write_bytes(whole + b" ")
    assert "kanim-uji1  done" in run(several, capsys, "--shard", "2/3")[1]
    assert report.read_bytes() == whole
    own = several / "data/2023/kanim-uji1/office.yaml"
    own.write_text(own.read_text(encoding="utf-8") + "# diperiksa\n", encoding="utf-8")
    assert "kanim-uji1  done" in run(several, capsys, "--shard", "2/3")[1]
    (several / "output/.selesai/2023-kanim-uji1.json").write_text("{", encoding="utf-8")  # a note that is damaged
    assert "kanim-uji1  done" in run(several, capsys, "--shard", "2/3")[1]


def test_offices_side_by_side(several: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    shutil.rmtree(several / "data/2023/kanim-uji2")
    code, told, _ = run(several, capsys, "--jobs", "2")
    assert code == 0 and {line.split()[1] for line in told.splitlines() if "done" in line} == set(OFFICES[:2])


@pytest.mark.parametrize("part", ["0/2", "3/2", "2", "a/b", "1/0", "²/3"])
def test_a_part_that_is_none(several: Path, capsys: pytest.CaptureFixture[str], english: None, part: str) -> None:
    code, _, error = run(several, capsys, "--shard", part)
    assert code == 2 and "such as 2/8" in error
