"""The promise behind each deal, in cents of pledged dollars: what ties a mirror's legs together.

The promise is booked like money, in accounts of its own, so that a deal's waterfall closes at every instant:
pledged = delivered + commission + spread + mark-down + seized + lost + rounding - borne by the broker + in flight.
"""

from __future__ import annotations

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.ledger import Ledger
from mirrorsim.units.money import Asset

ENDS = ("delivered", "commission", "spread", "mark_down", "seized", "lost", "rounding")
"""Where a promise can end."""
STAGES = ("agreed", "as_cash", "as_yuan", "as_goods", "as_pesos")
"""Where a promise can be while it is in flight."""


def promise_account(ledger: Ledger, owner: str, *, outside: bool = False) -> int:
    """Open an account of promises, which have no place."""
    return ledger.account(owner, Country.NOWHERE, Form.PROMISE, Asset.CLAIM, outside=outside)


class Ends:
    """The accounts in which promises begin and end; one set for the whole world."""

    __slots__ = ("borne", "commission", "delivered", "lost", "mark_down", "pledged", "rounding", "seized", "spread")

    def __init__(self, ledger: Ledger) -> None:
        self.pledged = promise_account(ledger, "promise.pledged", outside=True)
        self.borne = promise_account(ledger, "promise.borne_by_broker", outside=True)
        self.delivered, self.commission, self.spread, self.mark_down, self.seized, self.lost, self.rounding = (
            promise_account(ledger, f"promise.{end}") for end in ENDS
        )


class Stages:
    """What one broker, or one other channel, owes, by what has become of the cash so far."""

    __slots__ = ("agreed", "as_cash", "as_goods", "as_pesos", "as_yuan")

    def __init__(self, ledger: Ledger, owner: str) -> None:
        self.agreed, self.as_cash, self.as_yuan, self.as_goods, self.as_pesos = (
            promise_account(ledger, f"{owner}.{stage}") for stage in STAGES
        )

    def owed(self, ledger: Ledger) -> int:
        """Cents promised by this broker and not yet delivered or lost."""
        balance = ledger.balance
        return (
            balance(self.agreed)
            + balance(self.as_cash)
            + balance(self.as_yuan)
            + balance(self.as_goods)
            + balance(self.as_pesos)
        )
