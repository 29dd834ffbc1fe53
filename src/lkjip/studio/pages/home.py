"""Beranda: each indicator at a glance, and the problems, new ones first."""

from __future__ import annotations

from fractions import Fraction

from lkjip.archive.entries import entries
from lkjip.decimals import fraction_text
from lkjip.errors import Issue, UserError, worst_first
from lkjip.figures import Value
from lkjip.report import office as offices
from lkjip.studio.ask import Answer, Ask, Missing, Move, Page, Route
from lkjip.studio.markup import Markup, el
from lkjip.studio.overview import Indicator, indicators
from lkjip.studio.pages.impact import issue_list
from lkjip.studio.session import Session
from lkjip.studio.texts import say


def _page(ask: Ask) -> Answer:
    session = ask.session
    view = session.view
    head = el(
        "header",
        el("h1", view.project.rules.title if _readable(session) else say("menu_home")),
        el("p", _about(session), class_="keterangan"),
        _elsewhere(session),
    )
    cards = [_card(found) for found in indicators(view.project, session.satker)] if view.computed else []
    body = (
        el("section", cards, class_="kartu-kartu", aria_label=say("indicators")) if cards else el("p", say("impact_cannot"))
    )
    return Page(say("menu_home"), "home", el("article", head, body, _problems(session)))


def _places(session: Session) -> dict[str, tuple[int, str]]:
    """The years and offices of the project by what they are called in the form."""
    folder = session.root / "rules"
    years = sorted((int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isdigit()), reverse=True)
    found = {}
    for year in years:
        for office in offices.known(session.root, year)[:500]:
            found[f"{year}/{office}"] = (year, office)
    return found


def _elsewhere(session: Session) -> Markup | None:
    """The way to another year or office, where there is one."""
    here = f"{session.year}/{session.satker}"
    known = _places(session)
    if set(known) <= {here}:
        return None
    options = [
        el("option", say("year_office", year=year, office=office), value=name, selected=name == here)
        for name, (year, office) in known.items()
    ]
    return el(
        "form",
        el("label", say("year_and_office"), el("select", options, name="tempat")),
        el("button", say("open"), type="submit"),
        hx_post="/pindah",
        hx_target="#pesan",
        class_="tambah",
    )


def _move(ask: Ask) -> Answer:
    place = _places(ask.session).get(ask.value("tempat"))
    return Move(*place) if place else Missing()


def _readable(session: Session) -> bool:
    try:
        return bool(session.view.project.rules)
    except UserError:
        return False


def _about(session: Session) -> str:
    kept = entries(session.root, session.year)
    latest = kept[-1].version if kept else ""
    return say("archived_as", version=latest) if latest else say("not_archived")


def _card(found: Indicator) -> Markup:
    status = found.status
    facts = el(
        "dl",
        _fact(say("target"), found.target),
        _fact(say("result"), found.result),
        _fact(say("achievement"), found.achievement),
    )
    badge = el("span", str(status), class_=f"lencana {'baik' if found.met else 'perhatian'}") if status else None
    return el(
        "section",
        el("h2", el("a", found.measure.title, href=f"/aturan/u/{found.measure.id}")),
        el("div", facts, _sparkline(found), class_="kartu-isi"),
        badge,
        class_="kartu",
    )


def _fact(name: str, value: Value | None) -> Markup | None:
    if value is None:
        return None
    shown = str(value) if value.value is not None else f"– ({value.reason})"
    unit = "%" if value.unit == "persen" and value.value is not None else ""
    return el("div", el("dt", name), el("dd", shown + unit))


def _sparkline(found: Indicator) -> Markup | None:
    """The realisation of each year as a small line; years without a value are left out and said."""
    known = [(year, value) for year, value in found.years if value is not None]
    if len(known) < 2:
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = (high - low) or Fraction(1)
    points = [(Fraction(120 * i, len(known) - 1) + 8, 34 - (value - low) / span * 26) for i, (_, value) in enumerate(known)]
    line = " ".join(f"{float(x):.1f},{float(y):.1f}" for x, y in points)
    last = points[-1]
    said = ", ".join(f"{year}: {'–' if value is None else fraction_text(value)}" for year, value in found.years)
    return el(
        "figure",
        el(
            "svg",
            el("polyline", points=line),
            el("circle", cx=f"{float(last[0]):.1f}", cy=f"{float(last[1]):.1f}", r="3.5"),
            role="img",
            aria_label=f"{say('result')} {said}",
            more={"viewBox": "0 0 136 42"},
        ),
        el("figcaption", f"{known[0][0]}–{known[-1][0]}"),
        class_="garis",
    )


def _problems(session: Session) -> Markup:
    """Problems by whether they were there when the year was last archived."""
    issues = worst_first(session.view.issues)
    if not issues:
        return el(
            "section",
            el("h2", say("problems")),
            el("p", say("problems_none"), class_="keterangan"),
            class_="masalah-masalah",
        )
    old = _archived_issues(session)
    new = [issue for issue in issues if _sign(issue) not in old]
    known = [issue for issue in issues if _sign(issue) in old]
    parts = [
        issue_list(session.view, new, say("problems_since")) if new else None,
        issue_list(session.view, known, say("problems_known")) if known else None,
    ]
    return el("section", el("h2", say("problems")), parts, class_="masalah-masalah")


def _sign(issue: Issue) -> tuple[str, str]:
    named = {name: str(value) for name, value in issue.values.items() if name in ("check", "key", "satker", "name", "given")}
    return issue.code, repr(sorted(named.items()))


def _archived_issues(session: Session) -> frozenset[tuple[str, str]]:
    """The problems of the latest archived version; read once for a start of the studio."""
    if session.kept_problems is None:
        kept = entries(session.root, session.year)
        try:
            found = kept[-1].project().check() if kept else ()
        except UserError:
            found = ()
        session.kept_problems = frozenset(_sign(issue) for issue in found)
    return session.kept_problems


ROUTES = (Route("GET", r"/", _page), Route("POST", r"/pindah", _move))
