"""A small project written from its essentials: dimensions, tables as CSV text, and rules as YAML text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lkjip.project import Project

_RULESET = """
ruleset: "{year}"
version: 1.0.0
year: {year}
title: Aturan uji
period: {{from: {year}-01-01, to: {year}-12-31}}
rounding: half_away_from_zero
citations:
  sumber: {{title: Contoh uji, certainty: report}}
levels: {{program: Sasaran program}}
objectives:
  s1: {{level: program, title: Sasaran uji}}
"""
_UNITS = """
units:
  angka: {title: Angka, define: "angka = 1"}
  persen: {title: Persen, define: "persen = 0.01"}
  indeks: {title: Indeks, define: "indeks = [indeks]"}
"""


def small(
    root: Path,
    rules: Mapping[str, str],
    tables: Mapping[str, tuple[str, str]] | None = None,
    dimensions: str = "",
    categories: str = "kosong: {title: Kosong, levels: [{code: A, title: A}, {code: B, title: B}]}",
    year: int = 2024,
) -> Project:
    """A project of one or many offices.

    Args:
        root: an empty folder.
        rules: `indicators/x` or `measures/x` → YAML without `id` and `title`.
        tables: name → (YAML of its columns, CSV). Keys are the header's names that are no column; with a column
            `satker` the file is one for all offices, else it is the office `s`'s.
        dimensions: YAML, without `tahun`, which is the year and the one before unless it is given.
    """
    folder = root / "rules" / str(year)
    for name in ("tables", "indicators", "measures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "ruleset.yaml").write_text(_RULESET.format(year=year))
    (folder / "scales.yaml").write_text(_UNITS)
    years = f"tahun: {{title: Tahun, members: {{{year - 1}: Tahun lalu, {year}: Tahun ini}}}}\n"
    (folder / "dimensions.yaml").write_text(("" if "tahun:" in dimensions else years) + dimensions)
    (folder / "categories.yaml").write_text(categories)
    for file, text in rules.items():
        (folder / f"{file}.yaml").write_text(f"id: {file.rpartition('/')[2]}\ntitle: Judul\n{text}")
    for name, (columns, rows) in (tables or {}).items():
        header = rows.strip().partition("\n")[0].split(",")
        own = [line.partition(":")[0] for line in columns.strip().splitlines()]
        keys = ", ".join(key for key in header if key not in own and key != "satker")
        body = "\n".join(f"  {line}" for line in columns.strip().splitlines())
        text = f"table: {name}\ntitle: Tabel\nsource: {{system: Uji}}\nkeys: [{keys}]\ncolumns:\n{body}\n"
        (folder / "tables" / f"{name}.yaml").write_text(text)
        place = root / "data" / str(year) / ("" if "satker" in header else "s")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.csv").write_text(rows.strip() + "\n")
    return Project(root, year)


def values(project: Project, figure: str, satker: str | None = None) -> dict[str, str]:
    """A figure's values by key (`a=a1, b=b2`; `–` without keys), or the status and reason of one that is missing."""
    found = {}
    for value in project.evaluate().all(figure, satker):
        key = ", ".join(f"{name}={code}" for name, code in value.key.items()) or "–"
        found[key] = value.value if value.value is not None else f"{value.status}: {value.reason}"
    return found


def refused(project: Project) -> dict[str, str]:
    """The codes of a project's errors with their hints, in the language that is set."""
    return {issue.code: issue.hint for issue in project.check() if issue.level == "error"}
