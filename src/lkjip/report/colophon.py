"""What a report was made from, and how to make it again."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from lkjip.layout import data_of, rules_of
from lkjip.project import Project
from lkjip.report.grid import Cell, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown
from lkjip.version import __version__


def colophon(project: Project, office: str, figure: str) -> Markdown:
    """Versions, hashes of rules and tables, and the commands that make the report again; `figure` is one to explain."""
    year = project.year
    rules = project.root / rules_of(year)
    data = project.root / data_of(year)
    tables = [path for path in data.iterdir() if path.is_file()] + list((data / office).rglob("*"))
    lines = [
        ("rule_set", label("rule_set_version", id=project.rules.id, version=project.rules.version)),
        ("engine", f"lkjip {__version__}"),
        ("rules_hash", digest(project.root, list(rules.rglob("*.yaml")))),
        ("data_hash", digest(project.root, [path for path in tables if path.is_file()])),
        ("evaluate_again", f"lkjip evaluate --year {year} --satker {office}"),
        ("check_again", f"lkjip check --year {year} --satker {office}"),
        ("trace_one", f"lkjip explain {figure} --year {year} --satker {office}"),
        ("report_again", f"lkjip report --year {year} --satker {office}"),
    ]
    body = [[Cell(label(name), head="row"), Cell(text)] for name, text in lines]
    return table([headings(*labels("matter", "description"))], body, dense=True, widths=(28, 72))


def digest(root: Path, paths: list[Path]) -> str:
    """One hash over files: each one's path and content, in the order of the paths. Line ends count as one character."""
    whole = sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        content = path.read_bytes()
        if path.suffix in (".yaml", ".csv"):
            content = content.replace(b"\r\n", b"\n")
        whole.update(f"{path.relative_to(root).as_posix()}\0{sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()
