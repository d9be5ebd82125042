"""One deal, from the first call for quotes to the last peso, in the nine steps of the public factbox."""

from __future__ import annotations

from contextlib import suppress

from mirrorsim.engine.clock import Process
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.claim import DealFailed, HandshakeFailed
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.steps.handover import call, issue_token, meet, try_again
from mirrorsim.scheme.steps.mirror import mirror_swap
from mirrorsim.scheme.steps.quotes import agree, solicit_quotes
from mirrorsim.scheme.steps.repatriation import SECOND_MIRROR, choose_option
from mirrorsim.scheme.steps.second_mirror import second_mirror
from mirrorsim.scheme.steps.trade import trade
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import WHOLE


def nine_steps(world: World, deal: Deal) -> Process[None]:
    """Move one batch of cash from its holder in the US to pesos in Mexico."""
    yield from solicit_quotes(world, deal)  # 1  several brokers quote; the cheapest with room wins
    if not isinstance(deal.carrier, Broker):
        yield from deal.carrier.move(deal)  # -  another channel costs less: no mirror in this deal
        return
    yield from agree(world, deal)  # 2  commission and amount
    while not deal.receipt:
        try:
            yield from issue_token(world, deal)  # 3  code word, phone number, serial of a one-dollar note
            yield from call(world, deal)  # 4  the cash holder calls; a meeting is set
            yield from meet(world, deal)  # 5  the serial matches: cash against the note, which is the receipt
        except HandshakeFailed:
            yield from try_again(world, deal)
    yield from mirror_swap(world, deal)  # 6  dollars stay in the US, yuan move inside China
    option = yield from choose_option(world, deal)  # 7  the broker holds yuan; two ways lead on
    if option == SECOND_MIRROR:
        yield from second_mirror(world, deal)  # 8  yuan inside China against pesos inside Mexico
    else:
        yield from trade(world, deal)  # 9  goods bought, shipped, sold in Mexico


def deal_process(world: World, deal: Deal) -> Process[None]:
    """Run a deal until it is done or fails, and close it."""
    with suppress(DealFailed):
        yield from nine_steps(world, deal)
    close(world, deal)


def close(world: World, deal: Deal) -> None:
    """Close a deal in which something was handed over: delays and losses become what the next client reckons with."""
    position = deal.position
    if not deal.receipt and not position.delivered and not position.lost:
        return
    position.record(events.CLOSED, deal.client.owner, position.delivered)
    if deal.receipt:
        losses = WHOLE * min(position.lost, deal.handed_over) // max(deal.handed_over, 1)
        deal.broker.experience.of_deal(world.clock.now - deal.agreed_at, losses)
