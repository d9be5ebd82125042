"""Measures of markets and queues: premium, commission, yuan, ports, and how long is waited where."""

from __future__ import annotations

from mirrorsim.lab.measures.declaration import Measure, Values, declares, dollars
from mirrorsim.lab.totals import RunTotals
from mirrorsim.scheme import events, transactions
from mirrorsim.units.time import DAY

SERVED = {
    "offer": events.BATCH,
    "courier": events.COURIER,
    "buyer": events.BUYER,
    "pesos": events.PESOS_FOUND,
    "port": events.LANDED,
    "deposit": events.CROSSED,
}
"""By waiting line: the event that writes down who got through it."""


_PRIVATE = "the same two for the private accounts alone, into which people pay; firms pay the broker's business account"


@declares(
    Measure(
        "yuan_accounts", "1", "Accounts that received yuan", "accounts in China that received yuan in a mirror swap"
    ),
    Measure("yuan_moved_usd", "USD", "Yuan moved", "yuan paid in mirror swaps ÷ yuan per dollar"),
    Measure("yuan_private_accounts", "1", "Private accounts that received yuan", _PRIVATE),
    Measure("yuan_private_usd", "USD", "Yuan moved over private accounts", _PRIVATE),
)
def yuan(run: RunTotals) -> Values:
    """What buyers of dollars paid in China."""
    yield "yuan_accounts", float(run.paid_accounts["all"])
    yield "yuan_moved_usd", dollars(run.moved[transactions.MIRROR_SWAP.name, "yuan"] / run.cny_per_usd)
    if run.paid_accounts["private"]:
        yield "yuan_private_accounts", float(run.paid_accounts["private"])
        yield "yuan_private_usd", dollars(run.private_fen / run.cny_per_usd)


@declares(
    Measure(
        "port_share.NAME",
        "1",
        "Port share",
        "share of the landed cargo, by what it cost, that came through this port",
        bounded=True,
        part_of_whole=True,
    )
)
def ports(run: RunTotals) -> Values:
    """Share of the landed cargo's cost by port; whatever becomes of it there."""
    fen = run.sums(events.LANDED).amount
    for party, landed in run.parties(events.LANDED).items():
        if fen:
            yield f"port_share.{party.removeprefix('port.')}", landed.amount / fen


@declares(
    Measure(
        "wait_days.STEP",
        "days",
        "Wait for",
        "time waited at a step, by waits that began in the measured time ÷ those who got through it or still wait; who still "
        "waits is counted up to the end. `offer`: for a broker with room, `courier`: for a free courier, `buyer`: for somebody "
        "who wants dollars, `pesos`: for a provider with pesos, `port`: for a berth. The longest, "
        "`bulk_cash_wait_days` among them, is the bottleneck.",
    ),
    Measure(
        "bulk_cash_wait_days",
        "days",
        "Wait of bulk cash to be paid in",
        "mean time from the border to the last deposit of a batch, as `wait_days`",
    ),
)
def waits(run: RunTotals) -> Values:
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
            yield name, ticks / visits / DAY


@declares(
    Measure(
        "premium_pct",
        "%",
        "Premium that buyers pay",
        "100 × premium paid by buyers ÷ yuan paid by them at the rate",
    ),
    Measure("commission_pct", "%", "Commission agreed", "mean commission or fee agreed, by amount"),
    Measure(
        "zero_fee_share",
        "1",
        "Share moved for no fee",
        "share of the agreed dollars for which nothing is asked",
        bounded=True,
    ),
    Measure("cash_dollars_wanted_usd", "USD", "Cash dollars wanted", "all wishes for cash dollars, met or not"),
    Measure(
        "turned_to_cash_usd",
        "USD",
        "Turned away by banks to the cash market",
        "dollars that savers wish for, the rules do not let a bank sell them, and they therefore seek in cash: part of "
        "`cash_dollars_wanted_usd`; savers buy from the scheme, and this is no burden on people outside it",
        zero_when_absent=True,
    ),
    Measure(
        "banked_usd",
        "USD",
        "Dollar cash banked in Mexico",
        "dollar cash paid into Mexican accounts by the channel `bulk_cash`; absent where no deal took it",
        zero_when_absent=True,
    ),
)
def prices(run: RunTotals) -> Values:
    """What the two markets settled at: premium that buyers paid, commission that clients paid, dollars wanted."""
    if paid := run.moved[transactions.MIRROR_SWAP.name, "yuan"]:
        yield "premium_pct", 100 * run.moved[transactions.MIRROR_SWAP.name, "premium"] / paid
    if agreed := run.sums(events.AGREED).amount:
        yield "commission_pct", run.fees / agreed / 10_000
        yield "zero_fee_share", run.without_fee / agreed
    if (wanted := run.sums(events.WANTED)).count:
        yield "cash_dollars_wanted_usd", dollars(wanted.amount)
    if run.turned_to_cash:
        yield "turned_to_cash_usd", dollars(run.turned_to_cash)
    banked = run.moved[transactions.CASH_DEPOSIT.name, "deposit"]
    if banked or "bulk_cash" in run.channels:
        yield "banked_usd", dollars(banked)
