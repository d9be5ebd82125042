"""The parties at work: data and accounts; what they own stands in the ledger and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.ledger import Ledger
from mirrorsim.engine.clock import Clock
from mirrorsim.scheme.promises import Stages
from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    from mirrorsim.scenario import parties as schema


class Client:
    """Somebody with cash in the US, held by a cash holder there, who is to get pesos in Mexico."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.name = name
        self.owner = f"client.{name}"
        self.cash = ledger.account(self.owner, Country.US, Form.CASH, Asset.USD)
        self.pesos = ledger.account(self.owner, Country.MX, Form.CASH, Asset.MXN)


@dataclass(slots=True)
class Courier:
    """One courier of a broker; ``bag`` is the account of what it carries."""

    name: str
    bag: int


class Broker:
    """A broker: its accounts in three countries, its couriers, what it owes."""

    def __init__(self, ledger: Ledger, env: Clock, name: str, couriers: int) -> None:
        self.name = name
        self.owner = f"broker.{name}"
        self.stash = ledger.account(f"stash.{name}", Country.US, Form.CASH, Asset.USD)
        self.notes = ledger.account(self.owner, Country.US, Form.CASH, Asset.USD)
        self.yuan = ledger.account(self.owner, Country.CN, Form.BANK, Asset.CNY)
        self.own_yuan = ledger.account(f"{self.owner}.own", Country.CN, Form.BANK, Asset.CNY)
        self.goods = ledger.account(self.owner, Country.CN, Form.GOODS, Asset.GOODS)
        self.pesos = ledger.account(self.owner, Country.MX, Form.CASH, Asset.MXN)
        self.own_pesos = ledger.account(f"{self.owner}.own", Country.MX, Form.CASH, Asset.MXN)
        self.promise = Stages(ledger, name)
        self.couriers = simpy.Store(env)
        for number in range(1, couriers + 1):
            courier = f"courier.{name}-{number}"
            self.couriers.put(Courier(courier, ledger.account(courier, Country.US, Form.CASH, Asset.USD)))
        self.receivers = 0
        """Receiving accounts in China used so far."""
        self.receiver = -1
        self.receiver_left = 0


class Outside:
    """The world outside: where value comes from and goes to. These accounts alone may be negative."""

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
        self.consumers = account("consumers", Country.MX, Form.CASH, Asset.MXN)
        self.mx_economy = account("economy", Country.MX, Form.CASH, Asset.MXN)


@dataclass(slots=True, eq=False)
class Deal:
    """What one deal has come to so far. Amounts that matter are in the books; these are its shares of them."""

    number: int
    client: Client
    terms: schema.Client
    amount: int
    """Dollars in the batch, in cents."""
    broker: Broker = field(init=False)
    commission: int = 0
    """Parts per million of what is handed over."""
    agreed_at: int = 0
    attempt: int = 0
    hold: int = -1
    courier: Courier | None = None
    handed_over: int = 0
    cash: int = 0
    """Cents of cash not yet sold."""
    yuan: int = 0
    """Fen held by the broker for this deal."""
    sales: int = 0
    as_cash: int = 0
    """Cents of the promise by what stands behind them; the books have the same sum over a broker's deals."""
    as_yuan: int = 0
    as_goods: int = 0
    delivered: int = 0

    @property
    def cash_account(self) -> int:
        """Where the deal's unsold cash lies: in the courier's bag or in the broker's stash."""
        return self.courier.bag if self.courier is not None else self.broker.stash
