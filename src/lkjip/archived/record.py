"""What was archived, when, why and with what: `archive.yaml`, which a person reads first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from lkjip.dates import is_date
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import RECORD
from lkjip.messages import filed
from lkjip.rules import migrate, source

FORM = 1  # of archive.yaml and the files beside it
_PLAIN = re.compile(r"[A-Za-z][\w ./-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one archived version.

    `date` is the day the user names (or SOURCE_DATE_EPOCH); `replaces` the version that this one corrects; `history` and
    `previous` pin other archived versions by the SHA-256 of their manifests.
    """

    year: int
    version: str
    ruleset: str
    ruleset_version: str
    date: str
    reason: str
    engine: Mapping[str, str]
    offices: tuple[str, ...]
    figures: int
    values: int
    template: str = ""
    replaces: str = ""
    previous: str = ""
    history: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    schema: int = migrate.CURRENT
    form: int = FORM


def write(record: Record) -> bytes:
    """A record as YAML."""
    lines = [filed("archive.head", year=record.year).rstrip("\n")]
    entries: list[tuple[str, object]] = [
        ("archive", record.form),
        ("schema", record.schema),
        ("year", record.year),
        ("version", record.version),
        ("ruleset", record.ruleset),
        ("ruleset_version", record.ruleset_version),
        ("date", record.date),
        ("reason", record.reason),
    ]
    if record.replaces:
        entries += [("replaces", record.replaces), ("previous", record.previous)]
    entries += [("figures", record.figures), ("values", record.values)]
    if record.template:
        entries.append(("template", record.template))
    lines += [f"{name}: {_scalar(value)}" for name, value in entries]
    lines += ["engine:", *(f"  {name}: {_scalar(text)}" for name, text in record.engine.items())]
    lines += ["offices:", *(f"  - {_scalar(name)}" for name in record.offices)]
    if record.history:
        lines.append(f"history:  # {filed('archive.history')}")
        lines += [f"  {year}: {{version: {v}, manifest: {_scalar(m)}}}" for year, (v, m) in sorted(record.history.items())]
    return ("\n".join(lines) + "\n").encode()


def _scalar(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text == text.strip() else json.dumps(text, ensure_ascii=False)


def read(folder: Path, shown: str) -> Record:
    """The record of an archived version.

    Raises:
        UserError: it is missing, no record, or in a later form or rule language than this program knows.
    """
    path, place = folder / RECORD, Location(f"{shown}/{RECORD}")
    if path.is_symlink() or not path.is_file():
        raise UserError([Issue("archive_missing_file", place, {})])
    document = source.read(str(place), path.read_bytes(), [])
    if document is None:
        raise UserError([Issue("archive_record", place, {})])
    data = cast(dict[str, Any], document.data)
    for name, known in (("archive", FORM), ("schema", migrate.CURRENT)):
        given = data.get(name)
        if isinstance(given, int) and given > known:
            raise UserError([Issue("archive_future", document.at(name), {"key": name, "given": given, "known": known})])
    try:
        record = _record(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UserError([Issue("archive_record", place, {})]) from None
    if issues := list(misdated(record, f"{record.year}-01-01", [], document.at("date"))):
        raise UserError(issues)
    return record


def misdated(record: Record, start: str, earlier: Iterable[Record], place: Location) -> Iterator[Issue]:
    """Why the date of an archive cannot be: it is none, lies before the period, or before an archive that it rests on."""
    if not is_date(record.date):
        yield Issue("archive_date", place, {"given": record.date[:40]})
    elif record.date < start:
        yield Issue("archive_before_period", place, {"given": record.date, "start": start})
    else:
        for other in earlier:
            if record.date < other.date:
                values = {"given": record.date, "other": f"{other.year}/{other.version}", "date": other.date}
                yield Issue("archive_before_other", place, values)


def place_of_date(folder: Path, shown: str) -> Location:
    """Where a record says its date."""
    name = f"{shown}/{RECORD}"
    document = source.read(name, (folder / RECORD).read_bytes(), [])
    return Location(name) if document is None else document.at("date")


def _record(data: Mapping[str, Any]) -> Record:
    return Record(
        year=int(data["year"]),
        version=str(data["version"]),
        ruleset=str(data["ruleset"]),
        ruleset_version=str(data["ruleset_version"]),
        date=str(data["date"]),
        reason=str(data["reason"]),
        engine={str(name): str(text) for name, text in data["engine"].items()},
        offices=tuple(str(name) for name in data["offices"]),
        figures=int(data["figures"]),
        values=int(data["values"]),
        template=str(data.get("template", "")),
        replaces=str(data.get("replaces", "")),
        previous=str(data.get("previous", "")),
        history={int(year): (str(e["version"]), str(e["manifest"])) for year, e in data.get("history", {}).items()},
        schema=int(data["schema"]),
        form=int(data["archive"]),
    )
