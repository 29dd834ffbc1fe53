"""A year of an office with some files changed: what every page shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from lkjip.editing.cells import Grid, grids
from lkjip.editing.values import Documents, Editable, members_of, of_document
from lkjip.editing.year import documents
from lkjip.errors import Issue, UserError
from lkjip.project import Project
from lkjip.report.sentences import Told, told
from lkjip.rules.model import RuleSet
from lkjip.rules.source import KeyPath
from lkjip.scenarios.names import Changeable, of_rules
from lkjip.studio.history import Content

Files = Mapping[str, Content]


def field_id(file: str, path: KeyPath) -> str:
    """What a field is called in the page."""
    return "f" + sha256(json.dumps([file, path]).encode()).hexdigest()[:12]


@dataclass(eq=False)
class View:
    """A year with some files changed: what every page shows. Everything is computed once, on first use."""

    root: Path
    year: int
    satker: str
    changed: Files
    earlier: View | None = None

    @cached_property
    def project(self) -> Project:
        """The year of the office as it would be. Tables that read as in the earlier view are not read again."""
        project = Project(self.root, self.year, self.satker, self.changed)
        if self.earlier is not None and self._same_tables(project, self.earlier):
            project.tables = self.earlier.project.tables
        return project

    def settle(self) -> None:
        """Takes over what it can use of the earlier view, and lets go of it."""
        _ = self.project, self._by_file
        self.earlier = None

    def _same_tables(self, project: Project, earlier: View) -> bool:
        own, other = (
            {file: content for file, content in files.items() if file.startswith("data/") and not file.endswith(".yaml")}
            for files in (self.changed, earlier.changed)
        )
        if own != other or "tables" not in vars(earlier.project):
            return False
        try:
            return _reading(project.rules) == _reading(earlier.project.rules)
        except UserError:
            return False

    @cached_property
    def everyone(self) -> Project:
        """The same of all offices."""
        return Project(self.root, self.year, None, self.changed)

    @cached_property
    def told(self) -> Told:
        """The report's sentences and charts in words.

        Raises:
            UserError: there is no notebook, or the figures cannot be computed.
        """
        return told(self.project)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Every problem there is; where the figures can be computed, what the checks find."""
        return self.project.check()

    @property
    def computed(self) -> bool:
        """Whether the figures can be computed."""
        return not any(issue.level == "error" for issue in self.issues)

    @cached_property
    def documents(self) -> Documents:
        """The rule files and the office's own texts that can be read."""
        return documents(self.root, self.year, self.satker, self.changed)

    @cached_property
    def values(self) -> tuple[Editable, ...]:
        """Every value of rules and texts that can be edited."""
        return tuple(value for found in self._by_file.values() for value in found)

    @cached_property
    def _by_file(self) -> dict[str, tuple[Editable, ...]]:
        """The values of each file; those of a file that reads as in the earlier view are not looked for again."""
        members, earlier = members_of(self.documents), self.earlier
        known = earlier._by_file if earlier is not None and members_of(earlier.documents) == members else {}
        found = {}
        for file, document in self.documents.items():
            same = file in known and earlier is not None and earlier.documents[file] is document
            found[file] = known[file] if same else tuple(of_document(file, document, members))
        return found

    @cached_property
    def fields(self) -> dict[str, Editable]:
        """The same by the name of their field."""
        return {field_id(value.file, value.path): value for value in self.values}

    @cached_property
    def changeable(self) -> dict[str, Changeable]:
        """Every value of the rules that a scenario can change, by name.

        Raises:
            UserError: the rules cannot be read.
        """
        return of_rules(self.root, self.project.rules, self.changed)

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of the office, where the rules can be read."""
        try:
            return tuple(grids(self.root, self.project.rules, self.satker, self.changed))
        except UserError:
            return ()


def _reading(rules: RuleSet) -> tuple[object, ...]:
    """What the reading of tables depends on."""
    used = {entry.table for measure in rules.measures.values() for entry in measure.inputs.values()}
    members = {name: dimension.codes for name, dimension in rules.dimensions.items()}
    levels = {name: [band.code for band in group.bands] for name, group in rules.categories.items()}
    return rules.tables, used, members, levels
