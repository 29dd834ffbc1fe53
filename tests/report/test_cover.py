"""The office's identity on the cover and in the colours of all three formats, and what is refused of it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import lkjip
from lkjip.cli import main
from lkjip.report.compose import compose
from lkjip.report.proof import texts
from report.projects import IKAN, OFFICE, project
from report.reading import printed_text as shown

EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M5 0 10 10H0Z" fill="#7a1f2b"/></svg>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
IDENTITY = {
    "emblem": "lambang.svg",
    "emblem_text": "Lambang Kota Nusa Lontar",
    "photograph": "gedung.png",
    "number": "700/12-LKjIP/2025",
    "page": "https://lontar.example.go.id/lkjip2025.html",
    "colours": {"main": "#6b1f2e", "accent": "#2f6b4f"},
}


def _project(folder: Path, **identity: object) -> Path:
    root = project(folder, (IKAN,), office={"identity": {**IDENTITY, **identity}})
    (root / f"data/2025/{OFFICE}/lambang.svg").write_text(EMBLEM, encoding="utf-8")
    (root / f"data/2025/{OFFICE}/gedung.png").write_bytes(PNG)
    return root


def test_the_identity_stands_on_the_cover_of_all_formats(tmp_path: Path) -> None:
    files = compose(lkjip.load(_project(tmp_path), 2025), tmp_path / "output")
    page, pdf, word = files
    for path in files:
        text = shown(path)
        for said in ("Nomor 700/12-LKjIP/2025", "https://lontar.example.go.id/lkjip2025.html", "Tahun 2025"):
            assert said in text, (path.suffix, said)
    source = page.read_text(encoding="utf-8")
    assert "--navy: #6b1f2e;" in source.rpartition("</head>")[0].rpartition("<style>")[2]
    assert re.search(r'<img[^>]+src="data:image/svg[^>]+alt="Lambang Kota Nusa Lontar"', source)
    assert 'alt="Kode QR menuju https://lontar.example.go.id/lkjip2025.html"' in source
    with zipfile.ZipFile(word) as parts:
        styles, document = parts.read("word/styles.xml").decode(), parts.read("word/document.xml").decode()
    assert "6B1F2E" in styles
    assert "1F3A5F" not in styles.upper()
    assert document.count("<pic:pic") >= 3
    assert pdf.stat().st_size > 0


def test_a_report_without_identity_keeps_the_palette(tmp_path: Path) -> None:
    (page,) = compose(lkjip.load(project(tmp_path, (IKAN,)), 2025), tmp_path / "output", ["html"])
    source = page.read_text(encoding="utf-8")
    assert "<style>:root" not in source
    assert "Kode QR" not in source


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("tidak-ada.svg", None, "tidak ada"),
        ("gambar.png", b"GIF89a", "bukan gambar png"),
        ("besar.png", PNG + bytes(900_000), "900 KB"),
        ("program.svg", EMBLEM.replace("<path", "<script>1</script><path").encode(), "dari luar"),
        ("kejadian.svg", EMBLEM.replace("<path", '<path onload="x()"').encode(), "dari luar"),
        ("luar.svg", EMBLEM.replace("<path", '<image href="file:///etc/hostname"/><path').encode(), "dari luar"),
        ("gaya.svg", EMBLEM.replace('fill="#7a1f2b"', 'fill="url(http://x.example/a)"').encode(), "dari luar"),
        ("entitas.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + EMBLEM.encode(), "dari luar"),
        ("rusak.svg", b"<svg", "bukan gambar svg"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told_at_its_line(
    tmp_path: Path, name: str, content: bytes | None, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LKJIP_LANG", "id")
    root = _project(tmp_path, emblem=name)
    if content is not None:
        (root / f"data/2025/{OFFICE}" / name).write_bytes(content)
    (issue,) = [issue for issue in texts(lkjip.load(root, 2025)) if issue.level == "error"]
    assert (issue.code, issue.values["given"]) == ("office_picture", name)
    assert problem in str(issue.values["problem"])
    assert issue.location.line > 0


def test_white_letters_must_be_readable_on_the_main_colour(tmp_path: Path) -> None:
    """By WCAG's own formula white on #c9a24b has 2.4; at least 4.5 is asked."""
    root = _project(tmp_path, colours={"main": "#c9a24b"})
    (issue,) = [issue for issue in texts(lkjip.load(root, 2025)) if issue.level == "error"]
    assert (issue.code, issue.values["contrast"]) == ("office_colour", "2.4")


@pytest.mark.parametrize(
    "entry", [{"emblem": "../../rahasia.png"}, {"page": "javascript:alert(1)"}, {"colours": {"main": "red"}}]
)
def test_what_is_no_file_name_address_or_colour_is_refused(tmp_path: Path, entry: dict[str, object]) -> None:
    with pytest.raises(lkjip.UserError):
        compose(lkjip.load(_project(tmp_path, **entry), 2025), tmp_path / "output", ["html"])


def test_pictures_are_frozen_with_the_year_and_go_on_into_the_next(tmp_path: Path) -> None:
    root = _project(tmp_path / "proyek")
    assert main(["archive", "--project", str(root), "--year", "2025", "--date", "2026-02-01"]) == 0
    frozen = list((root / "archive/2025").rglob("lambang.svg"))
    assert [path.read_text(encoding="utf-8") for path in frozen] == [EMBLEM]
    assert main(["new-year", "2026", "--from", "2025", "--project", str(root)]) == 0
    assert (root / f"data/2026/{OFFICE}/gedung.png").read_bytes() == PNG
    assert [issue for issue in texts(lkjip.load(root, 2026)) if issue.code == "office_picture"] == []
