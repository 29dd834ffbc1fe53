"""Numbers of the document that a check of the rules holds against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lkjip.audit.audited import Audited
from lkjip.audit.finding import Finding
from lkjip.audit.linking.links import Link
from lkjip.audit.roots import reads_of, roots_of
from lkjip.figure_key import FigureKey


def disagreements(audited: Audited) -> Iterator[Finding]:
    """Every check of the rules that fails on numbers which the document prints on both sides."""
    resolved = audited.project.plan.resolved
    claimed = {f.root for f in audited.facts if f.figure not in audited.text.vocabulary.transcripts}
    reads = reads_of(resolved)
    for issue in audited.project.check():
        if issue.code != "check_failed" or issue.level == "note" or issue.satker != audited.satker:
            continue
        assert issue.key is not None
        key = issue.key.codes
        roots = set(roots_of(resolved, resolved.checks[issue.key.id].node, key))
        sides = [_printed(audited, root, key, reads) for root in sorted(roots, key=str)]
        if roots <= claimed and all(sides):
            links = sorted({link.numeral: link for side in sides for link in side}.values(), key=lambda link: link.numeral)
            places = tuple(audited.place(link) for link in links)
            printed = " · ".join(dict.fromkeys(audited.printed(link) for link in links))
            ids = tuple(dict.fromkeys(link.fact.id for link in links))
            values = {"title": issue.values["title"], "detail": issue.values["detail"]}
            yield Finding(
                code="tables_disagree",
                severity="result",
                level="error",
                places=places,
                printed=printed,
                computed="",
                figures=ids,
                values=values,
            )


def _printed(audited: Audited, root: FigureKey, key: Mapping[str, str], reads: Mapping[str, frozenset[str]]) -> list[Link]:
    """The numbers that print one side of a check, or else those it is computed from."""
    found = [link for link in audited.links if link.fact.root == root]
    parts = reads.get(root.id, frozenset())
    return found or [
        link for link in audited.links if link.fact.root.id in parts and key.items() <= dict(link.fact.key).items()
    ]
