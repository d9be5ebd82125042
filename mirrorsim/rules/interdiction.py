"""Police: cash is found on couriers and in stashes, and some couriers are officers themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import CASH_CARRIED, CASH_STORED, Delay, Movement, Rule, RuleContext, Ruling, Rulings, Seize
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Chance
from mirrorsim.units.time import DAY, Duration


class Interdiction(Rule):
    """Takes cash that it finds, and with carried cash the carrier. What lies longer is found more often."""

    watches: ClassVar[Mapping[str, Rulings]] = {CASH_CARRIED: (Seize, Delay), CASH_STORED: (Seize,)}

    kind: Literal["interdiction"] = "interdiction"
    stopped: Chance = value("0.2 %", "chance that somebody who carries cash is stopped", source="N01")
    undercover: Chance = value("0 %", "chance that a courier is an undercover officer", source="assumption")
    from_amount: Usd = value("10,000 USD", "carried cash that is taken, if it cannot be explained", source="assumption")
    found_per_day: Chance = value("0.05 %", "chance that stored cash is found on a day", source="assumption")
    takes: Duration = value("30 min", "how long a stop holds somebody up", source="assumption")

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Let go, or take."""
        if movement.what == CASH_STORED:
            return self._stored(movement, context)
        if movement.irregular and context.chance("undercover", movement, self.undercover):
            return Seize(reason="undercover courier")
        if not context.chance("stopped", movement, self.stopped):
            return None
        if movement.irregular and movement.amount >= self.from_amount:
            return Seize(reason="stopped with cash")
        return Delay(self.takes)

    def _stored(self, movement: Movement, context: RuleContext) -> Seize | None:
        """Say when it would be found: a memoryless time with the daily chance."""
        if not self.found_per_day:
            return None
        if self.found_per_day >= 1_000_000:
            days = 0.0
        else:
            days = math.log1p(-context.draw("found", movement)) / math.log1p(-self.found_per_day / 1_000_000)
        return Seize(after=min(int(days * DAY), 2**60), reason="found in store")
