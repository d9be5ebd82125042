"""What must hold of a world's books, added up from the rows of the journal and by nothing of the project's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from math import floor

from tests.storm.evidence import Evidence, Posting

Findings = Iterator[str]

OUTSIDE = {
    "street", "economy", "couriers_own", "thieves", "state", "banks", "rounding", "factories", "lost_at_sea", "unsold",
    "consumers", "promise.pledged", "promise.borne_by_broker",
}  # fmt: skip
"""The outside world: where value comes from and goes to. Nobody else may owe anything."""
MAY_CROSS = {"loading", "landing", "crossing"}
"""Cargo, and bulk cash that is carried over the border. Nothing of a mirror."""
AT_HOME = {"US:USD", "CN:CNY", "MX:MXN", "NOWHERE:CLAIM"}
"""Where each currency of a mirror is at home."""
ENDS = ("delivered", "commission", "spread", "mark_down", "seized", "lost", "rounding")
STAGES = ("agreed", "as_cash", "as_yuan", "as_goods", "as_pesos")
PAID_OUT = {("delivery", "pesos"), ("cash_deposit", "pesos"), ("peso_delivery", "pesos")}


def country(account: str) -> str:
    """The country of an account's name."""
    return account.split(":", 1)[0]


def asset(account: str) -> str:
    """What an account holds."""
    return account.split(":", 3)[2]


def owner(account: str) -> str:
    """Whose account it is."""
    return account.split(":", 3)[3]


def transactions(world: Evidence) -> Iterator[list[Posting]]:
    """The postings of one transaction after the other."""
    for _, rows in groupby(world.journal, key=lambda row: row.txn):
        yield list(rows)


def sums_to_zero(world: Evidence) -> Findings:
    """After every transaction the world holds as much of each asset as before: nothing on balance."""
    for rows in transactions(world):
        sums: dict[str, int] = defaultdict(int)
        for row in rows:
            sums[asset(row.account)] += row.amount
        if any(sums.values()):
            yield f"transaction {rows[0].txn} ({rows[0].kind}) creates or loses {dict(sums)}"


def legs_are_whole(world: Evidence) -> Findings:
    """Each leg takes from one account what it gives to another of the same asset, in the same transaction and instant."""
    for rows in transactions(world):
        legs: dict[str, list[Posting]] = defaultdict(list)
        for row in rows:
            legs[row.leg].append(row)
        for leg, pair in legs.items():
            if [row.amount > 0 for row in pair] != [False, True] or sum(row.amount for row in pair):
                yield f"transaction {rows[0].txn}: the leg {leg} of {rows[0].kind} is not one amount from one to another"
        if len({(row.time, row.kind, row.deal) for row in rows}) > 1:
            yield f"transaction {rows[0].txn} is of several instants, kinds or deals"


def no_border_is_crossed(world: Evidence) -> Findings:
    """Only cargo and carried cash leave a country; a mirror's legs stay where their currency is at home."""
    for rows in transactions(world):
        places: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            places[row.leg].add(country(row.account))
            if row.kind in ("mirror_swap", "second_mirror") and _home(row.account) not in AT_HOME:
                yield f"transaction {row.txn}: {row.kind} moves {row.account}, which is not its currency's home"
        kind = rows[0].kind
        if kind not in MAY_CROSS and any(len(found) > 1 for found in places.values()):
            yield f"transaction {rows[0].txn}: {kind} crosses a border ({dict(places)})"


def _home(account: str) -> str:
    return f"{country(account)}:{asset(account)}"


def nobody_overdraws(world: Evidence) -> Findings:
    """No account but the outside world's is ever below zero, not even between two legs of a transaction."""
    held: dict[str, int] = defaultdict(int)
    for row in world.journal:
        held[row.account] += row.amount
        if held[row.account] < 0 and owner(row.account) not in OUTSIDE:
            yield f"transaction {row.txn} ({row.kind}) leaves {row.account} at {held[row.account]}"


def replay_gives_the_balances(world: Evidence) -> Findings:
    """Added up from nothing, the journal gives what the ledger says that everybody holds."""
    held: dict[str, int] = defaultdict(int)
    for row in world.journal:
        held[row.account] += row.amount
    for account in held.keys() | world.claimed.keys():
        if held[account] != world.claimed.get(account, 0):
            yield f"{account}: the journal gives {held[account]}, the ledger says {world.claimed.get(account, 0)}"


def time_never_runs_backwards(world: Evidence) -> Findings:
    """Rows stand in the order of time, from the start to the end, and so do the numbers of transactions."""
    last, number = 0, 0
    for row in world.journal:
        if not last <= row.time <= world.horizon:
            yield f"transaction {row.txn} is at {row.time}, after one at {last}"
        if row.txn < number:
            yield f"transaction {row.txn} stands after transaction {number}"
        last, number = row.time, row.txn
    last = 0
    for event in world.events:
        if event.name == "report":
            continue  # written when it is decided, dated when it is filed
        if not last <= event.time <= world.horizon:
            yield f"{event.name} of {event.deal} is at {event.time}, after an event at {last}"
        last = event.time


def waterfalls_close(world: Evidence) -> Findings:
    """After every transaction: pledged + borne by the broker = delivered + each cost + lost + in flight, by deal."""
    deals: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for rows in transactions(world):
        touched = set()
        for row in rows:
            if asset(row.account) == "CLAIM":
                part = owner(row.account).rpartition(".")[2]
                deals[row.deal][part] += -row.amount if part in ("pledged", "borne_by_broker") else row.amount
                touched.add(row.deal)
        for deal in touched:
            parts = deals[deal]
            if parts["pledged"] + parts["borne_by_broker"] != sum(parts[part] for part in (*ENDS, *STAGES)):
                yield f"the waterfall of {deal} is open after transaction {rows[0].txn} ({rows[0].kind}): {dict(parts)}"
            if any(amount < 0 for amount in parts.values()):
                yield f"a part of {deal} is negative after transaction {rows[0].txn} ({rows[0].kind}): {dict(parts)}"
    closed = {event.deal for event in world.events if event.name == "closed"}
    for deal in closed:
        if in_flight := sum(deals[deal][stage] for stage in STAGES):
            yield f"{deal} is closed with {in_flight} cents in flight"


def conversions_round_down(world: Evidence) -> Findings:
    """Nobody gets more yuan or pesos than the rate gives for the dollars that stand behind them, and never a whole less."""
    for rows in transactions(world):
        legs = {row.leg: row.amount for row in rows if row.amount > 0}
        if rows[0].kind == "mirror_swap" and legs.get("yuan", 0) != floor(legs.get("cash", 0) * world.rate("CNY")):
            yield f"transaction {rows[0].txn}: {legs.get('cash', 0)} cents for {legs.get('yuan', 0)} fen"
        if (rows[0].kind, "pesos") in PAID_OUT and legs.get("pesos", 0) != floor(
            legs.get("promise", 0) * world.rate("MXN")
        ):
            yield f"transaction {rows[0].txn}: {legs.get('pesos', 0)} centavos for {legs.get('promise', 0)} cents"


def holds_end_once(world: Evidence) -> Findings:
    """What is set aside is spent, freed or expired once, and never before it was set aside."""
    state: dict[int, int] = {}
    for hold, time, now in world.holds:
        if (now == 0) is (hold in state) or state.get(hold, 0) != 0:
            yield f"hold {hold} goes from {state.get(hold)} to {now} at {time}"
        state[hold] = now


def the_audit_agrees(world: Evidence) -> Findings:
    """The project's own audit, which has been told nothing of this one, found nothing either."""
    yield from world.audit


JOURNAL_CHECKS = (
    sums_to_zero, legs_are_whole, no_border_is_crossed, nobody_overdraws, replay_gives_the_balances,
    time_never_runs_backwards, waterfalls_close, conversions_round_down, holds_end_once, the_audit_agrees,
)  # fmt: skip
