"""What comes from outside, day by day: batches of cash, and people who want dollars."""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.draws import CHUNK, stable_hash
from mirrorsim.rules.base import FX_PURCHASE, Movement
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.deal import deal_process
from mirrorsim.scheme.market import Order
from mirrorsim.scheme.parties import Client, Deal
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import take
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
            net.env.process(deal_process(net, deal))


def deal_name(number: int, clients: dict[int, str]) -> str:
    """A deal's name: its client and which of the client's batches; ``clients`` maps hashes to names."""
    client, batch = divmod(number, BATCHES)
    return f"{clients[client]}-{batch + 1}"


def merchants(net: Network, name: str) -> Steps:
    """Let a group of merchants renew what they would buy, period by period."""
    luck = getattr(net.luck.buyers.merchants, name)
    base = stable_hash(f"merchants {name}", 32) * BATCHES
    standing: list[Order | None] = []
    for period in count():
        group = net.now_in_force.buyers.merchants[name]
        standing.extend([None] * (group.count - len(standing)))
        for number in range(group.count):
            if (old := standing[number]) is not None:
                old.left = 0
            standing[number] = place_order(
                net,
                f"merchant.{name}-{number + 1}",
                group.appetite,
                luck.premium(base + number, period),
                net.env.now + group.every,
            )
        yield net.env.timeout(group.every)


def place_order(net: Network, buyer: str, amount: int, premium: int, expires: int) -> Order | None:
    """Put a wish for cash dollars on the market, with the yuan to pay for it in the buyer's account."""
    if not amount:
        return None
    cash = net.ledger.account(buyer, Country.US, Form.CASH, Asset.USD)
    yuan = net.ledger.account(buyer, Country.CN, Form.BANK, Asset.CNY)
    price = net.to_yuan(amount)
    price += take(price, premium)
    if (missing := price - net.ledger.available(yuan)) > 0:
        net.book(kinds.EARNINGS, None, net.outside.cn_economy, yuan, missing)
    order = Order(buyer, cash, yuan, amount, premium, expires)
    net.market.place(order)
    return order


def savers(net: Network, name: str) -> Steps:
    """Let each saver of a group wish for dollars once a year, on a day of its own, and buy them.

    The bank sells what the rules let it; the rest is sought in cash. A saver has no existence before its first wish.
    """
    when = net.draws.uniforms(f"buyers.savers.{name}.when")
    for year in count():
        group = net.now_in_force.buyers.savers[name]
        if not group.people:
            yield net.env.timeout(YEAR)
            continue
        chunks = -(-group.people // CHUNK)
        uniforms = np.concatenate([when.block(number, year) for number in range(chunks)])[: group.people]
        order = np.argsort(uniforms, kind="stable")
        for saver, tick in zip(order.tolist(), np.floor(uniforms[order] * YEAR).astype(np.int64).tolist(), strict=True):
            due = year * YEAR + tick - net.env.now
            if due > 0:
                yield net.env.timeout(due)
            wish(net, name, saver, year)
        yield net.env.timeout((year + 1) * YEAR - net.env.now)


def wish(net: Network, group: str, saver: int, year: int) -> None:
    """One saver's wish of a year: officially as far as the rules let it, in cash beyond."""
    luck = getattr(net.luck.buyers.savers, group)
    owner = f"saver.{group}-{saver + 1}"
    wanted = luck.wanted_per_year(saver, year)
    if not wanted:
        return
    dollars = net.ledger.account(owner, Country.US, Form.BANK, Asset.USD)
    yuan = net.ledger.account(owner, Country.CN, Form.BANK, Asset.CNY)
    official = net.gate.propose(Movement(FX_PURCHASE, net.env.now, dollars, wanted, -1, "person", saver)).allowed
    if official:
        price = net.to_yuan(official)
        net.book(kinds.EARNINGS, None, net.outside.cn_economy, yuan, price)
        net.book(
            kinds.OFFICIAL_PURCHASE, None, yuan, net.outside.cn_banks, price, net.outside.us_bank, dollars, official
        )
    terms = net.now_in_force.buyers.savers[group]
    place_order(net, owner, wanted - official, luck.premium(saver, year), net.env.now + terms.patience)
