"""Police: cash is found on couriers and in stashes, and some couriers are officers themselves."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import CASH_CARRIED, CASH_STORED, Movement, Office, Rule, Verdict
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Chance
from mirrorsim.units.time import DAY, Duration


class Interdiction(Rule):
    """Takes cash that it finds, and with carried cash the carrier. What lies longer is found more often."""

    watches: ClassVar[tuple[str, ...]] = (CASH_CARRIED, CASH_STORED)

    kind: Literal["interdiction"] = "interdiction"
    stopped: Chance = value("0.2 %", "chance that somebody who carries cash is stopped", source="N01")
    undercover: Chance = value("0 %", "chance that a courier is an undercover officer", source="assumption")
    from_amount: Usd = value("10,000 USD", "carried cash that is taken, if it cannot be explained", source="assumption")
    found_per_day: Chance = value("0.05 %", "chance that stored cash is found on a day", source="assumption")
    takes: Duration = value("30 min", "how long a stop holds somebody up", source="assumption")

    def decide(self, movement: Movement, office: Office) -> Verdict | None:
        """Let go, or take."""
        if movement.what == CASH_STORED:
            return self._stored(movement, office)
        if movement.irregular and office.chance("undercover", movement, self.undercover):
            return Verdict(0, seized=movement.amount, reason="undercover courier")
        if not office.chance("stopped", movement, self.stopped):
            return None
        if movement.irregular and movement.amount >= self.from_amount:
            return Verdict(0, seized=movement.amount, reason="stopped with cash")
        return Verdict(movement.amount, delay=self.takes)

    def _stored(self, movement: Movement, office: Office) -> Verdict | None:
        """Say when it would be found: a memoryless time with the daily chance."""
        if not self.found_per_day:
            return None
        if self.found_per_day >= 1_000_000:
            days = 0.0
        else:
            days = math.log1p(-office.luck("found", movement)) / math.log1p(-self.found_per_day / 1_000_000)
        return Verdict(
            movement.amount, seized=movement.amount, delay=min(int(days * DAY), 2**60), reason="found in store"
        )
