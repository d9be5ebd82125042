"""China's yearly quota of foreign currency a person may buy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import FX_PURCHASE, Limit, Movement, Period, Rule, RuleContext, Ruling, Rulings
from mirrorsim.units.money import Usd


class CapitalFlightCap(Rule):
    """Limits what a person may buy officially in a period; the bank sells up to what is left of it.

    It says nothing of cash dollars bought elsewhere: that is where the part of a wish beyond the cap goes.
    """

    watches: ClassVar[Mapping[str, Rulings]] = {FX_PURCHASE: (Limit,)}

    kind: Literal["capital_flight_cap"] = "capital_flight_cap"
    per_person: Usd = value("50,000 USD", "dollars a person may buy in a period", source="R01")
    every: Period = value("calendar year", "when the quota is new again", source="R01")

    @property
    def window(self) -> Period:
        """The quota's own period."""
        return self.every

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Allow what is left of the quota."""
        left = max(self.per_person - context.used(movement), 0)
        if movement.amount <= left:
            return None
        return Limit(left, reason="beyond the quota")
