"""An audit as text, JSON, CSV, a workbook, a page to click through, or the Word file with comments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lkjip.audit import Audit


def written(audits: Sequence[Audit], format: str, *, colour: bool, document: Path | None = None) -> bytes:
    """The audits in a format; a page shows the first of them. `docx` needs the Word file that was audited."""
    if format == "docx" and document is not None:
        from lkjip.audit.output.comments import as_word

        return as_word(audits[0], document)
    if format == "html":
        from lkjip.audit.output.page import as_page

        return b"".join(as_page(audit) for audit in audits)
    if format == "text":
        from lkjip.audit.output.text import lines

        return "".join(f"{line}\n" for audit in audits for line in lines(audit, colour=colour)).encode()
    from lkjip.audit.output import data

    return {"json": data.as_json, "csv": data.as_csv, "xlsx": data.as_workbook}[format](audits)
