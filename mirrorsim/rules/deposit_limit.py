"""Mexico's limit on dollar cash that a bank may take into an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import CASH_DEPOSIT, Limit, Movement, Period, Rule, RuleContext, Ruling, Rulings
from mirrorsim.units.money import Usd


class DepositLimit(Rule):
    """Limits the dollar notes that an account may take in a period: people and firms differ."""

    watches: ClassVar[Mapping[str, Rulings]] = {CASH_DEPOSIT: (Limit,)}

    kind: Literal["deposit_limit"] = "deposit_limit"
    per_account: Usd = value("4,000 USD", "dollar cash a person's account may take in a period", source="R07")
    per_firm: Usd = value("14,000 USD", "dollar cash a border or tourist firm's account may take", source="R09")
    every: Period = value("calendar month", "when the limit is new again", source="R07")

    @property
    def window(self) -> Period:
        """The limit's own period."""
        return self.every

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Allow what is left of the limit of this kind of holder."""
        limit = self.per_firm if movement.holder == "firm" else self.per_account
        left = max(limit - context.used(movement), 0)
        if movement.amount <= left:
            return None
        return Limit(left, reason="beyond the account's limit")
