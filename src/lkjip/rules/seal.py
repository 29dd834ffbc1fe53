"""Seals: what need not be checked twice.

A seal remembers, in the user's own cache folder, that these very bytes of rule files have the right shape, and the units
they define. It spares a repeated run the import of jsonschema and pint, which cost more than the evaluation itself. Its
name is a digest of the rules, the schemas and the engine's version, so it can never speak for other files.
After an edit, the files that were not edited are known by their own digests: those of the last rule set of that year that
was right, and of the version of the language it was in. `LKJIP_CACHE=0` turns seals off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from lkjip import cache
from lkjip.rules import schema
from lkjip.units import Unit
from lkjip.version import __version__


def _path(digest: str) -> Path | None:
    root = cache.folder()
    if root is None:
        return None
    shapes = hashlib.sha256(digest.encode() + __version__.encode())
    for path in sorted(schema.folder().glob("*.json")):
        shapes.update(path.read_bytes())
    return root / f"{shapes.hexdigest()}.json"


def read(digest: str) -> dict[str, Unit] | None:
    """The units of sealed rules by name; None where these bytes have no seal."""
    path = _path(digest)
    try:
        content = json.loads(path.read_bytes()) if path else None
        return content and {
            name: Unit(Fraction(factor), tuple((str(base), int(power)) for base, power in powers))
            for name, (factor, powers) in content.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def write(digest: str, sealed: Mapping[str, Unit]) -> None:
    """Seals rules that have been found right. A folder that cannot be written only means the next run checks again."""
    path = _path(digest)
    if path is not None:
        content = json.dumps({name: [str(unit.factor), unit.powers] for name, unit in sealed.items()})
        cache.keep(path, content.encode())


def shapes(year: int) -> frozenset[str]:
    """The files, by kind and digest, of the last rule set of a year that was right."""
    path = _path(f"shapes {year}")
    try:
        return frozenset(map(str, json.loads(path.read_bytes()))) if path else frozenset()
    except (OSError, ValueError, TypeError, RecursionError):
        return frozenset()


def write_shapes(year: int, found: Iterable[str]) -> None:
    """Remembers the files of a rule set that has been found right."""
    path = _path(f"shapes {year}")
    if path is not None:
        cache.keep(path, json.dumps(sorted(found)).encode())
