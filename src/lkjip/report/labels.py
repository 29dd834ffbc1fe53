"""The report's fixed words: heads of columns, titles of sections, words on charts. They stand in `labels.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _known() -> dict[str, str]:
    text = files("lkjip.report").joinpath("labels.yaml").read_text(encoding="utf-8")
    loaded: dict[str, str] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def label(name: str, **values: object) -> str:
    """The words of that name, with `{values}` filled in.

    >>> label("annex", number="II", title="Neraca")
    'Lampiran II. Neraca'
    """
    text = _known()[name]
    return text.format_map(values) if values else text


def labels(*names: str) -> tuple[str, ...]:
    """Several of them, such as the heads of a table."""
    return tuple(_known()[name] for name in names)


def lowered(title: str) -> str:
    """A title within a sentence: with a small first letter, unless it begins with an abbreviation.

    >>> lowered("Indeks (skala 4)"), lowered("IKM menurut unsur")
    ('indeks (skala 4)', 'IKM menurut unsur')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
