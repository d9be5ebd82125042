"""The random source of random scenarios: quantities as a user writes them, from ordinary to extreme. Times are in seconds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Doc = dict[str, Any]

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FAILURE_CHANCES = {
    "calm": ("0 %", "0 %", "0 %", "0 %", "5 %"),
    "mixed": ("0 %", "0 %", "10 %", "50 %", "100 %"),
    "rough": ("0 %", "20 %", "50 %", "80 %", "100 %"),
    "certain": ("100 %", "100 %", "100 %", "99.9999 %", "0 %"),
}
"""How often things go wrong in a world, as chances to pick from."""
CURVED = ("triangular", "exponential", "lognormal")


class RandomSource:
    """All random draws of one world. The same number gives the same draws on any machine.

    ``unit`` is the world's scale in minor units, ``full`` how likely an optional key is given, ``trouble`` the chances that
    things go wrong, ``horizon`` the world's length in seconds.
    """

    def __init__(self, number: int) -> None:
        self._random = random.Random(f"storm {number}")
        self.unit = self.pick((1, 100, 10_000, 1_000_000, 100_000_000, 10_000_000_000))
        self.full = self.pick((0.05, 0.2, 0.35, 0.35, 0.6, 0.95))
        self.trouble = FAILURE_CHANCES[self.pick(("calm", "calm", "mixed", "mixed", "rough", "certain"))]
        self.horizon = 0

    def seed(self) -> int:
        """A scenario's own seed, with its smallest and largest now and then."""
        return self.pick((0, 2**63 - 1)) if self.maybe(0.02) else self._random.randrange(2**63)

    def maybe(self, chance: float) -> bool:
        """Yes with this chance."""
        return self._random.random() < chance

    def pick(self, options: Sequence[T]) -> T:
        """One of these."""
        return options[int(self._random.random() * len(options))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return low + int(self._random.random() * (high - low + 1))

    def grown(self, low: int, high: int) -> int:
        """A whole number from low to high of which all orders of magnitude are alike."""
        return min(high, low + int(((high - low + 2) ** self._random.random()) - 1))

    # -- quantities -------------------------------------------------------------------------------------------------

    def share(self, most: int = 100) -> str:
        """A share of up to ``most`` per cent: mostly ordinary, at times nothing, all, or one with four decimals."""
        if self.maybe(0.25):
            return self.pick(("0 %", f"{most} %"))
        ppm = self.grown(0, most * 10_000)
        return f"{ppm // 10_000}.{ppm % 10_000:04d} %"

    def chance(self) -> str:
        """How often something goes wrong."""
        return self.share() if self.maybe(0.1) else self.pick(self.trouble)

    def money(self, most: int, currency: str = "USD", least: int = 0) -> str:
        """An amount of up to ``most`` of the world's units, at times zero where it may be."""
        if not least and self.maybe(0.05):
            return f"0 {currency}"
        minor = self.grown(least * self.unit, most * self.unit)
        return f"{minor // 100}.{minor % 100:02d} {currency}"

    def span(self, low: int, high: int) -> str:
        """A duration from low to high seconds; all orders of magnitude alike."""
        seconds = self.grown(low, max(high, low))
        for size, unit in ((DAY, "days"), (HOUR, "h"), (MINUTE, "min")):
            if seconds and seconds % size == 0:
                return f"{seconds // size} {unit}"
        return f"{seconds} s"

    def takes(self) -> Any:
        """How long a step takes: nothing, or anything up to a few days, and now and then longer than the world lasts."""
        most = self.pick((0, HOUR, DAY, 4 * DAY)) if self.maybe(0.97) else 40 * DAY
        return self.spread(lambda: self.span(0, most))

    def spread(self, quantity: Callable[[], str]) -> Any:
        """A quantity, or a distribution of it."""
        # those with a curve cost a hundred times as much to set up as a world's step, so that they are rare
        curved = self.maybe(0.04)
        family = self.pick(CURVED if curved else ("", "", "", "fixed", "uniform", "empirical"))
        low, mode, high = sorted((quantity(), quantity(), quantity()), key=size)
        if curved and (not size(high) or size(low) == size(high)):
            family = ""  # these have a width, or a mean above nothing
        match family:
            case "fixed":
                return {"fixed": mode}
            case "uniform":
                return {"uniform": {"low": low, "high": high}}
            case "empirical":
                return {"empirical": {"values": [high, low, mode], "weights": ["1", self.pick(("0", "5")), "2.5"]}}
            case "triangular":
                return {"triangular": {"low": low, "mode": mode, "high": high}}
            case "exponential":
                return {"exponential": {"mean": high, "max": high}}
            case "lognormal":
                return {"lognormal": {"median": high, "sigma": self.pick(("0.1", "0.75", "3")), "max": high}}
        return mode

    def some(self, **fields: Callable[[], Any]) -> Doc:
        """A section with some of these keys."""
        return {key: make() for key, make in fields.items() if self.maybe(self.full)}

    def named(self, stem: str, many: int, make: Callable[[], Doc]) -> Doc:
        """Sections by name."""
        return {f"{stem}{number}": make() for number in range(many)}


def size(text: str) -> float:
    """What a written quantity amounts to, for putting several of one kind in order (durations in seconds)."""
    number, unit = text.split()
    return float(number) * {"s": 1, "min": MINUTE, "h": HOUR, "days": DAY}.get(unit, 1)
