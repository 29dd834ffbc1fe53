"""Figures by year are found by what their rules say, whatever a project calls them."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from lkjip.project import Project
from lkjip.report import Report
from lkjip.rules.yearly import yearly

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def renamed(project: Project) -> Project:
    """The real project, all of whose figures by year have other names."""
    figures = project.plan.resolved.figures.values()
    names = {figure.rule.name for figure in figures if figure.rule.name.endswith("_tahunan")}
    assert len(names) > 20
    pattern = re.compile(rf"\b({'|'.join(sorted(names, key=len, reverse=True))})\b")
    files = [path for path in (ROOT / "rules/2023").rglob("*.yaml") if path.name != "audit.yaml"]
    changed = {
        path.relative_to(ROOT).as_posix(): pattern.sub(
            lambda found: found[1].replace("_tahunan", "_dari_tahun_ke_tahun"), path.read_text(encoding="utf-8")
        ).encode()
        for path in files
    }
    return Project(ROOT, 2023, changed=changed)


def test_what_is_by_year_is_told_by_the_rules(project: Project) -> None:
    found = yearly(project.plan.resolved)
    assert {
        name: found[f"ipk.{name}"] for name in ("target", "realisasi", "capaian", "selisih_tahun_lalu", "selisih_capaian")
    } == {
        "target": "ipk.target_tahunan",
        "realisasi": "ipk.realisasi_tahunan",
        "capaian": "ipk.capaian_tahunan",
        "selisih_tahun_lalu": "ipk.perubahan_tahunan",
        "selisih_capaian": "ipk.perubahan_capaian_tahunan",
    }
    assert found["anggaran.pagu_jenis"] == "anggaran.pagu_jenis_tahunan"
    assert found["kinerja.rata_rata_capaian"] == "kinerja.rata_rata_capaian_tahunan"
    assert found["kinerja.jumlah_bercapaian"] == "kinerja.jumlah_terukur_tahunan"
    # Another quantity of the same file, of the same grain and unit
    assert "ipk.rata_rata_tiga_tahun" not in found
    assert "ipk.selisih_dua_tahun_lalu" not in found
    assert "anggaran.sisa" not in found


def test_other_names_find_the_same(project: Project, renamed: Project) -> None:
    others = yearly(renamed.plan.resolved)
    assert others == {
        name: series.replace("_tahunan", "_dari_tahun_ke_tahun") for name, series in yearly(project.plan.resolved).items()
    }


def test_a_report_shows_them_under_their_own_names(project: Project, renamed: Project) -> None:
    usual, other = Report(project), Report(renamed)
    for mine, theirs in (
        (usual.indicator("ikm", "tahunan"), other.indicator("ikm", "tahunan")),
        (usual.achievements(), other.achievements()),
        (usual.phrases("rata_rata_tahun_lalu", "arah_penyerapan"), other.phrases("rata_rata_tahun_lalu", "arah_penyerapan")),
    ):
        assert "_tahunan[tahun=2022]" in _open(mine)
        assert _open(theirs).replace("_dari_tahun_ke_tahun", "_tahunan") == _open(mine)


def _open(shown: object) -> str:
    """Markdown with its charts as text."""
    return re.sub(r"base64,([\w+/=]+)", lambda found: base64.b64decode(found[1]).decode(), str(shown))
