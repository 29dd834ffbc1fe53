"""The formula language: what it accepts, and that nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkjip.rules.formula import Binary, Call, FormulaError, Member, Name, Number, Unary, parse


def test_operators_bind_as_in_arithmetic() -> None:
    tree = parse("a + b * c - d")
    assert isinstance(tree, Binary)
    assert tree.operator == "-"
    assert isinstance(tree.left, Binary)
    assert tree.left.operator == "+"
    assert isinstance(tree.left.right, Binary)
    assert tree.left.right.operator == "*"


def test_and_binds_tighter_than_or_and_not_than_both() -> None:
    tree = parse("not a < 1 or b > 2 and c == 3")
    assert isinstance(tree, Binary)
    assert tree.operator == "or"
    assert isinstance(tree.left, Unary)
    assert isinstance(tree.right, Binary)
    assert tree.right.operator == "and"


def test_members_calls_and_names_of_other_files() -> None:
    tree = parse("convert(ipk.realisasi[kanwil, 2023], skor)")
    assert isinstance(tree, Call)
    operand, unit = tree.arguments
    assert isinstance(operand, Member)
    assert operand.members == ("kanwil", "2023")
    assert operand.operand == Name("ipk.realisasi", 8)
    assert isinstance(unit, Name)
    assert unit.name == "skor"


def test_numbers_are_exact() -> None:
    tree = parse("0.1")
    assert isinstance(tree, Number)
    assert (tree.value.numerator, tree.value.denominator) == (1, 10)


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("", "formula_ends", 0),
        ("1 +", "formula_ends", 3),
        ("(1 + 2", "formula_expected", 6),
        ("1 2", "formula_syntax", 2),
        ("nilai.__class__.x", "formula_attribute", 15),
        ("(nilai).x", "formula_attribute", 7),
        ("sum(a).b", "formula_attribute", 6),
        ("eval(1)", "formula_function", 0),
        ("__import__(os)", "formula_function", 0),
        ("a.b(1)", "formula_function", 0),
        ("'text'", "formula_character", 0),
        ("a ** b", "formula_syntax", 3),
        ("a // b", "formula_syntax", 3),
        ("lambda: 1", "formula_character", 6),
        ("a; b", "formula_character", 1),
        ("1,5", "formula_syntax", 1),
        ("1e5", "formula_character", 0),
        ("1 < 2 < 3", "formula_chained", 6),
        ("mean()", "formula_arguments", 0),
        ("growth(a)", "formula_arguments", 0),
        ("a[b.c]", "formula_member", 2),
        ("٣ + 1", "formula_character", 0),
        ("(" * 10_000 + "1" + ")" * 10_000, "formula_too_long", 300),
        ("(" * 60 + "1" + ")" * 60, "formula_too_deep", 50),
        ("-" * 60 + "1", "formula_too_deep", 50),
    ],
)
def test_refused_at_its_place(text: str, code: str, offset: int) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse(text)
    assert (refusal.value.code, refusal.value.offset) == (code, offset)


@given(st.text(max_size=60) | st.text("ab01.+-*/()[]<>=,& _'\"", max_size=80))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except FormulaError as refusal:
        assert 0 <= refusal.offset <= len(text)  # noqa: PT017 (the other branch is a parsed tree)
