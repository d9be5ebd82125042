"""One world run, and what it has left behind, in plain Python: the rows that a user gets, and what the ledger claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

import mirrorsim
from mirrorsim.scenario.load import Loaded, load_text

CODED = ("holds_yuan", "report")
"""Events whose detail is the code of a name."""


class Posting(NamedTuple):
    """One row of the journal; ``time`` in microseconds since the start, ``account`` as COUNTRY:form:ASSET:owner."""

    txn: int
    time: int
    kind: str
    leg: str
    deal: str | None
    account: str
    amount: int


class Event(NamedTuple):
    """One row of the events; ``detail`` is spelled out where it is the code of a name."""

    time: int
    name: str
    deal: str | None
    party: str
    amount: int
    detail: int | str


@dataclass(frozen=True)
class Evidence:
    """What one run of one policy has left behind.

    ``phases`` are the scenarios in force from given microseconds on; ``claimed`` is the ledger's own final balance of each
    account; ``holds`` has a row (hold, time, state) for each step of each reservation; ``again`` is the journal's hash in a
    second run.
    """

    phases: Sequence[tuple[int, Any]]
    start: date
    horizon: int
    journal: list[Posting]
    events: list[Event]
    claimed: Mapping[str, int]
    holds: list[tuple[int, int, int]]
    measures: Mapping[str, float]
    audit: list[str]
    hash: str
    again: str

    def terms(self, time: int) -> Any:
        """The scenario in force at an instant."""
        return next(scenario for tick, scenario in reversed(self.phases) if tick <= time)

    def rate(self, currency: str) -> Fraction:
        """Units of a currency per dollar."""
        rate: Fraction = getattr(self.phases[0][1].rates, currency)
        return rate


def policy_of(loaded: Loaded) -> str:
    """The policy of a scenario that is run: its last."""
    return list(loaded.policies)[-1]


def run_world(text: str, file: str, *, resolved: bool = True) -> tuple[mirrorsim.Result, str]:
    """Run a scenario's last policy once. Returns the result with its journal, and the hash of a second run.

    The second run is made from the ``resolved`` scenario, as a replay is, or from the same one again, which is faster.
    """
    loaded = load_text(text, file)
    name = policy_of(loaded)
    result = mirrorsim.run(loaded, [name], journal="all")
    second = load_text(loaded.resolved(), file) if resolved else loaded
    again = mirrorsim.run(second, [name] if second.scenario.policies else None, journal="none")
    return result, again.outcomes[0].journal_hash


def evidence(result: mirrorsim.Result, again: str) -> Evidence:
    """Take down what a result says."""
    (outcome,) = result.outcomes
    record = outcome.record
    assert record is not None
    scenario = result.loaded.scenario
    epoch = np.datetime64(scenario.start.isoformat(), "us")
    journal, events = result.journal, result.events
    return Evidence(
        phases=result.loaded.policies[outcome.policy].phases,
        start=scenario.start,
        horizon=scenario.ticks,
        journal=[
            Posting(*row) for row in _rows(journal, epoch, "txn", "at", "kind", "leg", "deal", "account", "amount")
        ],
        events=[
            event._replace(detail=record.names[event.detail]) if event.name in CODED else event
            for event in (
                Event(*row) for row in _rows(events, epoch, "at", "event", "deal", "party", "amount", "detail")
            )
        ],
        claimed={one.name: balance for one, balance in zip(record.chart.accounts, record.balances, strict=True)},
        holds=[tuple(row[:3]) for row in np.array(record.holds, dtype=np.int64).reshape(-1, 5).tolist()],
        measures={name: one.value for name, one in outcome.measures.items()},
        audit=outcome.findings,
        hash=outcome.journal_hash,
        again=again,
    )


def _rows(frame: Any, epoch: np.datetime64, *columns: str) -> Any:
    return zip(*(_column(frame[name], epoch) for name in columns), strict=True) if len(frame) else ()


def _column(column: Any, epoch: np.datetime64) -> list[Any]:
    if column.name == "at":
        return (column.to_numpy().astype("datetime64[us]") - epoch).astype(np.int64).tolist()
    if column.dtype == "category":
        names = [*column.cat.categories, None]
        return [names[code] for code in column.cat.codes.tolist()]
    return column.tolist()
