"""Monitoring of accounts in China for turnover that does not fit a private person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import (
    YUAN_TRANSFER,
    Allow,
    Movement,
    Period,
    Report,
    Rule,
    RuleContext,
    Ruling,
    Rulings,
    Seize,
)
from mirrorsim.units.money import Cny
from mirrorsim.units.shares import Chance
from mirrorsim.units.time import Duration


class TransferMonitoring(Rule):
    """Reports every payment that takes an account's receipts of a period above a threshold, and freezes some of them."""

    watches: ClassVar[Mapping[str, Rulings]] = {YUAN_TRANSFER: (Seize,)}

    kind: Literal["transfer_monitoring"] = "transfer_monitoring"
    threshold: Cny = value(
        "500,000 CNY", "receipts of an account in a period above which a payment is reported", source="assumption"
    )
    every: Period = value("calendar month", "the period", source="assumption")
    frozen: Chance = value("0.5 %", "chance that a payment above the threshold is frozen", source="assumption")
    report_lag: Duration = value("10 days", "time until the bank's report is filed", source="assumption")

    @property
    def window(self) -> Period:
        """The threshold's own period."""
        return self.every

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Let through, report, or report and freeze."""
        if context.used(movement) + movement.amount <= self.threshold:
            return None
        report = (Report("large_transfer", self.report_lag, movement.amount),)
        if not context.chance("frozen", movement, self.frozen):
            return Allow(report)
        return Seize(reports=report, reason="turnover does not fit the holder")
