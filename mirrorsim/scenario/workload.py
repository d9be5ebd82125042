"""How much comes into a world from outside, from the means of the scenario's own distributions; and how much is too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.scenario.parties import Client

MOST_DEALS = 5_000_000
"""Deals in one replication of one world: 13 times as many as in the largest city of national.yaml in five years.

At some 1,000 a second they take more than an hour, in which nothing is saved: a replication begun is finished or lost. A
client's deals, moreover, are numbered from 0 to 2**24.
"""
MOST_OTHERS = 50_000_000
"""Whatever else comes, or is done for a deal again and again, such as visits to banks: each costs about a tenth of a deal."""
MOST_PEOPLE = 10_000_000
"""People of whom each is kept in memory, in about half a kilobyte: with so many, five gigabytes."""
MOST_ACCOUNTS = 5_000_000
"""Accounts in China. Each is kept in the books, in four kilobytes at most: with so many, 20 gigabytes and some minutes.

As if every dollar needed private ones; what firms pay goes into the broker's business account, which lasts.
"""
MOST_ROUNDS = 100_000
"""Rounds in which one batch may ask for an offer while its patience lasts."""
YEAR = 365 * DAY

Path = tuple[str, ...]


class Load(NamedTuple):
    """Something that happens again and again: the key that it depends on most, what it is, and its expected number."""

    path: Path
    what: str
    expected: float


class TooMuch(NamedTuple):
    """More than is possible: the key that it depends on most, and the sentence."""

    path: Path
    said: str


_DEALS, _PEOPLE = "batches of cash", "people"


def loads(phases: Sequence[tuple[int, Scenario]]) -> list[Load]:
    """What is expected in one replication of one world, whose scenarios are in force from given ticks on, the first from 0.

    Of clients who wait for each deal to end, as many batches as there would be if it ended at once.
    """
    first = phases[0][1]
    ends = [tick for tick, _ in phases[1:]] + [first.ticks]
    spans = [(begin, end, scenario) for (begin, scenario), end in zip(phases, ends, strict=True)]
    found = [Load(("clients", name, "every"), _DEALS, _batches(spans, name)) for name in first.clients]
    for name in first.buyers.merchants:
        groups = [(end - begin, scenario.buyers.merchants[name]) for begin, end, scenario in spans]
        orders = sum(span / one.every * one.count for span, one in groups if one.appetite) + groups[0][1].count
        found.append(Load(("buyers", "merchants", name, "every"), "orders for dollars", orders))
    for name in first.buyers.savers:
        wishes = sum((end - begin) / YEAR * one.buyers.savers[name].people for begin, end, one in spans)
        found.append(Load(("buyers", "savers", name, "people"), "wishes for dollars", wishes))
    for name in first.ordinary:
        acts = sum((end - begin) / scenario.ordinary[name].every.mean() for begin, end, scenario in spans)
        found.append(Load(("ordinary", name, "every"), "acts of people outside the scheme", acts))
    return found


def deals(found: Sequence[Load]) -> float:
    """The deals among what is expected."""
    return sum(load.expected for load in found if load.what == _DEALS)


def too_much(phases: Sequence[tuple[int, Scenario]]) -> Iterator[TooMuch]:
    """What of one replication of one world is beyond what any run could carry out."""
    found, ticks = loads(phases), phases[0][1].ticks
    yield from _beyond([one for one in found if one.what == _DEALS], MOST_DEALS)
    yield from _beyond([one for one in found if one.what != _DEALS], MOST_OTHERS)
    coming = deals(found)
    for _, scenario in phases:
        if coming <= MOST_DEALS:  # with more, what is done for each deal is not what must change
            yield from _beyond([*_repeated(scenario, coming, ticks)], MOST_OTHERS)
            yield from _beyond([*_accounts(scenario, coming)], MOST_ACCOUNTS)
        yield from _beyond([*_people(scenario)], MOST_PEOPLE)
        for name, client in scenario.clients.items():
            rounds = _rounds(scenario, client)
            if rounds > MOST_ROUNDS:
                said = f"a batch without an offer would ask about {_number(rounds)} times while its patience lasts"
                yield TooMuch(("clients", name, "asks_again_after"), f"{said}; at most {MOST_ROUNDS:,} are possible")


def _beyond(found: Sequence[Load], most: int) -> Iterator[TooMuch]:
    """The largest of some loads, when all together are too many."""
    total = sum(load.expected for load in found)
    if total > most:
        largest = max(found, key=lambda load: load.expected)
        of_all = " of all together" if total > 1.01 * largest.expected else ""
        said = f"about {_number(total)} {largest.what}{of_all} are expected in one replication"
        how = "let there be fewer, or less often, or shorten the horizon"
        yield TooMuch(largest.path, f"{said}, and at most {most:,} are possible: {how}")


def _batches(spans: Sequence[tuple[int, int, Scenario]], name: str) -> float:
    """Batches of one client: the first after a while, then one after the other, until there have been all."""
    first, found = spans[0][2].clients[name].first_after.mean(), 0.0
    for begin, end, scenario in spans:
        terms = scenario.clients[name]
        if end <= first or (terms.batches is not None and found >= terms.batches):
            continue
        come = (end - max(begin, first)) / terms.every.mean() + (begin <= first)
        found = found + come if terms.batches is None else min(found + come, terms.batches)
        if terms.amount.constant == 0:
            found -= come
    return max(found, 0.0)


def _accounts(scenario: Scenario, coming: float) -> Iterator[Load]:
    if (turnover := scenario.mirror.account_turnover) is not None:
        yield Load(
            ("mirror", "account_turnover"), "accounts in China", _cash(scenario, coming) / max(turnover.mean(), 1)
        )


def _cash(scenario: Scenario, coming: float) -> float:
    """Cents in so many batches, all of the client whose batches are the largest."""
    return coming * max(client.amount.mean() for client in scenario.clients.values())


def _rounds(scenario: Scenario, client: Client) -> float:
    return client.patience / (client.asks_again_after + scenario.handover.quotes.takes.mean())


def _people(scenario: Scenario) -> Iterator[Load]:
    for name, broker in scenario.brokers.items():
        yield Load(("brokers", name, "couriers"), "couriers and savers", broker.count * broker.couriers)
    for name, savers in scenario.buyers.savers.items():
        yield Load(("buyers", "savers", name, "people"), "couriers and savers", savers.people)


def _repeated(scenario: Scenario, coming: float, ticks: int) -> Iterator[Load]:
    """What is done for deals again and again, so finely that it may cost more than all the rest."""
    cash = _cash(scenario, coming)
    if (bulk := scenario.channels.bulk_cash) is not None:
        visits = min(cash / bulk.per_visit, ticks / DAY * bulk.visits_per_day)
        yield Load(("channels", "bulk_cash", "per_visit"), "visits to banks", visits)
    if scenario.goods is not None:
        yield Load(("goods", "sale", "parts"), "sales of parts of shipments", coming * scenario.goods.sale.parts)


def _number(count: float) -> str:
    """A number in three figures: 31,500,000, or 7.8e+12."""
    return f"{float(f'{count:.3g}'):,.0f}" if count < 1e12 else f"{count:.1e}"
