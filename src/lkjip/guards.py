"""What keeps data from being taken for something else: for a formula, for markup, for a file of the size that it claims."""

from __future__ import annotations

import zipfile

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a text that begins so
UNPACKED = 500_000_000  # bytes of all parts of an archive together
RATIO, LARGE = 200, 1_000_000  # a part of so many bytes may be so many times larger than its packed form


def as_text(text: str) -> str:
    """A text as a spreadsheet opens it from CSV without running it.

    >>> as_text("=1+1"), as_text("Baik"), as_text("")
    ("'=1+1", 'Baik', '')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def in_page(json: str) -> str:
    r"""JSON as it may stand in a script of a page, and in a raw block of Markdown: nothing in it ends either.

    >>> in_page('{"a": "</script>```"}')
    '{"a": "\\u003c/script>\\u0060\\u0060\\u0060"}'
    """
    return json.replace("<", "\\u003c").replace("`", "\\u0060")


def bomb(archive: zipfile.ZipFile) -> int:
    """The unpacked size of an archive that is too large, or grows too much when it is unpacked; else 0."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    swollen = any(part.file_size > LARGE and part.file_size > RATIO * part.compress_size for part in parts)
    return total if total > UNPACKED or swollen else 0
