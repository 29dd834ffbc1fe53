"""How wide a table's columns are, and whether it needs small type: from the lengths of what stands in them.

Lengths are in characters of the page's type. A column of numbers gets what it asks for, because a number must not break;
columns of text share the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

WIDEST = 44  # the most that a column of text asks for
LINE, DENSE_LINE = 92, 118  # what a line of the page holds, in normal and in small type, less the space between columns
_ENOUGH = 22  # what a column of text can do with
_LEAST, _SPACE, _NEAR = 3, 2, 3  # least length, space beside it, and how far lengths may differ that count as the same
_SLACK = 7  # a number gets a character more for so many, as other fonts, which Word may take, are wider
_SMALLEST = 50  # percent of the page that the smallest table takes


def dense(asked: Sequence[int], numbers: Collection[int]) -> bool:
    """Whether a table needs small type.

    >>> dense([40, 14, 14], {1, 2}), dense([40] + [14] * 6, {1, 2, 3, 4, 5, 6})
    (False, True)
    """
    return sum(length if at in numbers else min(length, _ENOUGH) for at, length in enumerate(asked)) > LINE


def asked(longest: Sequence[int], numbers: Collection[int]) -> list[int]:
    """What columns ask for, given their longest content; neighbouring columns of numbers of about one length get the same.

    >>> asked([30, 4, 5, 4, 14], {1, 2, 3, 4})
    [32, 7, 7, 7, 18]
    """
    slack = [length // _SLACK if at in numbers else 0 for at, length in enumerate(longest)]
    lengths = [max(length, _LEAST) + _SPACE + more for length, more in zip(longest, slack, strict=True)]
    alike, start = list(lengths), 0
    for at in range(1, len(lengths) + 1):
        run = lengths[start : at + 1]
        if at == len(lengths) or not {start, at} <= set(numbers) or max(run) - min(run) > _NEAR:
            alike[start:at] = [max(lengths[start:at])] * (at - start)
            start = at
    return alike


def shares(asked: Sequence[int], numbers: Collection[int], line: int) -> list[float]:
    """The columns' widths in percent of the page, to a tenth: what they ask for, or where that is too much, texts give way.

    >>> shares([46, 46], set(), 92), shares([20, 10], {1}, 92), shares([60, 60, 20, 22], {2, 3}, 92)
    ([50.0, 50.0], [33.4, 16.6], [27.3, 27.1, 21.7, 23.9])
    """
    total = sum(asked)
    if total <= line:
        whole = max(_SMALLEST, 100 * total // line)
        return _parts([whole * length / total for length in asked])
    fixed = sum(asked[at] for at in numbers)
    texts = total - fixed
    left = max(line - fixed, line // 5) if texts else 0
    wanted = [length if at in numbers else left * length / texts for at, length in enumerate(asked)]
    return _parts([100 * width / sum(wanted) for width in wanted])


def _parts(widths: Sequence[float]) -> list[float]:
    """The widths in tenths, whose sum is that of the widths: equal ones stay equal, the widest takes what is left over."""
    parts = [int(10 * width) for width in widths]
    left = round(10 * sum(widths)) - sum(parts)
    parts[max(range(len(parts)), key=parts.__getitem__)] += left
    return [part / 10 for part in parts]
