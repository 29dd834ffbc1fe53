"""Which files a year's rules are made of, on disk or with changes that are not saved yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lkjip.errors import Issue, Location
from lkjip.layout import RULES, rules_of

Files = Mapping[str, tuple[str, bytes]]  # path relative to the project → kind and content, in a fixed order
Changed = Mapping[str, bytes | None]  # files that are otherwise than on disk, by their path; None = not there
NOTHING: Changed = {}
SINGLE = ("ruleset", "scales", "dimensions", "categories")
OPTIONAL = ("standard", "texts", "report")
PACKAGE = "package"
_FOLDERS = {"packaged": PACKAGE, "tables": "table", "indicators": "indicator", "measures": "measure"}
_PACKAGES = Path(__file__).resolve().parents[1] / "packaged"
_USED = re.compile(rb"^use:[ ]*([a-z0-9][a-z0-9-]*)[ ]*(?:#.*)?\r?$", re.MULTILINE)


def packages() -> tuple[str, ...]:
    """The names of the packaged rules that come with this version."""
    return tuple(sorted(path.stem for path in _PACKAGES.glob("*.yaml")))


def kind_of(file: str) -> str:
    """The kind of a year's rule file by its path relative to the project: `ruleset`, `indicator`, …; "" of another file.

    >>> kind_of("rules/2023/indicators/ikm.yaml"), kind_of("rules/2023/scales.yaml"), kind_of("data/2023/a.csv")
    ('indicator', 'scales', '')
    """
    match file.split("/"):
        case ["rules", _, name] if name.removesuffix(".yaml") in (*SINGLE, *OPTIONAL) and name.endswith(".yaml"):
            return name.removesuffix(".yaml")
        case ["rules", _, folder, name] if folder in _FOLDERS and name.endswith(".yaml"):
            return _FOLDERS[folder]
        case _:
            return ""


def is_utf8(file: str) -> bool:
    """Whether a file's name can be written as UTF-8: the bytes of a name on disk can be anything.

    >>> is_utf8("rules/2023/scales.yaml"), is_utf8("data/2023/\\udce9.yaml")
    (True, False)
    """
    return not any(0xD800 <= ord(sign) <= 0xDFFF for sign in file)


def listed(
    project: Path, year: int, issues: list[Issue], changed: Changed = NOTHING
) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Every rule file of the year: path relative to the project → kind and content, in a fixed order."""
    root = project / rules_of(year)
    own = {file: content for file, content in changed.items() if file.startswith(f"{rules_of(year)}/")}
    if not root.is_dir() and not own:
        known = sorted(p.name for p in (project / RULES).glob("[0-9]*") if p.is_dir())
        values = {"year": year, "known": ", ".join(known) or "–"}
        issues.append(Issue("no_rules", Location(rules_of(year)), values))
        return
    for kind in (*SINGLE, *OPTIONAL):
        file = f"{rules_of(year)}/{kind}.yaml"
        content = content_of(project, file, own)
        if content is not None:
            yield file, (kind, content)
        elif kind in SINGLE:
            issues.append(Issue("missing_file", Location(file), {}))
    there: set[str] = set()
    used: set[str] = set()
    for folder, kind in _FOLDERS.items():
        named = {f"{rules_of(year)}/{folder}/{path.name}" for path in (root / folder).glob("*.yaml")}
        for file in sorted(named | {file for file in own if file.startswith(f"{rules_of(year)}/{folder}/")}):
            if not is_utf8(file):
                issues.append(Issue("file_name", Location(file), {}))
                continue
            content = content_of(project, file, own)
            if content is not None:
                there.add(file)
                used.update(name.decode() for name in _USED.findall(content) if kind in ("indicator", "measure"))
                yield file, (kind, content)
    for name in sorted(used & set(packages())):  # as if they stood in the project, unless they do
        file = f"{rules_of(year)}/packaged/{name}.yaml"
        if file not in there:
            yield file, (PACKAGE, (_PACKAGES / f"{name}.yaml").read_bytes())


def content_of(project: Path, file: str, changed: Changed = NOTHING) -> bytes | None:
    """What a file of the project holds, or will hold; None where there is no such file."""
    if file in changed:
        return changed[file]
    path = project / file
    return path.read_bytes() if path.is_file() else None


def files_of(project: Path, year: int, changed: Changed = NOTHING) -> dict[str, tuple[str, bytes]]:
    """Every rule file that there is of a year: path relative to the project → kind and content, in a fixed order."""
    return dict(listed(project, year, [], changed))


def digest_on_disk(project: Path, year: int) -> str:
    """What a year's rule files are told apart by: the digest of their paths and bytes."""
    return digest_of(files_of(project, year))


def digest_of(files: Files) -> str:
    """What files are told apart by: the digest of their paths and bytes."""
    total = hashlib.sha256()
    for file, (_, content) in files.items():
        total.update(f"{file}\0{len(content)}\0".encode() + content)
    return total.hexdigest()
