"""The straight lines that are drawn on a page of a PDF, across and upright: what rules a table."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

THIN = 3.0  # points: a rectangle no thicker is a line
SHORT = 4.0  # a line no longer rules nothing
OBJECTS = 20_000  # of a page that are looked at
DEPTH = 4  # forms inside forms

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line: `at` across its direction, from `low` to `high` along it, in points."""

    at: float
    low: float
    high: float


def lines_of(page: Any) -> tuple[list[Line], list[Line]]:
    """The lines across a page and the upright ones, as they are drawn: by strokes, or as thin rectangles that are filled."""
    across: list[Line] = []
    upright: list[Line] = []
    for start, end in _edges(page):
        (x, y), (u, v) = start, end
        if abs(y - v) <= THIN < SHORT < abs(x - u):
            across.append(Line((y + v) / 2, min(x, u), max(x, u)))
        elif abs(x - u) <= THIN < SHORT < abs(y - v):
            upright.append(Line((x + u) / 2, min(y, v), max(y, v)))
    return across, upright


def _edges(page: Any) -> Iterator[tuple[Point, Point]]:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page.raw)
    if count > OBJECTS:
        return
    for number in range(count):
        yield from _of_object(pdfium.FPDFPage_GetObject(page.raw, number), _PLAIN, 0)


def _of_object(item: Any, outer: Matrix, depth: int) -> Iterator[tuple[Point, Point]]:
    """The edges of a path, or of every path in a form, in points of the page."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEPTH:
        inner = _times(_matrix(item), outer)
        count = pdfium.FPDFFormObj_CountObjects(item)
        for number in range(count if count <= OBJECTS else 0):
            yield from _of_object(pdfium.FPDFFormObj_GetObject(item, number), inner, depth + 1)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if stroke.value or fill.value:
            for points in _outlines(item, _times(_matrix(item), outer)):
                yield from _ruling(points, stroked=bool(stroke.value))


def _ruling(points: list[Point], *, stroked: bool) -> Iterator[tuple[Point, Point]]:
    """The edges of one outline that rule: of a thin one its length, of another each edge that is stroked."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    if high - low <= THIN:
        yield (left, (low + high) / 2), (right, (low + high) / 2)
    elif right - left <= THIN:
        yield ((left + right) / 2, low), ((left + right) / 2, high)
    elif stroked:
        yield from pairwise(points)


def _outlines(path: Any, matrix: Matrix) -> Iterator[list[Point]]:
    """The outlines of a path, each a list of points; what has a curve rules nothing and is left out."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(path)
    points: list[Point] = []
    curved = False
    for number in range(count if 0 < count <= OBJECTS else 0):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        a, b, c, d, e, f = matrix
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _matrix(item: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _PLAIN
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
