"""The parties at work: data and accounts; what they own stands in the ledger and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.ledger import Ledger
from mirrorsim.engine.clock import Clock
from mirrorsim.engine.draws import stable_hash
from mirrorsim.scheme.promises import Stages
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    from mirrorsim.scenario import parties as schema
    from mirrorsim.scheme.channel import Channel
    from mirrorsim.scheme.lying import Lying


FIRST_GUESS = 3 * DAY
"""How long a broker is thought to take before anybody has seen it (an assumption)."""
MEMORY = 16
"""How slowly experience replaces what was believed: a new observation counts one part in so many."""


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

    def __init__(self, ledger: Ledger, env: Clock, group: str, name: str, couriers: int) -> None:
        self.group = group
        """Under which name the scenario has its terms."""
        self.name = name
        self.owner = f"broker.{name}"
        self.key = stable_hash(name, 32)
        """What its own luck is keyed by, whoever else there is."""
        self.stash = ledger.account(f"stash.{name}", Country.US, Form.CASH, Asset.USD)
        self.notes = ledger.account(self.owner, Country.US, Form.CASH, Asset.USD)
        self.yuan = ledger.account(self.owner, Country.CN, Form.BANK, Asset.CNY)
        self.own_yuan = ledger.account(f"{self.owner}.own", Country.CN, Form.BANK, Asset.CNY)
        self.goods = ledger.account(self.owner, Country.CN, Form.GOODS, Asset.GOODS)
        self.pesos = ledger.account(self.owner, Country.MX, Form.CASH, Asset.MXN)
        self.own_pesos = ledger.account(f"{self.owner}.own", Country.MX, Form.CASH, Asset.MXN)
        self.promise = Stages(ledger, self.owner)
        self.quoted = 0
        """Cents of batches for which its offer was taken and that are not agreed yet: they need room as well."""
        self.couriers = simpy.Store(env)
        self.strength = 0
        """Couriers at large, working or waiting for work."""
        self.hired = 0
        self.too_many = 0
        """Couriers who are to leave when they next come back."""
        self.set_couriers(ledger, couriers)
        self.coming = 0
        self.replaced = {"secondary": 0, "reserve": 0}
        self.premium_seen = 0
        """What it has lately learned, in parts per million of the value and in ticks."""
        self.losses_seen = 0
        self.delay_seen = FIRST_GUESS
        self.trouble_seen: dict[str, int] = {}
        """By port: the share of its own cargo that was lately opened or taken there, in parts per million."""
        self.receivers = 0
        """Receiving accounts in China used so far."""
        self.receiver = -1
        self.receiver_left = 0
        self.closed = False
        """Whether its business account in China is closed: then everybody pays into private ones."""

    def set_couriers(self, ledger: Ledger, wanted: int) -> None:
        """Take couriers on, or let some go as they come back, as the terms of the day change."""
        # who was arrested cannot be let go as well
        change = max(wanted - self.hired, -self.strength)
        self.hired = wanted
        self.strength += change
        if change < 0:
            self.too_many -= change
            while self.too_many and self.couriers.items:
                self.couriers.items.pop()
                self.too_many -= 1
        for number in range(wanted - change + 1, wanted + 1):
            courier = f"courier.{self.name}-{number}"
            self.come_back(Courier(courier, ledger.account(courier, Country.US, Form.CASH, Asset.USD)))

    def come_back(self, courier: Courier) -> None:
        """Let a courier wait for work again, or leave."""
        if self.too_many:
            self.too_many -= 1
        else:
            self.couriers.put(courier)


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
        self.mx_banks = account("banks", Country.MX, Form.BANK, Asset.MXN)
        self.mx_banks_usd = account("banks", Country.MX, Form.BANK, Asset.USD)
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
    carrier: Broker | Channel = field(init=False)
    """Who made the offer that was taken."""
    broker: Broker = field(init=False)
    commission: int = 0
    """Parts per million of what is handed over."""
    agreed_at: int = 0
    attempt: int = 0
    receipt: bool = False
    """Whether the cash holder has the note, against which the cash was handed over."""
    hold: int = -1
    courier: Courier | None = None
    lying: Lying | None = None
    """The cash while it lies in the stash."""
    buyer: simpy.Event | None = None
    """What the deal's cash waits for while it lies in the stash."""
    handed_over: int = 0
    cash: int = 0
    """Cents of cash not yet sold."""
    yuan: int = 0
    """Fen held by the broker for this deal."""
    seized_yuan: int = 0
    found: bool = False
    """Whether the cash was found while it lay with the client."""
    sales: int = 0
    """Buyers dealt with so far, and payments into accounts in China."""
    pieces: int = 0
    as_cash: int = 0
    """Cents of the promise by what stands behind them; the books have the same sum over a broker's deals."""
    as_yuan: int = 0
    as_goods: int = 0
    delivered: int = 0
    lost: int = 0
    """Cents that were seized, stolen or defaulted on, whoever bears them."""

    @property
    def cash_account(self) -> int:
        """Where the deal's unsold cash lies: in the courier's bag or in the broker's stash."""
        return self.courier.bag if self.courier is not None else self.broker.stash
