"""US reporting of cash: currency-transaction reports, Form 8300, suspicious-activity reports."""

from __future__ import annotations

from typing import ClassVar, Literal

from mirrorsim.rules.base import BANK_DEPOSIT, CASH_RECEIVED, Movement, Office, Period, Report, Rule, Verdict
from mirrorsim.units.money import Usd
from mirrorsim.units.sections import value
from mirrorsim.units.shares import Chance
from mirrorsim.units.time import Duration


class CashReporting(Rule):
    """Reports; it stops nothing. Whoever deposits or is paid in cash is reported on, guilty or not."""

    watches: ClassVar[tuple[str, ...]] = (BANK_DEPOSIT, CASH_RECEIVED)

    kind: Literal["cash_reporting"] = "cash_reporting"
    ctr_above: Usd = value("10,000 USD", "cash of one customer on one day above which a bank reports", source="R13")
    ctr_lag: Duration = value("15 days", "time until a currency-transaction report is filed", source="T19")
    form_8300_above: Usd = value("10,000 USD", "cash in trade above which the recipient reports", source="R16")
    form_8300_filed: Chance = value("10 %", "chance that a recipient who must report does", source="assumption")
    form_8300_lag: Duration = value("15 days", "time until Form 8300 is filed", source="R16")
    sar_from: Usd = value("5,000 USD", "cash from which a bank may report suspicion", source="R14")
    sar_chance: Chance = value("1 %", "chance that a bank suspects such a deposit", source="assumption")
    sar_lag: Duration = value("30 days", "time until a suspicious-activity report is filed", source="T19")

    @property
    def window(self) -> Period:
        """Cash is added up by customer and day."""
        return "calendar day"

    def decide(self, movement: Movement, office: Office) -> Verdict:
        """Allow all, and say what is reported."""
        if movement.what == CASH_RECEIVED:
            return Verdict(movement.amount, reports=self._by_recipient(movement, office))
        return Verdict(movement.amount, reports=self._by_bank(movement, office))

    def _by_recipient(self, movement: Movement, office: Office) -> tuple[Report, ...]:
        must = movement.holder == "firm" and movement.amount > self.form_8300_above
        if must and office.chance("form_8300", movement, self.form_8300_filed):
            return (Report("form_8300", self.form_8300_lag, movement.amount),)
        return ()

    def _by_bank(self, movement: Movement, office: Office) -> tuple[Report, ...]:
        reports = []
        before = office.used(movement)
        if before + movement.amount > self.ctr_above >= before:
            # the day's cash passes the threshold with this deposit: one report for the day
            reports.append(Report("ctr", self.ctr_lag, before + movement.amount))
        if movement.amount >= self.sar_from and office.chance("sar", movement, self.sar_chance):
            reports.append(Report("sar", self.sar_lag, movement.amount))
        return tuple(reports)
