"""Demand for cash dollars in the US: merchants who renew what they would buy, and savers with a wish a year."""

from __future__ import annotations

from itertools import count

import numpy as np

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import CHUNK, stable_hash
from mirrorsim.rules.base import FX_PURCHASE, Movement
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.buyer import Buyer
from mirrorsim.scheme.entity import BATCHES
from mirrorsim.scheme.markets.dollars import Order
from mirrorsim.scheme.transactions import OFFICIAL_PURCHASE
from mirrorsim.scheme.world import World
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY

SAVER = "saver"
"""The role of savers: what their names begin with."""
YEAR = 365 * DAY
"""In which a saver has one wish."""


def place_order(world: World, buyer: Buyer, amount: int, premium: int, expires: int, placed: int) -> Order:
    """Put a wish for cash dollars on the market; the yuan to pay for it are earned by the time they are needed."""
    order = Order(buyer, placed, amount, amount, premium, expires)
    world.log.record(events.WANTED, NO_DEAL, buyer.name, amount, premium)
    world.dollars.place(order)
    return order


def merchants(world: World, name: str) -> Process[None]:
    """Let a group of merchants renew what they would buy, period by period."""
    premiums = world.draws.merchants[name].premium
    base = stable_hash(f"merchants {name}", 32) * BATCHES
    buyers: list[Buyer] = []
    standing: list[Order] = []
    for period in count():
        group = world.terms.now.buyers.merchants[name]
        for order in standing:
            order.left = 0
        standing.clear()
        for number in range(group.count if group.appetite else 0):
            if number == len(buyers):
                buyers.append(_merchant(world, f"merchant.{name}-{number + 1}"))
            buyer = buyers[number]
            if group.placed and buyer.bank < 0:
                buyer.bank = world.ledger.account(buyer.name, Country.US, Form.BANK, Asset.USD)
            premium = premiums(base + number, period)
            expires = world.clock.now + group.every
            standing.append(place_order(world, buyer, group.appetite, premium, expires, group.placed))
        yield world.clock.timeout(group.every)


def _merchant(world: World, name: str) -> Buyer:
    cash = world.ledger.account(name, Country.US, Form.CASH, Asset.USD)
    return Buyer(name, "firm", cash, world.ledger.account(name, Country.CN, Form.BANK, Asset.CNY))


def savers(world: World, name: str) -> Process[None]:
    """Let each saver of a group wish for dollars once a year, on a day of its own, and buy them.

    The bank sells what the rules let it; the rest is sought in cash. A saver has no existence before its first wish. On a
    date with fewer people than the group ever has, the last ones have no wish.
    """
    most = max(phase.buyers.savers[name].people for phase in world.terms.phases)
    if not most:
        return
    when = world.draws.keyed.uniforms(f"buyers.savers.{name}.when")
    draws = world.draws.savers[name]
    for year in count():
        uniforms = np.concatenate([when.block(number, year) for number in range(-(-most // CHUNK))])[:most]
        order = np.argsort(uniforms, kind="stable")
        days = np.floor(uniforms[order] * YEAR).astype(np.int64)
        version = -1
        for saver, tick in zip(order.tolist(), days.tolist(), strict=True):
            due = year * YEAR + tick - world.clock.now
            if due > 0:
                yield world.clock.timeout(due)
            if version != draws.wanted_per_year.version + draws.premium.version:
                version = draws.wanted_per_year.version + draws.premium.version
                wanted, premium = draws.wanted_per_year.first(most, year), draws.premium.first(most, year)
            if wanted[saver] and saver < world.terms.now.buyers.savers[name].people:
                wish(world, name, saver, year, wanted[saver], premium[saver])
        yield world.clock.timeout((year + 1) * YEAR - world.clock.now)


def wish(world: World, group: str, saver: int, year: int, wanted: int, premium: int) -> None:
    """One saver's wish of a year (cents): officially as far as the rules let it, in cash beyond."""
    owner, now, outside = f"{SAVER}.{group}-{saver + 1}", world.clock.now, world.outside
    dollars = world.ledger.account(owner, Country.US, Form.BANK, Asset.USD)
    yuan = world.ledger.account(owner, Country.CN, Form.BANK, Asset.CNY)
    asked = Movement(FX_PURCHASE, now, dollars, wanted, NO_DEAL, "person", saver, year)
    if official := world.gate.propose(asked).allowed:
        price = world.rates.yuan(official)
        world.ledger.book(
            OFFICIAL_PURCHASE,
            now,
            NO_DEAL,
            earnings=(outside.cn_economy, yuan, price),
            yuan=(yuan, outside.cn_banks, price),
            dollars=(outside.us_bank, dollars, official),
        )
    if beyond := wanted - official:
        cash = world.ledger.account(owner, Country.US, Form.CASH, Asset.USD)
        terms = world.terms.now.buyers.savers[group]
        buyer = Buyer(owner, "person", cash, yuan, dollars)
        place_order(world, buyer, beyond, premium, now + terms.patience, terms.placed)
