"""A second reader of the report: it works out what must hold of invented indicators, and reads the text.

It shares nothing with the engine, the rules or the phrases but the words that a claim is made with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from report.projects import Indicator


@dataclass(frozen=True)
class Truth:
    """What holds of an indicator: state, achievement in hundredths of a per cent, and its change to the year before."""

    state: str  # belum_ada_target, belum_diukur, melampaui, tercapai, belum_tercapai
    achievement: Fraction | None
    change: Fraction | None

    @property
    def met(self) -> bool:
        return self.state in ("melampaui", "tercapai")


def rounded(value: Fraction, places: int = 2) -> Fraction:
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def truth(one: Indicator, year: int) -> Truth:
    realised = Fraction(one.realised) if one.realised else None
    target = Fraction(one.target) if one.target else None
    before = one.earlier.get(year - 1)
    change = None if realised is None or before is None else realised - Fraction(before)
    if target is None or realised is None:
        return Truth("belum_ada_target" if target is None else "belum_diukur", None, change)
    better = realised < target if one.lower else realised > target
    state = "melampaui" if better else "tercapai" if realised == target else "belum_tercapai"
    ratio = None if not target else max(Fraction(0), (2 * target - realised) / target) if one.lower else realised / target
    return Truth(state, None if ratio is None else rounded(ratio * 100), change)


def shown(value: Fraction, places: int = 2) -> str:
    text = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    whole, decimals = text[:-places], text[-places:]
    whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole)
    return f"{'-' if value < 0 else ''}{whole},{decimals}"


SAID = {
    "melampaui": "telah tercapai dan terlampaui",
    "tercapai": "telah tercapai",
    "belum_tercapai": "belum tercapai",
    "belum_diukur": "belum diukur",
    "belum_ada_target": "belum ditetapkan",
}
OTHERS = {
    "melampaui": ("belum tercapai", "belum diukur", "belum ditetapkan"),
    "tercapai": ("terlampaui", "belum tercapai", "belum diukur", "belum ditetapkan"),
    "belum_tercapai": ("telah tercapai", "terlampaui", "belum diukur", "belum ditetapkan"),
    "belum_diukur": ("tercapai", "terlampaui", "belum ditetapkan"),
    "belum_ada_target": ("tercapai", "terlampaui", "belum diukur"),
}


def faults(indicators: tuple[Indicator, ...], year: int, summary: str, sections: dict[str, str]) -> list[str]:
    """Everything in the texts that is not so: of the summary, and of each indicator's section."""
    truths = {one.id: truth(one, year) for one in indicators}
    found = [f"summary: {fault}" for fault in _of_summary(indicators, truths, summary)]
    for one in indicators:
        found += [f"{one.id}: {fault}" for fault in _of_section(one, truths[one.id], sections.get(one.id, ""))]
    for text in (summary, *sections.values()):
        found += [f"left over: {mark!r}" for mark in ("{", "data belum tersedia", "None", "[[", "  .", " ,") if mark in text]
    return found


def _of_summary(indicators: tuple[Indicator, ...], truths: dict[str, Truth], text: str) -> list[str]:
    found = []
    met, total = sum(t.met for t in truths.values()), len(indicators)
    for claim in re.finditer(r"(\d+) dari (\d+) indikator mencapai target", text):
        if (int(claim[1]), int(claim[2])) != (met, total):
            found.append(f"{claim[0]} and not {met} of {total}")
    if "seluruh target tercapai" in text and met < total:
        found.append("not every target is met")
    if met == total and total > 1 and "seluruh target tercapai" not in text:
        found.append("every target is met and it is not said")
    if "belum ada target yang tercapai" in text and met:
        found.append("some target is met")
    for state, words in (
        ("belum_tercapai", r"belum mencapai target \((\d+)\): ([^.]*)\."),
        ("belum_ada_target", r"belum mempunyai target \((\d+)\): ([^.]*)\."),
        ("belum_diukur", r"belum diukur \((\d+)\): ([^.]*)\."),
    ):
        named = [one.title for one in indicators if truths[one.id].state == state]
        told = re.search(words, text)
        if bool(named) != bool(told):
            found.append(f"{state}: {named} and {told}")
        elif told and (int(told[1]) != len(named) or not all(title in told[2] for title in named)):
            found.append(f"{state}: {told[0]} and not {named}")
    found += _of_mean(truths, text)
    return found + [f"{one.title} is not there" for one in indicators if one.title not in text]


def _of_mean(truths: dict[str, Truth], text: str) -> list[str]:
    known = [t.achievement for t in truths.values() if t.achievement is not None]
    claim = re.search(r"Rata-rata capaian (semua|(\d+) dari (\d+)) indikator (?:yang [^.]*? )?adalah (-?[\d.]+,\d+)%", text)
    if len(known) < 2:
        return [claim[0]] if claim else []
    if claim is None:
        return ["the mean is not said"]
    mean = shown(rounded(sum(known, Fraction(0)) / len(known)))
    covered = len(truths) if claim[1] == "semua" else int(claim[2])
    return [] if covered == len(known) and claim[4] == mean else [f"{claim[0]} and not {mean} over {len(known)}"]


def _of_section(one: Indicator, holds: Truth, text: str) -> list[str]:
    found = []
    opening = text.partition("Perbandingan dengan")[0].partition("Perbandingan Target dan Realisasi")[2]
    if SAID[holds.state] not in opening:
        found.append(f"{holds.state} is not said: {opening!r}")
    found += [f"says {word!r} of {holds.state}" for word in OTHERS[holds.state] if word in opening]
    claim = re.search(r"menghasilkan capaian (-?[\d.]+,\d+)%", opening)
    if holds.achievement is not None and (claim is None or claim[1] != shown(holds.achievement)):
        found.append(f"achievement {shown(holds.achievement)} and {claim}")
    if holds.achievement is None and claim:
        found.append(f"{claim[0]} without an achievement")
    trend = re.search(r"tahun sebelumnya, realisasi (meningkat|menurun|tidak berubah)", text)
    if holds.change is None:
        return found + ([trend[0]] if trend else [])
    word = "meningkat" if holds.change > 0 else "menurun" if holds.change < 0 else "tidak berubah"
    if trend is None or trend[1] != word:
        found.append(f"the trend is {word}: {trend}")
    if (
        one.lower
        and holds.change
        and (("perbaikan" in text) != (holds.change < 0) or ("kemunduran" in text) != (holds.change > 0))
    ):
        found.append("for better or worse")
    return found
