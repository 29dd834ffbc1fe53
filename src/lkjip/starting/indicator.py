"""A new indicator: its rule, its table with every key row, and what both need of units, keys and categories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from lkjip import saving
from lkjip.editing.edits import Edit, applied
from lkjip.errors import Issue, Location, UserError, unknown
from lkjip.inputs.sources import offices
from lkjip.layout import data_of, rules_of
from lkjip.messages import filed
from lkjip.project import Project
from lkjip.rules.folder import NOTHING, Changed
from lkjip.rules.load import load
from lkjip.rules.model import RuleSet
from lkjip.rules.source import Data
from lkjip.starting import drafts
from lkjip.starting.asked import NewIndicator, code_of
from lkjip.starting.content import content


def add_indicator(root: Path, year: int, new: NewIndicator) -> tuple[str, ...]:
    """Adds an indicator to a year: all its files or none. Returns them.

    Raises:
        UserError: its code is taken, it names what there is not, or the rules with it could not be loaded.
    """
    rules = load(root, year)
    folder = root / data_of(year)
    files = files_of(root, rules, new, offices(folder, data_of(year), []) if folder.is_dir() else ())
    issues = [issue for issue in Project(root, year, None, files).check() if issue.level == "error"]
    known = {(i.code, i.location) for i in Project(root, year).check() if i.level == "error"}
    if fresh := [issue for issue in issues if (issue.code, issue.location) not in known]:
        raise UserError(fresh)
    saving.save(root, files)
    return tuple(files)


def files_of(
    root: Path, rules: RuleSet, new: NewIndicator, places: Iterable[str], changed: Changed = NOTHING
) -> dict[str, bytes | None]:
    """The files that differ with an indicator, by path; `places` are the offices that get its tables."""
    place = Location(f"{rules_of(rules.year)}/indicators/{new.id}.yaml")
    if new.id in rules.measures or new.id in rules.tables:
        raise UserError([Issue("indicator_taken", place, {"given": new.id, "title": _title_of(rules, new.id)})])
    goals = [member.code for member in rules.dimensions["sasaran"].members]
    goal = new.objective or (goals[0] if goals else "")
    if goal not in goals:
        raise UserError([unknown("unknown_objective", place, goal or "–", goals)])
    if new.category and new.category not in rules.categories:
        raise UserError([unknown("unknown_categories", place, new.category, rules.categories)])
    edits = list(_edits(rules, new, goal, places))
    there = [edit.file for edit in edits if edit.action == "create" and (root / edit.file).exists()]
    if there:
        raise UserError(Issue("year_exists", Location(file), {"given": file}) for file in there)
    return applied(root, edits, changed)


def _title_of(rules: RuleSet, code: str) -> str:
    return rules.measures[code].title if code in rules.measures else rules.tables[code].title


def _edits(rules: RuleSet, new: NewIndicator, goal: str, places: Iterable[str]) -> Iterator[Edit]:
    base = rules_of(rules.year)
    yield from _shared(base, rules, new)
    yield Edit(f"{base}/indicators/{new.id}.yaml", (), "create", drafts.rule(new, goal))
    members = {name: dimension.codes for name, dimension in rules.dimensions.items()}
    members |= {name: _codes(entry) for name, entry in _dimensions(new).items() if name not in members}
    for table in drafts.tables(new):
        yield Edit(f"{base}/tables/{table.name}.yaml", (), "create", table.rule)
        for office in places:
            yield Edit(f"{data_of(rules.year, office)}/{table.name}.csv", (), "create", table.rows(members))


def _shared(base: str, rules: RuleSet, new: NewIndicator) -> Iterator[Edit]:
    """What the indicator needs and the rule set lacks: units, keys, an ordered scale, a source."""
    stock = content("umum")
    for unit in sorted(drafts.units(new) - set(rules.scales)):
        made: Data = {"title": unit.replace("_", " ").capitalize(), "define": f"{unit} = [{unit}]"}
        yield Edit(f"{base}/scales.yaml", ("units", unit), "add", stock["units"].get(unit, made))
    for name, entry in _dimensions(new).items():
        if name not in rules.dimensions:
            yield Edit(f"{base}/dimensions.yaml", (name,), "add", entry)
    if new.kind == "predikat" and new.unit not in rules.categories:
        levels: list[Data] = [{"code": code_of(title), "title": title} for title in new.levels]
        yield Edit(f"{base}/categories.yaml", (new.unit,), "add", {"title": new.title, "levels": levels})
    if drafts.SOURCE not in rules.citations:
        yield Edit(f"{base}/ruleset.yaml", ("citations", drafts.SOURCE), "add", stock["citations"][drafts.SOURCE])


def _dimensions(new: NewIndicator) -> dict[str, Data]:
    """The keys that its tables have, by name."""
    found: dict[str, Data] = {name: content("umum")["dimensions"][name] for name in new.periods}
    if new.kind == "survei":
        members: dict[str, Data] = {code_of(title): title for title in elements_of(new)}
        found[new.element_key] = {"title": filed("draft.element_of", title=new.short or new.title), "members": members}
    return found


def _codes(entry: Data) -> tuple[str, ...]:
    return tuple(str(code) for code in cast(dict[str, dict[str, Data]], entry)["members"])


def elements_of(new: NewIndicator) -> tuple[str, ...]:
    """The elements of a survey: those named, else the nine of the regulation on satisfaction surveys."""
    return new.elements or tuple(content("umum")["elements"])
