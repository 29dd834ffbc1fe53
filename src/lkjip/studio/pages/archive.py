"""A screen that is being built."""

from __future__ import annotations

from lkjip.studio.ask import Answer, Ask, Page, Route
from lkjip.studio.markup import el
from lkjip.studio.texts import say


def _page(ask: Ask) -> Answer:
    return Page(say("menu_archive"), "archive", el("article", el("h1", say("menu_archive"))))


ROUTES = (Route("GET", r"/arsip", _page),)
