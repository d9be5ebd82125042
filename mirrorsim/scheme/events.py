"""Every event of the scheme, and how it reads in a trace. An event's code is its place here: new ones go to the end.

Formats in sentences: ``USD CNY MXN`` for minor units, ``share`` for parts per million, ``wait`` and ``waited`` for ticks,
``name`` for a coded name, ``token`` for a token's number.
"""

from __future__ import annotations

from mirrorsim.engine.log import Event

_ALL: list[Event] = []


def _event(step: int, name: str, sentence: str) -> Event:
    event = Event(len(_ALL), step, name, sentence)
    _ALL.append(event)
    return event


BATCH = _event(0, "batch", "{party} has {amount:USD} in cash")
QUOTE = _event(1, "quote", "{party} quotes {detail:share} for {amount:USD}")
NO_ANSWER = _event(1, "no_answer", "{party} does not answer")
NO_ROOM = _event(1, "no_room", "{party} has no room for {amount:USD}")
NO_OFFER = _event(1, "no_offer", "{party} has no offer for {amount:USD} and waits")
GAVE_UP = _event(1, "gave_up", "{party} gives up: {amount:USD} found no channel")
AGREED = _event(2, "agreed", "{party} takes {amount:USD} at {detail:share}: its offer costs the client least")
WALKED_AWAY = _event(2, "walked_away", "{party} does not agree after all; nothing has moved")
TOKEN = _event(3, "token", "{party} issues a token: {detail:token}")
TOKEN_LOST = _event(3, "token_lost", "the token from {party} never arrives")
CALLED = _event(4, "called", "the cash holder calls {party}, gives the code word, and a meeting is set")
UNANSWERED = _event(4, "unanswered", "nobody answers at {party}'s number")
WRONG_CODE_WORD = _event(4, "wrong_code_word", "the code word is wrong; {party} hangs up")
COURIER = _event(5, "courier", "{party} goes to the meeting{detail:waited}")
NO_COURIER = _event(5, "no_courier", "{party} has no courier left to send")
LATE = _event(5, "late", "{party} is late by {detail:wait}")
MOVED = _event(5, "moved", "the venue is moved at short notice: {detail:wait} more for {party}")
NO_SHOW = _event(5, "no_show", "{party} waits in vain: nobody comes, the cash stays where it was")
WRONG_SERIAL = _event(5, "wrong_serial", "the note of {party} has the wrong serial: nothing changes hands")
EXPIRED = _event(5, "expired", "the token of {party} has expired: the cash is free again")
SHORT = _event(5, "short", "the cash is counted: {amount:USD} less than agreed")
HANDED_OVER = _event(5, "handed_over", "the serial matches: {party} takes {amount:USD} and leaves the note as receipt")
RETRY = _event(5, "retry", "{party} tries again with a new token")
FAILED = _event(5, "failed", "{party} gives the handshake up; {amount:USD} stay with the client")
BUYER = _event(6, "buyer", "{party} will take {amount:USD}{detail:waited}")
BACKED_OUT = _event(6, "backed_out", "{party} does not pay after all: {amount:USD} stay with the broker")
SWAPPED = _event(6, "swapped", "{party} keeps {amount:USD} in the US and pays {detail:CNY} inside China")
STASHED = _event(6, "stashed", "{amount:USD} go to the stash of {party}: no buyer yet")
ROBBED = _event(6, "robbed", "{amount:USD} are stolen from {party}")
HOLDS_YUAN = _event(7, "holds_yuan", "{party} holds {amount:CNY} and chooses: {detail:name}")
FROZEN = _event(7, "frozen", "{amount:CNY} of {party} are frozen")
SHORTFALL = _event(7, "shortfall", "{party} cannot make good {amount:USD}: the client loses them")
PESOS_FOUND = _event(8, "pesos_found", "{party} has {amount:MXN} for it{detail:waited}")
SECOND_SWAP = _event(8, "second_swap", "{party} gets {detail:CNY} inside China and hands over {amount:MXN} in Mexico")
DEFAULTED = _event(8, "defaulted", "{party} keeps {amount:CNY} and hands over nothing")
BOUGHT = _event(9, "bought", "{party} buys goods for {amount:CNY}")
SUPPLIER_DEFAULTED = _event(9, "supplier_defaulted", "the supplier of {party} keeps {amount:CNY} and ships nothing")
FORWARDED = _event(9, "forwarded", "{party} passes the goods on")
SAILED = _event(9, "sailed", "goods that cost {amount:CNY} sail for {party}")
LOST_AT_SEA = _event(9, "lost_at_sea", "goods that cost {amount:CNY} are lost on the way to {party}")
LANDED = _event(9, "landed", "goods that cost {amount:CNY} are landed at {party}")
CUSTOMS_TOOK = _event(9, "customs_took", "customs at {party} take goods that cost {amount:CNY}")
SOLD = _event(9, "sold", "{party} sells a part for {amount:MXN}, {detail:share} below cost")
UNSOLD = _event(9, "unsold", "a part of {party} that cost {amount:CNY} finds no buyer")
DELIVERED = _event(0, "delivered", "{party} receives {amount:MXN}, worth {detail:USD}")
CLOSED = _event(0, "closed", "the deal with {party} is closed: {amount:USD} delivered")
WAITS = _event(0, "waits", "a deal waits: {party}")
GOES_ON = _event(0, "goes_on", "a deal goes on after {detail:wait}: {party}")
ARRESTED = _event(5, "arrested", "{party} is arrested and {amount:USD} are taken")
REPLACED = _event(0, "replaced", "{party} takes the place of an arrested courier")
RAIDED = _event(6, "raided", "a store of cash is found: {amount:USD} of {party} are taken")
YUAN_SEIZED = _event(6, "yuan_seized", "{amount:CNY} on an account of {party} are frozen for good")
CHANNEL = _event(1, "channel", "{party} would cost {detail:share} with delay and risk")
CARRIED_OFF = _event(0, "carried_off", "{party} takes over {amount:USD} for a fee of {detail:share}")
BORDER_TOOK = _event(0, "border_took", "{amount:USD} of {party} are found on the way or at the border and taken")
CROSSED = _event(0, "crossed", "{amount:USD} of {party} are in Mexico")
DEPOSITED = _event(0, "deposited", "{amount:USD} are paid into {party}")
INSPECTED = _event(9, "inspected", "the cargo waits {detail:wait} for inspectors at {party}")
WANTED = _event(0, "wanted", "{party} wants {amount:USD} in cash and pays up to {detail:share} above the rate")
HELD_UP = _event(0, "held_up", "{party} holds somebody outside the scheme up for {detail:wait}")
BURDEN = _event(0, "burden", "{party} costs people outside the scheme {amount:USD}")
REPORT = _event(0, "report", "a report is filed: {detail:name}, on {amount:USD}")
CASH_TAKEN = _event(5, "cash_taken", "{amount:USD} are taken from {party}, who goes on with the rest")

EVENTS: tuple[Event, ...] = tuple(_ALL)
