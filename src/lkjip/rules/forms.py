"""The forms that a figure can have, as they are written: each part with the YAML key it stands under and its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lkjip.errors import Location


@dataclass(frozen=True, slots=True)
class Part:
    """A formula, or the name of something, under a key of its figure."""

    key: str
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Formula:
    """A number."""

    formula: Part

    @property
    def written(self) -> str:
        return self.formula.text

    def formulas(self) -> Iterator[Part]:
        yield self.formula


@dataclass(frozen=True, slots=True)
class Classify:
    """The category that a value falls in."""

    operand: Part
    categories: Part

    @property
    def written(self) -> str:
        return f"classify: {self.operand.text}, categories: {self.categories.text}"

    def formulas(self) -> Iterator[Part]:
        yield self.operand


@dataclass(frozen=True, slots=True)
class Option:
    """A line of `choose`: a code with its title, or a value, where the condition holds (the last line has none)."""

    code: str
    title: str
    when: Part | None
    location: Location
    value: Part | None = None

    @property
    def written(self) -> str:
        result = self.value.text if self.value else self.code
        return f"{self.when.text} → {result}" if self.when else f"→ {result}"


@dataclass(frozen=True, slots=True)
class Choose:
    """The code or the value of the first line whose condition holds."""

    options: tuple[Option, ...]

    @property
    def written(self) -> str:
        return "; ".join(option.written for option in self.options)

    def formulas(self) -> Iterator[Part]:
        for option in self.options:
            yield from (part for part in (option.when, option.value) if part is not None)


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a dimension that fulfil a condition."""

    dimension: Part
    when: Part

    @property
    def written(self) -> str:
        return f"members: {self.dimension.text}, when: {self.when.text}"

    def formulas(self) -> Iterator[Part]:
        yield self.when


@dataclass(frozen=True, slots=True)
class Gather:
    """One figure per member of a dimension; `over`: whether they follow from the indicators there are."""

    parts: Mapping[str, Part]
    location: Location
    over: bool = False

    @property
    def written(self) -> str:
        return "gather: " + ", ".join(f"{code}: {part.text}" for code, part in self.parts.items())

    def formulas(self) -> Iterator[Part]:
        yield from self.parts.values()


@dataclass(frozen=True, slots=True)
class Status:
    """Where a realisation stands against its target, by the polarity of the file."""

    realised: Part
    target: Part

    @property
    def written(self) -> str:
        return f"status: {self.realised.text}, target: {self.target.text}"

    def formulas(self) -> Iterator[Part]:
        yield from (self.realised, self.target)


Form = Formula | Classify | Choose | Members | Gather | Status
