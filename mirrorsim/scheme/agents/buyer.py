"""Who wants cash dollars in the US and has yuan in China: a merchant or a saver."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorsim.books.journal import NO_DEAL
from mirrorsim.scheme import transactions
from mirrorsim.scheme.services import Services


@dataclass(slots=True)
class Buyer:
    """The name, ``person`` or ``firm``, and accounts for the cash, for yuan and with a US bank.

    ``bank`` is -1 for a buyer that has nothing to do with one.
    """

    name: str
    holder: str
    cash: int
    yuan: int
    bank: int = -1

    def earn(self, services: Services, needed: int) -> None:
        """Have so many fen: whoever needs more than it has has earned them in China by now."""
        ledger = services.ledger
        if (missing := needed - ledger.available(self.yuan)) > 0:
            ledger.book(
                transactions.EARNINGS,
                services.clock.now,
                NO_DEAL,
                money=(services.outside.cn_economy, self.yuan, missing),
            )
