"""What happens to the scheme when cash is found: seizure, arrest, and the replacement of who was arrested."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

from mirrorsim.books.accounts import Country, Form
from mirrorsim.rules.base import CASH_CARRIED, CASH_STORED, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.failures import lose
from mirrorsim.scheme.lying import Lying
from mirrorsim.scheme.parties import Broker, Courier, Deal
from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network

TIERS: tuple[Literal["secondary", "reserve"], ...] = ("secondary", "reserve")
"""Who replaces arrested couriers: the secondary facilitators first, then the reserve."""


def carry(net: Network, deal: Deal) -> Generator[Any, Any, None]:
    """Let the courier go away with the cash, unless it is found on it: then the cash is gone and the courier too."""
    courier = deal.courier
    assert courier is not None
    carried = Movement(
        CASH_CARRIED, net.env.now, courier.bag, deal.cash, deal.number,
        entity=deal.number, turn=deal.attempt, irregular=True,
    )  # fmt: skip
    verdict = net.gate.propose(carried)
    if not verdict.seized:
        if verdict.delay:
            yield net.env.timeout(verdict.delay)
        return
    net.tell(events.ARRESTED, deal, courier.name, deal.cash)
    _take_cash(net, deal)
    deal.courier = None
    _replace(net, deal.broker)


def store(net: Network, deal: Deal) -> None:
    """Let cash lie in the broker's stash, where it may be found."""
    stored = Movement(CASH_STORED, net.env.now, deal.broker.stash, deal.cash, deal.number, entity=deal.number)

    def raid() -> None:
        if deal.cash and deal.courier is None:
            net.tell(events.RAIDED, deal, deal.broker.owner, deal.cash)
            _take_cash(net, deal)
            if deal.buyer is not None and not deal.buyer.triggered:
                deal.buyer.succeed(None)

    deal.lying = Lying(net, stored, raid)


def _take_cash(net: Network, deal: Deal) -> None:
    accounts = (deal.cash_account, net.outside.state_us)
    lose(net, deal, kinds.SEIZURE, accounts, deal.cash, "as_cash", deal.cash, deal.cash)
    deal.cash = 0


def _replace(net: Network, broker: Broker) -> None:
    broker.strength -= 1
    terms = net.now_in_force.brokers[broker.group]
    for tier in TIERS:
        backup = getattr(terms.backups, tier)
        used = broker.replaced[tier]
        if backup is not None and used < backup.people:
            broker.replaced[tier] += 1
            broker.coming += 1
            key = broker.key << 32 | used
            after = getattr(getattr(net.luck.brokers, broker.group).backups, tier).after(key)
            net.env.process(_arrive(net, broker, f"courier.{broker.name}-{tier}-{used + 1}", after))
            return
    if not broker.strength and not broker.coming:
        # nobody is left and nobody comes: those who wait for a courier must look elsewhere
        for waiting in list(broker.couriers.get_queue):
            waiting.succeed(None)
        broker.couriers.get_queue.clear()


def _arrive(net: Network, broker: Broker, name: str, after: int) -> Generator[Any, Any, None]:
    yield net.env.timeout(after)
    broker.coming -= 1
    broker.strength += 1
    net.tell(events.REPLACED, None, name)
    broker.come_back(Courier(name, net.ledger.account(name, Country.US, Form.CASH, Asset.USD)))
