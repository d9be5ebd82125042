"""The measures of one replication, each a pure function of its tables.

A measure that does not exist in a run (no goods route, nobody waited) is absent, not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.delays import kaplan_meier
from mirrorsim.lab.tables import Tables
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.promises import STAGES
from mirrorsim.units.time import DAY, WEEK


class Measure(NamedTuple):
    """A measured number and its unit."""

    name: str
    unit: str
    value: float


def measure(run: Tables) -> dict[str, Measure]:
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
        *_reports(run),
        *_waits(run),
    ]
    return {one.name: one for one in found}


def _dollars(cents: float) -> float:
    return cents / 100


def _throughput(run: Tables) -> Iterator[Measure]:
    pesos = run.moved("delivery", "pesos")
    yield Measure("throughput_usd_per_day", "USD/day", _dollars(pesos / run.pesos) / run.days)


def deal_times(run: Tables) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Days from agreement to the last peso for every deal that was agreed and did not fall through, and whether it is over.

    Deals without a hand-over that were given up, and deals that ended with nothing delivered, have no such time.
    """
    agreed, closed, failed = run.rows(events.AGREED), run.rows(events.CLOSED), run.rows(events.FAILED)
    deal, time, amount = COLUMNS.index("deal"), COLUMNS.index("time"), COLUMNS.index("amount")
    ended = dict(zip(closed[:, deal].tolist(), closed[:, time].tolist(), strict=True))
    nothing = set(failed[:, deal].tolist()) | set(closed[closed[:, amount] == 0][:, deal].tolist())
    durations, over = [], []
    for number, begun in zip(agreed[:, deal].tolist(), agreed[:, time].tolist(), strict=True):
        if number not in nothing:
            durations.append((ended.get(number, run.horizon) - begun) / DAY)
            over.append(number in ended)
    return np.array(durations, dtype=np.float64), np.array(over, dtype=bool)


def _delays(run: Tables) -> Iterator[Measure]:
    curve = kaplan_meier(*deal_times(run))
    if curve is None:
        return
    yield Measure("delay_days_mean", "days", curve.restricted_mean())
    for name, share in (("delay_days_median", 0.5), ("delay_days_p90", 0.9)):
        if (value := curve.quantile(share)) is not None:
            yield Measure(name, "days", value)


def waterfall(run: Tables, deal: int | None = None) -> dict[str, int]:
    """Where pledged dollars are, in cents: each end of a promise, each stage in flight, and what the broker bore.

    pledged + borne_by_broker = delivered + commission + spread + mark_down + seized + lost + rounding + stages.
    """
    entries = run.entries
    amounts, codes = entries.amount, entries.account
    if deal is not None:
        mine = entries.deal == deal
        amounts, codes = amounts[mine], codes[mine]
    totals = np.zeros(len(run.accounts), dtype=np.int64)
    np.add.at(totals, codes, amounts)
    parts: dict[str, int] = {}
    for code, account in enumerate(run.accounts):
        if account.form.name == "PROMISE":
            part = account.owner.rpartition(".")[2]
            sign = -1 if account.outside else 1
            parts[part] = parts.get(part, 0) + sign * int(totals[code])
    return parts


def _cost(run: Tables) -> Iterator[Measure]:
    parts = waterfall(run)
    settled = parts["pledged"] - sum(parts.get(stage, 0) for stage in STAGES)
    if settled > 0:
        yield Measure("cost_pct", "%", 100 * (settled - parts["delivered"]) / settled)


def _pickups(run: Tables) -> Iterator[Measure]:
    cash = run.column(events.HANDED_OVER, "amount")
    yield Measure("pickups_per_week", "1/week", len(cash) / (run.horizon / WEEK))
    if len(cash):
        yield Measure("pickup_usd_mean", "USD", _dollars(float(cash.mean())))


def unmoved_cents(run: Tables) -> int:
    """Cash that clients still hold and no broker has promised for; the notes kept as receipts are not part of it."""
    held = sum(
        int(run.balances[code])
        for code, account in enumerate(run.accounts)
        if account.role == "client" and account.asset.name == "USD"
    )
    return held - run.moved(kinds.HAND_OVER.name, "note") - waterfall(run).get("agreed", 0)


def _left_over(run: Tables) -> Iterator[Measure]:
    parts = waterfall(run)
    yield Measure("in_flight_usd", "USD", _dollars(sum(parts.get(stage, 0) for stage in STAGES)))
    yield Measure("unmoved_usd", "USD", _dollars(unmoved_cents(run)))


def _seized(run: Tables) -> Iterator[Measure]:
    cents = 0.0
    worth = {"USD": 1.0, "CNY": run.yuan, "GOODS": run.yuan, "MXN": run.pesos}
    for code, account in enumerate(run.accounts):
        if account.role == "state":
            cents += int(run.balances[code]) / worth[account.asset.name]
    yield Measure("seized_usd", "USD", _dollars(cents))
    if handed := run.moved(kinds.HAND_OVER.name, "cash"):
        yield Measure("seized_share", "1", cents / handed)


def _yuan(run: Tables) -> Iterator[Measure]:
    yield Measure("yuan_accounts", "1", float(len(run.destinations(kinds.MIRROR_SWAP.name, "yuan"))))
    yield Measure("yuan_moved_usd", "USD", _dollars(run.moved(kinds.MIRROR_SWAP.name, "yuan") / run.yuan))


def _channels(run: Tables) -> Iterator[Measure]:
    chosen = run.rows(events.HOLDS_YUAN)
    option = dict(
        zip(chosen[:, COLUMNS.index("deal")].tolist(), chosen[:, COLUMNS.index("detail")].tolist(), strict=True)
    )
    delivered = run.rows(events.DELIVERED)
    by_channel: dict[str, int] = {}
    for deal, cents in zip(
        delivered[:, COLUMNS.index("deal")].tolist(), delivered[:, COLUMNS.index("detail")].tolist(), strict=True
    ):
        name = run.names[option[deal]] if deal in option else "mirror"
        channel = "goods" if name == "goods" else "mirror"
        by_channel[channel] = by_channel.get(channel, 0) + cents
    total = sum(by_channel.values())
    for channel in sorted(by_channel):
        if total:
            yield Measure(f"channel_share.{channel}", "1", by_channel[channel] / total)


def _reports(run: Tables) -> Iterator[Measure]:
    kinds_filed = run.column(events.REPORT, "detail")
    for code in np.unique(kinds_filed):
        yield Measure(f"reports_filed.{run.names[code]}", "1", float((kinds_filed == code).sum()))


def _waits(run: Tables) -> Iterator[Measure]:
    """Mean wait by step over all who came to it, those still waiting at the end counted up to then."""
    came = {
        "offer": len(run.rows(events.BATCH)),
        "courier": len(run.rows(events.COURIER)),
        "buyer": len(run.rows(events.BUYER)),
        "pesos": len(run.rows(events.PESOS_FOUND)),
    }
    begun, ended = run.rows(events.WAITS), run.rows(events.GOES_ON)
    party, time, detail = COLUMNS.index("party"), COLUMNS.index("time"), COLUMNS.index("detail")
    for step, served in came.items():
        code = run.names.index(step) if step in run.names else -1
        begins, ends = begun[begun[:, party] == code], ended[ended[:, party] == code]
        # waits that are not over last until the horizon: their begins are those that no end accounts for
        still = len(begins) - len(ends)
        over = ends[:, time] - ends[:, detail]
        ticks = int(ends[:, detail].sum()) + still * run.horizon - (int(begins[:, time].sum()) - int(over.sum()))
        visits = served + (still if step != "offer" else 0)
        if visits:
            yield Measure(f"wait_days.{step}", "days", ticks / visits / DAY)
