"""The report notebook's vocabulary: values, words, tables and charts by figure id. It prints and never calculates."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar, cast

from lkjip.errors import Issue, Location, UserError, nearest
from lkjip.figure_key import FigureKey
from lkjip.guards import in_page
from lkjip.layout import data_of, rules_of
from lkjip.messages import speaking
from lkjip.report import office as offices
from lkjip.report.facts import Code, Facts, joined
from lkjip.report.labels import label
from lkjip.report.printed import BLANK, Markdown, Printed, Stated, Words, markdown, typeset
from lkjip.report.tables import Across, Column, Content, Tables

if TYPE_CHECKING:
    from lkjip.project import Project
    from lkjip.report.blocks import Blocks
    from lkjip.report.drawing import Drawing
    from lkjip.report.narrative import Narrator
    from lkjip.report.provenance import Provenance
    from lkjip.report.texts import Texts

__all__ = ["Report", "load"]
_T = TypeVar("_T")


def load(year: int, project: str | None = None, satker: str | None = None) -> Report:
    """The report of a year.

    Args:
        year: whose rules and tables are meant.
        project: a folder of the project; else the one that `LKJIP_PROJECT` names, or the current one.
        satker: the office; else the one that `LKJIP_SATKER` names. It is needed where the project has several.

    Raises:
        UserError: there is no project, or the rules, the tables or the office's file cannot be used.
    """
    from lkjip.project import load as load_project

    named = project or os.environ.get("LKJIP_PROJECT")
    try:
        found = load_project(named or ".", year, satker or os.environ.get("LKJIP_SATKER") or None)
    except UserError as error:
        (issue, *_) = error.issues
        if named or issue.code != "no_project":
            raise
        raise UserError([Issue("notebook_without_project", issue.location, {**issue.values, "year": year})]) from None
    return Report(found)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Report:
    """What one office's report of a year may say. Every result is Markdown and marks the figure that it comes from."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.satker = project.office(project.satker)
        self.profile = offices.load(project.root, project.year, self.satker, project.changed)
        self.facts = Facts(project, self.satker, self.profile)
        self._tables = Tables(self.facts)
        self._annexes: list[str] = []
        self.asked: dict[str, None] = {}  # entries of the office's file that the document asked for

    def _repr_html_(self) -> str:
        """In a notebook: whose report it is, and how to ask it."""
        asked = f'r("{next(iter(self.facts.project.plan.resolved.figures))}")'
        return f"<p><b>LKjIP {self.project.year}</b>, {escape(str(self.office('name')))}: <code>{escape(asked)}</code></p>"

    # Values and words

    def __call__(self, figure: str, **key: Code) -> Printed:
        """A figure's value as printed: `r("ikm.capaian")` is 120,31%, `r("ikm.nilai_bulanan", bulan=1)` is 3,92."""
        return self.facts.shown(figure, key)

    def size(self, figure: str, **key: Code) -> Printed:
        """A value without its minus sign, for words such as "turun sebesar"."""
        shown = self.facts.shown(figure, key)
        return replace(shown, text=shown.text.removeprefix("-"), wording="size")

    def choose(self, figure: str, /, missing: str = "", **texts: str) -> Printed:
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
            return Printed(missing or label("not_available"), "figure", figure, "missing")
        return Printed(texts[value.value], "figure", figure, "word", f"code:{value.value}")

    def listing(self, figure: str, none: str = "", **key: Code) -> Printed:
        """The members of a list figure as a sentence has them: "A, B, dan C"; `none` where it is empty."""
        shown = self.facts.shown(figure, key)
        return shown if shown.text else replace(shown, text=none or label("none"), wording="none")

    def reason(self, figure: str, **key: Code) -> Printed:
        """Why a value is missing."""
        value = self.facts.value(figure, key)
        return Printed(value.reason or "–", "figure", str(value.at), "word", "reason")

    def constant(self, name: str, **key: Code) -> Printed:
        """A parameter or weight of the rules: `r.constant("ikm.minimum_responden")`."""
        return self.facts.shown_constant(name, key, symbol=True)

    def steps(self, figure: str, **key: Code) -> Markdown:
        """The worked calculation of a value, one line per step; nothing where there is no value."""
        value = self.facts.value(figure, key)
        if value.value is None:
            return Markdown("")
        trace = self._provenance.trace(value)
        lines = [f"{markdown(trace.title)}"] + [f"= {markdown(typeset(step))}" for step in trace.steps[:-1]]
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
        return Words(self.facts.cited(self._known("unknown_citation", name, self.facts.rules.citations).title))

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
        """An entry of office.yaml (`head.name`), or a line to fill in."""
        found = self._asked(path)
        return Words(BLANK if found is None else str(found))

    def cover(self, title: str) -> Markdown:
        """The cover: who reports on what, with what `identity` in office.yaml adds: emblem, photograph, number, address."""
        from lkjip.report.cover import cover

        folder = self.project.root / data_of(self.project.year, self.satker)
        return cover(self.profile, folder, title=title, year=self.project.year)

    def office_text(self, path: str) -> Markdown:
        """Paragraphs of office.yaml; nothing where there is none."""
        self._asked(path)
        return Markdown("\n\n" + "\n\n".join(self.texts.entries(path)) + "\n\n")

    def text(self, name: str, level: int = 4) -> Markdown:
        """A text of the office (`texts.<name>`) or else of its ministry (`texts.yaml`); headings in it stand at `level`."""
        found = self.texts.blocks(name, level)
        if not found:
            self.asked.setdefault(f"texts.{name}")
        return Markdown("\n\n" + "\n\n".join(found) + "\n\n")

    def organisation(self) -> Markdown:
        """Who is under whom, as a chart with a sentence before it; nothing where office.yaml has no `organisation`."""
        if not self.profile.get("organisation"):
            return Markdown("")
        return self._illustrated("organisasi", "fig-organisasi", self.charts.organisation())

    def area(self) -> Markdown:
        """The office's area of work, likewise; nothing where office.yaml has no `districts`."""
        if not self.profile.get("districts"):
            return Markdown("")
        return self._illustrated("wilayah", "fig-wilayah-kerja", self.charts.area())

    def _illustrated(self, name: str, place: str, drawn: Markdown) -> Markdown:
        from lkjip.report.blocks.context import floated

        caption = self.narrator.sentence(f"judul_{name}")
        return self.flow(self.phrases(f"rujukan_{name}"), Markdown(floated(place, drawn, caption)))

    def pictures(self, place: str) -> Markdown:
        """The pictures of `pictures.<place>` in office.yaml, each with its caption; nothing where there is none."""
        from lkjip.report.cover import pictures

        return pictures(self.profile, self.facts.folder, place)

    def signed(self, second: str, first: str, *, city: str, date: str) -> Markdown:
        """The signatures of two parties side by side, under place and date; paths lead to name and title."""
        from lkjip.report.cover import signed

        parties = [(self.office(f"{path}.title"), self.office(f"{path}.name")) for path in (second, first)]
        return signed(self.office(city), self.date(date), parties)

    def office_list(self, path: str, opening: str = "") -> Markdown:
        """A numbered list of office.yaml after a sentence that opens it; neither where there is no such list."""
        self._asked(path)
        listed = self.texts.items(path)
        return Markdown(f"\n\n{self.narrator.say(opening)}\n\n{listed}\n\n" if listed else "\n")

    def office_note(self, path: str, title: str = "") -> Markdown:
        """A note of office.yaml as a callout; nothing where there is none."""
        return Markdown("\n\n" + "".join(self.texts.note(path, title)) + "\n\n")

    def office_listing(self, path: str) -> Words:
        """A list of office.yaml within a sentence: "A, B, dan C"."""
        found = self._asked(path)
        return Words(BLANK if found is None else joined([str(entry) for entry in found]))

    def date(self, path: str = "date") -> Words:
        """A date of office.yaml as a letter has it: 28 Desember 2023."""
        found = self._asked(path)
        return Words(BLANK if found is None else offices.long_date(str(found)))

    def _asked(self, path: str) -> Any:
        self.asked.setdefault(path)
        return self.profile.get(path)

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

    def table(
        self, *, rows: str, columns: Mapping[str, Column], label: str = "", caption: str = "", **options: Any
    ) -> Markdown:
        """A table with a row per member of a dimension; see `lkjip.report.tables.Tables.by_member`.

        With `label` (`tbl-…`) and `caption` it stands under them, as `floated` sets it.
        """
        made = self._tables.by_member(rows, columns, **options)
        return self.floated(label, made, caption) if label else made

    def rows(
        self, head: Sequence[str], rows: Sequence[Sequence[Content]], label: str = "", caption: str = "", **options: Any
    ) -> Markdown:
        """A table whose rows are written out; see `lkjip.report.tables.Tables.free`. The last two are as for `table`."""
        made = self._tables.free(head, rows, **options)
        return self.floated(label, made, caption) if label else made

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

    # Blocks: sections that follow the rules

    @cached_property
    def _blocks(self) -> Blocks:
        from lkjip.report.blocks import Blocks

        return Blocks(self.facts, self.narrator, self._tables, self.charts, self.texts, self.steps, self._provenance.trace)

    @cached_property
    def narrator(self) -> Narrator:
        """What says sentences; see `lkjip.report.narrative.Narrator`."""
        from lkjip.report.narrative import Narrator
        from lkjip.report.words import Words as Known

        return Narrator(self.facts, Known(self.facts, self.profile))

    @cached_property
    def texts(self) -> Texts:
        """The office's own texts; see `lkjip.report.texts.Texts`."""
        from lkjip.report.texts import Texts

        written = self.facts.rules.texts
        ministry = offices.Office(cast(dict[str, Any], written.data), written) if written else offices.Office({})
        return Texts(self.profile, ministry, self.narrator)

    def say(self, *sentences: str) -> Markdown:
        """A paragraph: each sentence with its `{figures}` and `{words}`; one that lacks a value is not said."""
        return Markdown("\n\n" + " ".join(filter(None, map(self.narrator.say, sentences))) + "\n\n")

    def phrases(self, *names: str, about: str = "") -> Markdown:
        """A paragraph of phrases, of `report.yaml` or the standard ones; `about` is the indicator that they are about."""
        for name in names:
            self._known("unknown_phrase", name, self.narrator.phrases)
        return Markdown("\n\n" + " ".join(filter(None, (self.narrator.sentence(name, about) for name in names))) + "\n\n")

    def flow(self, *pieces: Markdown) -> Markdown:
        """Pieces of the document one below the other."""
        return Markdown("\n\n" + "\n\n".join(piece.text.strip("\n") for piece in pieces if piece.text.strip()) + "\n\n")

    def section(
        self, level: int, title: str, label: str, *pieces: Markdown, numbered: bool = True, annex: bool = False
    ) -> Markdown:
        """A section under its heading, of an annex with its number; nothing where no piece has anything to say."""
        body = self.flow(*pieces)
        title = self._annex(title) if annex and body.text.strip() else title
        attributes = f"#sec-{label}" if numbered else f".unnumbered #sec-{label}"
        heading = Markdown(f"{'#' * level} {markdown(title)} {{{attributes}}}")
        return self.flow(heading, body) if body.text.strip() else Markdown("")

    def _annex(self, title: str) -> str:
        """The title of an annex with its number: those with something to say are counted, so that none is skipped."""
        if title not in self._annexes:
            self._annexes.append(title)
        return label("annex", number=_ROMAN[self._annexes.index(title)], title=title)

    def floated(self, label: str, content: Markdown, caption: str) -> Markdown:
        """A table (`tbl-…`) or figure (`fig-…`) under its label, with a caption that may name `{year}` and the like.

        Nothing where there is no table.
        """
        if label.startswith("tbl-") and not content.text.strip():
            return Markdown("")
        from lkjip.report.blocks.context import floated

        return Markdown(floated(label, content, self.narrator.say(caption)))

    def opening(self, code: str) -> Markdown:
        """An indicator's objective and title, as its section begins, where the document has the heading itself."""
        from lkjip.report.blocks import opening

        return opening(self._blocks, code)

    def service_quality(self, categories: str, index: str) -> Markdown:
        """A scale of service quality as its regulation prints it; `index` is the unit of the survey's own values."""
        self._known("unknown_categories", categories, self.facts.rules.categories)
        self._known("unknown_unit", index, self.facts.rules.scales)
        return self._tables.service_quality(categories, index)

    def indicator(self, code: str, *parts: str, level: int = 3, headed: bool = True) -> Markdown:
        """An indicator's analyses (all, or those named), under its heading unless the document has one.

        Raises:
            UserError: there is no such indicator or analysis; it names the nearest.
        """
        from lkjip.report.blocks import PARTS, indicator

        self._known("unknown_measure", code, {name: name for name in self.facts.indicators})
        for part in parts:
            self._known("unknown_part", part, PARTS)
        return indicator(self._blocks, code, parts or tuple(PARTS), level=level, headed=headed)

    def indicators(self, *, apart: Sequence[str] = (), level: int = 3) -> Markdown:
        """Every indicator's section in the order of objectives, without those that the document has `apart`."""
        codes = [code for code in self.facts.indicators if code not in apart]
        return Markdown("".join(self.indicator(code, level=level).text for code in codes))

    def glance(self, label: str = "sekilas") -> Markdown:
        """The year on one page, under its heading: a card for each indicator, the money, and what must be known."""
        from lkjip.report.blocks import glance

        title = self.narrator.sentence("sekilas_judul")
        body = glance(self._blocks, self._findings)
        return Markdown(f"\n\n# {title} {{.unnumbered #sec-{label}}}\n{body.text}")

    @cached_property
    def _findings(self) -> list[str]:
        from lkjip.report.checks import titles

        return titles(self.project, self.satker)

    def summary(self) -> Markdown:
        """How the indicators did: a paragraph, a table, and a line for each."""
        from lkjip.report.blocks import summary

        return summary(self._blocks)

    def achievements(self) -> Markdown:
        """The achievements by objective, this year's and the earlier ones."""
        from lkjip.report.blocks import achievements

        return achievements(self._blocks)

    def efficiency(self) -> Markdown:
        """Achievement against absorption, where the rules measure it."""
        from lkjip.report.blocks import efficiency

        return efficiency(self._blocks)

    def budget(self, *, level: int = 2) -> Markdown:
        """The sections on the budget, as far as the rules have them."""
        from lkjip.report.blocks import budget

        return budget(self._blocks, level=level)

    def agreement(self, level: str = "") -> Markdown:
        """Objectives, indicators and this year's targets, from the indicators' files; archived notebooks name a level."""
        from lkjip.report import earlier
        from lkjip.report.blocks import agreement

        return earlier.agreement(self.facts, level) if level else agreement(self._blocks)

    def agreed(self, level: str, indicators: str, target: str, unit: str) -> Markdown:
        """One level of an agreement that is a table of its own; see `lkjip.report.blocks.agreement.agreed`."""
        from lkjip.report.blocks import agreed

        self._known(
            "unknown_member", level, {member.code: member for member in self.facts.rules.dimensions["tingkat"].members}
        )
        self._known("unknown_dimension", indicators, self.facts.rules.dimensions)
        return agreed(self._blocks, level, indicators, target, unit)

    def survey(self, code: str, rows: str, *, detail: str, index: str, foot: Mapping[str, str], **options: bool) -> Markdown:
        """An indicator's monthly survey; see `lkjip.report.blocks.survey.Survey`."""
        from lkjip.report.blocks import Survey, survey

        return survey(self._blocks, code, Survey(rows, detail, index, foot, **options))

    def breakdown(self, label: str) -> Markdown:
        """A whole and its parts as table and chart, as `report.yaml` has it under `breakdowns`."""
        from lkjip.report.blocks import Breakdown, breakdown

        written = self.facts.rules.report
        known = cast(dict[str, Any], written.data).get("breakdowns", {}) if written else {}
        return breakdown(self._blocks, Breakdown(label, **self._known("unknown_breakdown", label, known)))

    def missing(self) -> Markdown:
        """What the report had no value for, with the reason and who provides it. Stands after everything that prints."""
        from lkjip.report.blocks import missing

        return missing(self._blocks, self.asked)

    def conclusions(self) -> Markdown:
        """What the year came to, as a numbered list."""
        from lkjip.report.blocks import conclusions

        return conclusions(self._blocks)

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

    def changes(self) -> Markdown:
        """What changed since the year before, by data and by rules; nothing where that year is not there."""
        from lkjip.report.changes import changes

        return changes(self.facts)

    def robustness(self, figure: str, n: int = 10_000) -> Stated:
        """How a category holds when weights and targets move: `r.robustness("ipk.keadaan")`. See `Project.sensitivity`.

        Raises:
            UserError: the figure is unknown or no category, or depends on nothing that may move.
        """
        with speaking("id"):
            found = self.project.sensitivity(figure, n=n, satker=self.satker)
            return Stated(found.sentence, "robust", f"{figure}:{n}")

    def english(self) -> Markdown:
        """A page in English from the same figures; nothing where office.yaml has no `english`."""
        from lkjip.report.blocks import english

        return english(self._blocks)

    def checks(self) -> Markdown:
        """What `lkjip check` finds in this office's tables, as a table."""
        from lkjip.report.checks import checks

        return checks(self.project, self.satker)

    def provenance(self) -> Markdown:
        """The traces of everything printed so far, as data for the page. The last cell of the document.

        Raises:
            UserError: an indicator of the rules appears nowhere in the document.
        """
        shown = {FigureKey.parse(name).id.partition(".")[0] for name in self.facts.printed}
        left = [code for code in self.facts.indicators if code not in shown]
        if left:
            place = self.facts.rules.measures[left[0]].location
            raise UserError([Issue("indicator_not_reported", place, {"indicator": code}) for code in left])
        data = in_page(self._provenance.data())
        return Markdown(f'\n```{{=html}}\n<script type="application/json" id="jejak">{data}</script>\n```\n')

    def working_papers(self) -> Markdown:
        """The working papers of everything printed so far."""
        from lkjip.report.papers import Papers

        return Papers(self._provenance).papers()

    def colophon(self) -> Markdown:
        """What the report was made from, and the commands that make it again."""
        from lkjip.report.colophon import colophon

        return colophon(self.project, self.satker, next(iter(self.facts.printed), self.facts.order[0]))
