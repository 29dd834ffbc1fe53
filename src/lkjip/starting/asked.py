"""What is asked of somebody who adds an indicator. It loads nothing, so that the command line can offer its choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["nilai", "rasio", "survei", "predikat"]
KINDS: tuple[Kind, ...] = ("nilai", "rasio", "survei", "predikat")
PERIODS = ("tahun", "semester", "triwulan", "bulan")
_LONGEST = 40  # letters of a code made of a title
SUMMARIES = ("sum", "mean", "last")  # how the values of a year's periods become the year's


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """What is asked of somebody who adds an indicator.

    `kind` says what its table holds: one value, numerator and denominator, scores of a survey by element and their
    respondents, or a level of an ordered scale. `targets` and `earlier` (realisations of past years) are numbers as text,
    or codes of levels, by year.
    """

    id: str
    title: str
    unit: str = "persen"
    objective: str = ""
    short: str = ""
    kind: Kind = "nilai"
    period: str = "tahun"
    summary: str = ""
    polarity: str = "higher_is_better"
    achievement: str = ""
    decimals: int = 2
    targets: Mapping[int, str] = field(default_factory=dict)
    earlier: Mapping[int, str] = field(default_factory=dict)
    numerator: str = ""
    denominator: str = ""
    elements: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    category: str = ""
    system: str = ""

    @property
    def periods(self) -> tuple[str, ...]:
        """The key of the periods within the year; none where there is one value a year."""
        return () if self.period == "tahun" else (self.period,)

    @property
    def element_key(self) -> str:
        """The key of a survey's elements."""
        return f"unsur_{self.id}"


def code_of(title: str) -> str:
    """A code made of a title: small letters, digits and underscores, beginning with a letter.

    >>> code_of("Persyaratan (Syarat) Layanan"), code_of("2 Hari")
    ('persyaratan_syarat_layanan', 'n_2_hari')
    """
    letters = "".join(c if c.isascii() and c.isalnum() else "_" for c in title.lower())
    code = ""
    for part in letters.split("_"):
        if part and len(code) + len(part) < _LONGEST:
            code = f"{code}_{part}" if code else part
    code = code or "n"
    return code if code[0].isalpha() else f"n_{code}"
