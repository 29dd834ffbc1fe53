"""What one number of a row may be of two others, and the other ways in which it may have been computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Relation:
    """A way to compute c from a and b. `kind` is `ratio`, `difference`, `sum` or `product`; `shown` has their places."""

    kind: str
    shown: str
    rule: Callable[[Fraction, Fraction], Fraction]


RELATIONS: tuple[Relation, ...] = (
    Relation("ratio", "{b} / {a} × 100", lambda a, b: b / a * 100),
    Relation("ratio", "{a} / {b} × 100", lambda a, b: a / b * 100),
    Relation("ratio", "(2 × {a} − {b}) / {a} × 100", lambda a, b: (2 * a - b) / a * 100),
    Relation("ratio", "({b} − {a}) / {a} × 100", lambda a, b: (b - a) / a * 100),
    Relation("ratio", "({a} − {b}) / {a} × 100", lambda a, b: (a - b) / a * 100),
    Relation("difference", "{a} − {b}", lambda a, b: a - b),
    Relation("difference", "{b} − {a}", lambda a, b: b - a),
    Relation("sum", "{a} + {b}", lambda a, b: a + b),
    Relation("product", "{a} × {b}", lambda a, b: a * b),
    Relation("product", "{a} × {b} / 100", lambda a, b: a * b / 100),
    Relation("ratio", "{b} / {a}", lambda a, b: b / a),
)
CAPS = frozenset(map(Fraction, (0, 100, 105, 110, 115, 120, 125, 130, 150, 200)))  # where achievements are often cut off
