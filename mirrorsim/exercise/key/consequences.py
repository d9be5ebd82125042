"""What decisions would have done: the same season run again, with the decisions as orders and nothing else changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from mirrorsim.books.journal import HEAD
from mirrorsim.exercise.evidence.assembly import tick_of
from mirrorsim.exercise.evidence.wording import count_of
from mirrorsim.rules.targeted_order import TargetedOrder
from mirrorsim.scenario.exercise import Action
from mirrorsim.scenario.model import Scenario
from mirrorsim.scenario.variants import Phases
from mirrorsim.scheme import transactions
from mirrorsim.scheme.events import DELIVERED
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, format_duration
from mirrorsim.world.build import simulate
from mirrorsim.world.record import RecordedReplication

ORDER = "exercise-order"
"""The name under which the decisions stand among the rules."""


@dataclass(frozen=True)
class InterventionOrder:
    """One decision against the scheme from a day on: an account or a person by its owner, or a shipment by its deal's number."""

    action: Action
    target: str
    since: date


@dataclass(frozen=True)
class FalsePositive:
    """One decision against somebody who did nothing, and what it costs them: payments and cents refused, days waited."""

    label: str
    action: Action
    payments: int = 0
    cents: int = 0
    days: int = 0


@dataclass(frozen=True)
class Consequences:
    """The difference that decisions make by the end of the season, in cents, and whom they hit wrongly."""

    cash: int
    """Cash taken from couriers and stores."""
    yuan: int
    """Yuan taken on frozen accounts."""
    goods: int
    """Goods taken in ports."""
    refused: int
    """Cash that frozen accounts did not take."""
    undelivered: int
    """Value that did not reach the client by the end of the season, taken or delayed; negative when more did."""
    false_positives: tuple[FalsePositive, ...] = field(default=())

    @property
    def taken(self) -> int:
        """What the state took."""
        return self.cash + self.yuan + self.goods

    @property
    def stopped(self) -> int:
        """What the decisions count for: taken, or kept out of the bank."""
        return self.taken + self.refused

    def sentence(self) -> str:
        """The result in one sentence."""
        importers = [one for one in self.false_positives if one.action == "hold"]
        accounts = [one for one in self.false_positives if one.action == "freeze"]
        watched = [one for one in self.false_positives if one.action == "watch"]
        said = f"your decisions stopped {self.taken // 100:,} USD"
        parts = [
            f"{amount // 100:,} USD {words}"
            for amount, words in (
                (self.cash, "of cash taken"),
                (self.yuan, "in yuan frozen"),
                (self.goods, "of goods taken"),
            )
            if amount
        ]
        if parts:
            said += f" ({', '.join(parts)})"
        if self.refused:
            said += (
                f"; frozen accounts turned away {self.refused // 100:,} USD of cash, which nobody took: it stays with those "
                "who brought it"
            )
        if importers:
            longest = count_of(max(one.days for one in importers), "day")
            said += f"; {count_of(len(importers), 'honest importer')} waited {longest}"
        if accounts:
            payments = count_of(sum(one.payments for one in accounts), "payment")
            refused = sum(one.cents for one in accounts) // 100
            said += f"; {count_of(len(accounts), 'honest account')} frozen, {payments} of {refused:,} USD refused"
        if watched:
            said += f"; {count_of(len(watched), 'person', 'people')} watched for nothing"
        return said


def run_without_and_with(
    phases: Phases, policy: str, orders: Sequence[InterventionOrder], hold_for: int
) -> tuple[RecordedReplication, RecordedReplication]:
    """The season without and with the orders. Both have the same dates at which parameters are looked at again."""
    first = phases[0][1]
    days = sorted({tick_of(first, order.since) for order in orders})
    records = []
    for given in ((), tuple(orders)):
        dated = []
        for tick in sorted({tick for tick, _ in phases} | set(days)):
            scenario = [one for since, one in phases if since <= tick][-1]
            active = [order for order in given if tick_of(first, order.since) <= tick]
            rule = TargetedOrder(
                frozen=tuple(one.target for one in active if one.action == "freeze"),
                watched=tuple(one.target for one in active if one.action == "watch"),
                shipments=tuple(int(one.target) for one in active if one.action == "hold"),
                takes=format_duration(hold_for),
            )
            dated.append((tick, scenario.model_copy(update={"rules": {**scenario.rules, ORDER: rule}})))
        records.append(simulate(dated, policy, first.seed, 0))
    return records[0], records[1]


def consequences(
    phases: Phases,
    policy: str,
    orders: Sequence[InterventionOrder],
    hold_for: int,
    false_positives: Sequence[FalsePositive] = (),
) -> Consequences:
    """What the orders change by the end of the season."""
    if not orders:
        return Consequences(0, 0, 0, 0, 0, tuple(false_positives))
    without, with_them = run_without_and_with(phases, policy, orders, hold_for)
    frozen = {one.target for one in orders if one.action == "freeze"}
    before, after = _taken(without), _taken(with_them)
    return Consequences(
        cash=after["USD"] - before["USD"],
        yuan=after["CNY"] - before["CNY"],
        goods=after["GOODS"] - before["GOODS"],
        refused=max(_deposited(without, frozen) - _deposited(with_them, frozen), 0),
        undelivered=_delivered(without) - _delivered(with_them),
        false_positives=tuple(false_positives),
    )


def _taken(record: RecordedReplication) -> dict[str, int]:
    """Cents' worth of what the state took, by what it was."""
    found = dict.fromkeys(("USD", "CNY", "GOODS"), 0)
    rate = record.scenario.rates.CNY
    for kind, table in record.journal.tables():
        if kind is transactions.SEIZURE or kind is transactions.CLIENT_SEIZURE:
            for row in table.tolist():
                asset = record.chart[row[HEAD]].asset
                found[asset.name] += row[HEAD + 2] if asset is Asset.USD else int(Fraction(row[HEAD + 2]) / rate)
    return found


def _deposited(record: RecordedReplication, owners: set[str]) -> int:
    return sum(
        row[HEAD + 5]
        for kind, table in record.journal.tables()
        if kind is transactions.BANK_DEPOSIT
        for row in table.tolist()
        if row[2] >= 0 and record.chart[row[HEAD + 4]].owner in owners
    )


def _delivered(record: RecordedReplication) -> int:
    rows = record.events
    return sum(rows[place + 5] for place in range(0, len(rows), 6) if rows[place + 2] == DELIVERED.code)


def days_left(first: Scenario, since: date) -> int:
    """Days from a decision to the end of the season."""
    return (first.ticks - tick_of(first, since)) // DAY
