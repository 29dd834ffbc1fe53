"""Where the rows of survey tables live instead of in files: addresses from the command line or a local `sources.toml`.

`[2023]` in that file has a line for each table, either its address or `{address = …, where = {…}, columns = {…}}`:

- `duckdb:answers.duckdb#skm.answers`, the file relative to the project;
- `postgresql://user@host:5432/database#schema.table`, a password as libpq takes it (`PGPASSWORD`, `~/.pgpass`), or in it;
- `spark:local[2]#/data/answers.parquet`, or a table of the catalogue that a master knows.

`where` are the values that some columns must have, `columns` what our columns are called there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lkjip.errors import Issue, Location, UserError, unknown
from lkjip.layout import RECORD, SOURCES_FILE
from lkjip.rules.model import RuleSet

KINDS = ("duckdb", "postgresql", "spark")
_TABLE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*){0,2}")
_ENTRY = {"address", "where", "columns"}
_ANY = 5432  # PostgreSQL's own port


@dataclass(frozen=True, slots=True)
class Address:
    """Where a table's rows are. `shown` is told to people: it has no user and no password."""

    kind: str
    place: str
    table: str
    shown: str
    host: str = ""
    port: int = _ANY
    user: str = ""
    password: str = field(default="", repr=False)
    where: Mapping[str, str | int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def location(self) -> Location:
        """The place of an issue with the rows."""
        return Location(self.shown)


def addresses(root: Path, rules: RuleSet, given: Mapping[str, str]) -> dict[str, Address]:
    """The addresses of a year's tables, by table: those given before those of the file. An archive has none.

    Raises:
        UserError: one is none, or its table is unknown or has no many rows per key.
    """
    if (root / RECORD).is_file():
        return {}
    issues: list[Issue] = []
    entries = [(name, text, Location(SOURCES_FILE)) for name, text in _written(root, rules.year).items()]
    entries += [(name, text, Location("")) for name, text in given.items()]
    found = {}
    for name, entry, place in entries:
        table = rules.tables.get(name)
        if table is None:
            many = sorted(name for name, table in rules.tables.items() if table.many)
            issues.append(unknown("source_table", place, name, many))
        elif not table.many:
            issues.append(Issue("source_not_many", place, {"table": name}))
        elif (address := _address(root, entry)) is None:
            text = entry.get("address", "") if isinstance(entry, Mapping) else entry
            issues.append(Issue("source_address", place, {"table": name, "given": _public(str(text))}))
        else:
            found[name] = address
    if issues:
        raise UserError(issues)
    return found


def _written(root: Path, year: int) -> Mapping[str, Any]:
    path = root / SOURCES_FILE
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError([Issue("source_file", Location(SOURCES_FILE), {"problem": str(error)})]) from None
    entries = content.get(str(year), {})
    return entries if isinstance(entries, dict) else {}


def _address(root: Path, entry: Any) -> Address | None:
    """An address as it is written; None where it is none."""
    given = entry if isinstance(entry, Mapping) else {"address": entry}
    where, columns = given.get("where", {}), given.get("columns", {})
    if set(given) - _ENTRY or not isinstance(where, Mapping) or not isinstance(columns, Mapping):
        return None
    plain = all(isinstance(value, (str, int)) and not isinstance(value, bool) for value in where.values())
    if not plain or not all(isinstance(name, str) for name in columns.values()):
        return None
    found = next(_read(root, str(given.get("address", ""))), None)
    if found is None:
        return None
    return Address(**found, where=dict(where), columns=dict(columns))


def _read(root: Path, text: str) -> Iterator[dict[str, Any]]:
    kind, _, rest = text.partition(":")
    place, mark, table = rest.partition("#")
    if not mark or not place:
        return
    if kind == "spark":
        if _TABLE.fullmatch(table) or "/" in table:
            yield {"kind": kind, "place": place, "table": table, "shown": text}
    elif not _TABLE.fullmatch(table):
        return
    elif kind == "duckdb":
        yield {"kind": kind, "place": str(root / place), "table": table, "shown": text}
    elif kind in ("postgresql", "postgres"):
        try:
            url = urlsplit(f"postgresql:{place}")
            port = url.port or _ANY
        except ValueError:
            return
        database = unquote(url.path.removeprefix("/"))
        if url.hostname and database:
            yield {
                "kind": "postgresql",
                "place": database,
                "table": table,
                "shown": f"postgresql://{url.hostname}:{port}/{database}#{table}",
                "host": url.hostname,
                "port": port,
                "user": unquote(url.username or ""),
                "password": unquote(url.password or ""),
            }


def _public(text: str) -> str:
    """What was given as an address, without what may be a password."""
    return re.sub(r"//[^/#]*@", "//…@", text)
