"""The continuous families: cumulative probabilities and values at the knots, in decimal arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Protocol

from mirrorsim.units.knots import Level, exponential_knots, levels, normal_knots
from mirrorsim.units.normal import CONTEXT, cumulative, quantile

_NONE: Level = (Decimal(0), Decimal(1))
_ALL: Level = (Decimal(1), Decimal(0))

Number = int | Fraction


class Family(Protocol):
    """A continuous distribution of a quantity that is zero or more. All calls run inside `CONTEXT`."""

    def level(self, x: Decimal) -> Level:
        """Return the probabilities of at most x and of more."""

    def at_knots(self) -> list[Decimal]:
        """Return the values at the knots."""

    def at(self, level: Level) -> Decimal:
        """Return the value with the given probability beneath it."""


@dataclass(frozen=True)
class Lognormal:
    """median * exp(sigma * z)."""

    median: Decimal
    sigma: Decimal

    def level(self, x: Decimal) -> Level:
        return cumulative((x / self.median).ln() / self.sigma) if x > 0 else _NONE

    def at_knots(self) -> list[Decimal]:
        factors = [(self.sigma * z).exp() for z in normal_knots()]
        return [self.median / f for f in reversed(factors[1:])] + [self.median * f for f in factors]

    def at(self, level: Level) -> Decimal:
        return self.median * (self.sigma * quantile(*level)).exp()


@dataclass(frozen=True)
class Exponential:
    """-mean * ln(1 - u)."""

    mean: Decimal

    def level(self, x: Decimal) -> Level:
        above = (-x / self.mean).exp()
        return 1 - above, above

    def at_knots(self) -> list[Decimal]:
        return [self.mean * e for e in exponential_knots()]

    def at(self, level: Level) -> Decimal:
        return -self.mean * level[1].ln()


@dataclass(frozen=True)
class Triangular:
    """Rises in a straight line from low to mode, and falls to high."""

    low: Decimal
    mode: Decimal
    high: Decimal

    def level(self, x: Decimal) -> Level:
        width = self.high - self.low
        if x <= self.low:
            return _NONE
        if x >= self.high:
            return _ALL
        if x <= self.mode:
            below = (x - self.low) ** 2 / (width * (self.mode - self.low))
            return below, 1 - below
        above = (self.high - x) ** 2 / (width * (self.high - self.mode))
        return 1 - above, above

    def at_knots(self) -> list[Decimal]:
        return [self.at(level) for level in levels()]

    def at(self, level: Level) -> Decimal:
        width = self.high - self.low
        if level[0] * width <= self.mode - self.low:
            return self.low + (level[0] * width * (self.mode - self.low)).sqrt()
        return self.high - (level[1] * width * (self.high - self.mode)).sqrt()


def _decimal(value: Number) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _family(name: str, numbers: Mapping[str, Number]) -> Family:
    of = {key: _decimal(number) for key, number in numbers.items()}
    match name:
        case "lognormal" if "median" in of:
            return Lognormal(of["median"], of["sigma"])
        case "lognormal":
            ratio = 1 + (of["sd"] / of["mean"]) ** 2
            return Lognormal(of["mean"] / ratio.sqrt(), ratio.ln().sqrt())
        case "exponential":
            return Exponential(of["mean"])
        case "triangular":
            return Triangular(of["low"], of["mode"], of["high"])
    raise ValueError(f"no continuous family is called {name!r}")


def mass(name: str, numbers: Mapping[str, Number], least: int | None, most: int | None) -> float:
    """Return the probability that a value of the family lies from `least` to `most` (or beyond)."""
    with localcontext(CONTEXT):
        low, high = _bounds(_family(name, numbers), least, most)
        return float((high[0] - low[0]) if low[0] < low[1] else (low[1] - high[1]))


def quantiles(name: str, numbers: Mapping[str, Number], least: int | None, most: int | None) -> list[Decimal]:
    """Return the values at the knots, conditional on lying from `least` to `most` where they are given."""
    with localcontext(CONTEXT):
        family = _family(name, numbers)
        if least is None and most is None:
            return family.at_knots()
        low, high = _bounds(family, least, most)
        floor = Decimal(least or 0)
        values = (max(floor, family.at(level)) for level in levels(low, high))
        return list(values) if most is None else [min(Decimal(most), value) for value in values]


def _bounds(family: Family, least: int | None, most: int | None) -> tuple[Level, Level]:
    low = _NONE if least is None else family.level(Decimal(least))
    high = _ALL if most is None else family.level(Decimal(most))
    return low, high
