"""A year as a folder: tables as CSV and Parquet, the rules, and what describes them, three times.

`datapackage.json` is Frictionless' data package, `csv-metadata.json` CSV on the Web, `ro-crate-metadata.json` an RO-Crate:
each is read by tools of its own, and all are written from the same description of the tables.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import polars as pl

from lkjip.exchange.tables import COUNT, NUMBER, TEXT, Column, Table, tables
from lkjip.layout import rules_of
from lkjip.messages import filed
from lkjip.rules.folder import files_of
from lkjip.version import __version__

if TYPE_CHECKING:
    from lkjip.project import Project

CSVW = {TEXT: "string", NUMBER: "decimal", COUNT: "integer"}
KINDS = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".yaml": "application/yaml",
    ".json": "application/json",
}
NEVER = "–"  # what no key is
MOST = 38  # digits of a decimal number in Parquet and in databases


def package(project: Project, *, title: str, publisher: str, date: str, licence: str = "") -> dict[str, bytes]:
    """The files of the package by their path in it; equal inputs give equal bytes.

    Args:
        project: the year, of one office or all.
        title: what the package is called.
        publisher: who answers for it.
        date: when it was published (2023-12-28).
        licence: the address of a licence; without it the package says that none was stated.

    Raises:
        UserError: the rules or tables have errors.
    """
    found = tables(project)
    files = {f"{table.name}.csv": as_csv(table) for table in found}
    files |= {f"{table.name}.parquet": as_parquet(table) for table in found}
    files |= dict(_rules(project))
    about = {"title": title, "publisher": publisher, "date": date, "licence": licence, "year": project.year}
    described = {
        "datapackage.json": _frictionless(found, about, project, files),
        "csv-metadata.json": _csvw(found, about),
    }
    files |= {name: _json(data) for name, data in described.items()}
    return {**files, "ro-crate-metadata.json": _json(_crate(found, about, project, files))}


def _rules(project: Project) -> Iterator[tuple[str, bytes]]:
    """The rule files, with those of packages that the rules use."""
    for path, (_, content) in files_of(project.root, project.year, project.changed).items():
        yield path if path.startswith(f"{rules_of(project.year)}/") else f"{rules_of(project.year)}/{path}", content


def as_csv(table: Table) -> bytes:
    """A table as CSV in UTF-8 with commas (RFC 4180), a line each row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(table.rows)
    return out.getvalue().encode()


def frame(table: Table) -> pl.DataFrame:
    """A table with types; numbers are decimals with as many places as the longest has."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    return pl.DataFrame([_series(column, texts) for column, texts in zip(table.columns, columns, strict=True)])


def _series(column: Column, texts: Sequence[str]) -> pl.Series:
    found = pl.Series(column.name, [text or None for text in texts], pl.String)
    if column.type == COUNT:
        return found.cast(pl.Int64)
    return found.cast(pl.Decimal(MOST, places(texts))) if column.type == NUMBER else found


def places(texts: Sequence[str]) -> int:
    """How many decimals the longest of some numbers has.

    >>> places(["1", "2.50", ""])
    2
    """
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def as_parquet(table: Table) -> bytes:
    """A table as Parquet."""
    out = io.BytesIO()
    frame(table).write_parquet(out)
    return out.getvalue()


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


# Frictionless


def _frictionless(
    found: Sequence[Table], about: Mapping[str, Any], project: Project, files: Mapping[str, bytes]
) -> dict[str, Any]:
    licence = {"licenses": [{"path": about["licence"]}]} if about["licence"] else {}
    return {
        "profile": "tabular-data-package",
        "name": f"lkjip-{about['year']}",
        "title": about["title"],
        "version": project.rules.version,
        "created": f"{about['date']}T00:00:00Z",
        **licence,
        "contributors": [{"title": about["publisher"], "role": "publisher"}],
        "resources": [_resource(table, files[f"{table.name}.csv"]) for table in found],
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": other, "fields": list(its)}} for own, other, its in table.refers
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    more = {"constraints": constraints} if constraints else {}
    return {"name": column.name, "type": column.type, "title": column.title, **more}


# CSV on the Web


def _csvw(found: Sequence[Table], about: Mapping[str, Any]) -> dict[str, Any]:
    licence = {"dc:license": {"@id": about["licence"]}} if about["licence"] else {}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "id"}],
        "dc:title": about["title"],
        "dc:publisher": about["publisher"],
        "dc:date": about["date"],
        **licence,
        "tables": [_csvw_table(table) for table in found],
    }


def _csvw_table(table: Table) -> dict[str, Any]:
    named = {*table.key, *(name for own, _, _ in table.refers for name in own)}
    schema: dict[str, Any] = {"columns": [_csvw_column(column, column.name in named) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"columnReference": list(own), "reference": {"resource": f"{other}.csv", "columnReference": list(its)}}
            for own, other, its in table.refers
        ]
    return {"url": f"{table.name}.csv", "dc:title": table.title, "tableSchema": schema}


def _csvw_column(column: Column, is_key: bool) -> dict[str, Any]:
    """A column; in one that names rows an empty text is a text, for a key must not be null."""
    kept = {"null": NEVER} if is_key and column.name == "key" else {}
    described = {"name": column.name, "titles": column.name, "dc:description": column.title}
    return {**described, "datatype": CSVW[column.type], "required": column.required and not kept, **kept}


# RO-Crate


def _crate(found: Sequence[Table], about: Mapping[str, Any], project: Project, files: Mapping[str, bytes]) -> dict[str, Any]:
    titles = {f"{table.name}{suffix}": table.title for table in found for suffix in (".csv", ".parquet")}
    parts = [{"@id": name} for name in files]
    licence = {"@id": about["licence"]} if about["licence"] else {"@id": "#licence"}
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": about["title"],
            "datePublished": about["date"],
            "description": filed("export.description", title=about["title"], version=project.rules.version),
            "license": licence,
            "publisher": {"@id": "#publisher"},
            "hasPart": parts,
            "citation": [{"@id": f"#{cited.id}"} for cited in project.rules.citations.values()],
            "mentions": {"@id": "#run"},
        },
        {"@id": "#publisher", "@type": "Organization", "name": about["publisher"]},
        {"@id": "#lkjip", "@type": "SoftwareApplication", "name": "lkjip", "softwareVersion": __version__},
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": "lkjip evaluate",
            "instrument": {"@id": "#lkjip"},
            "object": [{"@id": name} for name in files if name.endswith(".yaml")],
            "result": {"@id": "figures.csv"},
        },
        {"@id": licence["@id"], "@type": "CreativeWork", "name": about["licence"] or filed("export.no_licence")},
    ]
    for name, content in files.items():
        graph.append(
            {
                "@id": name,
                "@type": "File",
                "name": titles.get(name, name.rpartition("/")[2]),
                "encodingFormat": KINDS[f".{name.rpartition('.')[2]}"],
                "contentSize": str(len(content)),
                "sha256": sha256(content).hexdigest(),
            }
        )
    for cited in project.rules.citations.values():
        graph.append({"@id": f"#{cited.id}", "@type": "CreativeWork", "name": cited.title})
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
