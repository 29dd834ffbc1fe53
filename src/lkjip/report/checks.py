"""What the checks of the rules find in an office's tables, for readers of the report."""

from __future__ import annotations

from lkjip.errors import worst_first
from lkjip.grouped import grouped
from lkjip.messages import phrase, speaking
from lkjip.project import Project
from lkjip.report.grid import Cell, headings, table
from lkjip.report.labels import label, labels
from lkjip.report.printed import Markdown


@speaking("id")
def checks(project: Project, office: str) -> Markdown:
    """One row per finding about this office: level, what was found with its numbers, and the rule that says so."""
    found = [issue for issue in project.check() if issue.satker in ("", office)]
    if not found:
        return Markdown(f"\n\n{label('no_findings')}\n\n")
    rows = [
        [Cell(str(number)), Cell(phrase(issue.level)), Cell(issue.message), Cell(str(issue.location))]
        for number, issue in enumerate(worst_first(found), 1)
    ]
    return table([headings(*labels("number", "level", "finding", "rule"))], rows, widths=(6, 12, 52, 30))


@speaking("id")
def titles(project: Project, office: str) -> list[str]:
    """What the findings about this office that are worse than a note are about, those of one check together."""
    found = [issue for issue in project.check() if issue.satker in ("", office) and issue.level != "note"]
    return [str(group.first.values.get("title") or group.first.message) for group in grouped(found)]
