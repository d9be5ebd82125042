"""Phone records, and what was on phones that were lawfully searched."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, HOLDER, Activity
from mirrorsim.exercise.evidence.case import Case, EvidenceRow
from mirrorsim.exercise.evidence.wording import grouped_amount_text
from mirrorsim.scheme.token import token

_TOKEN = (
    "word is {word}. ring {phone}. note {serial}",
    "{word} / {phone} / {serial}",
    "say {word} at {phone}, {serial}",
)
_PICK_UP = (
    "your parcel: word {word}, ring {phone} outside, ticket {serial}",
    "{word} / {phone} / {serial}",
    "for the sofa say {word} at {phone}, receipt {serial}",
    "cloakroom {serial}, ring {phone}, ask for {word}",
)
_NOTE = ("one-dollar note, serial {serial}, held next to a phone", "banknote, serial {serial}")
_COLLECTED = (
    "banknote, serial {serial}",
    "one-dollar note for a collector, serial {serial}",
    "star note, serial {serial}",
)
_COUNT = ("counted {amount}", "{amount}, all there", "counted {amount}, rate as on the app", "{amount} ok")
_COUNTED = (
    "counted {amount}",
    "{amount}, all there",
    "takings {amount}",
    "{amount} for the deposit on the flat",
    "{amount} ok",
)


def phone_records(case: Case) -> Iterator[EvidenceRow]:
    """Calls and texts: those of the activities, and everyday ones between everybody."""
    draws, ids = case.draws, case.identities
    for key, activity in case.activities_of("call"):
        seconds = "0" if activity.detail == "unanswered" else str(20 + draws.integer_below(160, "call.seconds", key))
        cells = {
            "caller": ids.phone(activity.party),
            "called": ids.phone(activity.counterparty),
            "kind": "call",
            "seconds": seconds,
        }
        yield EvidenceRow("phone_records", key, activity.tick, activity.party, dict(cells), activity)
    # who is in custody rings nobody, and is not reached
    silent = {activity.party: activity.tick for _, activity in case.activities_of("stop") if activity.in_scheme}
    people = [party for role in (HOLDER, COURIER, BUYER) for party in case.parties_of(role)]
    for party in people:
        for turn in range(1 + draws.integer_below(4, "chat.count", party.key)):
            key = f"{party.key}.{turn}"
            other = draws.choice(people, "chat.other", key)
            tick = case.everyday_moment("call", key)
            if other is party or any(tick > silent.get(one.key, tick) for one in (party, other)):
                continue
            call = draws.bernoulli(0.6, "chat.kind", key)
            seconds = str(20 + draws.integer_below(160, "chat.seconds", key)) if call else "0"
            cells = {"caller": ids.phone(party.key), "called": ids.phone(other.key)}
            cells |= {"kind": "call" if call else "text", "seconds": seconds}
            yield EvidenceRow("phone_records", f"chat.{key}", tick, party.key, dict(cells))


def device_extracts(case: Case) -> Iterator[EvidenceRow]:
    """Messages, photos and notes on phones."""
    for key, activity in case.activities_of("token", "note", "count"):
        item, content = _found(case, key, activity)
        cells = {
            "phone": case.identities.phone(activity.party),
            "name": case.identities.name(activity.party),
            "item": item,
            "content": content,
        }
        yield EvidenceRow("device_extracts", key, activity.tick, activity.party, dict(cells), activity)


def _found(case: Case, key: str, activity: Activity) -> tuple[str, str]:
    draws = case.draws
    if activity.kind == "count":
        return "note", draws.choice(_COUNT if activity.in_scheme else _COUNTED, "count.text", key).format(
            amount=grouped_amount_text(activity.cents)
        )
    word, serial = _token(case, key, activity)
    if activity.kind == "note":
        return "photo", draws.choice(_NOTE if activity.in_scheme else _COLLECTED, "note.text", key).format(
            serial=serial
        )
    text = draws.choice(_TOKEN if activity.in_scheme else _PICK_UP, "token.text", key)
    return "message", text.format(word=word, phone=case.identities.phone(activity.counterparty), serial=serial)


def _token(case: Case, key: str, activity: Activity) -> tuple[str, str]:
    """Code word and serial: the scheme's own, or others of the same make."""
    if activity.in_scheme:
        word, _, serial = activity.detail.rpartition("|")
        return word, serial
    spelled = token(case.draws.integer_below(2**52, "token.other", key))
    return spelled.code_word, spelled.serial
