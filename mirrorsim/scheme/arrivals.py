"""What comes from outside, day by day: batches of cash, and people who want dollars."""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.draws import CHUNK, stable_hash
from mirrorsim.rules.base import FX_PURCHASE, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.deal import deal_process
from mirrorsim.scheme.market import Buyer, Order
from mirrorsim.scheme.parties import Client, Deal
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network

Steps = Generator[Any, Any, None]

YEAR = 365 * DAY
BATCHES = 2**24
"""More batches than this no client has: a deal's number is its client's hash and the batch's number within it."""


def batches(net: Network, client: Client) -> Steps:
    """Let a client's batches of cash arrive, and a deal begin with each."""
    luck = getattr(net.luck.clients, client.name)
    base = stable_hash(client.name, 32) * BATCHES
    yield net.env.timeout(luck.first_after(base))
    for number in count():
        terms = net.now_in_force.clients[client.name]
        if terms.batches is not None and number >= terms.batches:
            return
        if number:
            yield net.env.timeout(luck.every(base + number))
            terms = net.now_in_force.clients[client.name]
        deal = Deal(base + number, client, terms, luck.amount(base + number))
        if deal.amount:
            net.book(kinds.STREET_SALES, deal, net.outside.street, client.cash, deal.amount)
            net.tell(events.BATCH, deal, client.owner, deal.amount)
            under_way = net.env.process(deal_process(net, deal))
            if terms.one_at_a_time:
                yield under_way


def deal_name(number: int, clients: dict[int, str]) -> str:
    """A deal's name: its client and which of the client's batches; ``clients`` maps hashes to names."""
    client, batch = divmod(number, BATCHES)
    return f"{clients[client]}-{batch + 1}"


def merchants(net: Network, name: str) -> Steps:
    """Let a group of merchants renew what they would buy, period by period."""
    luck = getattr(net.luck.buyers.merchants, name)
    base = stable_hash(f"merchants {name}", 32) * BATCHES
    buyers: list[Buyer] = []
    standing: list[Order] = []
    for period in count():
        group = net.now_in_force.buyers.merchants[name]
        for order in standing:
            order.left = 0
        standing.clear()
        for number in range(group.count if group.appetite else 0):
            if number == len(buyers):
                buyers.append(_buyer(net, f"merchant.{name}-{number + 1}", "firm"))
            if group.placed and buyers[number].bank < 0:
                buyers[number].bank = net.ledger.account(buyers[number].name, Country.US, Form.BANK, Asset.USD)
            premium = luck.premium(base + number, period)
            expires = net.env.now + group.every
            standing.append(place_order(net, buyers[number], group.appetite, premium, expires, group.placed))
        yield net.env.timeout(group.every)


def _buyer(net: Network, name: str, holder: str) -> Buyer:
    cash = net.ledger.account(name, Country.US, Form.CASH, Asset.USD)
    return Buyer(name, holder, cash, net.ledger.account(name, Country.CN, Form.BANK, Asset.CNY))


def place_order(net: Network, buyer: Buyer, amount: int, premium: int, expires: int, placed: int) -> Order:
    """Put a wish for cash dollars on the market; the yuan to pay for it are earned by the time they are needed."""
    order = Order(buyer, placed, amount, amount, premium, expires)
    net.tell(events.WANTED, None, buyer.name, amount, premium)
    net.market.place(order)
    return order


def savers(net: Network, name: str, most: int) -> Steps:
    """Let each saver of a group wish for dollars once a year, on a day of its own, and buy them.

    The bank sells what the rules let it; the rest is sought in cash. A saver has no existence before its first wish.
    ``most`` is how many people the group ever has; on a date with fewer, the last ones have no wish.
    """
    if not most:
        return
    when = net.draws.uniforms(f"buyers.savers.{name}.when")
    luck = getattr(net.luck.buyers.savers, name)
    for year in count():
        uniforms = np.concatenate([when.block(number, year) for number in range(-(-most // CHUNK))])[:most]
        order = np.argsort(uniforms, kind="stable")
        days = np.floor(uniforms[order] * YEAR).astype(np.int64)
        version = -1
        for saver, tick in zip(order.tolist(), days.tolist(), strict=True):
            due = year * YEAR + tick - net.env.now
            if due > 0:
                yield net.env.timeout(due)
            if version != luck.wanted_per_year.version + luck.premium.version:
                version = luck.wanted_per_year.version + luck.premium.version
                wanted, premium = luck.wanted_per_year.first(most, year), luck.premium.first(most, year)
            if wanted[saver] and saver < net.now_in_force.buyers.savers[name].people:
                wish(net, name, saver, year, wanted[saver], premium[saver])
        yield net.env.timeout((year + 1) * YEAR - net.env.now)


def wish(net: Network, group: str, saver: int, year: int, wanted: int, premium: int) -> None:
    """One saver's wish of a year (cents): officially as far as the rules let it, in cash beyond."""
    owner = f"saver.{group}-{saver + 1}"
    dollars = net.ledger.account(owner, Country.US, Form.BANK, Asset.USD)
    yuan = net.ledger.account(owner, Country.CN, Form.BANK, Asset.CNY)
    official = net.gate.propose(
        Movement(FX_PURCHASE, net.env.now, dollars, wanted, NO_DEAL, "person", saver, year)
    ).allowed
    if official:
        price, outside = net.to_yuan(official), net.outside
        # fmt: off
        net.book(
            kinds.OFFICIAL_PURCHASE, None,
            outside.cn_economy, yuan, price,
            yuan, outside.cn_banks, price,
            outside.us_bank, dollars, official,
        )
        # fmt: on
    if beyond := wanted - official:
        cash = net.ledger.account(owner, Country.US, Form.CASH, Asset.USD)
        terms = net.now_in_force.buyers.savers[group]
        buyer = Buyer(owner, "person", cash, yuan, dollars)
        place_order(net, buyer, beyond, premium, net.env.now + terms.patience, terms.placed)
