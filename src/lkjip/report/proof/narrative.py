"""Where an office's texts and the figures part: numbers typed by hand, and explanations older than what they explain."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from lkjip.archived import latest
from lkjip.errors import Issue, UserError
from lkjip.figures import Value
from lkjip.layout import FIGURES, OFFICE_FILE, data_of
from lkjip.project import Project
from lkjip.report.word import places
from lkjip.rules.source import Document, read
from lkjip.rules.standard import INDICATOR

_NUMBER = re.compile(r"(?<![\w.,/-])-?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)(?![\w/])(?!\.\d)", re.ASCII)
_QUOTING = frozenset({"notes", "figure_notes"})  # they tell what another document printed
_RESULTS = ("realisasi", "capaian", "target", "target_menengah", "capaian_menengah")
_NEAR = Decimal("0.005")  # of the value: what a typed number may be off by and still mean it


def narrative(project: Project, document: Document, office: str) -> Iterator[Issue]:
    """Warnings about an office's texts; the figures are known."""
    values = [value for value in project.evaluate() if value.satker == office]
    yield from _typed(document, values, project.rules.dimensions[INDICATOR].codes)
    yield from _older(project, document, office, {str(value.at): value for value in values})


# Typed numbers


def _typed(document: Document, values: list[Value], indicators: tuple[str, ...]) -> Iterator[Issue]:
    exact = _by_number(values, indicators)
    near = [(Decimal(v.value), v) for v in values if v.value and _is_result(v, indicators) and Decimal(v.value)]
    for path, text in places(document.data):
        if path[0] in _QUOTING:
            continue
        for found in _NUMBER.finditer(text):
            number = Decimal(found[0].replace(".", "").replace(",", "."))
            place = document.at(*path)
            if (value := exact.get(number)) is not None:
                yield Issue("typed_figure", place, {"given": found[0], "figure": str(value.at)}, "warning")
            elif close := next((v for n, v in near if "," in found[0] and abs(number - n) <= abs(n) * _NEAR), None):
                told = {"given": found[0], "figure": str(close.at), "value": str(close)}
                yield Issue("nearly_typed_figure", place, told, "warning")


def _by_number(values: list[Value], indicators: tuple[str, ...]) -> Mapping[Decimal, Value]:
    """The figure that a number most likely is: a result of an indicator first, then one without keys, then any."""
    found: dict[Decimal, Value] = {}
    for value in sorted(values, key=lambda v: (not _is_result(v, indicators), len(v.key))):
        if value.value and not value.label and value.unit:
            found.setdefault(Decimal(value.value), value)
    return found


def _is_result(value: Value, indicators: tuple[str, ...]) -> bool:
    owner, _, name = value.id.partition(".")
    return owner in indicators and name in _RESULTS and not value.label


# Explanations


def _older(project: Project, document: Document, office: str, values: Mapping[str, Value]) -> Iterator[Issue]:
    """Causes that still read as in the archived version, although the result that they explain is another one."""
    causes = document.data.get("factors", {}) if isinstance(document.data, dict) else {}
    if not isinstance(causes, dict) or not causes:
        return
    version = latest(project.root, project.year)
    if version is None:
        return
    before = _archived_texts(version.folder / data_of(project.year, office) / OFFICE_FILE)
    table = version.folder / FIGURES / f"{office}.csv"
    if before is None or not table.is_file():
        return
    with table.open(encoding="utf-8", newline="") as file:
        then = {row["id"]: row["value"] for row in csv.DictReader(file) if not row["key"]}
    for code, text in causes.items():
        now = values.get(f"{code}.realisasi")
        was = then.get(f"{code}.realisasi")
        if now is None or was is None or (now.value or "") == was or before.get(code) != text:
            continue
        told = {"indicator": code, "before": was or "–", "now": now.value or "–", "version": version.version}
        yield Issue("explanation_older", document.key("factors", code), told, "warning")


def _archived_texts(path: Path) -> Mapping[str, object] | None:
    issues: list[Issue] = []
    try:
        document = read(str(path), path.read_bytes(), issues)
    except (OSError, UserError):
        return None
    data = document.data if document is not None else None
    found = data.get("factors") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else None
