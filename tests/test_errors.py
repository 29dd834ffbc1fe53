"""What a figure is called, and how a user's mistake speaks: as text, in a notebook, and across processes."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lkjip
from lkjip.errors import Issue, Location, UserError
from lkjip.figure_key import FigureKey, parse_key

pytestmark = pytest.mark.usefixtures("english")
CODES = st.from_regex(r"[a-z0-9_]+", fullmatch=True)
UNKNOWN = Issue("unknown_figure", Location("rules/2023"), {"given": "ikm.realisas", "nearest": "ikm.realisasi"})
NOTE = Issue("no_figures", Location("rules/2023/a\x1b[2Jb.yaml", 3), level="note")


@given(CODES, st.dictionaries(CODES, CODES, max_size=4))
def test_what_a_key_writes_it_reads(name: str, codes: dict[str, str]) -> None:
    key = FigureKey.of(f"ikm.{name}", codes)
    assert FigureKey.parse(str(key)) == key
    assert FigureKey.parse(str(key)).codes == codes
    turned = FigureKey.of(f"ikm.{name}", dict(reversed(codes.items())))
    assert (turned, hash(turned)) == (key, hash(key))


def test_numbers_and_codes_are_one_key_and_others_are_others() -> None:
    assert FigureKey.of("a.b", {"bulan": 1}) == FigureKey.of("a.b", {"bulan": "1"})
    assert FigureKey.of("a.b", {"bulan": 1}) != FigureKey.of("a.b", {"bulan": 2})
    assert FigureKey("a.b") != FigureKey("a.c")
    assert str(FigureKey.parse(" a.b[ bulan = 1 , unsur=x ] ")) == "a.b[bulan=1,unsur=x]"


@pytest.mark.parametrize("text", ["", "[a=1]", "a.b[bulan=1", "a.b[bulan]", "a.b[bulan=]", "a.b[=1]", "a.b[k=1,k=2]"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        FigureKey.parse(text)


def test_a_key_alone() -> None:
    assert parse_key("bulan=1, unsur=respon") == (("bulan", "1"), ("unsur", "respon")) == parse_key("bulan=1,unsur=respon")


def test_a_mistake_speaks_for_itself() -> None:
    error = UserError([NOTE, UNKNOWN])
    first, second, third, *_ = str(error).splitlines()
    assert first == "error  rules/2023"  # the worst first
    assert second == "    Unknown figure: ikm.realisas. [unknown_figure]"
    assert third.startswith("    → Did you mean ikm.realisasi?")
    assert "note  rules/2023/a·[2Jb.yaml:3\n" in str(error)  # what was given cannot steer the terminal
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_in_the_users_language(monkeypatch: pytest.MonkeyPatch) -> None:
    error = UserError([UNKNOWN])
    monkeypatch.setenv("LKJIP_LANG", "id")
    assert str(error).startswith("kesalahan  rules/2023\n    Angka tidak dikenal: ikm.realisas. [unknown_figure]\n")
    assert "Mungkin maksudnya: ikm.realisasi." in str(error)


def test_a_notebook_shows_the_mistake_and_no_traceback(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]
    shell.run_cell(f"import lkjip; lkjip.load({str(tmp_path)!r}, 2023)")
    shown = capsys.readouterr()
    text = shown.out + shown.err
    assert "There is no lkjip project" in text
    assert "[no_project]" in text
    assert "Traceback" not in text
    assert "layout.py" not in text


def test_public_names_are_there_and_nothing_else_is() -> None:
    assert {"load", "Project", "Figures", "FigureKey", "UserError", "Issue"} <= set(lkjip.__all__)
    for name in lkjip.__all__:
        assert getattr(lkjip, name) is not None
    assert lkjip.UserError is UserError
    with pytest.raises(AttributeError):
        lkjip.nothing  # noqa: B018
