"""Offices apart: what belongs to one office stands in nobody else's report, message, notebook or trace."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from lkjip.cli import main
from lkjip.project import load
from lkjip.report.compose import compose, executed
from report.reading import printed_text

JEMBER = ("Jember", "jember", "Jawa Timur", "Erdiansyah", "Noviansyah", "Jauhari", "Banyuwangi", "Panjaitan", "Papuma")
OTHER = "kanim-lontar"
OFFICE = {
    "name": "Kantor Imigrasi Kelas II Non-TPI Lontar",
    "short_name": "Kanim Lontar",
    "ministry": "Kementerian Imigrasi dan Pemasyarakatan",
    "region": "Nusa Lontar",
    "city": "Lontar",
    "date": "2024-01-12",
    "head": {"name": "Ratna Wulandari", "title": "Kepala Kantor Imigrasi Kelas II Non-TPI Lontar"},
}


@pytest.fixture
def lontar(copy: Path) -> Path:
    """The project with a second office: the same tables, and a file of its own that says only what it must."""
    other = copy / "data/2023" / OTHER
    shutil.copytree(copy / "data/2023/kanim-jember", other)
    (other / "office.yaml").write_text(yaml.safe_dump(OFFICE, allow_unicode=True), encoding="utf-8")
    return copy


def test_nothing_of_the_first_office_stands_in_the_seconds_report(lontar: Path) -> None:
    project = load(lontar, 2023, OTHER)
    for path in compose(project, lontar / "output", renderer="embedded"):
        text = path.read_text(encoding="utf-8") if path.suffix == ".html" else printed_text(path)
        text = re.sub(r"archive/\d{4}/[^\"<\s]*", "", text)  # where the earlier years lie
        assert "Lontar" in text
        assert [word for word in JEMBER if word in text] == [], path.suffix
        assert "†" not in text and "aturan tahunnya masing-masing" not in text  # the archive holds no year of this office
    notebook = json.loads(executed(project))
    told = json.dumps([cell.get("outputs", []) for cell in notebook["cells"]], ensure_ascii=False)
    assert [word for word in JEMBER if word in told] == []


def test_a_trace_names_the_office_it_is_about(lontar: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["explain", "pegawai.total", "--project", str(lontar), "--year", "2023"]
    assert main([*asked, "--satker", OTHER]) == 0
    shown = capsys.readouterr().out
    assert "Lontar" in shown and "Jember" not in shown
    assert main([*asked, "--satker", "kanim-jember"]) == 0
    assert "Kantor Imigrasi Kelas I TPI Jember" in capsys.readouterr().out


@pytest.mark.usefixtures("english")
def test_several_offices_and_none_named(lontar: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--project", str(lontar), "--year", "2023", "--to", "html"]) == 1
    told = capsys.readouterr().err
    assert "kanim-jember" in told and OTHER in told and "--all" in told


def test_every_office_at_once(lontar: Path) -> None:
    out = lontar / "output"
    assert main(["report", "--project", str(lontar), "--year", "2023", "--to", "html", "--all", "--out", str(out)]) == 0
    names = {"indeks2023.html", "nasional2023.html", "lkjip2023-kanim-jember.html", f"lkjip2023-{OTHER}.html"}
    assert {path.name for path in out.glob("*.html")} == names
