"""Phone records, and what was on phones that were lawfully searched."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, HOLDER, Act
from mirrorsim.exercise.evidence.case import Row, Scene, spoken
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


def phone_records(scene: Scene) -> Iterator[Row]:
    """Calls and texts: those of the acts, and everyday ones between everybody."""
    luck, ids = scene.luck, scene.ids
    for key, act in scene.of("call"):
        seconds = "0" if act.detail == "unanswered" else str(20 + luck.below(160, "call.seconds", key))
        cells = {"caller": ids.phone(act.who), "called": ids.phone(act.other), "kind": "call", "seconds": seconds}
        yield Row("phone_records", key, act.tick, act.who, dict(cells), act)
    # who is in custody rings nobody, and is not reached
    silent = {act.who: act.tick for _, act in scene.of("stop") if act.guilty}
    people = [party for role in (HOLDER, COURIER, BUYER) for party in scene.of_role(role)]
    for party in people:
        for turn in range(1 + luck.below(4, "chat.count", party.key)):
            key = f"{party.key}.{turn}"
            other = luck.pick(people, "chat.other", key)
            tick = scene.like("call", key)
            if other is party or any(tick > silent.get(one.key, tick) for one in (party, other)):
                continue
            call = luck.happens(0.6, "chat.kind", key)
            seconds = str(20 + luck.below(160, "chat.seconds", key)) if call else "0"
            cells = {"caller": ids.phone(party.key), "called": ids.phone(other.key)}
            cells |= {"kind": "call" if call else "text", "seconds": seconds}
            yield Row("phone_records", f"chat.{key}", tick, party.key, dict(cells))


def device_extracts(scene: Scene) -> Iterator[Row]:
    """Messages, photos and notes on phones."""
    for key, act in scene.of("token", "note", "count"):
        item, content = _found(scene, key, act)
        cells = {"phone": scene.ids.phone(act.who), "name": scene.ids.name(act.who), "item": item, "content": content}
        yield Row("device_extracts", key, act.tick, act.who, dict(cells), act)


def _found(scene: Scene, key: str, act: Act) -> tuple[str, str]:
    luck = scene.luck
    if act.kind == "count":
        return "note", luck.pick(_COUNT if act.guilty else _COUNTED, "count.text", key).format(amount=spoken(act.cents))
    word, serial = _token(scene, key, act)
    if act.kind == "note":
        return "photo", luck.pick(_NOTE if act.guilty else _COLLECTED, "note.text", key).format(serial=serial)
    text = luck.pick(_TOKEN if act.guilty else _PICK_UP, "token.text", key)
    return "message", text.format(word=word, phone=scene.ids.phone(act.other), serial=serial)


def _token(scene: Scene, key: str, act: Act) -> tuple[str, str]:
    """Code word and serial: the scheme's own, or others of the same make."""
    if act.guilty:
        word, _, serial = act.detail.rpartition("|")
        return word, serial
    spelled = token(scene.luck.below(2**52, "token.other", key))
    return spelled.code_word, spelled.serial
