"""What the event log says in OCEL's words: types of objects and events, their attributes, how an object takes part."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType

from mirrorsim.engine.log import Event
from mirrorsim.exports.layout import Column, Table
from mirrorsim.scheme import events
from mirrorsim.scheme.events import EVENTS

Attributes = dict[str, str]
"""Name to type, as the standard calls types."""

QUEUE, RULE = "queue", "rule"
TYPE_OF_ROLE: Mapping[str, str] = MappingProxyType({"saver": "buyer", "merchant": "buyer", "depositor": "account"})
"""Types of objects for roles that are not called as they are themselves."""

OBJECT_TYPES: Mapping[str, Attributes] = MappingProxyType(
    {
        "deal": {"usd_cents": "integer", "commission_ppm": "integer", "option": "string"},
        "token": {"code_word": "string", "phone": "string", "serial": "string"},
        "shipment": {"cny_fen": "integer"},
    }
)
"""Attributes by type of object; every other type is a party or a place and has none."""

_NOT_PARTIES = {events.WAITS: QUEUE, events.GOES_ON: QUEUE}
_NOT_PARTIES |= {events.REPORT: RULE, events.HELD_UP: RULE, events.BURDEN: RULE}
_DETAIL_NAMED = {events.HOLDS_YUAN: "option", events.REPORT: "report"}
_UNITS = {"USD": "usd_cents", "CNY": "cny_fen", "MXN": "mxn_centavos", "share": "share_ppm"}
_TIMES = {"wait": "wait_us", "waited": "waited_us"}

PARTY: Mapping[Event, str] = MappingProxyType(
    {
        events.BATCH: "has the cash",
        events.QUOTE: "quotes",
        events.NO_ANSWER: "is asked",
        events.NO_ROOM: "is asked",
        events.NO_OFFER: "asks",
        events.GAVE_UP: "asks",
        events.CHANNEL: "is weighed",
        events.AGREED: "takes the deal",
        events.WALKED_AWAY: "walks away",
        events.TOKEN: "issues the token",
        events.TOKEN_LOST: "issues the token",
        events.CALLED: "is called",
        events.UNANSWERED: "is called",
        events.WRONG_CODE_WORD: "is called",
        events.COURIER: "meets",
        events.NO_COURIER: "sends nobody",
        events.LATE: "meets",
        events.MOVED: "meets",
        events.NO_SHOW: "meets",
        events.WRONG_SERIAL: "meets",
        events.EXPIRED: "meets",
        events.SHORT: "brings the cash",
        events.HANDED_OVER: "takes the cash",
        events.RETRY: "tries again",
        events.FAILED: "gives up",
        events.ARRESTED: "is arrested",
        events.CASH_TAKEN: "loses",
        events.BUYER: "buys the cash",
        events.BACKED_OUT: "backs out",
        events.SWAPPED: "buys the cash",
        events.STASHED: "keeps the cash",
        events.ROBBED: "loses",
        events.RAIDED: "loses",
        events.YUAN_SEIZED: "loses",
        events.HOLDS_YUAN: "chooses",
        events.FROZEN: "loses",
        events.SHORTFALL: "cannot pay",
        events.PESOS_FOUND: "has the pesos",
        events.SECOND_SWAP: "hands over the pesos",
        events.DEFAULTED: "keeps the yuan",
        events.BOUGHT: "buys the goods",
        events.SUPPLIER_DEFAULTED: "loses",
        events.FORWARDED: "passes the goods on",
        events.SAILED: "is bound for",
        events.LOST_AT_SEA: "is bound for",
        events.LANDED: "lands the goods",
        events.CUSTOMS_TOOK: "lands the goods",
        events.INSPECTED: "lands the goods",
        events.SOLD: "sells the goods",
        events.UNSOLD: "sells the goods",
        events.DELIVERED: "is paid",
        events.CLOSED: "pledged the cash",
        events.WAITS: "is joined",
        events.GOES_ON: "is left",
        events.REPLACED: "takes a place",
        events.CARRIED_OFF: "takes the cash",
        events.BORDER_TOOK: "loses",
        events.CROSSED: "pledged the cash",
        events.DEPOSITED: "is paid into",
        events.WANTED: "wants cash",
        events.HELD_UP: "holds up",
        events.BURDEN: "costs",
        events.REPORT: "asks for the report",
    }
)
"""How the party of an event takes part in it."""

BY_NAME: Mapping[str, Event] = MappingProxyType({event.name: event for event in EVENTS})


def party(event: Event, name: str) -> tuple[str, str]:
    """Identifier and type of the object that an event's party is."""
    kind = _NOT_PARTIES.get(event)
    if kind is not None:
        return f"{kind}.{name}", kind
    role = name.partition(".")[0]
    return name, TYPE_OF_ROLE.get(role, role)


def readings(event: Event) -> list[tuple[str, str, str]]:
    """What an event's numbers are: (column, attribute, type), as its sentence reads them.

    A token's number stands for three texts, which are attributes of the token; it is in no event.
    """
    found = []
    for _, column, form, _ in Formatter().parse(event.sentence):
        if column not in ("amount", "detail") or form == "token":
            continue
        if form == "name":
            found.append((column, _DETAIL_NAMED.get(event, "name"), "string"))
        else:
            found.append((column, {**_UNITS, **_TIMES}.get(form or "", column), "integer"))
    return found


def event_attributes(event: Event) -> Attributes:
    """The attributes of a type of event."""
    return {"step": "integer", **{name: kind for _, name, kind in readings(event)}}


_MINOR, _MILLIONTHS, _MICROS = "minor units", "parts per million", "microseconds"

TABLES = (
    Table(
        "event",
        "something that happened, in the order of events.parquet; what stands after relationships are attributes",
        (
            Column("id", "text", "", "e and the event's number"),
            Column("type", "text", "", "the event, as in events.parquet"),
            Column("time", "timestamp", "UTC", "ISO 8601, to the microsecond"),
            Column("relationships", "text", "", "the objects that it is about, each with how it takes part"),
            Column("step", "integer", "", "1 to 9; 0 for what belongs to no step"),
            Column("usd_cents", "integer", _MINOR, "dollars"),
            Column("cny_fen", "integer", _MINOR, "yuan; of goods, what they cost"),
            Column("mxn_centavos", "integer", _MINOR, "pesos"),
            Column("share_ppm", "integer", _MILLIONTHS, "a commission, a premium, a mark-down, as the event says"),
            Column("wait_us", "integer", _MICROS, "a delay"),
            Column("waited_us", "integer", _MICROS, "how long was waited before"),
            Column("option", "text", "", "of holds_yuan: second_mirror or goods"),
            Column("report", "text", "", "of report: its kind"),
        ),
    ),
    Table(
        "object",
        "a deal, a token, a shipment, a party or a place; what stands after relationships are attributes, each with its time",
        (
            Column("id", "text", "", "the name of a deal or a party; token.DEAL.NUMBER, shipment.DEAL, queue.NAME, rule.NAME"),
            Column("type", "text", "", "deal, token, shipment, queue, rule, or what the party is: client, broker, buyer, ..."),
            Column("relationships", "text", "", "the objects that it belongs to, each with how"),
            Column("usd_cents", "integer", _MINOR, "of a deal: the batch of cash"),
            Column("commission_ppm", "integer", _MILLIONTHS, "of a deal: what was agreed"),
            Column("option", "text", "", "of a deal: second_mirror or goods"),
            Column("code_word", "text", "", "of a token"),
            Column("phone", "text", "", "of a token: a number that is kept free for fiction"),
            Column("serial", "text", "", "of a token: what looks like a one-dollar note's"),
            Column("cny_fen", "integer", _MINOR, "of a shipment: what it cost"),
        ),
    ),
)  # fmt: skip
