"""What changed since the year before: by the bridge between the archived year and this one, data and rules apart."""

from __future__ import annotations

from lkjip.archive.bridge import Span, since, texts
from lkjip.messages import speaking
from lkjip.report.blocks.context import floated, paragraphs
from lkjip.report.facts import Facts
from lkjip.report.grid import Cell, Row, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown, Stated
from lkjip.rules.headline import headline
from lkjip.units import NUMBER

_WIDTHS = (34, 13, 13, 13, 14, 13)
LABEL = "tbl-perubahan"
EFFECTS = ("data", "rules")


@speaking("id")
def changes(facts: Facts) -> Markdown:
    """The headline figures that differ; nothing where the year before is not there.

    Where only one of the crossed values can be computed, or none, a note says so.
    """
    project, year = facts.project, facts.rules.year
    known = {span.id: span for span in since(project.root, year, facts.office)}
    spans = [known[name] for name in headline(project.plan.resolved) if name in known and known[name].change]
    if not spans:
        return Markdown("")
    head = headings(label("matter"), str(year - 1), str(year), *labels("change_of_years", "by_data", "by_rules"))
    body = table([head], [_row(facts, span) for span in spans], widths=_WIDTHS).text
    notes = [label("bridged")] + [label("not_bridged", year=year - 1)] * any(span.data is None for span in spans)
    noted = Markdown(body + "\n\n::: {.catatan-kaki}\n" + " ".join(notes) + "\n:::\n")
    caption = label("changes_caption", before=year - 1, year=year)
    return paragraphs([label("changes_lead", before=year - 1, table=f"@{LABEL}"), floated(LABEL, noted, caption)])


def _row(facts: Facts, span: Span) -> Row:
    measure = facts.rules.measures[span.id.partition(".")[0]]
    said = {name: Stated(text, "bridge", f"{span.id}:{name}") for name, text in texts(span).items()}
    effects = [Cell(said.get(name, "–")) for name in EFFECTS]
    scale = facts.rules.scales[span.unit]
    unit = "" if scale.unit == NUMBER else f" ({scale.symbol or span.unit})"
    title = Cell(f"{measure.short or measure.title}: {span.title}{unit}", head="row")
    return [title, Cell(said["before"]), Cell(facts.shown(span.id, symbol=False)), Cell(said["change"]), *effects]
