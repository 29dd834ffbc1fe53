"""Dampak: what the draft moves. As a panel beside every page, and as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from lkjip.archive.effects import Comparison, Effect, compared
from lkjip.errors import Issue, UserError
from lkjip.figure_key import parse_key
from lkjip.rules.model import RuleSet
from lkjip.studio import places
from lkjip.studio.ask import Answer, Ask, Fragment, Page, Route
from lkjip.studio.impact import Impact, impact
from lkjip.studio.markup import Markup, el
from lkjip.studio.session import Session
from lkjip.studio.texts import say
from lkjip.studio.view import View

_Rules = tuple[RuleSet, RuleSet]  # before and after
LISTED = 40  # figures that the panel lists; the page lists all


def of(session: Session) -> Impact:
    """What the session's draft moves, computed once for each of its states."""
    with session.lock:
        kept = session.kept_impact
        if kept is None or kept.after is not session.view or kept.before is not session.disk:
            kept = session.kept_impact = impact(session.disk, session.view)
        return kept


def panel(session: Session, oob: bool = False) -> Markup:
    """The panel: open while something is unsaved."""
    unsaved = session.history.unsaved
    attributes = {"id": "dampak", "class": f"dampak {'ada' if unsaved else 'kosong'}", "aria-label": say("impact")}
    if oob:
        attributes["hx-swap-oob"] = "true"
    if not unsaved:
        body = [el("h2", say("impact")), el("p", say("impact_none"), class_="keterangan")]
        return el("aside", body, more=attributes)
    found = of(session)
    summary = el("summary", el("h2", say("impact")), el("span", _counts(found), class_="ringkas"))
    detail = el("div", _body(found, LISTED), _sentences(session), class_="dampak-isi")
    return el("aside", _conflicts(session), el("details", summary, detail, open=True), more=attributes)


def _counts(found: Impact) -> str:
    if not found.after.computed:
        return say("impact_blocked", count=sum(1 for issue in found.after.issues if issue.level == "error"))
    effects = found.comparison.effects if found.comparison else ()
    flips = sum(effect.flips for effect in effects)
    return say("impact_counts", figures=len(effects), flips=flips, new=len(found.new), gone=len(found.gone))


def _body(found: Impact, limit: int) -> list[Markup | None]:
    if not found.after.computed:
        errors = [issue for issue in found.after.issues if issue.level == "error"]
        return [
            el("p", say("impact_cannot"), class_="keterangan"),
            issue_list(found.after, errors, say("problems_blocking")),
        ]
    parts: list[Markup | None] = []
    if found.comparison:
        parts += differences(found.comparison, found.before.project.rules, found.after.project.rules, limit)
    parts.append(issue_list(found.after, found.new, say("problems_new")) if found.new else None)
    parts.append(issue_list(found.before, found.gone, say("problems_gone"), "hilang") if found.gone else None)
    return parts


def differences(found: Comparison, before: RuleSet, after: RuleSet, limit: int = 10_000) -> list[Markup | None]:
    """What differs between two states: rules in words, categories that flip, figures."""
    changes = [el("li", str(change)) for change in found.rules[:limit]]
    flips = [effect for effect in found.effects if effect.flips]
    others = [effect for effect in found.effects if not effect.flips]
    return [
        el("div", el("h3", say("impact_changes")), el("ul", changes)) if changes else None,
        _effects(say("impact_flips"), (before, after), flips, limit, "balik"),
        _effects(say("impact_figures"), (before, after), others, limit),
        None if found.effects else el("p", say("impact_no_figures"), class_="keterangan"),
    ]


def _effects(title: str, rules: _Rules, effects: Sequence[Effect], limit: int, kind: str = "") -> Markup | None:
    if not effects:
        return None
    rows = [_effect(rules, effect) for effect in effects[:limit]]
    more = el("p", el("a", say("impact_all", count=len(effects)), href="/dampak")) if len(effects) > limit else None
    return el("div", el("h3", f"{title} ({len(effects)})"), el("ul", rows, class_=f"angka-angka {kind}"), more)


def _effect(both: _Rules, effect: Effect) -> Markup:
    rules = both[0] if effect.after is None else both[1]
    measure = rules.measures[effect.id.partition(".")[0]]
    members = [_member(rules, name, code) for name, code in parse_key(effect.key)]
    title = f"{effect.title}: {', '.join(members)}" if members else effect.title
    unit = rules.scales[effect.unit].symbol if effect.unit in rules.scales else ""
    return el(
        "li",
        el("a", title, href=f"/aturan/u/{measure.id}#r-{effect.id.partition('.')[2]}"),
        el("small", measure.title),
        el(
            "span",
            el("del", _value(effect.before)),
            el("span", "→", aria_label=say("becomes"), role="img"),
            " ",
            el("ins", _value(effect.after)),
            f" {unit}" if unit == "%" else "",
            el("small", f" ({effect.change})") if effect.change else None,
            class_="lama-baru",
        ),
    )


def _member(rules: RuleSet, name: str, code: str) -> str:
    """A part of a key as a reader knows it."""
    known = rules.dimensions.get(name)
    if known is None or code not in known.codes:
        return code
    member = known.member(code)
    return member.short or member.title


def _value(text: str | None) -> str:
    return say("absent") if text is None else text


def issue_list(view: View, issues: Sequence[Issue], title: str, kind: str = "") -> Markup:
    """Issues as links to the fields that cause them."""
    rows = [
        el(
            "li",
            el("span", say(f"level_{issue.level}"), class_=f"tanda {issue.level}"),
            el("a", issue.message, href=places.of_location(view, issue.location)),
            el("small", issue.hint),
        )
        for issue in issues
    ]
    return el("div", el("h3", f"{title} ({len(issues)})"), el("ul", rows, class_=f"masalah {kind}"))


def _sentences(session: Session) -> Markup:
    """A place that htmx fills: sentences take longer than figures."""
    return el(
        "div",
        el("p", say("sentences_wait"), class_="keterangan"),
        id="kalimat",
        hx_get=f"/dampak/kalimat?r={session.revision}",
        hx_trigger="load",
        hx_swap="outerHTML",
    )


def _conflicts(session: Session) -> Markup | None:
    files = session.conflicts
    if not files:
        return None
    entries = [
        el(
            "li",
            el("code", file),
            _choice("conflict_disk", "/konflik/disk", file),
            _choice("conflict_mine", "/konflik/saya", file),
        )
        for file in files
    ]
    return el(
        "div", el("h3", say("conflict")), el("p", say("conflict_help")), el("ul", entries), class_="konflik", role="alert"
    )


def _choice(code: str, action: str, file: str) -> Markup:
    return el("button", say(code), type="button", hx_post=action, hx_target="#pesan", name="file", value=file)


def _page(ask: Ask) -> Answer:
    found = of(ask.session)
    changed = bool(ask.session.history.unsaved)
    body = [el("h2", _counts(found)), *_body(found, 10_000)] if changed else [el("p", say("impact_none"))]
    every = el(
        "div", el("button", say("impact_everyone"), type="button", hx_get="/dampak/semua", hx_target="#semua"), id="semua"
    )
    return Page(
        say("impact"), "", el("article", el("h1", say("impact")), body, every if changed and found.after.computed else None)
    )


def _everyone(ask: Ask) -> Answer:
    """What the draft moves in every office of the year: how many figures and categories in each."""
    session = ask.session
    before, after = session.disk.everyone, session.view.everyone
    try:
        effects = compared(str(session.year), str(session.year), before, after).effects
    except UserError as error:
        return Fragment(issue_list(session.view, error.issues[:LISTED], say("problems_blocking")))
    counts: dict[str, list[int]] = {office: [0, 0] for office in after.tables.offices}
    for effect in effects:
        count = counts.setdefault(effect.satker, [0, 0])
        count[0] += 1
        count[1] += effect.flips
    rows = [
        el("tr", el("th", office, scope="row"), el("td", str(figures)), el("td", str(flips)))
        for office, (figures, flips) in sorted(counts.items(), key=lambda entry: (-entry[1][1], -entry[1][0]))
    ]
    heads = [el("th", say(code), scope="col") for code in ("office", "impact_figures", "impact_flips")]
    return Fragment(el("table", el("thead", el("tr", heads)), el("tbody", rows)))


def _told(ask: Ask) -> Answer:
    """The sentences of the report that read otherwise; on the page's own demand, for they take longer than figures."""
    session = ask.session
    before, after = session.disk, session.view
    body: list[Markup | None]
    try:
        if not (before.computed and after.computed):
            return Fragment(el("div", id="kalimat", class_="kalimat"))
        old, new = before.told.sentences, after.told.sentences
        changed = list(sentence_changes(list(old.values()), list(new.values())))
        rows = [el("li", el("del", was) if was else None, el("ins", now) if now else None) for was, now in changed[:LISTED]]
        title = el("h3", f"{say('sentences')} ({len(changed)})")
        body = [title, el("ul", rows)] if rows else [el("p", say("sentences_none"), class_="keterangan")]
        charts = [name for name, words in after.told.charts.items() if before.told.charts.get(name) != words]
        if charts:
            named = [el("li", _chart(after, name)) for name in charts]
            body += [el("h3", f"{say('charts')} ({len(charts)})"), el("ul", named)]
    except UserError as error:
        body = [el("p", say("sentences_no", problem=error.issues[0].message), class_="keterangan")]
    return Fragment(el("div", body, id="kalimat", class_="kalimat"))


def sentence_changes(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Sentences that read otherwise, that are gone (empty second), and that are new (empty first), in their order."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from zip_longest(old[a:b], new[c:d], fillvalue="")


def _chart(view: View, name: str) -> str:
    """A chart by the title of the figure that it draws."""
    figure = name.partition(":")[2]
    measure = view.project.rules.measures.get(figure.partition(".")[0])
    rule = measure.figures.get(figure.partition(".")[2]) if measure else None
    return rule.title if rule else measure.title if measure else figure


ROUTES = (
    Route("GET", r"/dampak", _page),
    Route("GET", r"/dampak/semua", _everyone),
    Route("GET", r"/dampak/kalimat", _told),
)
