"""Inspection for cash at the border, outbound from the US."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import BORDER_CASH, Delay, Movement, Rule, RuleContext, Ruling, Rulings, Seize
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Chance
from mirrorsim.units.time import Duration


class BorderInspection(Rule):
    """Inspects some of those who cross; takes undeclared cash above the threshold; holds everybody inspected up."""

    watches: ClassVar[Mapping[str, Rulings]] = {BORDER_CASH: (Seize, Delay)}

    kind: Literal["border_inspection"] = "border_inspection"
    inspected: Chance = value("0.3 %", "chance that a crossing is inspected and cash on it found", source="A01")
    declared_above: Usd = value("10,000 USD", "cash above which a declaration is due", source="R17")
    takes: Duration = value("1 h", "how long an inspection holds a traveller up", source="assumption")

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Let through, hold up, or take."""
        if not context.chance("inspected", movement, self.inspected):
            return None
        if movement.irregular and movement.amount > self.declared_above:
            return Seize(reason="undeclared cash")
        return Delay(self.takes)
