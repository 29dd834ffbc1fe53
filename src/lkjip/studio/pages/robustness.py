"""Kekukuhan: how the categories of an indicator or measure hold when weights and targets move."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lkjip.decimals import indonesian
from lkjip.errors import UserError
from lkjip.project import Project
from lkjip.rules.forms import Classify, Status
from lkjip.rules.headline import headline
from lkjip.sensitivity.study import Sensitivity, percent, told
from lkjip.studio.ask import Answer, Ask, Fragment, Route
from lkjip.studio.markup import Markup, el
from lkjip.studio.pages.parts import band, drawn
from lkjip.studio.session import Session
from lkjip.studio.texts import say

NAME = "robust"  # of the work
DRAWS = 2_000  # of a robustness: enough for a tenth of a per cent
NEAREST = 5  # changes that are told


def section(session: Session, owner: str) -> Markup:
    """The button that computes how the categories of a measure hold; empty where it has none."""
    if not _categories(session, owner):
        return el("section")
    help_text = say("what_if_robust_help", count=indonesian(str(DRAWS)))
    at = {"hx-post": f"/jika/kukuh/{owner}", "hx-target": "#kukuh", "hx-swap": "outerHTML"}
    do = el("button", say("what_if_robust_do"), type="button", more=at)
    held = el("div", id="kukuh", class_="kukuh")
    return el("section", el("h2", say("what_if_robust")), el("p", help_text, class_="keterangan"), do, held)


def _categories(session: Session, owner: str) -> list[str]:
    """The headline figures of a measure that are a category or a state against the target."""
    resolved = session.view.project.plan.resolved
    own = (name for name in headline(resolved) if name.startswith(f"{owner}."))
    return [name for name in own if isinstance(resolved.figures[name].rule.form, Classify | Status)]


def _start(ask: Ask) -> Answer:
    session, owner = ask.session, ask.parts[0]
    project, names = session.view.project, _categories(session, owner)
    session.work.start(NAME, lambda _: _held(project, names))
    return Fragment(_standing(session))


def _look(ask: Ask) -> Answer:
    return Fragment(_standing(ask.session))


def _standing(session: Session) -> Markup:
    state = session.work.of(NAME)
    if not state.done:
        text = say("work_waiting" if state.waiting else "what_if_robust_now")
        said = [el("progress", aria_label=say("what_if_robust_do")), el("span", text)]
        again = {"hx-get": "/jika/kukuh", "hx-trigger": "every 700ms", "hx-swap": "outerHTML"}
        return el("div", said, id="kukuh", role="status", class_="kukuh kemajuan", more=again)
    result = state.result if isinstance(state.result, Markup) else None
    failure = el("p", say("work_failed", problem=state.failure), class_="sebab") if state.failure else None
    return el("div", result, failure, id="kukuh", role="status", class_="kukuh")


def _held(project: Project, names: Sequence[str]) -> Markup:
    """How each category holds, or why that cannot be computed."""
    held: list[Markup] = []
    for name in names:
        figure = project.plan.resolved.figures[name]
        try:
            found = project.sensitivity(name, n=DRAWS)
            ruler = None if found.missing else _shares([band.title for band in figure.bands], found)
            held.append(el("div", el("h3", figure.title), ruler, el("p", found.sentence), _flips(found)))
        except UserError as error:
            reasons = [el("p", issue.message, class_="keterangan") for issue in error.issues[:NEAREST]]
            held.append(el("div", el("h3", figure.title), reasons))
    return el("div", held or el("p", say("what_if_robust_none")))


def _shares(titles: Sequence[str], found: Sensitivity) -> Markup:
    """The categories from the lowest to the highest, as wide as the share of the draws in which the figure is each."""
    parts: list[Markup] = []
    x = Fraction(0)
    for place, title in enumerate(titles):
        share = found.shares.get(title, Fraction(0))
        width = share * 1000
        parts.append(band(x, width, place, len(titles)))
        if width > 120:
            parts.append(el("text", f"{title} {percent(share)}", x=drawn(x + width / 2), y="27"))
        x += width
    said = "; ".join(f"{title}: {percent(share)}" for title, share in found.shares.items())
    return el("div", el("svg", parts, role="img", aria_label=said, more={"viewBox": "0 0 1000 44"}), class_="mistar")


def _flips(found: Sensitivity) -> Markup | None:
    """The smallest changes that make it another category."""
    lines = [
        el("li", say("what_if_flip", name=flip.title, before=told(flip.now), after=told(flip.value), then=flip.then))
        for flip in found.flips
        if flip.value is not None
    ]
    return el("ul", lines[:NEAREST]) if lines else None


ROUTES = (
    Route("POST", r"/jika/kukuh/([a-z0-9_]+)", _start),
    Route("GET", r"/jika/kukuh", _look),
)
