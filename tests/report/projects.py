"""Small projects of invented offices, for tests of the report: any indicator, unit and polarity, no table of Jember."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
OFFICE = "dinas-nusa"
NAME = "Dinas Kelautan Kota Nusa Lontar"


@dataclass(frozen=True)
class Indicator:
    """An indicator whose realisation is one cell. `None`: no target, or an empty cell."""

    id: str
    title: str
    unit: str = "persen"
    realised: str | None = "80.00"
    target: str | None = "75.00"
    lower: bool = False
    objective: str = "s1"
    earlier: dict[int, str] = field(default_factory=dict)  # realisations of earlier years
    earlier_targets: dict[int, str] = field(default_factory=dict)
    medium: str | None = None


IKAN = Indicator("ikan", "Cakupan Pembinaan Nelayan", realised="82.50", target="75.00")
WAKTU = Indicator("waktu", "Lama Penerbitan Izin", "hari", "6.00", "5.00", lower=True)
KAPAL = Indicator("kapal", "Jumlah Kapal yang Diperiksa", "kapal", "120.00", "120.00", objective="s2")


def project(
    folder: Path,
    indicators: tuple[Indicator, ...] = (IKAN, WAKTU, KAPAL),
    *,
    year: int = 2025,
    years: int = 1,
    medium_term: int | None = None,
    office: dict[str, object] | None = None,
) -> Path:
    """Writes a project: `years` is how many years its dimension `tahun` has; earlier values lie in an archive's place."""
    rules = folder / "rules" / str(year)
    for name in ("indicators", "measures", "tables"):
        (rules / name).mkdir(parents=True)
    shutil.copy(ROOT / "rules/2023/measures/kinerja.yaml", rules / "measures/kinerja.yaml")
    (rules / "standard.yaml").write_text(_standard(), encoding="utf-8")
    _write(rules / "ruleset.yaml", _ruleset(year, medium_term))
    _write(rules / "scales.yaml", _SCALES)
    _write(rules / "categories.yaml", {})
    members = {y: {"title": f"Tahun {y}", "short": str(y)} for y in range(year - years + 1, year + 1)}
    _write(rules / "dimensions.yaml", {"tahun": {"title": "Tahun", "members": members}})
    data = folder / "data" / str(year) / OFFICE
    data.mkdir(parents=True)
    for one in indicators:
        _indicator(rules, data, one, year)
    _write(data / "office.yaml", {**_OFFICE, **(office or {})})
    (folder / "reports").mkdir()
    neutral = ROOT / "src/lkjip/report/assets/laporan.qmd"
    text = neutral.read_text(encoding="utf-8").replace("TAHUN", str(year))
    (folder / "reports" / f"lkjip{year}.qmd").write_text(text, encoding="utf-8")
    return folder


def _indicator(rules: Path, data: Path, one: Indicator, year: int) -> None:
    targets = {**one.earlier_targets, **({year: one.target} if one.target else {})}
    if one.medium:
        targets[year + 2] = one.medium
    rule: dict[str, object] = {
        "id": one.id,
        "title": one.title,
        "objective": one.objective,
        "unit": one.unit,
        "polarity": "lower_is_better" if one.lower else "higher_is_better",
        **({"achievement": "(2T-R)/T"} if one.lower else {}),
        **({"targets": {y: _Number(t) for y, t in targets.items()}} if targets else {}),
        "citation": "perjanjian",
        "inputs": {
            "nilai": {"table": one.id, "by": []},
            **({"riwayat": {"table": f"{one.id}_lalu", "column": "nilai", "by": ["tahun"]}} if one.earlier else {}),
        },
        "figures": {
            "realisasi": {
                "formula": "nilai",
                "title": f"Realisasi {one.title}",
                **({"history": "riwayat"} if one.earlier else {}),
            }
        },
    }
    _write(rules / "indicators" / f"{one.id}.yaml", rule)
    column = {"title": "Nilai", "type": "decimal", "decimals": 2, "unit": one.unit, "empty": "Belum diukur pada tahun ini"}
    table = {
        "table": one.id,
        "title": f"Data {one.title}",
        "source": {"system": "Laporan bidang", "place": "Lembar 1"},
        "keys": [],
        "complete": True,
        "columns": {"nilai": column},
    }
    _write(rules / "tables" / f"{one.id}.yaml", table)
    (data / f"{one.id}.csv").write_text(f"nilai\n{one.realised}\n" if one.realised else 'nilai\n""\n', encoding="utf-8")
    if one.earlier:
        _write(
            rules / "tables" / f"{one.id}_lalu.yaml",
            {**table, "table": f"{one.id}_lalu", "keys": ["tahun"], "complete": False},
        )
        lines = [f"{y},{value}" for y, value in one.earlier.items()]
        (data / f"{one.id}_lalu.csv").write_text("\n".join(["tahun,nilai", *lines, ""]), encoding="utf-8")


class _Number(str):
    """A number that YAML writes as it is."""


class _Dumper(yaml.CSafeDumper):
    """The fast one: a test writes hundreds of projects."""


_Dumper.add_representer(_Number, lambda dumper, data: dumper.represent_scalar("tag:yaml.org,2002:float", str(data)))


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False), encoding="utf-8")


@cache
def _standard() -> str:
    """The standard figures without the citations of another rule set."""
    text = (ROOT / "rules/2023/standard.yaml").read_text(encoding="utf-8")
    for name in ("permenpanrb-53-2014", "perbandingan-multi-tahun", "renstra-imigrasi-2020-2024"):
        text = text.replace(name, "perjanjian")
    return text


def _ruleset(year: int, medium_term: int | None) -> dict[str, object]:
    cited = {
        "perjanjian": {"title": "Perjanjian Kinerja Dinas", "certainty": "report"},
        "permenpanrb-53-2014": {"title": "Peraturan Menteri PANRB Nomor 53 Tahun 2014", "certainty": "regulation"},
    }
    return {
        "ruleset": str(year),
        "version": "1.0.0",
        "year": year,
        "title": "Aturan Dinas",
        "period": {"from": f"{year}-01-01", "to": f"{year}-12-31"},
        "rounding": "half_away_from_zero",
        "order": [],
        **({"medium_term": {"year": medium_term, "citation": "perjanjian"}} if medium_term else {}),
        "citations": cited,
        "levels": {"strategis": "Sasaran Strategis"},
        "objectives": {
            "s1": {"level": "strategis", "title": "Meningkatnya layanan perikanan"},
            "s2": {"level": "strategis", "title": "Terjaganya keselamatan pelayaran"},
        },
    }


_SCALES = {
    "units": {
        "angka": {"title": "Angka", "define": "angka = 1"},
        "persen": {"title": "Persen", "define": "persen = 0.01", "symbol": "%"},
        "hari": {"title": "Hari", "define": "hari = [hari]", "symbol": " hari"},
        "kapal": {"title": "Kapal", "define": "kapal = [kapal]"},
    }
}
_OFFICE: dict[str, object] = {
    "name": NAME,
    "short_name": "Dinas Kelautan",
    "ministry": "Pemerintah Kota Nusa Lontar",
    "region": "Nusa Lontar",
    "city": "Lontar",
    "date": "2026-01-20",
    "head": {"name": "Ratna Wulandari", "title": "Kepala Dinas Kelautan"},
}
