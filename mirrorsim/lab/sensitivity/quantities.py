"""The kinds of value that can be varied: how a number of a kind is read, written, and drawn from a range."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from pydantic.fields import FieldInfo

from mirrorsim.units.distribution import Distribution
from mirrorsim.units.distribution_text import MOST_SIGMA
from mirrorsim.units.durations import DURATION_FORM, MINUTE, SECOND
from mirrorsim.units.money import CNY_FORM, MINOR, MXN_FORM, USD_FORM
from mirrorsim.units.quantities import QUANTITIES
from mirrorsim.units.rates import parse_rate
from mirrorsim.units.shares import CHANCE_FORM, PERCENT_FORM, SHARE_FORM, WHOLE

DURATION, USD, CNY, MXN, SHARE, PERCENT = "duration", "usd", "cny", "mxn", "share", "percent"
COUNT, RATE, PLAIN, CHOICE = "count", "rate", "number", "choice"

_FORMS = (
    (DURATION_FORM, DURATION), (USD_FORM, USD), (CNY_FORM, CNY), (MXN_FORM, MXN),
    (SHARE_FORM, SHARE), (CHANCE_FORM, SHARE), (PERCENT_FORM, PERCENT),
)  # fmt: skip
_READERS = {
    DURATION: DURATION_FORM.read, USD: USD_FORM.read, CNY: CNY_FORM.read, MXN: MXN_FORM.read,
    SHARE: SHARE_FORM.read, PERCENT: PERCENT_FORM.read, COUNT: QUANTITIES["count"].form.read, RATE: parse_rate,
}  # fmt: skip
_WRITERS: Mapping[str, Callable[[int], str]] = {
    DURATION: DURATION_FORM.write, USD: USD_FORM.write, CNY: CNY_FORM.write, MXN: MXN_FORM.write,
    SHARE: SHARE_FORM.write, PERCENT: PERCENT_FORM.write, COUNT: str,
}  # fmt: skip

PARAMETERS = {
    "lognormal": ("median", "sigma"),
    "exponential": ("mean",),
    "uniform": ("scale",),
    "triangular": ("scale",),
    "empirical": ("scale",),
}
"""The parameters by which each family of distributions is varied; ``scale`` multiplies all of its numbers."""


def parameters(distribution: Distribution) -> tuple[str, ...]:
    """The parameters by which a distribution is varied; one that is fixed is a quantity, and has none."""
    if distribution.family == "lognormal" and "mean" in dict(distribution.numbers):
        return ("scale",)
    return PARAMETERS.get(distribution.family, ())


def kind_of(content: Any, field: FieldInfo) -> str | None:
    """The kind of a plain value of a scenario; None for what is no quantity (a name, a choice, a table)."""
    forms = list(_annotations(field))
    for form, kind in _FORMS:
        if any(one is form for one in forms):
            return kind
    if isinstance(content, Fraction):
        return RATE
    if isinstance(content, int) and not isinstance(content, bool):
        return COUNT
    return None


def _annotations(field: FieldInfo) -> Iterator[object]:
    """A field's annotations, those inside a union too."""
    yield from field.metadata
    waiting = [field.annotation]
    while waiting:
        one = waiting.pop()
        yield from getattr(one, "__metadata__", ())
        waiting += get_args(one)


def parse_quantity(text: str, kind: str) -> float:
    """A number of a kind in its whole units. Raises ValueError that says what would be right."""
    if kind == PLAIN:
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a plain number, such as 0.5") from None
        if not (math.isfinite(number) and number > 0):
            raise ValueError(f"{text!r} must be a number above zero, such as 0.5")
        return number
    return float(_READERS[kind](text.strip()))


def rounded(number: float, kind: str) -> float:
    """A number as a scenario can say it: whole units, and no finer than anybody would write."""
    if kind in (RATE, PLAIN):
        return round(number, 4)
    coarse = 1
    if kind == DURATION and number >= MINUTE:
        coarse = SECOND
    if kind in (USD, CNY, MXN) and number >= 100 * MINOR:
        coarse = MINOR
    whole = math.floor(number / coarse + 0.5) * coarse
    return float(min(max(whole, 0), largest(kind)))


def format_quantity(number: float, kind: str) -> str:
    """A number of a kind as a scenario writes it."""
    whole = rounded(number, kind)
    if kind in (RATE, PLAIN):
        return f"{whole:.4f}".rstrip("0").rstrip(".")
    return _WRITERS[kind](int(whole))


def largest(kind: str) -> float:
    """The largest number of a kind, in its whole units."""
    if kind in QUANTITIES:
        return float(QUANTITIES[kind].limit)
    if kind == PLAIN:
        return float(MOST_SIGMA)
    return float(QUANTITIES[USD].limit) if kind == CNY else math.inf


@dataclass(frozen=True, slots=True)
class InputRange:
    """From where to where something is varied, in whole units, and how a share ``u`` of the way lies between.

    ``linear``: evenly; ``log``: evenly in the logarithm; ``odds``: evenly in the logarithm of the odds; ``whole``: evenly in
    the logarithm, over whole numbers, the ends as likely as the others.
    """

    low: float
    high: float
    scale: str = "linear"

    def at(self, u: float) -> float:
        """The number at ``u`` from 0 to 1."""
        match self.scale:
            case "log":
                return float(self.low * (self.high / self.low) ** u)
            case "odds":
                low, high = (math.log(end / (WHOLE - end)) for end in (self.low, self.high))
                return WHOLE / (1 + math.exp(-(low + u * (high - low))))
            case "whole":
                low, high = self.low - 0.5, self.high + 0.5
                return min(max(math.floor(low * (high / low) ** u + 0.5), self.low), self.high)
            case _:
                return self.low + u * (self.high - self.low)


def conventional_range(own: float, kind: str) -> tuple[InputRange, str] | None:
    """The range of an assumption for which nobody states one, and the rule; None where half and double say nothing."""
    match kind:
        case "share" if own == 0:
            return InputRange(0, WHOLE / 100), "none, so 0 to 1 %"
        case "share" if own == WHOLE:
            return InputRange(WHOLE * 99 / 100, WHOLE), "all, so 99 to 100 %"
        case "share":
            odds = own / (WHOLE - own)
            low, high = (rounded(WHOLE * ratio / (1 + ratio), kind) for ratio in (odds / 2, odds * 2))
            return InputRange(low, high, "odds"), "half to double the odds"
        case "rate":
            return InputRange(own * 0.9, own * 1.1), "a tenth less to a tenth more"
        case "count" if own > 0:
            return InputRange(max(1.0, math.ceil(own / 2)), own * 2, "whole"), "half to double"
    if own <= 0:
        return None
    return InputRange(own / 2, min(own * 2, largest(kind)), "log"), "half to double"
