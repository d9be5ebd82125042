"""The measures of one replication, each a pure function of its tally.

A measure that does not exist in a run (no goods route, nobody waited) is absent, not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from mirrorsim.lab.delays import kaplan_meier
from mirrorsim.lab.tables import Tables
from mirrorsim.lab.tally import Tally, tally_of
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.accounts import OUTCOMES, STAGES
from mirrorsim.scheme.position.cash import NOTE
from mirrorsim.units.time import DAY, HOUR, WEEK

BEGINNINGS = ("pledged", "borne_by_broker")
"""Where promises come from; their accounts are the outside world's, and negative."""
SERVED = {
    "offer": events.BATCH,
    "courier": events.COURIER,
    "buyer": events.BUYER,
    "pesos": events.PESOS_FOUND,
    "port": events.LANDED,
    "deposit": events.CROSSED,
}
"""By waiting line: the event that writes down who got through it."""


class Measure(NamedTuple):
    """A measured number and its unit."""

    name: str
    unit: str
    value: float


def measure(run: Tables) -> dict[str, Measure]:
    """All measures of a replication whose tables stand in memory whole, by name."""
    return measures_of(tally_of(run))


def measures_of(run: Tally) -> dict[str, Measure]:
    """All measures of a replication, by name."""
    found = [
        *_throughput(run),
        *_delays(run),
        *_cost(run),
        *_pickups(run),
        *_left_over(run),
        *_seized(run),
        *_yuan(run),
        *_channels(run),
        *_ports(run),
        *_reports(run),
        *_waits(run),
        *_prices(run),
        *_burdens(run),
    ]
    return {one.name: one for one in found}


def _dollars(cents: float) -> float:
    return cents / 100


def _throughput(run: Tally) -> Iterator[Measure]:
    pesos = run.gained["client", "MXN"]
    yield Measure("throughput_usd_per_day", "USD/day", _dollars(pesos / run.pesos) / (run.measured / DAY))


def _delays(run: Tally) -> Iterator[Measure]:
    """Days from agreement to the last peso of every deal that did not fall through; those still open are censored."""
    days = np.r_[np.frombuffer(run.over, dtype=np.int64), np.frombuffer(run.still, dtype=np.int64)] / DAY
    curve = kaplan_meier(days, np.arange(len(days)) < len(run.over))
    if curve is None:
        return
    yield Measure("delay_days_mean", "days", curve.restricted_mean())
    for name, share in (("delay_days_median", 0.5), ("delay_days_p90", 0.9)):
        if (value := curve.quantile(share)) is not None:
            yield Measure(name, "days", value)


def promised(run: Tally) -> dict[str, int]:
    """Where pledged dollars are at the end, in cents: what :func:`mirrorsim.lab.deals.waterfall` says of the whole run."""
    held = {part: cents for (role, part), cents in run.held.items() if role == "promise"}
    return {part: -cents if part in BEGINNINGS else cents for part, cents in held.items()}


def _cost(run: Tally) -> Iterator[Measure]:
    """Of the promises that came to an end in the measured time, what did not end with the client."""
    settled = sum(run.gained["promise", end] for end in (*OUTCOMES, "borne_by_broker"))
    if settled > 0:
        yield Measure("cost_pct", "%", 100 * (settled - run.gained["promise", "delivered"]) / settled)


def _pickups(run: Tally) -> Iterator[Measure]:
    cash = run.sums(events.HANDED_OVER)
    yield Measure("pickups_per_week", "1/week", cash.count / (run.measured / WEEK))
    if cash.count:
        yield Measure("pickup_usd_mean", "USD", _dollars(cash.amount / cash.count))
    yield Measure("cash_collected_usd", "USD", _dollars(cash.amount))


def unmoved_cents(run: Tally) -> int:
    """Cash that clients still hold and no broker has promised for; the notes kept as receipts are not part of it."""
    return run.held["client", "USD"] - NOTE * run.receipts - promised(run).get("agreed", 0)


def _left_over(run: Tally) -> Iterator[Measure]:
    parts = promised(run)
    yield Measure("in_flight_usd", "USD", _dollars(sum(parts.get(stage, 0) for stage in STAGES)))
    yield Measure("unmoved_usd", "USD", _dollars(unmoved_cents(run)))


def _seized(run: Tally) -> Iterator[Measure]:
    worth = {"USD": 1.0, "CNY": run.yuan, "GOODS": run.yuan, "MXN": run.pesos}
    cents = sum(run.gained["state", asset] / rate for asset, rate in worth.items())
    yield Measure("seized_usd", "USD", _dollars(cents))
    handed = run.moved[transactions.HAND_OVER.name, "cash"] + run.moved[transactions.CARRIED_OFF.name, "cash"]
    if handed:
        yield Measure("seized_share", "1", cents / handed)


def _yuan(run: Tally) -> Iterator[Measure]:
    yield Measure("yuan_accounts", "1", float(run.receiving["all"]))
    yield Measure("yuan_moved_usd", "USD", _dollars(run.moved[transactions.MIRROR_SWAP.name, "yuan"] / run.yuan))
    if run.receiving["private"]:
        yield Measure("yuan_private_accounts", "1", float(run.receiving["private"]))
        yield Measure("yuan_private_usd", "USD", _dollars(run.private_fen / run.yuan))


def _channels(run: Tally) -> Iterator[Measure]:
    total = run.delivered.total()
    for name in sorted(run.delivered):
        if total:
            yield Measure(f"channel_share.{name}", "1", run.delivered[name] / total)


def _ports(run: Tally) -> Iterator[Measure]:
    """Share of the landed cargo's cost by port; whatever becomes of it there."""
    fen = run.sums(events.LANDED).amount
    for party, landed in run.parties(events.LANDED).items():
        if fen:
            yield Measure(f"port_share.{party.removeprefix('port.')}", "1", landed.amount / fen)


def _reports(run: Tally) -> Iterator[Measure]:
    for kind, count in run.reports.items():
        yield Measure(f"reports_filed.{kind}", "1", float(count))
    if run.reports:
        for whom in ("scheme", "others"):
            yield Measure(f"reports_on.{whom}", "1", float(run.reports_on[whom]))


def _waits(run: Tally) -> Iterator[Measure]:
    """Mean wait by step over all who came to it, those still waiting at the end counted up to then."""
    for step, served in SERVED.items():
        begun, ended = run.sums(events.WAITS, step), run.sums(events.GOES_ON, step)
        # waits that are not over last until the horizon: their begins are those that no end accounts for
        still = begun.count - ended.count
        over = ended.time - ended.detail
        ticks = ended.detail + still * run.horizon - (begun.time - over)
        # those who got through were written down as served; those still waiting were not (but had come, for some steps)
        visits = run.sums(served).count + (still if step in ("courier", "buyer", "pesos") else 0)
        if visits:
            name = f"wait_days.{step}" if step != "deposit" else "bulk_cash_wait_days"
            yield Measure(name, "days", ticks / visits / DAY)


def _prices(run: Tally) -> Iterator[Measure]:
    """What the two markets settled at: premium that buyers paid, commission that clients paid, dollars wanted."""
    if paid := run.moved[transactions.MIRROR_SWAP.name, "yuan"]:
        yield Measure("premium_pct", "%", 100 * run.moved[transactions.MIRROR_SWAP.name, "premium"] / paid)
    if dollars := run.sums(events.AGREED).amount:
        yield Measure("commission_pct", "%", run.fees / dollars / 10_000)
        yield Measure("zero_fee_share", "1", run.without_fee / dollars)
    if (wanted := run.sums(events.WANTED)).count:
        yield Measure("cash_dollars_wanted_usd", "USD", _dollars(wanted.amount))
    banked = run.moved[transactions.CASH_DEPOSIT.name, "deposit"]
    if banked or "bulk_cash" in run.channels:
        yield Measure("banked_usd", "USD", _dollars(banked))


def _burdens(run: Tally) -> Iterator[Measure]:
    """What each rule cost people outside the scheme: dollars refused, taken or held up; and how many were touched."""
    for rule, burden in run.parties(events.BURDEN).items():
        yield Measure(f"burden.{rule}", "USD", _dollars(burden.amount))
        yield Measure(f"burden.{rule}.cases", "1", float(burden.count))
        if burden.detail:
            yield Measure(f"burden.{rule}.reports", "1", float(burden.detail))
    for rule, held_up in run.parties(events.HELD_UP).items():
        yield Measure(f"burden.{rule}.hours", "h", held_up.detail / HOUR)
