"""Bridges: data and rules sum to the change; what cannot be bridged is named with the reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from lkjip.archive.bridge import bridge
from lkjip.breaks import breaks
from lkjip.cli import main
from lkjip.project import load


def test_a_change_is_split_into_data_and_rules(three_years: Path) -> None:
    """IKM: 127 (3,99/3,15) → 121,88. New data, old rules: 3,90/3,15 = 124; old data, new rules: 3,99/3,20 = 124,69.

    Data: ((124 − 127) + (121,88 − 124,69)) / 2 = −2,905; rules: ((124,69 − 127) + (121,88 − 124)) / 2 = −2,215.
    """
    spans = {span.id: span for span in bridge(three_years, "2021", "2022").spans}
    achieved = spans["ikm.capaian"]
    assert (achieved.data, achieved.rules) == (Fraction("-2.905"), Fraction("-2.215"))
    assert achieved.both
    assert (spans["ikm.target"].data, spans["ikm.target"].rules) == (Fraction(0), Fraction("0.05"))
    assert (spans["ikm.realisasi"].data, spans["ikm.realisasi"].rules) == (Fraction("-0.09"), Fraction(0))
    assert (spans["smart.nilai_kinerja_berjalan"].data, spans["smart.nilai_kinerja_berjalan"].rules) == (
        Fraction("9.83"),
        Fraction(0),
    )
    for span in spans.values():
        if span.data is not None and span.rules is not None:
            before, after = (Fraction(text.replace(".", "").replace(",", ".")) for text in (span.before, span.after))
            assert span.data + span.rules == after - before, span.id


def test_what_cannot_be_bridged_is_named_with_the_reason(three_years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    spans = {span.id: span for span in bridge(three_years, "2022", "2023").spans}
    assert spans["ikm.realisasi"].data is None
    assert [reason.split(":")[0] for reason in spans["ikm.realisasi"].reasons] == [
        "data/2023/kanim-jember/kinerja_tercetak.csv",
        "data/2022/kanim-jember/skm_nilai.csv",
    ]
    assert spans["smart.selisih_tahun_lalu"].reasons == ("Membandingkan dengan tahun sebelumnya",)
    assert spans["anggaran.persentase"].data == Fraction("1.83")
    assert not spans["anggaran.persentase"].both  # 2023 compares over years, so only its tables cross


def test_the_command(three_years: Path, capsys: pytest.CaptureFixture[str], english: None) -> None:
    assert main(["bridge", "2021", "2022", "--project", str(three_years)]) == 0
    out = capsys.readouterr().out
    assert "Capaian  ikm.capaian  127 → 121,88 persen: Data -2,905, Rules -2,215" in out
    assert main(["bridge", "2022", "2023", "--project", str(three_years), "--format", "json"]) == 0
    assert '"both_ways": true' in capsys.readouterr().out


def test_years_under_other_rules_are_marked(three_years: Path) -> None:
    """IKM of 2021 and 2022 is read as printed, of 2023 from the survey; budget and SMART keep their rules."""
    found = breaks(load(three_years, 2023))
    assert found["ikm.realisasi_tahunan"] == (2021, 2022)
    assert found["ikm.capaian_tahunan"] == (2021, 2022)
    for name in ("smart.nilai_kinerja", "smart.komponen", "anggaran.persentase_tahunan", "anggaran.pagu_tahunan"):
        assert name not in found
