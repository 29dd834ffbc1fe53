"""The notebook's source: parts with their lines, and what is refused."""

from __future__ import annotations

import pytest

from lkjip.errors import UserError
from lkjip.report.document import Code, Document, Inline, Text, parse

SOURCE = """---
title: Laporan
---

Nilai `{python} r("a.b")` dan `kode` biasa, ``{python} bukan``.

```{python}
#| include: false
#| label: awal
x = 1
y = 2
```

```yaml
teks: "`{python} bukan`"
```

~~~{python}
r.table()
~~~
Akhir `{python} r("c.d")`.
"""


def parts(source: str = SOURCE) -> Document:
    return parse("reports/a.qmd", source)


def test_text_and_code_follow_each_other_with_their_lines() -> None:
    document = parts()
    first, cell, middle, other, last = document.parts
    assert document.meta == {"title": "Laporan"}
    assert isinstance(first, Text) and first.inline == (Inline('r("a.b")', 5),)
    assert isinstance(cell, Code) and (cell.code, cell.line) == ("x = 1\ny = 2", 10)
    assert cell.options == {"include": "false", "label": "awal"} and not cell.shows
    assert isinstance(middle, Text) and middle.inline == ()
    assert isinstance(other, Code) and (other.code, other.line, other.shows) == ("r.table()", 19, True)
    assert isinstance(last, Text) and last.inline == (Inline('r("c.d")', 21),)


def test_nothing_of_the_text_is_lost() -> None:
    texts = [part for part in parts().parts if isinstance(part, Text)]
    joined = "".join(piece if isinstance(piece, str) else "@" for text in texts for piece in text.pieces)
    assert "Nilai @ dan `kode` biasa, ``{python} bukan``." in joined
    assert 'teks: "`{python} bukan`"' in joined
    assert "Akhir @." in joined


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert parts("\ufeff" + SOURCE.replace("\n", "\r\n")) == parts()


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("---\ntitle: a\n", "notebook_open", 1),
        ("---\ntitle: [\n---\n", "notebook_front_matter", 2),
        ("teks\n\n```{python}\nx = 1\n", "notebook_open", 3),
        ("satu\ndua `{python} r(` tiga\n", "cell_failed", 2),
        ("satu `{python} x = 1`\n", "cell_failed", 1),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(source: str, code: str, line: int) -> None:
    with pytest.raises(UserError) as caught:
        parts(source)
    (issue,) = caught.value.issues
    assert (issue.code, issue.location.line, issue.location.file) == (code, line, "reports/a.qmd")
