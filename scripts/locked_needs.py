"""Writes `requirements/needs.json`: what every locked release says it needs, so that a test can prove the locks complete.

`make lock` runs it. It asks pip for the metadata of each release, on whatever system the lock wants it; it installs nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)", re.MULTILINE)
PYTHONS = ("3.11", "3.14")  # where a package has two releases, the second is for newer Pythons


def releases() -> list[list[tuple[str, str]]]:
    """The locked (name, version) pairs: the first of every name, then the second. Spark comes as a source, apart."""
    found = sorted(
        {(pin["name"], pin["version"]) for lock in REQUIREMENTS.glob("[bt]*.txt") for pin in PIN.finditer(lock.read_text())}
    )
    first = dict(reversed(found))
    return [sorted(first.items()), [pair for pair in found if first[pair[0]] != pair[1]]]


def metadata(pins: list[tuple[str, str]], python: str) -> list[dict[str, Any]]:
    """The metadata of releases, as pip reports them for a Python."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        choice = ["--only-binary", ":all:", "--ignore-requires-python", "--python-version", python, "--target", folder]
        asked = [f"{name}=={version}" for name, version in pins]
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps", "--ignore-installed"]
        subprocess.run([*command, *choice, "--report", str(report), *asked], check=True)
        return [item["metadata"] for item in json.loads(report.read_text())["install"]]


def needs(data: dict[str, Any], asked: Collection[tuple[str, str]]) -> dict[str, Any]:
    """What a release needs: Python, and packages, those of an extra only where some other release asks for the extra."""
    extras = ["", *sorted(extra for name, extra in asked if name == canonicalize_name(data["name"]))]
    lines = [Requirement(line) for line in data.get("requires_dist", [])]
    kept = [
        line
        for line in lines
        if "extra" not in str(line.marker) or any(f'extra == "{e}"' in str(line.marker) for e in extras)
    ]
    return {"python": data.get("requires_python", ""), "needs": sorted(map(str, kept))}


def main() -> None:
    """Asks, and writes one entry for each locked release."""
    found = [data for pins, python in zip(releases(), PYTHONS, strict=True) if pins for data in metadata(pins, python)]
    project = tomllib.loads((REQUIREMENTS.parent / "pyproject.toml").read_text())["project"]
    own = [line for extra in project["optional-dependencies"].values() for line in extra]
    lines = [Requirement(line) for data in found for line in data.get("requires_dist", []) if "extra" not in line]
    lines += map(Requirement, own)
    asked = {(canonicalize_name(line.name), extra) for line in lines for extra in line.extras}
    named = {f"{canonicalize_name(data['name'])}=={data['version']}": needs(data, asked) for data in found}
    (REQUIREMENTS / "needs.json").write_text(json.dumps(named, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
