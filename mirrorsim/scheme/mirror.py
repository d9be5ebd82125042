"""Step 6, the mirror: dollars stay in the US, yuan move inside China, in the same minutes, and nothing crosses a border."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.draws import stable_hash
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.failures import lose
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import take

if TYPE_CHECKING:
    from mirrorsim.scheme.market import Order
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Broker, Deal

Steps = Generator[Any, Any, None]


def mirror_swap(net: Network, deal: Deal) -> Steps:
    """Sell the cash to whoever wants dollars most, in as many pieces as it takes, against yuan inside China."""
    luck, sold = net.luck.mirror, 0
    while deal.cash:
        match = net.market.sell(deal)
        waited = 0
        if match is None:
            _to_stash(net, deal)
            since = net.queue("buyer", deal)
            match = yield net.market.wait(deal)
            waited = net.go_on("buyer", deal, since)
        order, amount = match
        net.tell(events.BUYER, deal, order.buyer, amount, waited)
        yield net.env.timeout(luck.to_buyer(deal.number, deal.sales))
        if not deal.sales and luck.robbed(deal.number):
            net.tell(events.ROBBED, deal, deal.broker.owner, deal.cash)
            accounts = (deal.cash_account, net.outside.thieves_us)
            lose(net, deal, kinds.THEFT, accounts, deal.cash, "as_cash", deal.cash, deal.cash)
            deal.cash = 0
        else:
            yield net.env.timeout(luck.takes(deal.number, deal.sales))
            if luck.backs_out(deal.number, deal.sales):
                net.tell(events.BACKED_OUT, deal, order.buyer, amount)
            else:
                _swap(net, deal, order, amount)
                sold += amount
        deal.sales += 1
    _free_courier(net, deal)
    _settle_rounding(net, deal, sold)


def _to_stash(net: Network, deal: Deal) -> None:
    if deal.courier is not None:
        net.book(kinds.TO_STASH, deal, deal.courier.bag, deal.broker.stash, deal.cash)
        net.tell(events.STASHED, deal, deal.broker.owner, deal.cash)
        _free_courier(net, deal)


def _free_courier(net: Network, deal: Deal) -> None:
    if deal.courier is not None:
        deal.broker.couriers.put(deal.courier)
        deal.courier = None


def _swap(net: Network, deal: Deal, order: Order, amount: int) -> None:
    """Both legs at one instant, by account: each receiving account in China takes what its turnover allows."""
    broker = deal.broker
    while amount:
        receiver, room = _receiver(net, broker)
        piece = min(amount, room)
        promise = deal.as_cash if piece == deal.cash else deal.as_cash * piece // deal.cash
        yuan = net.to_yuan(piece)
        # fmt: off
        net.book(
            kinds.MIRROR_SWAP, deal,
            deal.cash_account, order.cash, piece,
            order.yuan, receiver, yuan,
            receiver, broker.yuan, yuan,
            order.yuan, broker.own_yuan, take(yuan, order.premium),
            broker.promise.as_cash, broker.promise.as_yuan, promise,
        )
        # fmt: on
        net.tell(events.SWAPPED, deal, order.buyer, piece, yuan)
        broker.receiver_left -= piece
        deal.cash -= piece
        deal.yuan += yuan
        deal.as_cash -= promise
        deal.as_yuan += promise
        amount -= piece


def _receiver(net: Network, broker: Broker) -> tuple[int, int]:
    """The account in China that is paid into now and the cents of value that it may still take."""
    if broker.receiver_left <= 0:
        broker.receivers += 1
        owner = f"receiver.{broker.name}-{broker.receivers}"
        broker.receiver = net.ledger.account(owner, Country.CN, Form.BANK, Asset.CNY)
        turnover = getattr(net.luck.mirror, "account_turnover", None)
        key = stable_hash(broker.name, 32) << 32 | broker.receivers
        broker.receiver_left = 2**62 if turnover is None else max(turnover(key), 1)
    return broker.receiver, broker.receiver_left


def _settle_rounding(net: Network, deal: Deal, sold: int) -> None:
    """Post what rounding each piece down has cost against rounding the whole down once: less than a fen a piece."""
    residue = net.to_yuan(sold) - deal.yuan
    if residue:
        net.book(kinds.ROUNDING, deal, net.outside.cn_rounding, deal.broker.yuan, residue)
        deal.yuan += residue
