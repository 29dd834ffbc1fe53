"""What a report was made from, and how to make it again."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from lkjip.layout import data_of, rules_of
from lkjip.project import Project
from lkjip.report.grid import Cell, table
from lkjip.report.printed import Markdown
from lkjip.version import __version__


def colophon(project: Project, office: str, figure: str) -> Markdown:
    """Versions, hashes of rules and tables, and the commands that make the report again; `figure` is one to explain."""
    year = project.year
    rules = project.root / rules_of(year)
    data = project.root / data_of(year)
    tables = [path for path in data.iterdir() if path.is_file()] + list((data / office).rglob("*"))
    lines = [
        ("Set aturan", f"{project.rules.id}, versi {project.rules.version}"),
        ("Mesin", f"lkjip {__version__}"),
        ("SHA-256 aturan", digest(project.root, list(rules.rglob("*.yaml")))),
        ("SHA-256 data masukan", digest(project.root, [path for path in tables if path.is_file()])),
        ("Menghitung kembali", f"lkjip evaluate --year {year} --satker {office}"),
        ("Memeriksa konsistensi", f"lkjip check --year {year} --satker {office}"),
        ("Menelusuri satu angka", f"lkjip explain {figure} --year {year} --satker {office}"),
        ("Menyusun kembali laporan", f"lkjip report --year {year} --satker {office}"),
    ]
    head = [[Cell("Hal", head="col"), Cell("Keterangan", head="col")]]
    body = [[Cell(label, head="row"), Cell(text)] for label, text in lines]
    return table(head, body, widths=(28, 72))


def digest(root: Path, paths: list[Path]) -> str:
    """One hash over files: each one's path and content, in the order of the paths. Line ends count as one character."""
    whole = sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        content = path.read_bytes()
        if path.suffix in (".yaml", ".csv"):
            content = content.replace(b"\r\n", b"\n")
        whole.update(f"{path.relative_to(root).as_posix()}\0{sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()
