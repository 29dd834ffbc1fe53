"""An office's area of work in its `office.yaml`: districts, the places of service in them, and how they lie to each other.

`map.file` names a GeoJSON of the districts' borders, `map.tiles` the row and column of each among tiles; without either the
tiles stand in the order of the districts and say that they show no distances.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lkjip.errors import Issue, nearest
from lkjip.messages import phrase
from lkjip.report.charts.area import Part, Ring
from lkjip.report.labels import label

if TYPE_CHECKING:
    from lkjip.report.office import Office

ENTRY = "map"
KINDS = ("checkpoints", "service_units")  # entries of office.yaml that list places
LARGEST, POINTS = 5_000_000, 60_000  # bytes of a GeoJSON, and its points


def parts(profile: Office) -> list[Part]:
    """The districts with the places that are said to be in each; what is said of none stands in a part of its own."""
    districts: Sequence[str] = profile.get("districts") or ()
    tiles: Mapping[str, Sequence[int]] = profile.get(f"{ENTRY}.tiles") or {}
    inside: dict[str, list[tuple[str, int]]] = {name: [] for name in districts}
    elsewhere: list[tuple[str, int]] = []
    for kind, entry in enumerate(KINDS):
        for place in profile.get(entry) or ():
            found = _district(str(place).rpartition(" di ")[2], districts)
            (inside[found] if found else elsewhere).append((str(place), kind))
    seat = _district(str(profile.get("city")), districts)
    result = []
    for name, places in inside.items():
        row, column = tiles.get(name, (0, 0))
        result.append(Part(name, row, column, tuple(places), name == seat))
    if elsewhere and result:
        row, column = (1 + max(part.row for part in result), 1) if tiles else (0, 0)
        result.append(Part(label("area_elsewhere"), row, column, tuple(elsewhere)))
    return result


def _district(text: str, districts: Sequence[str]) -> str:
    """The one district that a text names, in full or without what it is; nothing where it names none or several."""
    for short in (False, True):
        named = [name for name in districts if _names(text, _bare(name) if short else name)]
        if named:
            return named[0] if len(named) == 1 else ""
    return ""


def _bare(name: str) -> str:
    """A district's name without what it is: Jember, not Kabupaten Jember."""
    kinds = label("area_kinds").split(", ")
    return next((name[len(kind) + 1 :] for kind in kinds if name.casefold().startswith(f"{kind} ".casefold())), name)


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def shapes(profile: Office, folder: Path) -> dict[str, list[Ring]]:
    """The borders of the districts, by name, from the GeoJSON that the office names; nothing where it names none."""
    given = profile.get(f"{ENTRY}.file")
    return _shapes(folder / given, str(profile.get(f"{ENTRY}.name") or "name")) if given else {}


def problems(profile: Office, folder: Path) -> Iterator[Issue]:
    """What is wrong with an office's map: a file that cannot be used, a tile of no district, two tiles at one place."""
    districts: Sequence[str] = profile.get("districts") or ()
    if given := profile.get(f"{ENTRY}.file"):
        try:
            _shapes(folder / given, str(profile.get(f"{ENTRY}.name") or "name"))
        except ValueError as error:
            yield Issue("office_map", profile.place(f"{ENTRY}.file"), {"given": given, "problem": str(error)})
    tiles: Mapping[str, Sequence[int]] = profile.get(f"{ENTRY}.tiles") or {}
    taken = Counter(map(tuple, tiles.values()))
    for name, spot in tiles.items():
        problem = ""
        if name not in districts:
            near = nearest(name, districts)
            problem = phrase("map_no_district").format(nearest=f" ({near}?)" if near else "")
        elif taken[tuple(spot)] > 1:
            problem = phrase("map_same_place").format(row=spot[0], column=spot[1])
        if problem:
            yield Issue("office_map", profile.place(f"{ENTRY}.tiles.{name}"), {"given": name, "problem": problem})
    if tiles and (left := [name for name in districts if name not in tiles]):
        values = {"given": left[0], "problem": phrase("map_no_tile")}
        yield Issue("office_map", profile.place(f"{ENTRY}.tiles"), values)


def _shapes(path: Path, name: str) -> dict[str, list[Ring]]:
    """Raises ValueError with the reason, in words, why a file cannot be used."""
    try:
        content = path.read_bytes()
    except OSError:
        raise ValueError(phrase("picture_missing")) from None
    if len(content) > LARGEST:
        raise ValueError(phrase("picture_large").format(size=len(content) // 1000, largest=LARGEST // 1000))
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError(phrase("map_kind")) from None
    features = data.get("features") if isinstance(data, dict) else None
    found: dict[str, list[Ring]] = {}
    for feature in features if isinstance(features, list) else ():
        rings = list(_rings(feature))
        if not rings:
            continue
        properties = feature.get("properties")
        named = properties.get(name) if isinstance(properties, dict) else None
        if not isinstance(named, str) or not named.strip():
            known = ", ".join(properties) if isinstance(properties, dict) else ""
            raise ValueError(phrase("map_no_name").format(name=name, known=known or "–"))
        found.setdefault(" ".join(named.split()), []).extend(rings)
    if not found:
        raise ValueError(phrase("map_kind"))
    if sum(len(ring) for rings in found.values() for ring in rings) > POINTS:
        raise ValueError(phrase("map_points").format(most=POINTS))
    return found


def _rings(feature: Any) -> Iterator[Ring]:
    """The outer rings of a feature's polygons."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind, written = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("", None)
    polygons = {"Polygon": [written], "MultiPolygon": written}.get(str(kind))
    for polygon in polygons if isinstance(polygons, list) else ():
        try:
            ring = [(float(point[0]), float(point[1])) for point in polygon[0]]
        except (TypeError, ValueError, LookupError):
            raise ValueError(phrase("map_kind")) from None
        if len(ring) < 4 or not all(map(isfinite, chain(*ring))):
            raise ValueError(phrase("map_kind"))
        yield ring
