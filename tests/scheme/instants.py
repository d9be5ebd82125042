"""One small world whose every step takes a fixed time, so that a test can say what falls on which microsecond.

Without changes one batch of 1,000 dollars comes at 0 h, is quoted at 1 h, agreed and its token issued at 2 h, called at 4 h,
met at 5 h, handed over at 5 h 10 min, sold at 6 h 20 min, chosen at 7 h 20 min, mirrored at 8 h 20 min, delivered at 9 h 20 min.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import numpy as np

import mirrorsim
from mirrorsim.scenario.load import load_text
from tests.storm.generator import as_yaml

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
"""In ticks, which are microseconds."""
AGREED, CALLED, MET, HANDED_OVER = 2 * HOUR, 4 * HOUR, 5 * HOUR, 5 * HOUR + 10 * MINUTE
SOLD, CHOSEN, MIRRORED, DELIVERED = (HANDED_OVER + minutes * MINUTE for minutes in (70, 130, 190, 250))

AROUND = (-1, 0, 1)
"""The microsecond before an instant, the instant, the microsecond after it."""

WORLD: dict[str, Any] = {
    "mirrorsim": "1", "name": "instants", "title": "one deal by the clock", "start": "2021-01-01", "horizon": "60 days",
    "rates": {"CNY": "6.5", "MXN": "20"},
    "clients": {"cell": {"batches": "1", "amount": "1000 USD"}},
    "brokers": {"alfa": {}},
    "handover": {
        "quotes": {"takes": "1 h"}, "agreement": {"takes": "1 h"}, "token": {"takes": "1 h"}, "call": {"takes": "1 h"},
        "meeting": {"after": "1 h", "takes": "10 min", "courier_pay": "0 %"},
    },
    "mirror": {"to_buyer": "1 h", "takes": "10 min"},
    "buyers": {"merchants": {"shop": {}}},
    "repatriation": {"takes": "1 h"},
    "second_mirror": {"takes": "1 h", "delivery": "1 h"},
    "providers": {"trader": {}},
    "sources": {"*": "assumption"},
}  # fmt: skip


class Instant(NamedTuple):
    """One event: when (ticks), what, to whom, how much, and its detail."""

    time: int
    name: str
    party: str
    amount: int
    detail: int


def around(*values: object) -> list[tuple[int, object]]:
    """What is expected a microsecond before an instant, at it, and a microsecond after it."""
    return list(zip(AROUND, values, strict=True))


def us(ticks: int) -> str:
    """A duration as a user writes it."""
    return f"{ticks} us"


def world(changes: dict[str, Any]) -> dict[str, Any]:
    """The world with keys changed by their paths; None takes one away."""
    found = copy.deepcopy(WORLD)
    for path, value in changes.items():
        *sections, key = path.split(".")
        section = found
        for name in sections:
            section = section.setdefault(name, {})
        if value is None:
            section.pop(key, None)
        else:
            section[key] = value
    return found


def result(changes: dict[str, Any], **how: Any) -> mirrorsim.Result:
    """The result of the changed world's first policy."""
    loaded = load_text(as_yaml(world(changes)), "instants.yaml")
    return mirrorsim.run(loaded, list(loaded.policies)[:1], journal="all", **how)


def events(changes: dict[str, Any]) -> list[Instant]:
    """All events of the changed world, in order."""
    frame = result(changes).events
    times = ticks(frame["at"], world(changes)["start"])
    return [
        Instant(*row)
        for row in zip(times, frame["event"], frame["party"], frame["amount"], frame["detail"], strict=True)
    ]


def ticks(column: Any, start: str) -> list[int]:
    """Dates and times as ticks since the start."""
    return (column.to_numpy().astype("datetime64[us]") - np.datetime64(start, "us")).astype(np.int64).tolist()


def when(found: list[Instant], name: str) -> list[int]:
    """The instants at which something happened."""
    return [one.time for one in found if one.name == name]
