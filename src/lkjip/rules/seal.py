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
from typing import Any

from lkjip import cache
from lkjip.rules import schema
from lkjip.units import Unit
from lkjip.version import __version__


def _name(digest: str) -> str:
    shapes = hashlib.sha256(digest.encode() + __version__.encode())
    for path in sorted(schema.folder().glob("*.json")):
        shapes.update(path.read_bytes())
    return f"{shapes.hexdigest()}.json"


def _kept(digest: str) -> Any:
    """What is sealed under a digest; None where nothing is."""
    content = cache.read(_name(digest))
    try:
        return None if content is None else json.loads(content)
    except ValueError:
        return None


def read(digest: str) -> dict[str, Unit] | None:
    """The units of sealed rules by name; None where these bytes have no seal."""
    try:
        return {
            name: Unit(Fraction(factor), tuple((str(base), int(power)) for base, power in powers))
            for name, (factor, powers) in _kept(digest).items()
        } or None
    except (ArithmeticError, ValueError, TypeError, AttributeError):
        return None


def write(digest: str, sealed: Mapping[str, Unit]) -> None:
    """Seals rules that have been found right. A folder that cannot be written only means the next run checks again."""
    content = json.dumps({name: [str(unit.factor), unit.powers] for name, unit in sealed.items()})
    cache.keep(_name(digest), content.encode())


def shapes(year: int) -> frozenset[str]:
    """The files, by kind and digest, of the last rule set of a year that was right."""
    kept = _kept(f"shapes {year}")
    return frozenset(map(str, kept)) if isinstance(kept, list) else frozenset()


def write_shapes(year: int, found: Iterable[str]) -> None:
    """Remembers the files of a rule set that has been found right."""
    cache.keep(_name(f"shapes {year}"), json.dumps(sorted(found)).encode())
