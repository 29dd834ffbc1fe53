"""The pages. Each module is one screen: functions from what was asked to what is answered, and the routes to them."""

from __future__ import annotations

from lkjip.studio.ask import Route
from lkjip.studio.pages import (
    actions,
    archive,
    audit,
    blocks,
    categories,
    data,
    figures,
    home,
    impact,
    indicators,
    narrative,
    report,
    robustness,
    rules,
    structure,
    what_if,
)

ROUTES: tuple[Route, ...] = (
    *home.ROUTES,
    *rules.ROUTES,
    *categories.ROUTES,
    *figures.ROUTES,
    *indicators.ROUTES,
    *structure.ROUTES,
    *impact.ROUTES,
    *actions.ROUTES,
    *blocks.ROUTES,
    *data.ROUTES,
    *narrative.ROUTES,
    *report.ROUTES,
    *audit.ROUTES,
    *archive.ROUTES,
    *what_if.ROUTES,
    *robustness.ROUTES,
)
