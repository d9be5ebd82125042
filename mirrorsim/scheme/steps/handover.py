"""Steps 3 to 5: the token, the call, the meeting at which a note is checked and cash changes hands."""

from __future__ import annotations

from mirrorsim.engine.clock import Process
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.couriers import Courier
from mirrorsim.scheme.claim import DealFailed, HandshakeFailed
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.queues import wait_in
from mirrorsim.scheme.token import token_number
from mirrorsim.scheme.transport import trips, wait_for_hours
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import take


def issue_token(world: World, deal: Deal) -> Process[None]:
    """Issue a code word, a phone number and the serial of a one-dollar note, good once and for a time."""
    draws, position, turn = world.draws.handover.token, deal.position, deal.attempt
    if position.hold < 0:
        position.reserve(deal.amount, world.terms.now.handover.token.valid_for)
    position.issue_note(token_number(world.draws.keyed, deal.number, turn))
    yield world.clock.timeout(draws.takes(deal.number, turn))
    if draws.lost(deal.number, turn):
        position.record(events.TOKEN_LOST, deal.broker.owner)
        raise HandshakeFailed


def call(world: World, deal: Deal) -> Process[None]:
    """Let the cash holder call the number, give the code word and set a meeting."""
    draws, record, turn = world.draws.handover.call, deal.position.record, deal.attempt
    yield world.clock.timeout(draws.takes(deal.number, turn))
    if draws.unanswered(deal.number, turn):
        record(events.UNANSWERED, deal.broker.owner)
        raise HandshakeFailed
    if draws.wrong_code_word(deal.number, turn):
        record(events.WRONG_CODE_WORD, deal.broker.owner)
        raise HandshakeFailed
    record(events.CALLED, deal.broker.owner)


def meet(world: World, deal: Deal) -> Process[None]:
    """Meet in public; against the right note the cash is counted and taken, and the note stays as the receipt."""
    couriers, record = deal.broker.couriers, deal.position.record
    yield world.clock.timeout(world.draws.handover.meeting.after(deal.number, deal.attempt))
    yield from _working_hours(world)
    if couriers.exhausted:
        record(events.NO_COURIER, deal.broker.owner)
        raise HandshakeFailed
    request = couriers.request()
    waited = yield from wait_in(world.queues.courier, deal.number, request)
    courier: Courier | None = request.value
    if courier is None:
        record(events.NO_COURIER, deal.broker.owner)
        raise HandshakeFailed
    record(events.COURIER, courier.name, 0, waited)
    try:
        yield from _delays(world, deal, courier)
        _check(world, deal, courier)
    except HandshakeFailed:
        couriers.come_back(courier)
        raise
    deal.courier = courier
    _take_cash(world, deal, courier)
    yield from world.exposures.carry(deal)


def _working_hours(world: World) -> Process[None]:
    if closed := wait_for_hours(world.calendar, world.clock.now, world.terms.now.transport):
        yield world.clock.timeout(closed)


def _delays(world: World, deal: Deal, courier: Courier) -> Process[None]:
    draws, record, turn = world.draws.handover.meeting, deal.position.record, deal.attempt
    takes = draws.takes(deal.number, turn) + world.draws.transport.travel(deal.number, turn)
    if (further := trips(deal.amount, world.terms.now.transport) - 1) > 0:
        takes += further * world.draws.transport.further_trip(deal.number, turn)
    if draws.late(deal.number, turn):
        late_by = draws.late_by(deal.number, turn)
        record(events.LATE, courier.name, 0, late_by)
        takes += late_by
    if draws.moved(deal.number, turn):
        moved_by = draws.moved_by(deal.number, turn)
        record(events.MOVED, courier.name, 0, moved_by)
        takes += moved_by
    yield world.clock.timeout(takes)
    yield from _working_hours(world)


def _check(world: World, deal: Deal, courier: Courier) -> None:
    draws, position, turn = world.draws.handover.meeting, deal.position, deal.attempt
    if draws.no_show(deal.number, turn):
        position.record(events.NO_SHOW, courier.name)
        raise HandshakeFailed
    if draws.wrong_serial(deal.number, turn):
        position.record(events.WRONG_SERIAL, courier.name)
        raise HandshakeFailed
    if position.reservation_over:
        position.record(events.EXPIRED, courier.name)
        raise HandshakeFailed


def _take_cash(world: World, deal: Deal, courier: Courier) -> None:
    draws, position, turn = world.draws.handover.meeting, deal.position, deal.attempt
    short = take(deal.amount, draws.short_by(deal.number, turn)) if draws.short(deal.number, turn) else 0
    if short:
        position.record(events.SHORT, deal.client.owner, short)
    counted = deal.amount - short
    position.hand_over(courier, counted, short, take(counted, deal.commission))
    deal.receipt = True
    deal.handed_over = counted
    if pay := take(counted, world.terms.now.handover.meeting.courier_pay):
        position.pay_courier(pay)


def try_again(world: World, deal: Deal) -> Process[None]:
    """After a failed handshake free the cash; wait and try with a new token, or give the deal up."""
    deal.position.release()
    deal.attempt += 1
    if deal.attempt >= world.terms.now.handover.attempts:
        deal.position.withdraw(deal.amount)
        world.exposures.store_with_client(deal)
        raise DealFailed
    yield world.clock.timeout(world.draws.handover.again_after(deal.number, deal.attempt))
    deal.position.record(events.RETRY, deal.broker.owner)
