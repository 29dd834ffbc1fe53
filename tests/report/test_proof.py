"""What `check` says of the offices' files and the notebook: all that would stop the report, at its line, without a run."""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

import lkjip
from lkjip.errors import Issue
from lkjip.project import Project
from lkjip.report.proof import proof
from lkjip.report.proof.signs import OWN

ROOT = Path(__file__).parents[2]
OFFICE = "data/2023/kanim-jember/office.yaml"
NOTEBOOK = "reports/lkjip2023.qmd"
Told = list[tuple[str, int]]


@pytest.fixture
def with_file(project: Project) -> Callable[[str, str], list[Issue]]:
    """What is found with one file otherwise than on disk; rules and tables are those of the project, read once."""

    def found(file: str, text: str) -> list[Issue]:
        changed = Project(ROOT, 2023, None, {file: text.encode()})
        for name in ("rules", "plan", "tables", "evaluation"):
            changed.__dict__[name] = getattr(project, name)
        return list(proof(changed))

    return found


def told(issues: list[Issue]) -> Told:
    return sorted((issue.code, issue.location.line) for issue in issues)


def test_the_report_of_2023_passes(project: Project) -> None:
    assert proof(project) == ()


# office.yaml


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("date: 2023-12-28", "date: 2023-02-29", "impossible_date"),
        ("date: 2023-12-28", "date: 2023-02-31", "impossible_date"),
        ("date: 2023-12-28", "date: 2023-13-01", "impossible_date"),
        ("date: 2023-12-28", "date: 2022-12-31", "report_before_period"),
        ("date: 2023-12-28", "date: 28-12-2023", "wrong_value"),
        ("date: 2023-12-28", "date: 20231228", "wrong_type"),
        ("short_name: Kanim Jember", "short_name: Kanim \U0001f600 Jember", "unprintable_sign"),
        ("short_name: Kanim Jember", "short_name: Kanim \u6f22", "unprintable_sign"),
        ("short_name: Kanim Jember", 'short_name: "Kanim\\0Jember"', "yaml_control"),
        ("short_name: Kanim Jember", 'short_name: "Kanim\\x07"', "yaml_control"),
        ("short_name: Kanim Jember", "short_name: Kanim\x00Jember", "yaml_control"),
        ("short_name: Kanim Jember", "short_name: Kanim Jember #1", "yaml_comment"),
        ("short_name: Kanim Jember", "short_name: #1", "wrong_type"),
        ("short_name: Kanim Jember", "short_nama: Kanim Jember", "unknown_key"),
        ("ministry: ", "ministri: ", "unknown_key"),
        ("city: Jember\n", "", "missing_key"),
        ("address: Jalan", "address: Sejak 31 April 2023, Jalan", "impossible_date"),
        ("address: Jalan", "address: Sejak 31/04/2023, Jalan", "impossible_date"),
    ],
)
def test_an_office_is_blamed_for_its_own_file(
    old: str, new: str, code: str, with_file: Callable[[str, str], list[Issue]]
) -> None:
    text = (ROOT / OFFICE).read_text(encoding="utf-8")
    assert old in text
    issues = with_file(OFFICE, text.replace(old, new, 1))
    assert code in {issue.code for issue in issues}
    assert {issue.location.file for issue in issues} == {OFFICE}
    assert all(issue.location.line for issue in issues)


def test_an_agreement_is_not_signed_after_its_report(with_file: Callable[[str, str], list[Issue]]) -> None:
    text = (ROOT / OFFICE).read_text(encoding="utf-8")
    issues = with_file(OFFICE, re.sub(r"(agreement:\n(?:  .*\n)*?  date: )\S+", r"\g<1>2024-01-03", text, count=1))
    assert [issue.code for issue in issues] == ["agreement_after_report"]


@pytest.mark.no_cover  # the same check many times
@pytest.mark.parametrize("sign", ["é", "Ž", "½", "→", "–", "“", "±", "Ж", "α", "✓"])
def test_signs_that_a_font_has_are_let_pass(sign: str, with_file: Callable[[str, str], list[Issue]]) -> None:
    text = (ROOT / OFFICE).read_text(encoding="utf-8")
    assert with_file(OFFICE, text.replace("short_name: Kanim Jember", f"short_name: Kanim {sign}", 1)) == []


def test_the_signs_that_are_let_pass_unasked_are_in_both_fonts() -> None:
    """The table of signs in the fonts' own files (format 4 of `cmap`, OpenType specification)."""
    fonts = ROOT / "src/lkjip/report/assets/fonts"
    both = _signs(fonts / "sans-regular.ttf") & _signs(fonts / "serif-regular.ttf")
    unasked = {chr(number) for number in range(0x20, 0x3000) if OWN.fullmatch(chr(number)) and not chr(number).isspace()}
    assert unasked - both <= {"\u00ad"}
    assert len(unasked) > 300


def _signs(path: Path) -> set[str]:
    data = path.read_bytes()
    tables = {data[12 + 16 * n : 16 + 16 * n]: 12 + 16 * n for n in range(struct.unpack(">H", data[4:6])[0])}
    (start,) = struct.unpack(">I", data[tables[b"cmap"] + 8 : tables[b"cmap"] + 12])
    found: set[str] = set()
    for number in range(struct.unpack(">H", data[start + 2 : start + 4])[0]):
        (offset,) = struct.unpack(">I", data[start + 8 + 8 * number : start + 12 + 8 * number])
        sub = start + offset
        form, _, _, double = struct.unpack(">HHHH", data[sub : sub + 8])
        if form == 4:
            ends = struct.unpack(f">{double // 2}H", data[sub + 14 : sub + 14 + double])
            starts = struct.unpack(f">{double // 2}H", data[sub + 16 + double : sub + 16 + 2 * double])
            found |= {chr(code) for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}
    return found


# The notebook: a short one, over the rules and tables of 2023

SHORT = """\
---
title: Laporan
lang: id
---

```{python}
#| include: false
from lkjip.report import load

r = load(2023)
```

# Kata Pengantar {#sec-pengantar}

Ada `{python} r("kinerja.jumlah_indikator")` indikator; dasarnya `{python} r.citation("permenpanrb-53-2014")`, sasarannya
`{python} r.objective("sk1")`. Tahun `{python} r.year_before`: `{python} r("ikm.realisasi_tahunan", tahun=r.year_before)`.
`{python} r.office("name")`, `{python} r.date("date")`. Lihat @tbl-indikator dan @sec-pengantar.

::: {#tbl-indikator}
```{python}
r.table(
    rows="indikator",
    columns={"Target": "*.target", "Capaian (%)": "kinerja.capaian"},
)
```

Indikator.
:::

```{python}
r.office_list("innovations")
```

```{python}
r.charts.shares("pegawai.bagian_jenis_kelamin", counts="pegawai.jumlah_jenis_kelamin")
```

```{python}
figures = ("pagu_jenis_tahunan", "realisasi_jenis_tahunan")
r.rows(
    head=["Tahun", "Jenis", "Pagu", "Realisasi"],
    rows=[
        [
            year if kind == "pegawai" else ...,
            r.member("jenis", kind),
            *(f"anggaran.{name}[tahun={year},jenis={kind}]" for name in figures),
        ]
        for year in (r.year_before, r.year)
        for kind in ("pegawai", "barang", "modal")
    ],
)
```

```{python}
r.provenance()
```
"""


def test_a_short_notebook_passes(with_file: Callable[[str, str], list[Issue]]) -> None:
    assert with_file(NOTEBOOK, SHORT) == []


@pytest.mark.parametrize(
    ("old", "new", "told_of"),
    [
        ('r("kinerja.jumlah_indikator")', 'r("kinerja.jumlah_indikatr")', "kinerja.jumlah_indikator"),
        ('r.citation("permenpanrb-53-2014")', 'r.citation("permenpanrb-53-2015")', "permenpanrb-53-2014"),
        ('r.objective("sk1")', 'r.objective("sk9")', "sk9"),
        ('r("ikm.realisasi_tahunan", tahun=r.year_before)', 'r("ikm.realisasi_tahunan", tahun=1999)', "1999"),
        ('r.office("name")', 'r.ofice("name")', "office"),
        ("r.year_before`:", "r.year_befor`:", "year_before"),
        ('rows="indikator"', 'rows="indikatr"', "indikatr"),
        ("[tahun={year},jenis={kind}]", "[tahun={year},jenes={kind}]", "anggaran.pagu_jenis_tahunan"),
        ('"*.target"', '"*.targt"', "targt"),
        ('"kinerja.capaian"', '"kinerja.capain"', "kinerja.capaian"),
        ('r.charts.shares("pegawai.bagian_jenis_kelamin"', 'r.charts.shares("pegawai.bagian_kelamin"', "pegawai.bagian_"),
        ("r.charts.shares(", "r.charts.shers(", "shares"),
        ('r.office_list("innovations")', 'r.office_list("innovations"', "SyntaxError"),
        ('r.office_list("innovations")', 'r.office_list(satu, "innovations")', "NameError: satu"),
        ('r.office_list("innovations")', 'r.office_list("innovations", warna=1)', "TypeError"),
        ('r.office_list("innovations")', "r.office_list()", "TypeError"),
        ("r = load(2023)", "r = load(2024)", "2023"),
    ],
)
def test_a_cell_that_would_fail_is_told_at_its_line(
    old: str, new: str, told_of: str, with_file: Callable[[str, str], list[Issue]]
) -> None:
    text = SHORT
    assert old in text, old
    (issue,) = with_file(NOTEBOOK, text.replace(old, new, 1))
    assert issue.code == "cell_failed"
    line = text[: text.index(old)].count("\n") + 1
    block = (
        text.count("\n", 0, text.rindex("```", 0, text.index(old))) + 1
        if "`{python}" not in text.split("\n")[line - 1]
        else line
    )
    assert issue.location.file == NOTEBOOK
    assert block <= issue.location.line <= line
    assert told_of in issue.message


def test_all_mistakes_are_told_at_once(with_file: Callable[[str, str], list[Issue]]) -> None:
    text = SHORT
    wrong = text.replace('"kinerja.jumlah_indikator"', '"kinerja.x"', 1).replace(
        'r.objective("sk1")', 'r.objective("sk9")', 1
    )
    assert [issue.code for issue in with_file(NOTEBOOK, wrong)] == ["cell_failed", "cell_failed"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("# Kata Pengantar", "# Kata Pengantar, 30 Februari 2023", "impossible_date"),
        ("# Kata Pengantar", "# Kata \U0001f389 Pengantar", "unprintable_sign"),
        ("# Kata Pengantar", "# Kata\x0bPengantar", "yaml_control"),
        ("lang: id", "lang: [id", "notebook_front_matter"),
        ("# Kata Pengantar", "Lihat @tbl-tidakada.\n\n# Kata Pengantar", "unknown_reference"),
        ("# Kata Pengantar", "```{python}\n1\n\n# Kata Pengantar", "cell_failed"),
    ],
)
def test_texts_of_the_notebook(old: str, new: str, code: str, with_file: Callable[[str, str], list[Issue]]) -> None:
    text = SHORT
    issues = with_file(NOTEBOOK, text.replace(old, new, 1))
    assert code in {issue.code for issue in issues}
    assert {issue.location.file for issue in issues} == {NOTEBOOK}


@pytest.mark.parametrize(
    "cell",
    [
        "import math\nx = math.pi\nx",
        "for n in range(3):\n    print(n)",
        "%matplotlib inline",
        "!rm -rf /tmp/should-not-run",
        "y = [r(name) for name in ('ikm.realisasi',)]\ny",
        "def f(a):\n    return a\n\nf(1)",
        "f'{r.year}'",
        "with open('x') as file:\n    pass",
        "display(r.year)",
        "",
    ],
)
def test_other_python_is_read_and_not_run(
    cell: str, with_file: Callable[[str, str], list[Issue]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = SHORT
    assert with_file(NOTEBOOK, text + f"\n```{{python}}\n{cell}\n```\n") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "code",
    [
        "open('ditulis', 'w').write('x')",
        "__import__('os').mkdir('ditulis')",
        "r.__class__.__bases__",
        "r.project.root.joinpath('x').write_text('x')",
        "r.facts.project.root",
        "[open(n, 'w') for n in ['ditulis']]",
        'f\'{open("ditulis", "w")}\'',
    ],
)
def test_nothing_but_the_reports_words_is_carried_out(
    code: str, with_file: Callable[[str, str], list[Issue]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = SHORT
    with_file(NOTEBOOK, text + f"\n`{{python}} {code}`\n\n```{{python}}\n{code}\n```\n")
    assert list(tmp_path.iterdir()) == []
    assert not (ROOT / "x").exists()


def test_a_year_without_a_notebook_has_nothing_to_prove(tiny: Path) -> None:
    assert proof(lkjip.load(tiny, 2023)) == ()


def _of_two(tmp_path: Path, *files: str) -> Project:
    """Two offices with the same tables; those named have an office.yaml."""
    for name in ("rules", "archive", "reports"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for office in ("kanim-jember", "kanim-lain"):
        shutil.copytree(ROOT / "data/2023/kanim-jember", tmp_path / f"data/2023/{office}")
        if office not in files:
            (tmp_path / f"data/2023/{office}/office.yaml").unlink()
    return lkjip.load(tmp_path, 2023)


def test_of_several_offices_one_without_a_file_is_no_error(tmp_path: Path) -> None:
    (issue,) = proof(_of_two(tmp_path, "kanim-jember"))
    assert (issue.code, issue.level, issue.values) == (
        "offices_without_file",
        "warning",
        {"count": 1, "offices": "kanim-lain"},
    )


def test_of_several_offices_without_any_file_all_are_told_once(tmp_path: Path) -> None:
    (issue,) = proof(_of_two(tmp_path))
    assert (issue.code, issue.values["count"]) == ("offices_without_file", 2)


def test_the_only_office_needs_its_file(tmp_path: Path) -> None:
    project = _of_two(tmp_path, "kanim-jember")
    assert [issue.code for issue in proof(lkjip.load(tmp_path, 2023, "kanim-lain"))] == ["no_office_file"]
    shutil.rmtree(tmp_path / "data/2023/kanim-jember")
    assert [issue.code for issue in proof(lkjip.load(project.root, 2023))] == ["no_office_file"]
