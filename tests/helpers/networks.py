"""The typical small network in tests: wired, run, and measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np

import mirrorsim
from mirrorsim.books.accounts import Country
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws
from mirrorsim.engine.log import COLUMNS, Event
from mirrorsim.lab.measures.registry import measures_of_arrays
from mirrorsim.lab.record_arrays import arrays_of
from mirrorsim.scenario.load import Loaded, load_text
from mirrorsim.scenario.yaml_text import read_file
from mirrorsim.scheme.agents.client import Client
from mirrorsim.scheme.claim import Claim
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.position import Position
from mirrorsim.scheme.world import World
from mirrorsim.world.build import simulate
from mirrorsim.world.record import RecordedReplication
from tests.helpers.worlds import ROOT

NETWORK = ROOT / "scenarios" / "network.yaml"
OREGON = ROOT / "scenarios" / "oregon.yaml"
SOURCES = "sources={'*': assumption}"
"""Goes with a setting that takes a section away, which then needs no source of its own."""

Told = dict[str, Any]


@cache
def network(*settings: str) -> Loaded:
    """The network scenario with these ``path=value`` settings."""
    return mirrorsim.load_scenario(NETWORK, settings)


def without(rule: str) -> tuple[str, str]:
    """Settings that take a rule out of the network."""
    return f"rules.{rule}=null", SOURCES


def simulated(
    loaded: Loaded, policy: str | None = None, seed: int | None = None, replication: int = 0
) -> RecordedReplication:
    """One replication of a loaded scenario under a policy, the first when none is named."""
    name = policy or next(iter(loaded.policies))
    return simulate(loaded.policies[name].phases, name, loaded.scenario.seed if seed is None else seed, replication)


def of_network(
    *settings: str, policy: str | None = None, seed: int | None = None, replication: int = 0
) -> RecordedReplication:
    """One replication of the network scenario with these settings."""
    return simulated(network(*settings), policy, seed, replication)


def wired(loaded: Loaded, seed: int = 1) -> World:
    """A world that stands and does not run."""
    phases = next(iter(loaded.policies.values())).phases
    world = World(phases, Draws(seed, 0), Calendar(loaded.scenario.start, loaded.scenario.ticks))
    world.gate.enforce(phases[0][1].rules)
    return world


def deal_of(world: World, client: Client, number: int, amount: int) -> Deal:
    """A deal over so many cents of a client's, in which nothing has happened yet."""
    position = Position(world, number, client)
    return Deal(number, client, world.terms.now.clients[client.name], amount, position, Claim(world, position))


def measured(record: RecordedReplication) -> dict[str, float]:
    """Every measure of a record by name."""
    return {name: one.value for name, one in measures_of_arrays(arrays_of(record)).items()}


@cache
def replications(many: int, *settings: str, policy: str | None = None) -> tuple[dict[str, float], ...]:
    """The measures of replications of the network scenario: the same random draws whatever the settings."""
    return tuple(measured(of_network(*settings, policy=policy, replication=number)) for number in range(many))


def mean(name: str, many: int, *settings: str, policy: str | None = None) -> float:
    """A measure's mean over replications; one that does not exist in a replication counts as zero."""
    found = replications(many, *settings, policy=policy)
    return sum(one.get(name, 0.0) for one in found) / many


def told(record: RecordedReplication, *events: Event) -> list[Told]:
    """Events of these kinds in order of writing, names spelled out; people's own have a negative deal."""
    codes = {event.code: event for event in events}
    return [
        {
            "time": time,
            "name": codes[code].name,
            "deal": deal,
            "party": record.names[party],
            "amount": amount,
            "detail": detail,
        }
        for time, deal, code, party, amount, detail in _rows(record).tolist()
        if code in codes
    ]


def _rows(record: RecordedReplication) -> np.ndarray[Any, Any]:
    return np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))


def local(record: RecordedReplication, tick: int, country: Country) -> datetime:
    """A tick on the clocks of a country."""
    return Calendar(record.scenario.start, record.horizon).at(tick, country)


def legs(record: RecordedReplication, kind: str, leg: str) -> Iterator[tuple[int, int, str, str, int]]:
    """Every amount that a leg of a kind moved: time, deal, the owners it left and reached, minor units."""
    accounts = record.chart.accounts
    for one, table in record.journal.tables():
        if one.name == kind:
            column = 3 + 3 * one.legs.index(leg)
            for row in table.tolist():
                source, destination, amount = row[column : column + 3]
                if amount:
                    yield row[1], row[2], accounts[source].owner, accounts[destination].owner, amount


def spelled_out(record: RecordedReplication) -> list[tuple[int, int, str, tuple[tuple[str, str, int], ...]]]:
    """The postings of deals with accounts by name, so that worlds with different charts can be compared."""
    accounts = [account.name for account in record.chart.accounts]
    found = []
    for kind, table in record.journal.tables():
        for row in table.tolist():
            if row[2] >= 0:
                parts = [row[at : at + 3] for at in range(3, len(row), 3)]
                moved = tuple((accounts[source], accounts[target], amount) for source, target, amount in parts)
                found.append((row[1], row[2], kind.name, moved))
    return sorted(found)


def altered(change: Callable[[dict[str, Any]], None], *settings: str) -> Loaded:
    """The network with its document changed: the way to add parties, which no setting may."""
    document = read_file(NETWORK).plain()
    document["sources"] = {"*": "assumption"}
    change(document)
    return load_text(json.dumps(document), "network.yaml", settings)  # JSON is YAML
