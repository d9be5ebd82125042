"""Steps 3 to 5: the token, the call, the meeting at which a note is checked and cash changes hands."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.books.ledger import HoldState
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.auction import lie, set_cash_aside
from mirrorsim.scheme.failures import DealDied, HandshakeFailed
from mirrorsim.scheme.police import carry
from mirrorsim.scheme.token import token_number
from mirrorsim.scheme.transport import trips, wait_for_hours
from mirrorsim.units.shares import take

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

Steps = Generator[Any, Any, None]

NOTE = 100
"""A one-dollar note, in cents."""


def issue_token(net: Network, deal: Deal) -> Steps:
    """Issue a code word, a phone number and the serial of a one-dollar note, good once and for a time."""
    broker, turn = deal.broker, deal.attempt
    if deal.hold < 0:
        set_cash_aside(net, deal)
    net.book(kinds.NOTE_ISSUED, deal, net.outside.us_cash, broker.notes, NOTE)
    token = token_number(net.draws, deal.number, turn)
    net.tell(events.TOKEN, deal, broker.owner, 0, token)
    yield net.env.timeout(net.luck.handover.token.takes(deal.number, turn))
    if net.luck.handover.token.lost(deal.number, turn):
        net.tell(events.TOKEN_LOST, deal, broker.owner)
        raise HandshakeFailed


def call(net: Network, deal: Deal) -> Steps:
    """Let the cash holder call the number, give the code word and set a meeting."""
    luck, turn = net.luck.handover.call, deal.attempt
    yield net.env.timeout(luck.takes(deal.number, turn))
    if luck.unanswered(deal.number, turn):
        net.tell(events.UNANSWERED, deal, deal.broker.owner)
        raise HandshakeFailed
    if luck.wrong_code_word(deal.number, turn):
        net.tell(events.WRONG_CODE_WORD, deal, deal.broker.owner)
        raise HandshakeFailed
    net.tell(events.CALLED, deal, deal.broker.owner)


def meet(net: Network, deal: Deal) -> Steps:
    """Meet in public; against the right note the cash is counted and taken, and the note stays as the receipt."""
    broker, luck, turn = deal.broker, net.luck.handover.meeting, deal.attempt
    yield net.env.timeout(luck.after(deal.number, turn))
    if closed := wait_for_hours(net):
        yield net.env.timeout(closed)
    if not broker.strength and not broker.coming:
        net.tell(events.NO_COURIER, deal, broker.owner)
        raise HandshakeFailed
    free = bool(broker.couriers.items)
    since = net.env.now if free else net.queue("courier", deal)
    courier = yield broker.couriers.get()
    waited = 0 if free else net.go_on("courier", deal, since)
    if courier is None:
        net.tell(events.NO_COURIER, deal, broker.owner)
        raise HandshakeFailed
    net.tell(events.COURIER, deal, courier.name, 0, waited)
    try:
        yield from _delays(net, deal, courier.name)
        _check(net, deal, courier.name)
    except HandshakeFailed:
        broker.come_back(courier)
        raise
    deal.courier = courier
    _take_cash(net, deal)
    yield from carry(net, deal)


def _delays(net: Network, deal: Deal, courier: str) -> Steps:
    luck, turn = net.luck.handover.meeting, deal.attempt
    takes = luck.takes(deal.number, turn) + net.luck.transport.travel(deal.number, turn)
    transport = net.now_in_force.transport
    if (further := trips(deal.amount, transport) - 1) > 0:
        takes += further * net.luck.transport.further_trip(deal.number, turn)
    if luck.late(deal.number, turn):
        late_by = luck.late_by(deal.number, turn)
        net.tell(events.LATE, deal, courier, 0, late_by)
        takes += late_by
    if luck.moved(deal.number, turn):
        moved_by = luck.moved_by(deal.number, turn)
        net.tell(events.MOVED, deal, courier, 0, moved_by)
        takes += moved_by
    yield net.env.timeout(takes)
    if closed := wait_for_hours(net):
        yield net.env.timeout(closed)


def _check(net: Network, deal: Deal, courier: str) -> None:
    luck, turn = net.luck.handover.meeting, deal.attempt
    if luck.no_show(deal.number, turn):
        net.tell(events.NO_SHOW, deal, courier)
        raise HandshakeFailed
    if luck.wrong_serial(deal.number, turn):
        net.tell(events.WRONG_SERIAL, deal, courier)
        raise HandshakeFailed
    if net.ledger.hold_expires(deal.hold) <= net.env.now:
        net.tell(events.EXPIRED, deal, courier)
        raise HandshakeFailed


def _take_cash(net: Network, deal: Deal) -> None:
    luck, turn, broker, courier = net.luck.handover.meeting, deal.attempt, deal.broker, deal.courier
    assert courier is not None
    short = take(deal.amount, luck.short_by(deal.number, turn)) if luck.short(deal.number, turn) else 0
    if short:
        net.tell(events.SHORT, deal, deal.client.owner, short)
    counted = deal.amount - short
    commission = take(counted, deal.commission)
    stages, ends = broker.promise, net.ends
    # fmt: off
    net.ledger.post(
        deal.hold, kinds.HAND_OVER, net.env.now,
        deal.client.cash, courier.bag, counted,
        broker.notes, deal.client.cash, NOTE,
        stages.agreed, stages.as_cash, counted - commission,
        stages.agreed, ends.commission, commission,
        stages.agreed, ends.pledged, short,
    )
    # fmt: on
    deal.hold = -1
    deal.receipt = True
    deal.handed_over = deal.cash = counted
    deal.as_cash = counted - commission
    net.tell(events.HANDED_OVER, deal, courier.name, counted)
    pay = take(counted, net.now_in_force.handover.meeting.courier_pay)
    if pay:
        net.book(kinds.COURIER_PAY, deal, courier.bag, net.outside.couriers_own, pay)
        deal.cash -= pay


def try_again(net: Network, deal: Deal) -> Steps:
    """After a failed handshake free the cash; wait and try with a new token, or give the deal up."""
    release_cash(net, deal)
    deal.attempt += 1
    if deal.attempt >= net.now_in_force.handover.attempts:
        net.book(kinds.WITHDRAWAL, deal, deal.broker.promise.agreed, net.ends.pledged, deal.amount)
        net.tell(events.FAILED, deal, deal.broker.owner, deal.amount)
        lie(net, deal)
        raise DealDied
    yield net.env.timeout(net.luck.handover.again_after(deal.number, deal.attempt))
    net.tell(events.RETRY, deal, deal.broker.owner)


def release_cash(net: Network, deal: Deal) -> None:
    """End the reservation of the cash: expired when its time is over, voided otherwise."""
    now = net.env.now
    state = HoldState.EXPIRED if net.ledger.hold_expires(deal.hold) <= now else HoldState.VOIDED
    net.ledger.release(deal.hold, now, state)
    deal.hold = -1
