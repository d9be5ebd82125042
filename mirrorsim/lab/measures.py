"""The measures of one replication, each a pure function of its tables.

A measure that does not exist in a run (no goods route, nobody waited) is absent, not zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.delays import kaplan_meier
from mirrorsim.lab.tables import Tables
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.handshake import NOTE
from mirrorsim.scheme.promises import ENDS, STAGES
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, HOUR, WEEK


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
        *_ports(run),
        *_reports(run),
        *_waits(run),
        *_prices(run),
        *_burdens(run),
    ]
    return {one.name: one for one in found}


def _dollars(cents: float) -> float:
    return cents / 100


def _throughput(run: Tables) -> Iterator[Measure]:
    clients = [
        code for code, account in enumerate(run.accounts) if account.role == "client" and account.asset == Asset.MXN
    ]
    pesos = run.gained(clients)
    yield Measure("throughput_usd_per_day", "USD/day", _dollars(pesos / run.pesos) / (run.measured / DAY))


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
    """Of the promises that came to an end in the measured time, what did not end with the client."""
    ended = {end: run.gained(_promises(run, end)) for end in (*ENDS, "borne_by_broker")}
    settled = sum(ended.values())
    if settled > 0:
        yield Measure("cost_pct", "%", 100 * (settled - ended["delivered"]) / settled)


def _promises(run: Tables, end: str) -> list[int]:
    return [code for code, account in enumerate(run.accounts) if account.owner == f"promise.{end}"]


def _pickups(run: Tables) -> Iterator[Measure]:
    cash = run.column(events.HANDED_OVER, "amount")
    yield Measure("pickups_per_week", "1/week", len(cash) / (run.measured / WEEK))
    if len(cash):
        yield Measure("pickup_usd_mean", "USD", _dollars(float(cash.mean())))
    yield Measure("cash_collected_usd", "USD", _dollars(float(cash.sum())))


def unmoved_cents(run: Tables, parts: Mapping[str, int]) -> int:
    """Cash that clients still hold and no broker has promised for; the notes kept as receipts are not part of it.

    ``parts`` are those of the run's :func:`waterfall`.
    """
    held = sum(
        int(run.balances[code])
        for code, account in enumerate(run.accounts)
        if account.role == "client" and account.asset == Asset.USD
    )
    receipts = NOTE * int((run.events[:, COLUMNS.index("event")] == events.HANDED_OVER.code).sum())
    return held - receipts - parts.get("agreed", 0)


def _left_over(run: Tables) -> Iterator[Measure]:
    parts = waterfall(run)
    yield Measure("in_flight_usd", "USD", _dollars(sum(parts.get(stage, 0) for stage in STAGES)))
    yield Measure("unmoved_usd", "USD", _dollars(unmoved_cents(run, parts)))


def _seized(run: Tables) -> Iterator[Measure]:
    cents = 0.0
    worth = {"USD": 1.0, "CNY": run.yuan, "GOODS": run.yuan, "MXN": run.pesos}
    for code, account in enumerate(run.accounts):
        if account.role == "state":
            cents += run.gained([code]) / worth[account.asset.name]
    yield Measure("seized_usd", "USD", _dollars(cents))
    if handed := run.moved(kinds.HAND_OVER.name, "cash") + run.moved(kinds.CARRIED_OFF.name, "cash"):
        yield Measure("seized_share", "1", cents / handed)


def _yuan(run: Tables) -> Iterator[Measure]:
    yield Measure("yuan_accounts", "1", float(len(run.destinations(kinds.MIRROR_SWAP.name, "yuan"))))
    yield Measure("yuan_moved_usd", "USD", _dollars(run.moved(kinds.MIRROR_SWAP.name, "yuan") / run.yuan))
    private = [
        code
        for code in run.destinations(kinds.MIRROR_SWAP.name, "yuan").tolist()
        if run.accounts[code].role == "receiver"
    ]
    if private:
        entries, arrived = run.entries, run.legs[kinds.MIRROR_SWAP.name, "yuan"]
        moved = int(entries.amount[arrived & np.isin(entries.account, private)].sum())
        yield Measure("yuan_private_accounts", "1", float(len(private)))
        yield Measure("yuan_private_usd", "USD", _dollars(moved / run.yuan))


def _channels(run: Tables) -> Iterator[Measure]:
    by_channel: dict[str, int] = {}
    channel = channels_of_deals(run)
    deals, cents = run.column(events.DELIVERED, "deal").tolist(), run.column(events.DELIVERED, "detail").tolist()
    for deal, worth in zip(deals, cents, strict=True):
        name = channel.get(deal, "mirror")
        by_channel[name] = by_channel.get(name, 0) + worth
    total = sum(by_channel.values())
    for name in sorted(by_channel):
        if total:
            yield Measure(f"channel_share.{name}", "1", by_channel[name] / total)


def _ports(run: Tables) -> Iterator[Measure]:
    """Share of the landed cargo's cost by port; whatever becomes of it there."""
    landed = run.rows(events.LANDED)
    party, fen = landed[:, COLUMNS.index("party")], landed[:, COLUMNS.index("amount")]
    for code in np.unique(party).tolist():
        port = run.names[code].removeprefix("port.")
        yield Measure(f"port_share.{port}", "1", float(fen[party == code].sum() / fen.sum()))


def channels_of_deals(run: Tables) -> dict[int, str]:
    """For every deal that was agreed, the channel it took: mirror, goods, or one without a broker."""
    agreed, held = run.rows(events.AGREED), run.rows(events.HOLDS_YUAN)
    deal, party, detail = COLUMNS.index("deal"), COLUMNS.index("party"), COLUMNS.index("detail")
    taken: dict[int, str] = {}
    for number, code in zip(agreed[:, deal].tolist(), agreed[:, party].tolist(), strict=True):
        role, _, name = run.names[code].partition(".")
        taken[number] = name if role == "channel" else "mirror"
    for number, code in zip(held[:, deal].tolist(), held[:, detail].tolist(), strict=True):
        taken[number] = "goods" if run.names[code] == "goods" else "mirror"
    return taken


def _reports(run: Tables) -> Iterator[Measure]:
    kinds_filed = run.column(events.REPORT, "detail")
    for code in np.unique(kinds_filed):
        yield Measure(f"reports_filed.{run.names[code]}", "1", float((kinds_filed == code).sum()))
    if len(deals := run.column(events.REPORT, "deal")):
        yield Measure("reports_on.scheme", "1", float((deals >= 0).sum()))
        yield Measure("reports_on.others", "1", float((deals < 0).sum()))


def _waits(run: Tables) -> Iterator[Measure]:
    """Mean wait by step over all who came to it, those still waiting at the end counted up to then."""
    came = {
        "offer": len(run.rows(events.BATCH)),
        "courier": len(run.rows(events.COURIER)),
        "buyer": len(run.rows(events.BUYER)),
        "pesos": len(run.rows(events.PESOS_FOUND)),
        "port": len(run.rows(events.LANDED)),
        "deposit": len(run.rows(events.CROSSED)),
    }
    begun, ended = run.rows(events.WAITS), run.rows(events.GOES_ON)
    party, time, detail = COLUMNS.index("party"), COLUMNS.index("time"), COLUMNS.index("detail")
    # a wait belongs to the measured time when it began in it
    ended = ended[ended[:, time] - ended[:, detail] >= run.since]
    for step, served in came.items():
        code = run.names.index(step) if step in run.names else -1
        begins, ends = begun[begun[:, party] == code], ended[ended[:, party] == code]
        # waits that are not over last until the horizon: their begins are those that no end accounts for
        still = len(begins) - len(ends)
        over = ends[:, time] - ends[:, detail]
        ticks = int(ends[:, detail].sum()) + still * run.horizon - (int(begins[:, time].sum()) - int(over.sum()))
        # those who got through were written down as served; those still waiting were not (but had come, for some steps)
        visits = served + (still if step in ("courier", "buyer", "pesos") else 0)
        if visits:
            name = f"wait_days.{step}" if step != "deposit" else "bulk_cash_wait_days"
            yield Measure(name, "days", ticks / visits / DAY)


def _prices(run: Tables) -> Iterator[Measure]:
    """What the two markets settled at: premium that buyers paid, commission that clients paid, dollars wanted."""
    paid = run.moved(kinds.MIRROR_SWAP.name, "yuan")
    if paid:
        yield Measure("premium_pct", "%", 100 * run.moved(kinds.MIRROR_SWAP.name, "premium") / paid)
    agreed = run.rows(events.AGREED)
    amounts = agreed[:, COLUMNS.index("amount")].astype(np.float64)
    if amounts.sum():
        fees = agreed[:, COLUMNS.index("detail")] / 10_000
        yield Measure("commission_pct", "%", float((amounts * fees).sum() / amounts.sum()))
        yield Measure("zero_fee_share", "1", float(amounts[fees == 0].sum() / amounts.sum()))
    if len(wanted := run.column(events.WANTED, "amount")):
        yield Measure("cash_dollars_wanted_usd", "USD", _dollars(float(wanted.sum())))
    if (banked := run.moved(kinds.CASH_DEPOSIT.name, "deposit")) or "bulk_cash" in channels_of_deals(run).values():
        yield Measure("banked_usd", "USD", _dollars(banked))


def _burdens(run: Tables) -> Iterator[Measure]:
    """What each rule cost people outside the scheme: dollars refused, taken or held up; and how many were touched."""
    rows = run.rows(events.BURDEN)
    party, amount, detail = (COLUMNS.index(name) for name in ("party", "amount", "detail"))
    for code in np.unique(rows[:, party]):
        mine = rows[rows[:, party] == code]
        name = run.names[code]
        yield Measure(f"burden.{name}", "USD", _dollars(float(mine[:, amount].sum())))
        yield Measure(f"burden.{name}.cases", "1", float(len(mine)))
        if reports := int(mine[:, detail].sum()):
            yield Measure(f"burden.{name}.reports", "1", float(reports))
    held_up = run.rows(events.HELD_UP)
    for code in np.unique(held_up[:, party]):
        ticks = held_up[held_up[:, party] == code][:, detail].sum()
        yield Measure(f"burden.{run.names[code]}.hours", "h", float(ticks) / HOUR)
