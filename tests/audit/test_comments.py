"""The Word file that comes back with comments: one at each place, and not a word changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

from lkjip.audit import audit
from lkjip.audit.output import written
from lkjip.cli import main


def draft(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Laporan Kinerja Dinas Contoh Raya Tahun 2022")
    split = document.add_paragraph("Realisasi sebesar ")
    for part in ("8", "0,00 dari ", "target 100,00 ", "atau 9", "0,00", "%."):
        split.add_run(part).bold = part == "9"
    table = document.add_table(rows=0, cols=2)
    for cells in (("Bagian", "Banyak"), ("A", "10"), ("B", "20"), ("Jumlah", "31")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def _words(document: Any) -> list[str]:
    paragraphs = [node for node in document.element.body.iter() if node.tag.endswith("}p")]
    return ["".join(node.text for node in paragraph.iter() if node.tag.endswith("}t")) for paragraph in paragraphs]


def test_each_finding_is_a_comment_at_its_place(tmp_path: Path) -> None:
    path = draft(tmp_path / "naskah.docx")
    found = audit(None, path)
    assert sorted(f.code for f in found.findings) == ["ratio", "total"]
    back = tmp_path / "kembali.docx"
    back.write_bytes(written((found,), "docx", colour=False, document=path))
    before, after = docx.Document(str(path)), docx.Document(str(back))
    assert _words(before) == _words(after)
    comments = list(after.comments)
    assert len(comments) == 2 and all(comment.author == "lkjip audit" for comment in comments)
    assert any("80,00" in comment.text for comment in comments) and any("10 + 20" in comment.text for comment in comments)
    assert [f.code for f in audit(None, back).findings] == [f.code for f in found.findings]


def test_comments_need_a_word_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Laporan Kinerja Dinas Contoh Raya Tahun 2022", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert main(["audit", str(path), "--format", "docx", "--out", str(tmp_path / "b.docx")]) == 2
        assert ".docx" in capsys.readouterr().err
        assert main(["audit", str(path)]) == 0
