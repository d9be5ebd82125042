"""Clients' batches of cash: a deal begins with each."""

from __future__ import annotations

from itertools import count

from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import stable_hash
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.client import Client
from mirrorsim.scheme.claim import Claim
from mirrorsim.scheme.deal import deal_process
from mirrorsim.scheme.entity import BATCHES, Deal
from mirrorsim.scheme.position import Position
from mirrorsim.scheme.transactions import STREET_SALES
from mirrorsim.scheme.world import World


def batches(world: World, client: Client) -> Process[None]:
    """Let a client's batches of cash arrive, and a deal begin with each."""
    draws = world.draws.clients[client.name]
    base = stable_hash(client.name, 32) * BATCHES
    yield world.clock.timeout(draws.first_after(base))
    for number in count(base):
        terms = world.terms.now.clients[client.name]
        if terms.batches is not None and number - base >= terms.batches:
            return
        if number > base:
            yield world.clock.timeout(draws.every(number))
            terms = world.terms.now.clients[client.name]
        if amount := draws.amount(number):
            position = Position(world, number, client)
            deal = Deal(number, client, terms, amount, position, Claim(world, position))
            world.ledger.book(STREET_SALES, world.clock.now, number, cash=(world.outside.street, client.cash, amount))
            position.record(events.BATCH, client.owner, amount)
            under_way = world.clock.process(deal_process(world, deal))
            if terms.one_at_a_time:
                yield under_way
