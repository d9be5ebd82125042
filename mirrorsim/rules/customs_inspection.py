"""Inspection of cargo in Mexican ports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import IMPORT, Delay, Movement, Report, Rule, RuleContext, Ruling, Rulings, Seize
from mirrorsim.units.shares import Chance
from mirrorsim.units.time import Duration


class CustomsInspection(Rule):
    """Opens a share of all shipments; what is opened waits, and mislabelled cargo may be recognised and taken."""

    watches: ClassVar[Mapping[str, Rulings]] = {IMPORT: (Seize, Delay)}

    kind: Literal["customs_inspection"] = "customs_inspection"
    inspected: Chance = value("11.8 %", "chance that a shipment is inspected", source="N07")
    takes: Duration = value("2 h", "how long an inspection holds a shipment up", source="T15")
    recognised: Chance = value("20 %", "chance that inspectors recognise mislabelled cargo", source="N07")
    ports: tuple[str, ...] = value((), "ports where it is in force; all when none is named", source="assumption")

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Let through, hold up, or take."""
        if self.ports and movement.place not in self.ports:
            return None
        if not context.chance("inspected", movement, self.inspected):
            return None
        report = (Report("customs", self.takes, movement.amount),)
        if movement.irregular and context.chance("recognised", movement, self.recognised):
            return Seize(after=self.takes, reports=report, reason="mislabelled cargo")
        return Delay(self.takes, report)
