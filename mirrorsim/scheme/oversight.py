"""What the authorities see: where the books count usage for rules, and how reports and burdens are recorded."""

from __future__ import annotations

from collections.abc import Mapping

from mirrorsim.books.accounts import Country
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.gate import Burden, UsageSource
from mirrorsim.engine.log import Log
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    CASH_DEPOSIT,
    FX_PURCHASE,
    IMPORT,
    YUAN_TRANSFER,
    Movement,
    Report,
)
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.terms import Rates, TermsInForce
from mirrorsim.units.shares import take
from mirrorsim.units.time import DAY

USAGE: Mapping[str, UsageSource] = {
    FX_PURCHASE: UsageSource(transactions.OFFICIAL_PURCHASE, "dollars", Country.CN),
    CASH_DEPOSIT: UsageSource(
        transactions.CASH_DEPOSIT, "deposit", Country.MX, ((transactions.ORDINARY_DEPOSIT, "deposit"),)
    ),
    BANK_DEPOSIT: UsageSource(transactions.BANK_DEPOSIT, "credit", Country.US),
    YUAN_TRANSFER: UsageSource(
        transactions.MIRROR_SWAP, "yuan", Country.CN, ((transactions.ORDINARY_TRANSFER, "yuan"),)
    ),
}
"""By movement: the legs by which the books know how much an account has received."""
IN_YUAN = (YUAN_TRANSFER, IMPORT)
"""Movements whose amounts are in fen."""


class Oversight:
    """Records what rules do besides ruling: reports that are filed, and what people outside the scheme bear."""

    def __init__(self, log: Log, horizon: int, terms: TermsInForce, rates: Rates) -> None:
        self._log = log
        self._horizon = horizon
        self._terms = terms
        self._rates = rates

    def report(self, rule: str, movement: Movement, report: Report) -> None:
        """Record a report at the time at which it is filed, unless that is after the end."""
        filed = movement.time + report.lag
        if filed < self._horizon:
            self._log.record_at(filed, events.REPORT, movement.deal, rule, report.amount, report.kind)

    def burden(self, rule: str, movement: Movement, burden: Burden) -> None:
        """Record what a rule costs somebody outside the scheme: dollars refused, taken or held up, and reports."""
        cost = burden.stopped
        if burden.delayed:
            cost += take(burden.delayed * burden.delay // DAY, self._terms.now.burden.delay_cost_per_day)
        if movement.what in IN_YUAN:
            cost = self._rates.dollars_of_yuan(cost)
        self._log.record_at(movement.time, events.BURDEN, NO_DEAL, rule, cost, burden.reports)
        if burden.delay:
            self._log.record_at(movement.time, events.HELD_UP, NO_DEAL, rule, 0, burden.delay)
