"""What a text may name beside figures: the year, the office, sources, titles. Nothing here is a number that was computed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lkjip.report import office as offices
from lkjip.report.facts import Facts, joined
from lkjip.rules.model import YEAR

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Words:
    """Words by name for one office's report: `year_before`, `short`, `office.head.name`, `citation.pp-8-2006`."""

    def __init__(self, facts: Facts, profile: offices.Office) -> None:
        self.facts, self.profile = facts, profile
        year = facts.rules.year
        self._years = {
            "year": year,
            "year_before": year - 1,
            "two_before": year - 2,
            "year_after": year + 1,
            "first_year": int(facts.rules.dimensions[YEAR].codes[0]),
        }

    def __call__(self, name: str, about: str = "") -> str | None:
        """A word; `about` is the indicator or objective of the sentence. None where there is none of that name."""
        if name in self._years:
            return str(self._years[name])
        if name == "medium_term_year":
            return str(self.facts.rules.medium_term) if self.facts.rules.medium_term else None
        kind, _, rest = name.partition(".")
        match kind:
            case "office":
                return self._office(rest)
            case "citation":
                cited = self.facts.rules.citations.get(rest)
                return None if cited is None else self.facts.cited(cited.title)
            case "objective_of":
                return self._objectives().get(about)
            case "objective" if rest:
                return self._objectives().get(rest)
            case "member":
                dimension, _, code = rest.partition(".")
                found = self.facts.rules.dimensions.get(dimension)
                return next((m.title for m in found.members if m.code == code), None) if found else None
        return self._of_indicator(kind, rest or about)

    def _office(self, path: str) -> str | None:
        found = self.profile.get(path)
        if isinstance(found, list) and all(isinstance(entry, str) for entry in found):
            return joined(found)
        if found is None or isinstance(found, (Mapping, list)):
            return None
        text = str(found)
        return offices.long_date(text) if _DATE.fullmatch(text) else text

    def _objectives(self) -> dict[str, str]:
        return {member.code: member.title for member in self.facts.rules.dimensions["sasaran"].members}

    def _of_indicator(self, name: str, code: str) -> str | None:
        measure = self.facts.rules.measures.get(code)
        if measure is None:
            return None
        words = {
            "title": measure.title,
            "short": measure.short or measure.title,
            "polarity": self.facts.polarity(measure),
            "objective": self._objectives().get(measure.objective, ""),
        }
        return words.get(name) or None
