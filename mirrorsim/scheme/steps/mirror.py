"""Step 6, the mirror: dollars stay in the US, yuan move inside China, in the same minutes, and nothing crosses a border."""

from __future__ import annotations

from mirrorsim.engine.clock import Process
from mirrorsim.rules.base import BANK_DEPOSIT, CASH_RECEIVED, YUAN_TRANSFER, Movement
from mirrorsim.scheme import events
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.markets.dollars import Match, Order
from mirrorsim.scheme.queues import wait_in
from mirrorsim.scheme.transactions import BANK_DEPOSIT as PLACED_WITH_BANK
from mirrorsim.scheme.transactions import SEIZURE, THEFT
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import take


def mirror_swap(world: World, deal: Deal) -> Process[None]:
    """Sell the cash to whoever wants dollars most, in as many pieces as it takes, against yuan inside China."""
    draws, position, sold, seized = world.draws.mirror, deal.position, 0, 0
    while position.cash:
        match, waited = world.dollars.sell(position), 0
        if match is None:
            _to_stash(world, deal)
            deal.waits_for_buyer = event = world.dollars.wait(position)
            waited = yield from wait_in(world.queues.buyer, deal.number, event)
            deal.waits_for_buyer = None
            match = _matched(event.value)
            if match is None:
                break  # the stash was found, and the cash is gone
        order, amount = match
        position.record(events.BUYER, order.buyer.name, amount, waited)
        yield world.clock.timeout(draws.to_buyer(deal.number, deal.sales))
        if not deal.sales and draws.robbed(deal.number):
            position.record(events.ROBBED, deal.broker.owner, position.cash)
            deal.claim.lose_cash(THEFT, world.outside.thieves_us, position.cash)
        else:
            yield world.clock.timeout(draws.takes(deal.number, deal.sales))
            amount = min(amount, position.cash)  # less when the stash was found meanwhile
            if draws.backs_out(deal.number, deal.sales):
                position.record(events.BACKED_OUT, order.buyer.name, amount)
            else:
                seized += _swap(world, deal, order, amount)
                sold += amount
        deal.sales += 1
    _free_courier(deal)
    world.exposures.leave_stash(deal)
    # what rounding each piece down has cost against rounding the whole down once: less than a fen a piece
    if residue := world.rates.yuan(sold) - position.yuan - seized:
        position.round_up(residue)


def _matched(value: object) -> Match | None:
    assert value is None or isinstance(value, Match)
    return value


def _to_stash(world: World, deal: Deal) -> None:
    """Bring the cash to the broker's stash and free the courier; where there is no room, the courier keeps the bag."""
    if deal.courier is not None and deal.broker.stash_has_room(deal.position.cash):
        deal.position.stash()
        _free_courier(deal)
        world.exposures.store(deal)


def _free_courier(deal: Deal) -> None:
    if deal.courier is not None:
        deal.broker.couriers.come_back(deal.courier)
        deal.courier = None


def _swap(world: World, deal: Deal, order: Order, amount: int) -> int:
    """Swap cents by account: each receiving account in China takes what its turnover allows. Returns the fen seized."""
    broker, buyer, seized = deal.broker, order.buyer, 0
    while amount:
        receiver, room = broker.receivers.next(buyer.holder, order.wanted)
        piece = min(amount, room)
        yuan = world.rates.yuan(piece)
        premium = take(yuan, order.premium)
        key, turn = deal.number, deal.pieces
        decision = world.gate.propose(
            Movement(YUAN_TRANSFER, world.clock.now, receiver, yuan, key, "person", key, turn)
        )
        buyer.earn(world, yuan + premium)
        deal.position.swap(buyer, receiver, piece, yuan, premium)
        broker.receivers.paid(receiver, piece)
        broker.experience.of_premium(order.premium)
        amount -= piece
        _see_in_us(world, deal, order, piece)
        if decision.seized:
            _lose_yuan(world, deal, decision.seized, piece * decision.seized // yuan)
            seized += decision.seized
        if decision.closed:
            broker.receivers.close(receiver)
        deal.pieces += 1
    return seized


def _see_in_us(world: World, deal: Deal, order: Order, piece: int) -> None:
    """What others see in the US of a swap: the buyer takes cash, and places a part of it with a bank."""
    now, key, turn, buyer = world.clock.now, deal.number, deal.pieces, order.buyer
    world.gate.propose(Movement(CASH_RECEIVED, now, buyer.cash, piece, key, buyer.holder, key, turn))
    if wanted := take(piece, order.placed):
        deposit = Movement(BANK_DEPOSIT, now, buyer.bank, wanted, key, buyer.holder, key, turn)
        if placed := world.gate.propose(deposit).allowed:
            world.ledger.book(
                PLACED_WITH_BANK,
                now,
                deal.number,
                cash=(buyer.cash, world.outside.us_cash, placed),
                credit=(world.outside.us_bank, buyer.bank, placed),
            )


def _lose_yuan(world: World, deal: Deal, fen: int, worth: int) -> None:
    """Lose what has come into an account that is being watched; the broker does not use the account again."""
    deal.position.record(events.YUAN_SEIZED, deal.broker.owner, fen)
    deal.claim.lose_yuan(SEIZURE, world.outside.state_cn, fen, worth)
    deal.broker.receivers.abandon()
