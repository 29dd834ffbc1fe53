"""Strict YAML: what is read, where it stands, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkjip.errors import Issue, Location
from lkjip.rules.source import MAX_BYTES, read


def codes(text: str | bytes) -> list[str]:
    issues: list[Issue] = []
    read("a.yaml", text if isinstance(text, bytes) else text.encode(), issues)
    return [issue.code for issue in issues]


def data(text: str) -> object:
    issues: list[Issue] = []
    document = read("a.yaml", text.encode(), issues)
    assert document is not None
    assert issues == []
    return document.data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("0o17", "0o17"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("76,61", "76,61"),
        ("2023-01-01", "2023-01-01"),
        ("3.90", Decimal("3.90")),
        ("-0.5", Decimal("-0.5")),
        ("12", 12),
        ("true", True),
        ("~", None),
        ("'12'", "12"),
    ],
)
def test_scalars_are_yaml_1_2(text: str, value: object) -> None:
    found = data(f"a: {text}")
    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


def test_decimals_keep_their_digits() -> None:
    found = data("a: 3.10")
    assert isinstance(found, dict)
    assert str(found["a"]) == "3.10"


def test_places_are_those_of_keys_values_and_quoted_text() -> None:
    document = read("a.yaml", b"a:\n  b: [1, 'xy']\n", [])
    assert document is not None
    assert document.key("a", "b") == Location("a.yaml", 2, 3)
    assert document.at("a", "b", 0) == Location("a.yaml", 2, 7)
    assert document.at("a", "b", 1) == Location("a.yaml", 2, 11)
    assert document.at("a", "missing") == Location("a.yaml", 2, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2", "duplicate_key"),
        ("a: &x 1\nb: *x", "yaml_alias"),
        ("a: &x [1]\nb: [*x, *x]", "yaml_alias"),
        ("a: {<<: {b: 1}}", "yaml_alias"),
        ("a: !!python/object:os.system x", "yaml_tag"),
        ("a: !foo 1", "yaml_tag"),
        ("a: 1\n---\nb: 2", "yaml_many_documents"),
        ("? [a, b]\n: 1", "yaml_key_not_scalar"),
        ("a: [1, 2", "yaml_syntax"),
        ("a: b: c", "yaml_syntax"),
        ("- 1", "yaml_not_mapping"),
        ("", "yaml_not_mapping"),
        ("a: " + "[" * 200 + "]" * 200, "yaml_too_deep"),
        (b"a: \xff", "not_utf8"),
        (b"a: \x00", "yaml_control"),
        (b"# " + b"x" * MAX_BYTES, "rule_file_too_large"),
    ],
)
def test_refused(text: str | bytes, code: str) -> None:
    assert codes(text) == [code]


def test_all_duplicates_are_told_with_their_lines() -> None:
    issues: list[Issue] = []
    assert read("a.yaml", b"a: 1\nb: {c: 1, c: 2}\na: 3\n", issues) is None
    assert [(issue.location.line, issue.values["key"]) for issue in issues] == [(2, "c"), (3, "a")]


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    issues: list[Issue] = []
    assert (read("a.yaml", content, issues) is None) == bool(issues)


@pytest.mark.parametrize(
    ("text", "kept", "lost"),
    [
        ("short_name: Kanim Jember #1", "Kanim Jember", "#1"),
        ("a: {b: Seksi #2\n}", "Seksi", "#2"),
        ("a:\n  - Ruang #3", "Ruang", "#3"),
        ("a: satu dua\n  tiga #4", "satu dua tiga", "#4"),
    ],
)
def test_a_text_that_a_hash_cuts_is_noted(text: str, kept: str, lost: str) -> None:
    issues: list[Issue] = []
    assert read("a.yaml", text.encode(), issues) is not None
    assert [(issue.code, issue.level, issue.values) for issue in issues] == [
        ("yaml_comment", "note", {"kept": kept, "lost": lost})
    ]


@pytest.mark.parametrize("text", ['a: "Kanim #1"', "a: Kanim # catatan", "a: 5 #1", "a: b#1", "#1\na: b", "a: 'x #1' # y"])
def test_a_comment_that_is_meant_is_none_of_it(text: str) -> None:
    assert codes(text) == []
