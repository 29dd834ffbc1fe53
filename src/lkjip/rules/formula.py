"""The formula language: text to a small tree of its own. Nothing here evaluates anything.

The grammar is closed: numbers, names, `+ - * /`, comparisons, `and or not`, parentheses, `name[member]` and calls of the
functions in `FUNCTIONS`. Offsets into the text travel with every node, so that a mistake is shown at its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from lkjip.errors import Location
from lkjip.messages import called_elsewhere

MAX_TOKENS = 300  # bounds the depth of a chain such as 1 + 1 + 1 …
MAX_DEPTH = 50
MAX_DIGITS = 40  # of a number, as in YAML; Python itself refuses to read one of some thousand digits

# name → (fewest, most) arguments
FUNCTIONS: dict[str, tuple[int, int]] = {
    "sum": (1, 9),
    "mean": (1, 9),
    "min": (1, 9),
    "max": (1, 9),
    "count": (1, 9),
    "weighted_mean": (2, 9),
    "count_where": (1, 1),
    "achievement": (2, 2),
    "percentage": (2, 2),
    "growth": (2, 2),
    "apportion": (1, 1),
    "convert": (2, 2),
    "abs": (1, 1),
    "clamp": (3, 3),
    "current": (1, 1),
    "previous": (1, 3),
    "medium_term": (1, 1),
    "over_years": (1, 1),
    "missing": (1, 1),
    "value": (1, 1),
    "meets": (2, 2),
    "beats": (2, 2),
    "median": (1, 9),
    "quantile": (3, 9),
    "stdev": (1, 9),
    "geometric_mean": (1, 9),
    "weighted_geometric_mean": (2, 9),
    "last": (2, 2),
    "selected": (3, 3),
    "rank": (2, 4),
    "cumulate": (2, 3),
    "root": (2, 2),
    "power": (2, 2),
    "ln": (1, 1),
    "first_present": (2, 9),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Fraction
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name, or `file.name`."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Member:
    """`operand[member, …]`."""

    operand: Formula
    members: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: str
    arguments: tuple[Formula, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    operator: str
    operand: Formula
    offset: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison, `and` or `or`."""

    operator: str
    left: Formula
    right: Formula
    offset: int


Formula = Number | Name | Member | Call | Unary | Binary

COMPARISONS = ("<=", ">=", "==", "!=", "<", ">")
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)"
    r"|(?P<operator><=|>=|==|!=|[-+*/()<>,\[\]])",
    re.ASCII,
)


class FormulaError(Exception):
    """Something in a formula that cannot be right: an issue code, the offset in its text, and values for the message.

    `place` is where the text stands, once whoever knows it has said so (see `at`).
    """

    def __init__(self, code: str, offset: int, **values: object) -> None:
        super().__init__(code)
        self.code, self.offset, self.values = code, offset, values
        self.place: Location | None = None


@contextmanager
def at(place: Location) -> Iterator[None]:
    """What is wrong inside is wrong with the text at this place."""
    try:
        yield
    except FormulaError as error:
        error.place = error.place or place
        raise


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse(text: str) -> Formula:
    """The tree of a formula.

    Raises:
        FormulaError: the text is not in the language; the code says how.

    >>> parse("sum(nilai * bobot) / 100").operator
    '/'
    """
    parser = _Parser(_tokens(text))
    tree = parser.disjunction()
    if parser.token.kind != "end":
        raise FormulaError("formula_syntax", parser.token.offset, found=parser.token.text)
    return tree


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError(*_unreadable(text, position), found=text[position : position + 12])
        if match.lastgroup != "space":
            tokens.append(_Token(match.lastgroup or "", match.group(), position))
        if len(tokens) > MAX_TOKENS:
            raise FormulaError("formula_too_long", position, limit=MAX_TOKENS)
        if match.lastgroup == "number" and match.end() - position > MAX_DIGITS:
            raise FormulaError("formula_character", position, found=match.group()[:12] + "…")
        position = match.end()
    return [*tokens, _Token("end", "", len(text))]


def _unreadable(text: str, position: int) -> tuple[str, int]:
    """Which mistake stands at `position`: an attribute after a name or call, or a character that means nothing."""
    return ("formula_attribute" if text[position] == "." else "formula_character"), position


class _Parser:
    """Recursive descent with a bound on depth."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.position, self.depth = tokens, 0, 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def take(self) -> _Token:
        token = self.token
        self.position += 1
        return token

    def expect(self, text: str) -> None:
        if self.token.text != text:
            found = self.token.text
            raise FormulaError("formula_expected", self.token.offset, expected=text, found=found)
        self.position += 1

    def disjunction(self) -> Formula:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("formula_too_deep", self.token.offset, limit=MAX_DEPTH)
        tree = self._left(("or",), lambda: self._left(("and",), self.negation))
        self.depth -= 1
        return tree

    def negation(self) -> Formula:
        nots = []
        while self.token.text == "not":
            nots.append(self.take())
        tree = self.comparison()
        for token in nots:
            tree = Unary("not", tree, token.offset)
        return tree

    def comparison(self) -> Formula:
        left = self.sum()
        if self.token.text not in COMPARISONS:
            return left
        token = self.take()
        tree = Binary(token.text, left, self.sum(), token.offset)
        if self.token.text in COMPARISONS:
            raise FormulaError("formula_chained", self.token.offset, found=self.token.text)
        return tree

    def sum(self) -> Formula:
        return self._left(("+", "-"), lambda: self._left(("*", "/"), self.factor))

    def factor(self) -> Formula:
        signs = []
        while self.token.text == "-":
            signs.append(self.take())
        if len(signs) > MAX_DEPTH:
            raise FormulaError("formula_too_deep", signs[MAX_DEPTH].offset, limit=MAX_DEPTH)
        tree = self.postfix()
        for token in signs:
            tree = Unary("-", tree, token.offset)
        return tree

    def postfix(self) -> Formula:
        tree = self.primary()
        while self.token.text == "[":
            offset = self.take().offset
            members = [self.member()]
            while self.token.text == ",":
                self.take()
                members.append(self.member())
            self.expect("]")
            tree = Member(tree, tuple(members), offset)
        return tree

    def member(self) -> str:
        token = self.take()
        if token.kind not in ("name", "number") or "." in token.text:
            raise FormulaError("formula_member", token.offset, found=token.text)
        return token.text

    def primary(self) -> Formula:
        token = self.take()
        if token.kind == "number":
            return Number(Fraction(token.text), token.text, token.offset)
        if token.text == "(":
            tree = self.disjunction()
            self.expect(")")
            return tree
        if token.kind != "name" or token.text in ("and", "or", "not"):
            code = "formula_ends" if token.kind == "end" else "formula_syntax"
            raise FormulaError(code, token.offset, found=token.text)
        return self.call(token) if self.token.text == "(" else Name(token.text, token.offset)

    def call(self, name: _Token) -> Formula:
        if name.text not in FUNCTIONS and (instead := called_elsewhere(name.text.lower())):
            raise FormulaError("formula_instead", name.offset, name=name.text, instead=instead)
        if name.text not in FUNCTIONS:
            raise FormulaError("formula_function", name.offset, name=name.text, known=sorted(FUNCTIONS))
        self.expect("(")
        arguments = [] if self.token.text == ")" else [self.disjunction()]
        while self.token.text == ",":
            self.take()
            arguments.append(self.disjunction())
        self.expect(")")
        fewest, most = FUNCTIONS[name.text]
        if not fewest <= len(arguments) <= most:
            raise FormulaError(
                "formula_arguments", name.offset, name=name.text, fewest=fewest, most=most, given=len(arguments)
            )
        return Call(name.text, tuple(arguments), name.offset)

    def _left(self, operators: tuple[str, ...], operand: Callable[[], Formula]) -> Formula:
        tree = operand()
        while self.token.kind != "end" and self.token.text in operators:
            token = self.take()
            tree = Binary(token.text, tree, operand(), token.offset)
        return tree
