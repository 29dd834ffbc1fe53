"""Where things are on disk, and which years and versions there are."""

from __future__ import annotations

import re
from pathlib import Path

from lkjip import saving
from lkjip.errors import Issue, Location, UserError

RULES, DATA, REPORTS, OUTPUT, CASES = "rules", "data", "reports", "output", "tests/cases"  # folders of a project
SOURCES_FILE = "sources.toml"  # where survey rows live that are in no file; never committed
IMPORTS = "imports"  # how exports of other applications are read
ARCHIVE, HISTORY, FIGURES = "archive", "history", "figures"
OFFICE_FILE = "office.yaml"
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".geojson")  # of an office, beside that file, and the borders of its map
MANIFEST, RECORD, WAITING = "MANIFEST.sha256", "archive.yaml", ".new"
HEADER = ("id", "key", "value", "label", "unit", "status", "reason", "covered", "of", "title", "calculation")
_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-r(\d{1,4}))?", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
Order = tuple[int, int, int, int]


def rules_of(year: int | str) -> str:
    """The folder of a year's rules, relative to the project; like every path here, with `/` on every system.

    >>> rules_of(2023), data_of(2023), data_of(2023, "kanim-jember"), report_of(2023), archive_of(2023, "1.0.0")
    ('rules/2023', 'data/2023', 'data/2023/kanim-jember', 'reports/lkjip2023.qmd', 'archive/2023/1.0.0')
    """
    return f"{RULES}/{year}"


def data_of(year: int | str, office: str = "") -> str:
    """The folder of a year's tables, or of one office's."""
    return f"{DATA}/{year}/{office}".rstrip("/")


def pictures_of(root: Path, year: int) -> list[Path]:
    """The pictures that lie beside the offices' files."""
    return [
        path for path in sorted((root / data_of(year)).glob("*/*")) if path.suffix.lower() in PICTURES and path.is_file()
    ]


def report_of(year: int | str) -> str:
    """A year's report notebook."""
    return f"{REPORTS}/{report_name(year)}.qmd"


def report_name(year: int | str) -> str:
    """What a year's report is called, without a suffix."""
    return f"lkjip{year}"


def archive_of(year: int | str, version: str = "") -> str:
    """The folder of a year's archived versions, or of one of them."""
    return f"{ARCHIVE}/{year}/{version}".rstrip("/")


def order(version: str) -> Order | None:
    """What versions are compared by: the rules' version, then the revision. None where the text is no version.

    >>> order("1.2.0"), order("1.2.0-r2"), order("latest")
    ((1, 2, 0, 1), (1, 2, 0, 2), None)
    """
    found = _VERSION.fullmatch(version)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]), int(found[4] or 1))


def versions(root: Path, year: int) -> list[str]:
    """The archived versions of a year, oldest first."""
    folder = root / archive_of(year)
    if not folder.is_dir():
        return []
    found = [(order(path.name), path.name) for path in folder.iterdir() if path.is_dir()]
    return [name for _, name in sorted((rank, name) for rank, name in found if rank)]


def find(start: Path) -> Path:
    """The project that a folder is in: the nearest one upwards that has a folder `rules`. A save that was interrupted is
    finished first.

    Raises:
        UserError: there is none, or the interrupted save cannot be finished.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / RULES).is_dir():
            saving.finish(folder)
            return folder
    raise UserError([Issue("no_project", Location(start.name or "/"), {"given": start.name or "/"})])


def years_in(folder: Path) -> list[int]:
    """The years that a folder has a folder for, in order. What is no year in four digits is passed over."""
    names = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return sorted(int(name) for name in names if _YEAR.fullmatch(name))


def latest_year(root: Path) -> int:
    """The latest year that has rules.

    Raises:
        UserError: there is none.
    """
    years = years_in(root / RULES)
    if not years:
        raise UserError([Issue("no_rules", Location(RULES), {"year": "–", "known": "–"})])
    return max(years)
