"""A bank's tellers ask where much cash comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import BANK_DEPOSIT, Limit, Movement, Rule, RuleContext, Ruling, Rulings
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Chance


class TellerQuestions(Rule):
    """Asks who deposits much where it comes from; some leave with their cash, guilty or not."""

    watches: ClassVar[Mapping[str, Rulings]] = {BANK_DEPOSIT: (Limit,)}

    kind: Literal["teller_questions"] = "teller_questions"
    asks_from: Usd = value("3,000 USD", "cash in one deposit from which a teller asks", source="assumption")
    turned_away: Chance = value("5 %", "chance that who is asked leaves with the cash", source="XT1")

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Let pass, or refuse."""
        if movement.amount < self.asks_from or not context.chance("turned_away", movement, self.turned_away):
            return None
        return Limit(0, reason="no answer to the teller's question")
