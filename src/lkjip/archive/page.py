"""A comparison as one HTML page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from string import Template

from lkjip.archive.effects import Comparison, Effect
from lkjip.archive.sentences import Sentence
from lkjip.messages import language, phrase


def page(found: Comparison) -> str:
    """The comparison as a page."""
    source = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    title = escape(phrase("diff_title").format(before=found.before, after=found.after))
    return Template(source).substitute(lang=language(), title=title, body="\n".join(_body(found)))


def _body(found: Comparison) -> Iterator[str]:
    if found.rules:
        rows = [(escape(str(change)), f"<code>{escape(str(change.location))}</code>") for change in found.rules]
        heading = phrase("diff_rules").format(count=len(rows))
        yield _table(heading, (phrase("diff_rule"), phrase("diff_place")), rows)
    else:
        yield f"<p>{escape(phrase('diff_no_rules'))}</p>"
    if found.tables:
        yield f"<p>{escape(phrase('diff_tables').format(names=', '.join(found.tables)))}</p>"
    flips = [effect for effect in found.effects if effect.flips]
    others = [effect for effect in found.effects if not effect.flips]
    heads = (phrase("figure"), "id", phrase("diff_before"), phrase("diff_after"), phrase("bridge_change"), phrase("unit"))
    for heading, effects in ((phrase("diff_flips"), flips), (phrase("diff_figures"), others)):
        if effects:
            yield _table(heading.format(count=len(effects)), heads, [_row(effect) for effect in effects])
    if not found.effects:
        yield f"<p>{escape(phrase('diff_no_figures'))}</p>"
    if found.sentences:
        said = [_sentence(sentence) for sentence in found.sentences]
        heading = phrase("diff_sentences").format(count=len(said))
        yield _table(heading, (phrase("diff_place"), phrase("diff_before"), phrase("diff_after")), said)


def _sentence(found: Sentence) -> Sequence[str]:
    return (
        f"<code>{escape(found.place)}</code>",
        f"<del>{escape(found.before)}</del>",
        f"<ins>{escape(found.after)}</ins>",
    )


def _row(effect: Effect) -> Sequence[str]:
    before, after = (phrase("absent") if value is None else value for value in (effect.before, effect.after))
    name = f"{effect.name} · {effect.satker}"
    return (
        escape(effect.title),
        f"<code>{escape(name)}</code>",
        escape(before),
        escape(after),
        escape(effect.change),
        escape(effect.unit),
    )


def _table(heading: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    lines = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<h2>{escape(heading)}</h2>\n<table><thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody></table>"
