"""Measures of deals: how much arrives, how fast, at what cost, by which channel, and what is left over."""

from __future__ import annotations

import numpy as np

from mirrorsim.lab.measures.declaration import Measure, Values, declares, dollars
from mirrorsim.lab.survival import kaplan_meier
from mirrorsim.lab.totals import RunTotals
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.accounts import STAGES
from mirrorsim.scheme.position.cash import NOTE
from mirrorsim.units.time import DAY, WEEK

BEGINNINGS = ("pledged", "borne_by_broker")
"""Where promises come from; their accounts are the outside world's, and negative."""


@declares(
    Measure(
        "throughput_usd_per_day",
        "USD/day",
        "Throughput",
        "pesos delivered to clients ÷ pesos per dollar ÷ days measured",
    )
)
def throughput(run: RunTotals) -> Values:
    """What reached clients in Mexico."""
    pesos = run.growth["client", "MXN"]
    yield "throughput_usd_per_day", dollars(pesos / run.mxn_per_usd) / (run.measured / DAY)


_QUANTILES = "the time by which 50 %, 90 % of them are over, on the same curve; absent when it does not get there"


@declares(
    Measure(
        "delay_days_mean",
        "days",
        "Delay, mean",
        "mean time from agreement to the last peso, over deals that were agreed in the measured time and did not fall through; "
        "deals still open at the end are censored: the area under the Kaplan-Meier curve up to the longest time seen",
    ),
    Measure("delay_days_median", "days", "Delay, median", _QUANTILES),
    Measure("delay_days_p90", "days", "Delay, 90th percentile", _QUANTILES),
)
def delays(run: RunTotals) -> Values:
    """Days from agreement to the last peso of every deal that did not fall through; those still open are censored."""
    ticks = np.r_[
        np.frombuffer(run.closed_durations, dtype=np.int64), np.frombuffer(run.open_durations, dtype=np.int64)
    ]
    curve = kaplan_meier(ticks / DAY, np.arange(len(ticks)) < len(run.closed_durations))
    if curve is None:
        return
    yield "delay_days_mean", curve.restricted_mean()
    for name, share in (("delay_days_median", 0.5), ("delay_days_p90", 0.9)):
        if (value := curve.quantile(share)) is not None:
            yield name, value


def promised(run: RunTotals) -> dict[str, int]:
    """Where pledged dollars are at the end, in cents: what :func:`mirrorsim.lab.deals.waterfall` says of the whole run."""
    balances = {part: cents for (role, part), cents in run.balances.items() if role == "promise"}
    return {part: -cents if part in BEGINNINGS else cents for part, cents in balances.items()}


@declares(
    Measure(
        "cost_pct",
        "%",
        "Cost of a pledged dollar",
        "100 × (pledged − delivered) ÷ pledged, totals over the deals that closed in the measured time, each from its beginning "
        "to its end: commission, spread, mark-down, and losses that the client bears; deals open at the end do not count",
    )
)
def cost(run: RunTotals) -> Values:
    """Of what was pledged for closed deals, what did not end with the client."""
    if run.closed_pledged:
        yield "cost_pct", 100 * (run.closed_pledged - run.closed_delivered) / run.closed_pledged


@declares(
    Measure(
        "courier_income_usd",
        "USD",
        "Income of couriers",
        "what couriers kept of the cash as their pay (transactions `courier_pay`); 0 where no courier was paid",
    ),
    Measure(
        "broker_income_usd",
        "USD",
        "Income of brokers, net",
        "by how much brokers' own money, in yuan and pesos, has grown in the measured time, without what they began with: "
        "commissions, premiums and surpluses, less couriers' pay and what they made good; below 0 where they lost",
    ),
)
def incomes(run: RunTotals) -> Values:
    """What those who move the cash earn."""
    yield "courier_income_usd", dollars(run.moved[transactions.COURIER_PAY.name, "pay"])
    own = run.growth["broker", "CNY"] / run.cny_per_usd + run.growth["broker", "MXN"] / run.mxn_per_usd
    yield "broker_income_usd", dollars(own)


@declares(
    Measure("pickups_per_week", "1/week", "Cash pick-ups a week", "hand-overs of cash ÷ weeks measured"),
    Measure("pickup_usd_mean", "USD", "Size of a pick-up", "mean cash counted at a hand-over"),
    Measure("cash_collected_usd", "USD", "Cash collected", "all cash counted at hand-overs"),
)
def pickups(run: RunTotals) -> Values:
    """Hand-overs of cash."""
    cash = run.sums(events.HANDED_OVER)
    yield "pickups_per_week", cash.count / (run.measured / WEEK)
    if cash.count:
        yield "pickup_usd_mean", dollars(cash.amount / cash.count)
    yield "cash_collected_usd", dollars(cash.amount)


def unmoved_cents(run: RunTotals) -> int:
    """Cash that clients still hold and no broker has promised for; the notes kept as receipts are not part of it."""
    return run.balances["client", "USD"] - NOTE * run.receipts - promised(run).get("agreed", 0)


@declares(
    Measure(
        "in_flight_usd",
        "USD",
        "In flight at the end",
        "at the end: pledged and neither delivered, nor spent on costs, nor lost",
    ),
    Measure(
        "open_deals", "1", "Deals open at the end", "at the end: deals that are agreed and neither closed nor given up"
    ),
    Measure(
        "open_cost_usd",
        "USD",
        "Cost so far of open deals",
        "at the end, of open deals: pledged − delivered so far − in flight; what they have cost the client so far, "
        "which `cost_pct` leaves out",
    ),
    Measure(
        "unmoved_usd",
        "USD",
        "Cash that found no channel",
        "at the end: cash that clients hold and no broker has promised for, without the one-dollar notes kept as receipts",
    ),
)
def left_over(run: RunTotals) -> Values:
    """What is on its way, or has not set out, at the end."""
    parts = promised(run)
    in_flight = sum(parts.get(stage, 0) for stage in STAGES)
    yield "in_flight_usd", dollars(in_flight)
    yield "open_deals", float(run.open_deals)
    yield "open_cost_usd", dollars(run.open_pledged - run.open_delivered - in_flight)
    yield "unmoved_usd", dollars(unmoved_cents(run))


@declares(
    Measure(
        "channel_share.NAME",
        "1",
        "Channel share",
        "share of the delivered dollars that came by this channel: `mirror` (step 8), `goods` (step 9), `bulk_cash`, `bmpe`",
        bounded=True,
        part_of_whole=True,
    )
)
def channels(run: RunTotals) -> Values:
    """Which way delivered value came."""
    total = run.delivered.total()
    for name in sorted(run.delivered):
        if total:
            yield f"channel_share.{name}", run.delivered[name] / total
