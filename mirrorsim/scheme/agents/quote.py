"""A quote, and what a client weighs in it: the fee, what delay costs it, and what it must expect to lose."""

from __future__ import annotations

from typing import NamedTuple

from mirrorsim.units.time import DAY


class Quote(NamedTuple):
    """What one way for a batch asks: fee and expected loss in parts per million of the amount, expected delay in ticks."""

    fee: int
    delay: int
    loss: int

    def cost(self, delay_cost_per_day: int) -> int:
        """All that it costs somebody to whom a day is worth so much, in parts per million."""
        return self.fee + delay_cost_per_day * self.delay // DAY + self.loss
