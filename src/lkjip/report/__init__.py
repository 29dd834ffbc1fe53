"""The report notebook's vocabulary: values, words, tables and charts by figure id. It prints and never calculates."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.layout import rules_of
from lkjip.report import office as offices
from lkjip.report.facts import Code, Facts, joined
from lkjip.report.printed import NOT_AVAILABLE, Markdown, Printed, Words, markdown
from lkjip.report.tables import Across, Column, Content, Tables

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.report.drawing import Drawing
    from lkjip.report.provenance import Provenance

__all__ = ["Report", "load"]
_T = TypeVar("_T")


def load(year: int) -> Report:
    """The report of a year, from the project around the current folder.

    The environment may name another folder (`LKJIP_PROJECT`) and the office (`LKJIP_SATKER`), which is needed where the
    project has several.

    Raises:
        UserError: the rules, the tables or the office's file cannot be used.
    """
    from lkjip.project import load as load_project

    os.environ["LKJIP_LANG"] = "id"  # what the engine says in the report is Indonesian, like the report
    project = load_project(os.environ.get("LKJIP_PROJECT", "."), year, os.environ.get("LKJIP_SATKER") or None)
    return Report(project)


class Report:
    """What one office's report of a year may say. Every result is Markdown and marks the figure that it comes from."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.satker = project.office(project.satker)
        self.facts = Facts(project, self.satker)
        self.profile = offices.load(project.root, project.year, self.satker, project.changed)
        self._tables = Tables(self.facts)

    # Values and words

    def __call__(self, figure: str, **key: Code) -> Printed:
        """A figure's value as printed: `r("ikm.capaian")` is 120,31%, `r("ikm.nilai_bulanan", bulan=1)` is 3,92."""
        return self.facts.shown(figure, key)

    def size(self, figure: str, **key: Code) -> Printed:
        """A value without its minus sign, for words such as "turun sebesar"."""
        shown = self.facts.shown(figure, key)
        return replace(shown, text=shown.text.removeprefix("-"), wording="size")

    def choose(self, figure: str, /, missing: str = NOT_AVAILABLE, **texts: str) -> Printed:
        """The text that goes with the code of a category figure. Every code it can have needs one.

        Raises:
            UserError: a code has no text, or a text has no code.
        """
        value = self.facts.value(figure)
        options = self.facts.options(figure)
        if set(texts) != set(options):
            values = {"figure": figure, "given": ", ".join(texts) or "–", "known": ", ".join(options) or "–"}
            raise UserError([Issue("unknown_option", self.facts.rule(figure).location, values)])
        if value.value is None:
            return Printed(missing, "figure", figure, "missing")
        return Printed(texts[value.value], "figure", figure, "word", f"code:{value.value}")

    def listing(self, figure: str, none: str = "tidak ada", **key: Code) -> Printed:
        """The members of a list figure as a sentence has them: "A, B, dan C"; `none` where it is empty."""
        shown = self.facts.shown(figure, key)
        return shown if shown.text else replace(shown, text=none, wording="none")

    def reason(self, figure: str, **key: Code) -> Printed:
        """Why a value is missing."""
        value = self.facts.value(figure, key)
        return Printed(value.reason or "–", "figure", str(value.at), "word", "reason")

    def constant(self, name: str, **key: Code) -> Printed:
        """A parameter or weight of the rules: `r.constant("ikm.minimum_responden")`."""
        return self.facts.shown_constant(name, key, symbol=True)

    def steps(self, figure: str, **key: Code) -> Markdown:
        """The worked calculation of a value, one line per step."""
        trace = self._provenance.trace(self.facts.value(figure, key))
        lines = [f"{markdown(trace.title)}"] + [f"= {markdown(step)}" for step in trace.steps[:-1]]
        result = f"= {self.facts.shown(figure, key)._repr_markdown_()}"
        return Markdown("\n::: {.hitungan}\n" + "\n\n".join([*lines, result]) + "\n:::\n")

    # Titles

    def title(self, name: str) -> Words:
        """The title of a file of rules (`ikm`) or of a figure (`ikm.realisasi`)."""
        if "." in name:
            return Words(self.facts.rule(name).title)
        return Words(self._known("unknown_measure", name, self.facts.rules.measures).title)

    def citation(self, name: str) -> Words:
        """The title of a source in the rules: a regulation as it is cited."""
        return Words(self._known("unknown_citation", name, self.facts.rules.citations).title)

    def objective(self, code: str) -> Words:
        """The title of an objective (sasaran)."""
        return self.member("sasaran", code)

    def member(self, dimension: str, code: Code, *, short: bool = False) -> Words:
        """The title of a dimension's member."""
        members = {m.code: m for m in self._known("unknown_dimension", dimension, self.facts.rules.dimensions).members}
        self._known("unknown_member", str(code), members)
        return Words(self.facts.member(dimension, code, short=short))

    def _known(self, code: str, name: str, known: Mapping[str, _T]) -> _T:
        if name not in known:
            values = {"given": name, "nearest": nearest(name, known), "known": ", ".join(sorted(known))}
            raise UserError([Issue(code, Location(rules_of(self.facts.rules.year)), values)])
        return known[name]

    # The office's own texts

    def office(self, path: str) -> Words:
        """An entry of office.yaml (`head.name`), or that it is not there yet."""
        found = self.profile.get(path)
        return Words(NOT_AVAILABLE if found is None else str(found))

    def office_text(self, path: str) -> Markdown:
        """Paragraphs of office.yaml."""
        found = self._entries(path)
        return Markdown("\n\n" + "\n\n".join(markdown(str(text)) for text in found) + "\n\n")

    def office_list(self, path: str) -> Markdown:
        """A numbered list of office.yaml: texts, or entries with a `name` and a `text`."""
        lines = []
        for number, entry in enumerate(self._entries(path), 1):
            texts = (entry["name"], entry["text"]) if isinstance(entry, Mapping) else (entry,)
            lines.append(f"{number}. {': '.join(markdown(str(text)) for text in texts)}")
        return Markdown("\n\n" + "\n".join(lines) + "\n\n")

    def office_note(self, path: str, title: str = "Catatan") -> Markdown:
        """A note of office.yaml as a callout; nothing where there is none."""
        found = self.profile.get(path)
        text = "" if found is None else f'::: {{.callout-note title="{markdown(title)}"}}\n{markdown(str(found))}\n:::'
        return Markdown(f"\n\n{text}\n\n")

    def office_listing(self, path: str) -> Words:
        """A list of office.yaml within a sentence: "A, B, dan C"."""
        return Words(joined([str(entry) for entry in self._entries(path)]))

    def date(self, path: str = "date") -> Words:
        """A date of office.yaml as a letter has it: 28 Desember 2023."""
        found = self.profile.get(path)
        return Words(NOT_AVAILABLE if found is None else offices.long_date(str(found)))

    def _entries(self, path: str) -> list[Any]:
        found = self.profile.get(path)
        if found is None:
            return [NOT_AVAILABLE]
        return found if isinstance(found, list) else [found]

    # The year

    @property
    def year(self) -> Words:
        """The year of the report."""
        return Words(str(self.project.year))

    @property
    def year_before(self) -> Words:
        """The year before it."""
        return Words(str(self.project.year - 1))

    @property
    def year_after(self) -> Words:
        """The year after it."""
        return Words(str(self.project.year + 1))

    @property
    def first_year(self) -> Words:
        """The first of the years that the report compares."""
        return Words(self.facts.rules.dimensions["tahun"].codes[0])

    @property
    def medium_term_year(self) -> Words:
        """The year of the medium-term target."""
        return Words(str(self.facts.rules.medium_term))

    # Tables and charts

    def table(self, *, rows: str, columns: Mapping[str, Column], **options: Any) -> Markdown:
        """A table with a row per member of a dimension; see `lkjip.report.tables.Tables.by_member`."""
        return self._tables.by_member(rows, columns, **options)

    def rows(self, head: Sequence[str], rows: Sequence[Sequence[Content]], **options: Any) -> Markdown:
        """A table whose rows are written out; see `lkjip.report.tables.Tables.free`."""
        return self._tables.free(head, rows, **options)

    def across(
        self,
        figures: str | Sequence[str],
        dimension: str,
        titles: Sequence[str] = (),
        codes: Sequence[Code] = (),
        **key: Code,
    ) -> Across:
        """Columns for every member of a dimension, for `table`."""
        names = (figures,) if isinstance(figures, str) else tuple(figures)
        chosen = tuple(codes) or self._known("unknown_dimension", dimension, self.facts.rules.dimensions).codes
        return Across(names, dimension, tuple(titles), chosen, key)

    def bands(self, categories: str) -> Markdown:
        """A scale of categories as a table."""
        self._known("unknown_categories", categories, self.facts.rules.categories)
        return self._tables.bands(categories)

    def agreement(self, level: str) -> Markdown:
        """The performance agreement's targets on a level (`strategis`, `program`, `kegiatan`) as a table."""
        return self._tables.agreement(level)

    @cached_property
    def charts(self) -> Drawing:
        """The charts; see `lkjip.report.drawing.Drawing`."""
        from lkjip.report.drawing import Drawing

        return Drawing(self.facts)

    # Provenance

    @cached_property
    def _provenance(self) -> Provenance:
        from lkjip.report.provenance import Provenance

        return Provenance(self.facts)

    def checks(self) -> Markdown:
        """What `lkjip check` finds in this office's tables, as a table."""
        from lkjip.report.checks import checks

        return checks(self.project, self.satker)

    def provenance(self) -> Markdown:
        """The traces of everything printed so far, as data for the page. The last cell of the document."""
        data = self._provenance.data().replace("<", "\\u003c").replace("`", "\\u0060")
        return Markdown(f'\n```{{=html}}\n<script type="application/json" id="jejak">{data}</script>\n```\n')

    def working_papers(self) -> Markdown:
        """The working papers of everything printed so far."""
        return self._provenance.papers()

    def colophon(self) -> Markdown:
        """What the report was made from, and the commands that make it again."""
        from lkjip.report.colophon import colophon

        return colophon(self.project, self.satker)
