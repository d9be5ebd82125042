"""US reporting of cash: currency-transaction reports, Form 8300, suspicious-activity reports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    CASH_RECEIVED,
    Allow,
    Movement,
    Period,
    Report,
    Rule,
    RuleContext,
    Ruling,
    Rulings,
)
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Chance, Share, take
from mirrorsim.units.time import Duration


class CashReporting(Rule):
    """Reports; it stops nothing. Whoever deposits or is paid in cash is reported on, guilty or not."""

    watches: ClassVar[Mapping[str, Rulings]] = {BANK_DEPOSIT: (), CASH_RECEIVED: ()}

    kind: Literal["cash_reporting"] = "cash_reporting"
    ctr_above: Usd = value("10,000 USD", "cash of one customer on one day above which a bank reports", source="R13")
    ctr_lag: Duration = value("15 days", "time until a currency-transaction report is filed", source="T19")
    form_8300_above: Usd = value("10,000 USD", "cash in trade above which the recipient reports", source="R16")
    form_8300_filed: Chance = value("10 %", "chance that a recipient who must report does", source="assumption")
    form_8300_lag: Duration = value("15 days", "time until Form 8300 is filed", source="R16")
    sar_from: Usd = value("5,000 USD", "cash of one customer on one day from which a bank may suspect", source="R14")
    sar_chance: Chance = value("1 %", "chance that a bank suspects such a day's cash", source="assumption")
    structuring_chance: Chance = value(
        "5 %",
        "chance that it suspects such a day's cash, from just_below of ctr_above up to it, of being kept below it",
        source="assumption",
    )
    just_below: Share = value(
        "80 %", "share of ctr_above from which a day's cash looks as if it were kept below it", source="assumption"
    )
    sar_lag: Duration = value("30 days", "time until a suspicious-activity report is filed", source="T19")

    @property
    def window(self) -> Period:
        """Cash is added up by customer and day."""
        return "calendar day"

    @cached_property
    def quiet_below(self) -> int:
        """Cents of a day's cash that no bank looks at twice."""
        return min(self.sar_from, self.ctr_above + 1)

    @cached_property
    def near(self) -> int:
        """Cents from which on a day's cash looks as if it were kept below the threshold."""
        return max(take(self.ctr_above, self.just_below), self.sar_from)

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Allow all, and say what is reported."""
        look = self._by_recipient if movement.what == CASH_RECEIVED else self._by_bank
        reports = look(movement, context)
        return Allow(reports) if reports else None

    def _by_recipient(self, movement: Movement, context: RuleContext) -> tuple[Report, ...]:
        must = movement.holder == "firm" and movement.amount > self.form_8300_above
        if must and context.chance("form_8300", movement, self.form_8300_filed):
            return (Report("form_8300", self.form_8300_lag, movement.amount),)
        return ()

    def _by_bank(self, movement: Movement, context: RuleContext) -> tuple[Report, ...]:
        before = context.used(movement)
        day = before + movement.amount
        if day < self.quiet_below:
            return ()
        reports = []
        if day > self.ctr_above >= before:
            # the day's cash passes the threshold with this deposit: one report for the day
            reports.append(Report("ctr", self.ctr_lag, day))
        if self._suspects(before, day, movement, context):
            reports.append(Report("sar", self.sar_lag, day))
        return tuple(reports)

    def _suspects(self, before: int, day: int, movement: Movement, context: RuleContext) -> bool:
        """Whether the bank looks twice: once a day at much cash, and once at a day's cash just below the threshold."""
        much = before < max(self.sar_from, 1) and day >= self.sar_from
        just_below = before < max(self.near, 1) and self.near <= day <= self.ctr_above
        return (much and context.chance("sar", movement, self.sar_chance)) or (
            just_below and context.chance("structuring", movement, self.structuring_chance)
        )
