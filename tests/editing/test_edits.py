"""An edit changes the characters of what it names, and nothing else."""

from __future__ import annotations

import difflib
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from lkjip.editing import csv_text, yaml_text
from lkjip.editing.edits import Edit, applied, edited
from lkjip.editing.spans import spans
from lkjip.editing.yaml_text import NotEditable
from lkjip.project import Project
from lkjip.rules.load import parsed
from lkjip.rules.source import KeyPath

FILES = sorted([*(ROOT / "rules" / "2023").rglob("*.yaml"), *(ROOT / "data" / "2023").rglob("office.yaml")])
CATEGORIES, IPK = "rules/2023/categories.yaml", "rules/2023/indicators/ipk.yaml"


def changed_lines(before: bytes, after: bytes) -> list[str]:
    lines = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def get(data: Any, path: KeyPath) -> Any:
    for name in path:
        data = data[name]
    return data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_scalar_is_replaced_in_its_place_and_back(path: Path) -> None:
    content = path.read_bytes()
    document, _ = parsed(path.name, content)
    assert document is not None
    found = spans(content.decode())
    assert set(found) == set(document.values)
    scalars = [own for own, span in found.items() if span.kind == "scalar"]
    for own in random.Random(path.name).sample(scalars, min(12, len(scalars))):
        value = get(document.data, own)
        if value is None or isinstance(value, bool):
            continue
        other = value + " lagi" if isinstance(value, str) else value + 1
        after = edited(content, Edit(path.name, own, "set", other))
        assert after is not None and after != content
        span, text = found[own], after.decode()
        if span.style != ">":
            start, end = content.decode()[: span.start], content.decode()[span.end :]
            assert text.startswith(start) and text.endswith(end)
        assert edited(after, Edit(path.name, own, "set", value)) == content


@pytest.mark.parametrize(
    ("file", "edit", "lines"),
    [
        (IPK, Edit(IPK, ("targets", "2025"), "add", Decimal("3.15")), ["+  2025: 3.15"]),
        (IPK, Edit(IPK, ("weights", "bobot_internal", "values", "siber"), "add", 5), ["+      siber: 5"]),
        (IPK, Edit(IPK, ("weights", "bobot_internal", "values", "tak"), "remove"), ["-      tak: 10"]),
        (
            CATEGORIES,
            Edit(CATEGORIES, ("mutu_pelayanan", "bands", 3, "from"), "set", Decimal("90")),
            [
                "-    - {from: 88.31, code: A, title: Sangat Baik}",
                "+    - {from: 90.00, code: A, title: Sangat Baik}",
            ],
        ),
        (
            CATEGORIES,
            Edit(
                CATEGORIES, ("mutu_pelayanan", "bands", 4), "add", {"from": Decimal("95.00"), "code": "E", "title": "A: B"}
            ),
            ['+    - {from: 95.00, code: E, title: "A: B"}'],
        ),
    ],
)
def test_an_entry_is_one_line(file: str, edit: Edit, lines: list[str]) -> None:
    before = (ROOT / file).read_bytes()
    after = edited(before, edit)
    assert after is not None and changed_lines(before, after) == lines


@pytest.mark.parametrize(
    ("text", "edit", "wanted"),
    [
        ("a: 1\r\nb: 2 # dua\r\n", Edit("x.yaml", ("b",), "set", 3), "a: 1\r\nb: 3 # dua\r\n"),
        ("\ufeffa: 1\r\nb:\r\n  c: 1\r\n", Edit("x.yaml", ("b", "d"), "add", 2), "\ufeffa: 1\r\nb:\r\n  c: 1\r\n  d: 2\r\n"),
        ("a:\nb: 1\n", Edit("x.yaml", ("a",), "set", "isi"), "a: isi\nb: 1\n"),
        ("a: {}\n", Edit("x.yaml", ("a", "b"), "add", 1), "a: {b: 1}\n"),
        ("a: # kosong\nb: 1\n", Edit("x.yaml", ("a", "c"), "add", 1), "a: {c: 1} # kosong\nb: 1\n"),
        ("a:\n  b: 1\n# akhir\n", Edit("x.yaml", ("a", "b"), "remove"), "a: {}\n# akhir\n"),
        ("a: [x, y, z]\n", Edit("x.yaml", ("a", 1), "remove"), "a: [x, z]\n"),
        ("a: [x, y]", Edit("x.yaml", ("a", 2), "add", "z, w"), 'a: [x, y, "z, w"]'),
        ("a:\n  - x\n  # sisip\n  - z\n", Edit("x.yaml", ("a", 1), "add", "y"), "a:\n  - x\n  - y\n  # sisip\n  - z\n"),
        ("a:\n  b: 1 # satu", Edit("x.yaml", ("a", "c"), "add", 2), "a:\n  b: 1 # satu\n  c: 2"),
        ("a:\n  b: 1\n  c: 2\n", Edit("x.yaml", ("a", "b"), "rename", "d"), "a:\n  d: 1\n  c: 2\n"),
        ("a: 'it''s'\n", Edit("x.yaml", ("a",), "set", "that's"), "a: 'that''s'\n"),
        (
            "a: >-\n  satu dua\n  tiga\n\nb: 1\n",
            Edit("x.yaml", ("a",), "set", "satu dua empat"),
            "a: >-\n  satu dua\n  empat\n\nb: 1\n",
        ),
        ("k,n\n1,2\n2,3\n", Edit("x.csv", ("k=2", "n"), "set", "4"), "k,n\n1,2\n2,4\n"),
        ('k,t\r\n1,"a, b"\r\n', Edit("x.csv", ("k=1", "t"), "set", 'c "d"'), 'k,t\r\n1,"c ""d"""\r\n'),
        ("k,n\n1,2", Edit("x.csv", ("k=3",), "add", {"n": "5"}), "k,n\n1,2\n3,5\n"),
        ("k,n\n1,2\n2,3", Edit("x.csv", ("k=2",), "remove"), "k,n\n1,2"),
        ("n\n7\n", Edit("x.csv", ("", "n"), "set", "8"), "n\n8\n"),
    ],
)
def test_odd_layouts(text: str, edit: Edit, wanted: str) -> None:
    assert (edited(text.encode(), edit) or b"").decode() == wanted


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: 1\n", Edit("x.yaml", ("b",), "set", 1)),
        ("a: 1\n", Edit("x.yaml", ("a",), "add", 1)),
        ("a: {b: 1, c: 2}\n", Edit("x.yaml", ("a", "b"), "rename", "c")),
        ("a:\n  - b: 1\n    c: 2\n", Edit("x.yaml", ("a", 0, "b"), "remove")),
        ("k,n\n1,2\n1,3\n", Edit("x.csv", ("k=1", "n"), "set", "4")),
        ("k,n\n1,2\n", Edit("x.csv", ("k=1", "m"), "set", "4")),
    ],
)
def test_what_cannot_be_done_is_refused(text: str, edit: Edit) -> None:
    with pytest.raises(NotEditable):
        edited(text.encode(), edit)


def test_csv_cells_are_found_through_quotes() -> None:
    text = 'a,b\r\n"x ""y""",1\r\n\r\nz,2\r\n'
    assert csv_text.records(text) == [{"a": 'x "y"', "b": "1"}, {"a": "z", "b": "2"}]


def test_strings_that_would_read_as_something_else_are_quoted() -> None:
    for value in ("true", "12", "- a", "a: b", "a #b", "", " a", "@x", "null", "3.10", "x:", "\tx", "[a]"):
        after = yaml_text.replaced("k: x\n", ("k",), value)
        document, issues = parsed("x", after.encode())
        assert document is not None and not issues and document.data == {"k": value}


def test_a_year_with_edits_in_memory_is_the_year_with_edited_files(tiny: Path) -> None:
    edit = Edit("data/2023/kantor-uji/responden.csv", ("bulan=1", "responden"), "set", "25")
    files = applied(tiny, [edit])
    in_memory = Project(tiny, 2023, None, files).evaluate().frame
    assert not in_memory.equals(Project(tiny, 2023).evaluate().frame)
    for file, content in files.items():
        (tiny / file).write_bytes(content or b"")
    assert in_memory.equals(Project(tiny, 2023).evaluate().frame)
