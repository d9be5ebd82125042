"""The events of a run as an object-centric event log (OCEL 2.0, JSON), for process mining.

An event is about several objects at once: its deal, the party or place that it names, the token in use, the goods under
way. Flattened to deals it is the process of the nine steps; flattened to tokens it shows that each is used once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from mirrorsim.engine.log import Event
from mirrorsim.exports.ocel_types import BY_NAME, OBJECT_TYPES, PARTY, TABLES, event_attributes, party, readings
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.lab.manifest import NotARun
from mirrorsim.scheme import events
from mirrorsim.scheme.events import EVENTS
from mirrorsim.scheme.token import token

__all__ = ["TABLES", "write"]

_COLUMNS = ("at", "event", "deal", "party", "amount", "detail")


@dataclass(slots=True)
class _Object:
    type: str
    attributes: list[dict[str, Any]] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)


class _Log:
    """The objects met so far, and which token and which shipment a deal has now."""

    def __init__(self) -> None:
        self.objects: dict[str, _Object] = {}
        self._token: dict[str, str] = {}
        self._tokens: dict[str, int] = {}
        self._broker: dict[str, str] = {}
        self._shipment: dict[str, str] = {}

    def relations(self, event: Event, at: str, deal: str | None, who: str, amount: int, detail: Any) -> dict[str, str]:
        """The objects that an event is about, by identifier, each with how it takes part."""
        name, kind = party(event, who)
        self._met(name, kind)
        found = {name: PARTY.get(event, "takes part")}
        if deal is None:
            return found
        self._met(deal, "deal")
        self._learn(event, at, deal, name, amount, detail)
        found[deal] = "happens in"
        # the latest token stays the deal's, spent or not: if one were ever used again, it would show
        if event.step in (3, 4, 5) and event is not events.ARRESTED and deal in self._token:
            found[self._token[deal]] = _token_use(event)
        if event.step == 9 and deal in self._shipment:
            found[self._shipment[deal]] = "is moved"
        return found

    def _met(self, name: str, kind: str) -> _Object:
        one = self.objects.get(name)
        if one is None:
            one = self.objects[name] = _Object(kind)
        return one

    def _learn(self, event: Event, at: str, deal: str, name: str, amount: int, detail: Any) -> None:
        """Take what an event tells about the objects themselves."""
        mine = self.objects[deal]
        if event is events.BATCH:
            mine.relations[name] = "pledged by"
            _set(mine, at, "usd_cents", amount)
        elif event is events.AGREED:
            mine.relations[name] = "taken by"
            self._broker[deal] = name
            _set(mine, at, "commission_ppm", detail)
        elif event is events.TOKEN:
            self._tokens[deal] = number = self._tokens.get(deal, 0) + 1
            self._token[deal] = f"token.{deal}.{number}"
            one = self._met(self._token[deal], "token")
            one.relations |= {deal: "issued for", name: "issued by"}
            for what, text in zip(("code_word", "phone", "serial"), token(detail), strict=True):
                _set(one, at, what, text)
        elif event is events.COURIER and deal in self._broker:
            self.objects[name].relations[self._broker[deal]] = "works for"
        elif event is events.HOLDS_YUAN:
            _set(mine, at, "option", detail)
        elif event is events.BOUGHT:
            self._shipment[deal] = f"shipment.{deal}"
            one = self._met(self._shipment[deal], "shipment")
            one.relations |= {deal: "bought for", name: "bought by"}
            _set(one, at, "cny_fen", amount)


def write(run: RunReader, out: Path) -> None:
    """Write the events of the run's first kept replication as one JSON document, a line an event and an object."""
    log = _Log()
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"eventTypes": [\n')
        _lines(file, ({"name": event.name, "attributes": _typed(event_attributes(event))} for event in EVENTS))
        file.write('],\n"events": [\n')
        _lines(file, _events(run, log))
        types = sorted({one.type for one in log.objects.values()})
        file.write('],\n"objectTypes": [\n')
        _lines(file, ({"name": kind, "attributes": _typed(OBJECT_TYPES.get(kind, {}))} for kind in types))
        file.write('],\n"objects": [\n')
        _lines(file, (_object(name, one) for name, one in log.objects.items()))
        file.write("]}\n")


def _events(run: RunReader, log: _Log) -> Iterator[dict[str, Any]]:
    import numpy as np

    names, number = run.kept[0].names, 0
    read = {event: readings(event) for event in EVENTS}
    for batch in run.batches("events", _COLUMNS):
        moments = np.datetime_as_string(batch.column("at").to_numpy(zero_copy_only=False), unit="us").tolist()
        columns = (batch.column(name).to_pylist() for name in _COLUMNS if name != "at")
        for moment, what, deal, who, amount, detail in zip(moments, *columns, strict=True):
            if what not in BY_NAME:
                raise NotARun(f"{run.folder / 'events.parquet'} is damaged: there is no event {what!r}")
            event, at = BY_NAME[what], f"{moment}Z"
            values = {"amount": amount, "detail": detail}
            for column, _, kind in read[event]:
                if kind == "string":
                    if not 0 <= values[column] < len(names):
                        raise NotARun(f"{run.folder / 'names.json'} is damaged: it has no name {values[column]}")
                    values[column] = names[values[column]]
            about = log.relations(event, at, deal, who, values["amount"], values["detail"])
            number += 1
            yield {
                "id": f"e{number:09d}",
                "type": what,
                "time": at,
                "attributes": [
                    {"name": "step", "value": event.step},
                    *({"name": name, "value": values[column]} for column, name, _ in read[event]),
                ],
                "relationships": _related(about),
            }


def _object(name: str, one: _Object) -> dict[str, Any]:
    return {"id": name, "type": one.type, "attributes": one.attributes, "relationships": _related(one.relations)}


def _token_use(event: Event) -> str:
    if event is events.TOKEN:
        return "is issued"
    return "is spent" if event is events.HANDED_OVER else "is in use"


def _set(one: _Object, at: str, name: str, value: object) -> None:
    one.attributes.append({"name": name, "time": at, "value": value})


def _related(relations: dict[str, str]) -> list[dict[str, str]]:
    return [{"objectId": other, "qualifier": how} for other, how in relations.items()]


def _typed(attributes: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


def _lines(file: TextIO, rows: Iterator[dict[str, Any]]) -> None:
    """A JSON array's items, one a line."""
    before = ""
    for row in rows:
        file.write(f"{before}{json.dumps(row, ensure_ascii=False)}")
        before = ",\n"
    file.write("\n")
