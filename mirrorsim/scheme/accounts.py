"""The accounts that belong to no party: the outside world's, and those in which a client's claim stands and ends.

A claim is what is owed for a deal, in cents of pledged dollars: it is what ties a mirror's legs together. It is booked like
money, in accounts of its own, so that a deal's waterfall closes at every instant:
pledged = delivered + commission + spread + mark-down + seized + lost + rounding - borne by the broker + in flight.
"""

from __future__ import annotations

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.ledger import Ledger
from mirrorsim.units.money import Asset

OUTCOMES = ("delivered", "commission", "spread", "mark_down", "seized", "lost", "rounding")
"""How a claim can end."""
STAGES = ("agreed", "as_cash", "as_yuan", "as_goods", "as_pesos")
"""Where a claim can stand while it is in flight."""


def claim_account(ledger: Ledger, owner: str, *, outside: bool = False) -> int:
    """Open an account of claims, which have no place."""
    return ledger.account(owner, Country.NOWHERE, Form.PROMISE, Asset.CLAIM, outside=outside)


class ClaimOutcomes:
    """The accounts in which claims begin and end; one set for the whole world."""

    __slots__ = ("borne", "commission", "delivered", "lost", "mark_down", "pledged", "rounding", "seized", "spread")

    def __init__(self, ledger: Ledger) -> None:
        self.pledged = claim_account(ledger, "promise.pledged", outside=True)
        self.borne = claim_account(ledger, "promise.borne_by_broker", outside=True)
        self.delivered, self.commission, self.spread, self.mark_down, self.seized, self.lost, self.rounding = (
            claim_account(ledger, f"promise.{outcome}") for outcome in OUTCOMES
        )


class ClaimStages:
    """What one broker, or one other channel, owes, by what has become of the cash so far."""

    __slots__ = ("_all", "_ledger", "agreed", "as_cash", "as_goods", "as_pesos", "as_yuan")

    def __init__(self, ledger: Ledger, owner: str) -> None:
        self._ledger = ledger
        self._all = tuple(claim_account(ledger, f"{owner}.{stage}") for stage in STAGES)
        self.agreed, self.as_cash, self.as_yuan, self.as_goods, self.as_pesos = self._all

    def owed(self) -> int:
        """Cents claimed from this broker or channel and not yet delivered or lost."""
        return self._ledger.total(self._all)


class Outside:
    """The world outside: where value comes from and goes to. Its accounts may be negative, as may those where claims begin."""

    def __init__(self, ledger: Ledger) -> None:
        def account(owner: str, country: Country, form: Form, asset: Asset) -> int:
            return ledger.account(owner, country, form, asset, outside=True)

        self.street = account("street", Country.US, Form.CASH, Asset.USD)
        self.us_cash = account("economy", Country.US, Form.CASH, Asset.USD)
        self.us_bank = account("economy", Country.US, Form.BANK, Asset.USD)
        self.couriers_own = account("couriers_own", Country.US, Form.CASH, Asset.USD)
        self.thieves_us = account("thieves", Country.US, Form.CASH, Asset.USD)
        self.state_us = account("state", Country.US, Form.CASH, Asset.USD)
        self.cn_economy = account("economy", Country.CN, Form.BANK, Asset.CNY)
        self.cn_banks = account("banks", Country.CN, Form.BANK, Asset.CNY)
        self.cn_rounding = account("rounding", Country.CN, Form.BANK, Asset.CNY)
        self.state_cn = account("state", Country.CN, Form.BANK, Asset.CNY)
        self.thieves_cn = account("thieves", Country.CN, Form.BANK, Asset.CNY)
        self.factories = account("factories", Country.CN, Form.BANK, Asset.CNY)
        self.factory_goods = account("factories", Country.CN, Form.GOODS, Asset.GOODS)
        self.sea_bed = account("lost_at_sea", Country.NOWHERE, Form.GOODS, Asset.GOODS)
        self.state_mx_goods = account("state", Country.MX, Form.GOODS, Asset.GOODS)
        self.unsold = account("unsold", Country.MX, Form.GOODS, Asset.GOODS)
        self.consumers_goods = account("consumers", Country.MX, Form.GOODS, Asset.GOODS)
        self.mx_banks = account("banks", Country.MX, Form.BANK, Asset.MXN)
        self.mx_banks_usd = account("banks", Country.MX, Form.BANK, Asset.USD)
        self.consumers = account("consumers", Country.MX, Form.CASH, Asset.MXN)
        self.mx_economy = account("economy", Country.MX, Form.CASH, Asset.MXN)
