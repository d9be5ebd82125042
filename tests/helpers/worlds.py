"""Small worlds for tests, and what can be asked of a record."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.ledger import HoldState
from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.deals import waterfall
from mirrorsim.lab.record_arrays import arrays_of
from mirrorsim.rules.base import Rule
from mirrorsim.scenario.load import Loaded, load_text
from mirrorsim.scenario.yaml_text import read_file
from mirrorsim.scheme.accounts import OUTCOMES, STAGES
from mirrorsim.scheme.events import EVENTS, GOES_ON, WAITS
from mirrorsim.units.money import Asset, parse_money
from mirrorsim.world.build import simulate
from mirrorsim.world.record import RecordedReplication

ROOT = Path(__file__).parents[2]
FACTBOX = ROOT / "scenarios" / "factbox.yaml"
MIRROR, GOODS = "second-mirror", "trade"
BY_CLIENT = "brokers.bravo.guarantee.losses=client"
NO_CAPITAL = "brokers.bravo.capital=0 USD"
MAY_CROSS = {"loading", "landing", "crossing"}
"""Cargo, and bulk cash that is carried over the border; nothing of a mirror."""


@cache
def _loaded(text: str, settings: tuple[str, ...]) -> Loaded:
    return load_text(text, "factbox.yaml", settings)


@cache
def _factbox_text() -> str:
    return json.dumps(read_file(FACTBOX).plain())


def document(**sections: Any) -> dict[str, Any]:
    """The factbox scenario as plain data, with whole sections replaced; then every value counts as an assumption."""
    plain = json.loads(_factbox_text())
    if sections:
        plain |= {"sources": {"*": "assumption"}} | sections
    return plain


def factbox(*settings: str, **sections: Any) -> Loaded:
    """The factbox scenario with these ``path=value`` settings and these sections instead of its own."""
    return _loaded(json.dumps(document(**sections)), settings)  # JSON is YAML


def world(
    *settings: str, policy: str = MIRROR, seed: int = 7, replication: int = 0, **sections: Any
) -> RecordedReplication:
    """One replication of the factbox with these settings and sections."""
    return simulate(factbox(*settings, **sections).policies[policy].phases, policy, seed, replication)


def under(rules: Mapping[str, Rule], loaded: Loaded, policy: str = MIRROR, seed: int = 7) -> RecordedReplication:
    """One replication under these rules instead of the scenario's: the way to try one that no scenario can name."""
    phases = loaded.policies[policy].phases
    return simulate([(tick, one.model_copy(update={"rules": dict(rules)})) for tick, one in phases], policy, seed, 0)


def events(record: RecordedReplication) -> list[dict[str, int | str]]:
    """Every event of a deal but comings and goings of lines: time, step, name, deal, party, amount, detail."""
    rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS)).tolist()
    return [
        {
            "time": time,
            "step": EVENTS[code].step,
            "name": EVENTS[code].name,
            "deal": deal,
            "party": record.names[party],
            "amount": amount,
            "detail": detail,
        }
        for time, deal, code, party, amount, detail in rows
        if deal >= 0 and code not in (WAITS.code, GOES_ON.code)
    ]


def names(record: RecordedReplication) -> list[str]:
    """The names of the events, in order."""
    return [str(event["name"]) for event in events(record)]


def cents(money: str) -> int:
    """Minor units of an amount such as '150,000 USD'."""
    return parse_money(money)[0]


def parts(record: RecordedReplication, deal: int | None = None) -> dict[str, int]:
    """The waterfall without what is zero, in cents."""
    return {part: amount for part, amount in waterfall(arrays_of(record), deal).items() if amount}


def dollars(**amounts: str) -> dict[str, int]:
    """A waterfall to compare with: amounts in dollars, such as ``pledged="150,000"``."""
    return {part: cents(f"{amount} USD") for part, amount in amounts.items()}


def held(record: RecordedReplication, owner: str, asset: Asset, country: Country | None = None) -> int:
    """What an owner holds at the end, in minor units."""
    return sum(
        record.balances[code]
        for code, account in enumerate(record.chart.accounts)
        if account.owner == owner and account.asset is asset and country in (None, account.country)
    )


def closes(amounts: dict[str, int]) -> bool:
    """Whether a waterfall closes to the cent."""
    ends = sum(amounts.get(part, 0) for part in (*OUTCOMES, *STAGES))
    return amounts.get("pledged", 0) + amounts.get("borne_by_broker", 0) == ends


def deals(record: RecordedReplication) -> list[int]:
    """The numbers of all deals that have a posting."""
    return sorted(set(record.postings.deal.tolist()) - {-1})


def crossings(record: RecordedReplication) -> set[str]:
    """The kinds of transaction by which value moved between two countries."""
    entries, accounts = record.postings, record.chart.accounts
    return {
        entries.kinds[kind].name
        for kind, source, destination in zip(
            entries.kind[0::2].tolist(), entries.account[0::2].tolist(), entries.account[1::2].tolist(), strict=True
        )
        if accounts[source].country != accounts[destination].country
    }


def hold_rows(record: RecordedReplication) -> Iterator[tuple[int, int, HoldState, int, int]]:
    """The log of holds: hold, time, state, source, amount."""
    for hold, time, state, source, amount in np.frombuffer(record.holds, dtype=np.int64).reshape(-1, 5).tolist():
        yield hold, time, HoldState(state), source, amount


def assert_sound(record: RecordedReplication) -> None:
    """What must hold in every world whatever happens in it."""
    assert record.audit.findings == []
    assert record.audit.balanced
    assert set(record.audit.off.values()) <= {0}
    accounts = record.chart.accounts
    for asset in Asset:
        assert sum(b for b, one in zip(record.balances, accounts, strict=True) if one.asset is asset) == 0
    replayed = np.zeros(len(accounts), dtype=np.int64)
    np.add.at(replayed, record.postings.account, record.postings.amount)
    assert replayed.tolist() == record.balances
    assert crossings(record) <= MAY_CROSS
    assert closes(parts(record))
    assert all(closes(parts(record, deal)) for deal in deals(record))
    assert all(account.form is Form.PROMISE for account in accounts if account.asset is Asset.CLAIM)
    ended = [hold for hold, _, state, _, _ in hold_rows(record) if state is not HoldState.PENDING]
    begun = {hold for hold, _, state, _, _ in hold_rows(record) if state is HoldState.PENDING}
    assert len(ended) == len(set(ended)), "a hold ended twice"
    assert set(ended) <= begun


def assert_closes_at_every_instant(record: RecordedReplication) -> None:
    """Add up each deal's promise, transaction by transaction, and check that it closes after each."""
    entries, accounts = record.postings, record.chart.accounts
    parts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = list(
        zip(
            entries.txn.tolist(),
            entries.deal.tolist(),
            entries.account.tolist(),
            entries.amount.tolist(),
            strict=True,
        )
    )
    for index, (txn, deal, account, amount) in enumerate(rows):
        one = accounts[account]
        if one.form is Form.PROMISE:
            parts[deal][one.owner.rpartition(".")[2]] += -amount if one.outside else amount
        if index + 1 == len(rows) or rows[index + 1][0] != txn:
            mine = parts[deal]
            came = mine["pledged"] + mine["borne_by_broker"]
            assert came == sum(mine[part] for part in (*OUTCOMES, *STAGES)), (
                f"deal {deal} is open after transaction {txn}"
            )
            assert all(mine[part] >= 0 for part in (*OUTCOMES, *STAGES, "pledged", "borne_by_broker")), (txn, mine)


def most_owed(record: RecordedReplication) -> dict[str, int]:
    """The most that each broker has owed at the end of any transaction, in cents."""
    entries, accounts = record.postings, record.chart.accounts
    owed: dict[str, int] = defaultdict(int)
    most: dict[str, int] = defaultdict(int)
    rows = list(zip(entries.txn.tolist(), entries.account.tolist(), entries.amount.tolist(), strict=True))
    for index, (txn, account, amount) in enumerate(rows):
        one = accounts[account]
        if one.form is Form.PROMISE and one.role == "broker":
            broker = one.owner.rpartition(".")[0]
            owed[broker] += amount
            if index + 1 == len(rows) or rows[index + 1][0] != txn or accounts[rows[index + 1][1]].role != "broker":
                most[broker] = max(most[broker], owed[broker])
    return most
