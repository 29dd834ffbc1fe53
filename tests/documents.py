"""Documents for the audit's tests: one text as txt, md, html, docx and pdf; the project's report by its HTML contract."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from html import escape
from pathlib import Path

import docx

from lkjip.figures import Value

LINES = 46  # lines on a page of a PDF


def write(text: str, path: Path) -> Path:
    """The text as a document of the kind that the path's suffix names."""
    match path.suffix:
        case ".docx":
            return _word(text, path)
        case ".html":
            rows = "".join(_row(line) for line in text.split("\n"))
            path.write_text(f"<!doctype html><html lang=id><body>{rows}</body></html>", encoding="utf-8")
        case ".pdf":
            lines = [line.strip("| ").replace("|", "  ") for line in text.split("\n")]
            path.write_bytes(pdf([lines[start : start + LINES] for start in range(0, len(lines), LINES)]))
        case _:
            path.write_text(text, encoding="utf-8")
    return path


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


def _row(line: str) -> str:
    cells = _cells(line)
    if cells:
        return "<table><tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr></table>"
    return f"<p>{escape(line)}</p>"


def _word(text: str, path: Path) -> Path:
    document = docx.Document()
    for line in text.split("\n"):
        cells = _cells(line)
        if cells:
            table = document.add_table(rows=1, cols=len(cells))
            for cell, content in zip(table.rows[0].cells, cells, strict=True):
                cell.text = content
        else:
            document.add_paragraph(line)
    document.save(str(path))
    return path


def pdf(pages: Sequence[Sequence[str]], *, encrypted: bool = False) -> bytes:
    """A small PDF, a line of text below the other; `encrypted` claims an encryption that nobody can undo."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        shown = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in lines)
        stream = (
            zlib.compress(b"BT /F1 9 Tf 40 800 Td 15 TL\n" + shown + b"\nET") if lines else zlib.compress(b"0 0 99 99 re f")
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        box = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (box, len(objects)))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    extra = b""
    if encrypted:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32))
        extra = b" /Encrypt %d 0 R /ID [<%s> <%s>]" % (len(objects), b"33" * 16, b"33" * 16)
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    count = len(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return content + b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (count, extra, start)


def _escaped(line: str) -> bytes:
    plain = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return plain.encode("cp1252", "replace")


def report(values: Sequence[Value]) -> str:
    """A page in the form of our own reports: every number in an element that names its figure."""
    rows = []
    for number, value in enumerate(values, 1):
        key = ",".join(f"{name}={code}" for name, code in value.key.items())
        id = f"{value.id}[{key}]" if key else value.id
        place = " ".join(f"{name} {code}" for name, code in value.key.items())
        shown = escape(str(value))
        rows.append(
            f"<p>Butir {_letters(number)}, {escape(value.title)} {escape(place)}: "
            f'<span class="angka" data-figure="{escape(id)}">{shown}</span> menurut aturan.</p>'
        )
    body = "\n".join(rows)
    return f"<!doctype html><html lang=id><body><h1>Laporan Kinerja Tahun 2023</h1>\n{body}</body></html>"


def _letters(number: int) -> str:
    """A number as letters, so that every row has words of its own."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(97 + rest) + letters
    return letters
