"""Step 6, the mirror: dollars stay in the US, yuan move inside China, in the same minutes, and nothing crosses a border."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.rules.base import BANK_DEPOSIT, CASH_RECEIVED, YUAN_TRANSFER, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.failures import lose
from mirrorsim.scheme.parties import MEMORY
from mirrorsim.scheme.police import store
from mirrorsim.scheme.transport import stash_has_room
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import take

if TYPE_CHECKING:
    from mirrorsim.scheme.market import Order
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Broker, Deal

Steps = Generator[Any, Any, None]

ENDLESS = 2**62
"""Cents that an account takes when nobody watches turnover."""


def mirror_swap(net: Network, deal: Deal) -> Steps:
    """Sell the cash to whoever wants dollars most, in as many pieces as it takes, against yuan inside China."""
    luck, sold = net.luck.mirror, 0
    while deal.cash:
        match = net.market.sell(deal)
        waited = 0
        if match is None:
            _to_stash(net, deal)
            since = net.queue("buyer", deal)
            deal.buyer = net.market.wait(deal)
            match = yield deal.buyer
            deal.buyer, waited = None, net.go_on("buyer", deal, since)
            if match is None:
                break  # the stash was found, and the cash is gone
        order, amount = match
        net.tell(events.BUYER, deal, order.buyer.name, amount, waited)
        yield net.env.timeout(luck.to_buyer(deal.number, deal.sales))
        if not deal.sales and luck.robbed(deal.number):
            net.tell(events.ROBBED, deal, deal.broker.owner, deal.cash)
            accounts = (deal.cash_account, net.outside.thieves_us)
            lose(net, deal, kinds.THEFT, accounts, deal.cash, "as_cash", deal.cash, deal.cash)
            deal.cash = 0
        else:
            yield net.env.timeout(luck.takes(deal.number, deal.sales))
            amount = min(amount, deal.cash)  # less when the stash was found meanwhile
            if luck.backs_out(deal.number, deal.sales):
                net.tell(events.BACKED_OUT, deal, order.buyer.name, amount)
            else:
                _swap(net, deal, order, amount)
                sold += amount
        deal.sales += 1
    _free_courier(net, deal)
    if deal.lying is not None:
        deal.lying.end()
        deal.lying = None
    _settle_rounding(net, deal, sold)


def _to_stash(net: Network, deal: Deal) -> None:
    """Bring the cash to the broker's stash and free the courier; where there is no room, the courier keeps the bag."""
    if deal.courier is not None and stash_has_room(net, deal.broker, deal.cash):
        net.book(kinds.TO_STASH, deal, deal.courier.bag, deal.broker.stash, deal.cash)
        net.tell(events.STASHED, deal, deal.broker.owner, deal.cash)
        _free_courier(net, deal)
        store(net, deal)


def _free_courier(net: Network, deal: Deal) -> None:
    if deal.courier is not None:
        deal.broker.come_back(deal.courier)
        deal.courier = None


def _swap(net: Network, deal: Deal, order: Order, amount: int) -> None:
    """Both legs at one instant, by account: each receiving account in China takes what its turnover allows."""
    broker = deal.broker
    while amount:
        receiver, room = _receiver(net, broker, order)
        piece = min(amount, room)
        promise = deal.as_cash if piece == deal.cash else deal.as_cash * piece // deal.cash
        yuan = net.to_yuan(piece)
        premium = take(yuan, order.premium)
        key, turn = deal.number, deal.pieces
        verdict = net.gate.propose(Movement(YUAN_TRANSFER, net.env.now, receiver, yuan, key, "person", key, turn))
        # the buyer has earned its yuan in China, by the time that it needs them
        if (missing := yuan + premium - net.ledger.available(order.buyer.yuan)) > 0:
            net.book(kinds.EARNINGS, None, net.outside.cn_economy, order.buyer.yuan, missing)
        # fmt: off
        net.book(
            kinds.MIRROR_SWAP, deal,
            deal.cash_account, order.buyer.cash, piece,
            order.buyer.yuan, receiver, yuan,
            receiver, broker.yuan, yuan,
            order.buyer.yuan, broker.own_yuan, premium,
            broker.promise.as_cash, broker.promise.as_yuan, promise,
        )
        # fmt: on
        net.tell(events.SWAPPED, deal, order.buyer.name, piece, yuan)
        if receiver != broker.yuan:
            broker.receiver_left -= piece
        deal.cash -= piece
        deal.yuan += yuan
        deal.as_cash -= promise
        deal.as_yuan += promise
        amount -= piece
        broker.premium_seen += (order.premium - broker.premium_seen) // MEMORY
        _watched(net, deal, order, piece)
        if verdict.seized:
            _seize_yuan(net, deal, piece, yuan)
            broker.closed = broker.closed or (verdict.closed and receiver == broker.yuan)
        deal.pieces += 1


def _watched(net: Network, deal: Deal, order: Order, piece: int) -> None:
    """What others see in the US of a swap: the buyer takes cash, and places a part of it with a bank."""
    now, key, turn, buyer = net.env.now, deal.number, deal.pieces, order.buyer
    net.gate.propose(Movement(CASH_RECEIVED, now, buyer.cash, piece, key, buyer.holder, key, turn))
    if placed := take(piece, order.placed):
        deposit = Movement(BANK_DEPOSIT, now, buyer.bank, placed, key, buyer.holder, key, turn)
        placed, outside = net.gate.propose(deposit).allowed, net.outside
        if not placed:
            return
        net.book(kinds.BANK_DEPOSIT, deal, buyer.cash, outside.us_cash, placed, outside.us_bank, buyer.bank, placed)


def _seize_yuan(net: Network, deal: Deal, piece: int, yuan: int) -> None:
    """Lose what has come into an account that is being watched; the broker does not use the account again."""
    broker = deal.broker
    net.tell(events.YUAN_SEIZED, deal, broker.owner, yuan)
    accounts = (broker.yuan, net.outside.state_cn)
    lose(net, deal, kinds.SEIZURE, accounts, yuan, "as_yuan", deal.yuan, piece)
    deal.yuan -= yuan
    deal.seized_yuan += yuan
    broker.receiver_left = 0


def _receiver(net: Network, broker: Broker, order: Order) -> tuple[int, int]:
    """The account in China that is paid into now, and the cents of value that it may still take.

    A firm pays the broker's business account, as one trader pays another. A person pays into the private accounts that the
    broker has people open for it, each of which is left when it has taken its turnover.
    """
    if order.buyer.holder == "firm" and not broker.closed:
        return broker.yuan, order.wanted
    turnover = net.luck.mirror.account_turnover if net.now_in_force.mirror.account_turnover is not None else None
    if broker.receiver_left <= 0 or (turnover is not None and broker.receiver_left > ENDLESS // 2):
        broker.receivers += 1
        owner = f"receiver.{broker.name}-{broker.receivers}"
        broker.receiver = net.ledger.account(owner, Country.CN, Form.BANK, Asset.CNY)
        key = broker.key << 32 | broker.receivers
        broker.receiver_left = ENDLESS if turnover is None else max(turnover(key), 1)
    return broker.receiver, broker.receiver_left


def _settle_rounding(net: Network, deal: Deal, sold: int) -> None:
    """Post what rounding each piece down has cost against rounding the whole down once: less than a fen a piece."""
    residue = net.to_yuan(sold) - deal.yuan - deal.seized_yuan
    if residue:
        net.book(kinds.ROUNDING, deal, net.outside.cn_rounding, deal.broker.yuan, residue)
        deal.yuan += residue
