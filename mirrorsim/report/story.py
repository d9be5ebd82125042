"""One replication in full: each of its events as a dated sentence, where every cent is, what crossed a border."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.accumulator import totals_of
from mirrorsim.lab.deals import waterfall
from mirrorsim.lab.measures.deals import unmoved_cents
from mirrorsim.lab.record_arrays import arrays_of
from mirrorsim.report.wording import COSTS, Cell, party
from mirrorsim.scheme.accounts import STAGES
from mirrorsim.scheme.entity import deal_name
from mirrorsim.scheme.events import BURDEN, EVENTS, GOES_ON, HELD_UP, REPORT, WAITS, WANTED
from mirrorsim.units.money import Asset, format_money

if TYPE_CHECKING:
    from mirrorsim.world.record import RecordedReplication


WIDTH = 80
"""Columns of a terminal."""
_SILENT = {WAITS.code, GOES_ON.code, WANTED.code, BURDEN.code, HELD_UP.code, REPORT.code}


def sentences(record: RecordedReplication, *, deals: bool = True) -> Iterator[str]:
    """Each event of a record as ``date time  step  sentence``, in order; ``deals`` adds which deal it belongs to."""
    start = datetime.combine(record.scenario.start, time.min)
    rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    for tick, deal, code, who, amount, detail in rows.tolist():
        event = EVENTS[code]
        if code in _SILENT:
            continue
        text = event.sentence.format(
            party=party(record.names[who]), amount=Cell(amount, record.names), detail=Cell(detail, record.names)
        )
        at = start + timedelta(microseconds=tick)
        step = str(event.step) if event.step else " "
        whose = f"{deal_name(deal, record.clients)}: " if deals and deal >= 0 else ""
        yield f"{at:%Y-%m-%d %H:%M:%S}  {step}  {whose}{text[0].upper() + text[1:] if not whose else text}"


_STAGES = {
    "agreed": "agreed, not yet handed over",
    "as_cash": "as cash",
    "as_yuan": "as yuan",
    "as_goods": "as goods",
    "as_pesos": "as pesos",
}


def waterfall_lines(parts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Label and amount: pledged, less each cost, plus what the broker bore, less what is in flight, is delivered.

    Raises ArithmeticError when it does not close to the cent.
    """
    flight = sum(parts.get(stage, 0) for stage in STAGES)
    costs = sum(parts.get(cost, 0) for cost in COSTS)
    if parts["pledged"] + parts["borne_by_broker"] != parts["delivered"] + costs + flight:
        raise ArithmeticError("the waterfall is open: what was pledged is not all delivered, paid, lost or on its way")
    yield "pledged", _usd(parts["pledged"])
    for cost, label in COSTS.items():
        if parts.get(cost):
            yield f"- {label}", _usd(parts[cost])
    if parts["borne_by_broker"]:
        yield "+ borne by the broker", _usd(parts["borne_by_broker"])
    for stage in STAGES:
        if parts.get(stage):
            yield f"- in flight, {_STAGES[stage]}", _usd(parts[stage])
    yield "= delivered", _usd(parts["delivered"])


def _usd(cents: int) -> str:
    return format_money(cents, Asset.USD)


def story(record: RecordedReplication, title: str) -> Iterator[str]:
    """The lines of a replication; ``title`` is that of its policy."""
    yield f"== {record.policy}{': ' * bool(title)}{title} =="
    for sentence in sentences(record, deals=_deals(record) > 1):
        yield textwrap.fill(sentence, WIDTH, subsequent_indent=" " * 24)
    yield ""
    yield "Where every cent is:"
    run = arrays_of(record)
    parts = waterfall(run)
    lines = list(waterfall_lines(parts))
    if unmoved := unmoved_cents(totals_of(run)):
        lines.append(("still with the client, as cash", format_money(unmoved, Asset.USD)))
    width = max(len(amount) for _, amount in lines)
    for label, amount in lines:
        yield f"  {label:<34}{amount:>{width}}"
    yield from _borders(record)


def _deals(record: RecordedReplication) -> int:
    return len(set(record.events[1::6]) - {-1})


def _borders(record: RecordedReplication) -> Iterator[str]:
    """Say what crossed a border, from the journal."""
    entries, accounts = record.postings, record.chart.accounts
    crossed: dict[str, int] = {}
    for kind, source, destination in zip(
        entries.kind[0::2].tolist(), entries.account[0::2].tolist(), entries.account[1::2].tolist(), strict=True
    ):
        if accounts[source].country != accounts[destination].country:
            crossed[entries.kinds[kind].name] = crossed.get(entries.kinds[kind].name, 0) + 1
    goods = {"loading", "landing"}
    if set(crossed) <= goods:
        yield f"Crossed a border: {'the goods, as cargo; ' if crossed else ''}no money."
    else:
        yield f"Crossed a border: {', '.join(sorted(name.replace('_', ' ') for name in crossed))}."
