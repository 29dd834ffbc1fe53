"""The locks are complete: on every system and Python they hold all that is needed, so that no resolver has to be asked.

`requirements/needs.json` holds what each locked release says it needs (`make lock` writes it); here it is walked from
`pyproject.toml` without an index, and held against the metadata of what is installed.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = {"base": ("build",), "test": ("build", "test"), "bench": ("build", "bench")}  # and the extras each is made for
NEEDS: Mapping[str, Any] = json.loads((ROOT / "requirements/needs.json").read_text())
PROJECT: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SYSTEMS = (("linux", "Linux", "posix"), ("win32", "Windows", "nt"), ("darwin", "Darwin", "posix"))
PYTHONS = ("3.11.0", "3.11.15", "3.12.1", "3.13.0", "3.14.0")
IMPLEMENTATIONS = (("cpython", "CPython"), ("pypy", "PyPy"))
ENTRY = re.compile(
    r"^(?P<pin>[a-z0-9-]+==[^ ;\\]+)(?: ; (?P<marker>[^\\]*?))? \\\n(?P<hashes>(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.M,
)

Environment = Mapping[str, str]


def environments() -> Iterator[Environment]:
    """Every system, Python and implementation that the locks are for."""
    for (system, name, os), python, (implementation, title) in product(SYSTEMS, PYTHONS, IMPLEMENTATIONS):
        for machine in ("x86_64", "arm64", "AMD64"):
            yield {
                **{key: str(value) for key, value in default_environment().items()},
                "sys_platform": system,
                "platform_system": name,
                "os_name": os,
                "platform_machine": machine,
                "python_version": python.rpartition(".")[0],
                "python_full_version": python,
                "implementation_name": implementation,
                "implementation_version": python,
                "platform_python_implementation": title,
            }


def entries(lock: str) -> dict[str, str]:
    """Each pin of a lock with its marker, which is empty where it is wanted everywhere."""
    text = (ROOT / f"requirements/{lock}.txt").read_text()
    found = {entry["pin"]: entry["marker"] or "" for entry in ENTRY.finditer(text)}
    assert len(found) == len(re.findall(r"^\S", text, re.M)), "a line that is no pin with hashes"
    return found


@cache
def read(line: str) -> Requirement:
    return Requirement(line)


def holds(marker: str, environment: Environment) -> bool:
    return not marker or bool(read(f"x; {marker}").marker.evaluate(dict(environment)))  # type: ignore[union-attr]


def missing(pins: Mapping[str, str], wanted: list[str], environment: Environment) -> set[str]:
    """The requirements that pins do not meet in an environment, from those wanted down; and pins that nothing wants."""
    active = {pin.partition("==")[0]: pin for pin, marker in pins.items() if holds(marker, environment)}
    lacking: set[str] = set()
    seen: set[tuple[str, str]] = set()
    todo = [(line, "") for line in wanted]
    while todo:
        line, extra = todo.pop()
        asked = read(line)
        if asked.marker is not None and not asked.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(asked.name)
        pin = active.get(name)
        if pin is None or not asked.specifier.contains(pin.partition("==")[2], prereleases=True):
            lacking.add(line)
            continue
        if environment["python_full_version"] not in SpecifierSet(NEEDS[pin]["python"]):
            lacking.add(f"{pin} for Python {environment['python_full_version']}")
        for of in {"", *asked.extras}:
            if (name, of) not in seen:
                seen.add((name, of))
                todo += [(need, of) for need in NEEDS[pin]["needs"]]
    return lacking | {f"{pin} is idle" for name, pin in active.items() if (name, "") not in seen}


def wanted(lock: str) -> list[str]:
    return [*PROJECT["dependencies"], *(line for extra in LOCKS[lock] for line in PROJECT["optional-dependencies"][extra])]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_all_that_is_needed_and_nothing_else(lock: str) -> None:
    for environment in environments():
        assert missing(entries(lock), wanted(lock), environment) == set(), environment


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_without_any_of_its_lines_is_incomplete(lock: str) -> None:
    """Which is what would stop the installation, or let it take a release that no one has seen."""
    pins = entries(lock)
    for pin in pins:
        less = {other: marker for other, marker in pins.items() if other != pin}
        assert any(missing(less, wanted(lock), environment) for environment in environments()), pin


def test_the_extra_of_a_requirement_and_a_marker_count() -> None:
    environment = next(environments())
    pins = {"a==1": "", "b==2": "sys_platform == 'win32'"}
    needs = {"a==1": {"python": "", "needs": ['b>=2; extra == "toml"']}, "b==2": {"python": "", "needs": []}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "NEEDS", needs)
        assert missing(pins, ["a"], environment) == set()
        assert missing(pins, ["a[toml]"], environment) == {'b>=2; extra == "toml"'}
        assert missing({"a==1": "", "b==2": ""}, ["a"], environment) == {"b==2 is idle"}
        assert missing({"a==1": "", "b==2": ""}, ["a[toml]", "b<2"], environment) == {"b<2"}


def test_what_the_locks_say_of_a_release_is_what_it_says_itself() -> None:
    pins = {pin for lock in LOCKS for pin in entries(lock)}
    assert pins == set(NEEDS)
    compared = 0
    for pin in pins:
        name, _, version = pin.partition("==")
        try:
            installed = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system, or of the benchmarks
        if installed.version == version:
            own = [str(Requirement(line)) for line in installed.requires or []]
            assert NEEDS[pin]["needs"] == sorted(line for line in own if "extra" not in line or line in NEEDS[pin]["needs"])
            stated = [value for key, value in installed.metadata.items() if key == "Requires-Python"]  # type: ignore[attr-defined]
            assert [NEEDS[pin]["python"]] == (stated or [""])
            compared += 1
    assert compared > 60


def test_the_locks_agree_so_that_one_environment_takes_them_all() -> None:
    releases: dict[str, set[tuple[str, str]]] = {}
    for lock in LOCKS:
        for pin, marker in entries(lock).items():
            if "python_full_version" not in marker:  # a package with two releases
                releases.setdefault(pin.partition("==")[0], set()).add((pin, marker))
    assert {name: found for name, found in releases.items() if len(found) > 1} == {}


@pytest.mark.parametrize("file", ["Makefile", "README.md", "docs/panduan.md"])
def test_locks_are_installed_as_they_are_and_then_checked(file: str) -> None:
    text = (ROOT / file).read_text()
    text = re.sub(r"\$\((PIP|LOCKED)\)", lambda name: re.findall(rf"^{name[1]} := (.*)$", text, re.M)[0], text)
    commands = re.findall(r"^.*\bpip\b.*\binstall .*requirements.*$", text, re.M)
    assert len(commands) == (len(LOCKS) if file == "Makefile" else 1)
    assert all("--no-deps" in line and "--require-hashes" in line for line in commands), commands
    assert re.search(r"\bpip\b.* check\b", text, re.M)
