"""Somebody with cash in the US, held by a cash holder there, who is to get pesos in Mexico."""

from __future__ import annotations

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.ledger import Ledger
from mirrorsim.units.money import Asset


class Client:
    """A client by its accounts: the cash in the US, the pesos in Mexico."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.name = name
        self.owner = f"client.{name}"
        self.cash = ledger.account(self.owner, Country.US, Form.CASH, Asset.USD)
        self.pesos = ledger.account(self.owner, Country.MX, Form.CASH, Asset.MXN)
