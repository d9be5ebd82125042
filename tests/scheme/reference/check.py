"""A world run by the program, and its deals held against the model, transaction by transaction.

`python -m tests.scheme.reference.check --worlds 1000` does so for many worlds.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

import mirrorsim
from mirrorsim.scenario.load import load_text
from tests.scheme.reference.deal import Deal
from tests.scheme.reference.ledgers import Books, Happening, Row, Transaction
from tests.scheme.reference.start import Shared, Unforeseen
from tests.scheme.reference.terms import World
from tests.scheme.reference.text import as_yaml
from tests.scheme.reference.worlds import draw

SPELLED = ("holds_yuan", "report")
"""Events whose detail is the number of a name."""


class Difference(NamedTuple):
    """Where a deal is not what the model says."""

    deal: str
    txn: int
    what: str


def held_against(world: World, met: Counter[str] | None = None) -> Iterator[Difference]:
    """Run a world, and tell for each of its deals the first transaction that is not as foretold.

    ``met`` counts the kinds of transaction that were foretold rightly.
    """
    rows, happenings = run(world)
    books = Books.of(rows)
    met = Counter() if met is None else met
    shared = Shared()
    position = 0
    models: dict[str, Iterator[Transaction]] = {}
    wrong: dict[str, Difference] = {}

    def held(account: str) -> int:
        return books.held(account, position)

    for name in {*happenings, *books.deals} - {""}:
        models[name] = Deal(world, shared, name, happenings[name], held).transactions()
    booked = sorted((number, name, one) for name, found in books.deals.items() if name for number, one in found)
    for position, name, found in booked:
        if name in wrong:
            continue
        foretold = _next(models[name])
        if foretold != found:
            wrong[name] = Difference(name, position, f"{_said(foretold)}: {foretold}\n   but booked is {found}")
        else:
            met[found.kind] += 1
    position = 1 << 60
    for name, model in models.items():
        if name not in wrong and (foretold := _next(model)) is not None:
            wrong[name] = Difference(name, position, f"{_said(foretold)}: {foretold}\n   but nothing is booked")
    yield from wrong.values()


def _next(model: Iterator[Transaction]) -> Transaction | str | None:
    try:
        return next(model, None)
    except (Unforeseen, ArithmeticError, LookupError) as problem:
        return f"unforeseen {type(problem).__name__} {problem}"


def _said(foretold: Transaction | str | None) -> str:
    return foretold.kind if isinstance(foretold, Transaction) else str(foretold).partition(":")[0]


def run(world: World) -> tuple[list[Row], dict[str, list[Happening]]]:
    """The rows of a world's journal, and its events by deal."""
    result = mirrorsim.run(load_text(as_yaml(world), "deals.yaml"), journal="all")
    (outcome,) = result.outcomes
    assert outcome.record is not None
    assert not outcome.findings, "the books do not balance: nothing that a model of deals is needed for"
    names = outcome.record.names
    journal, events = result.journal, result.events
    rows = [Row(*one) for one in _rows(journal, "txn", "at", "kind", "leg", "deal", "account", "amount")]
    found: dict[str, list[Happening]] = defaultdict(list)
    for at, name, deal, party, amount, detail in _rows(events, "at", "event", "deal", "party", "amount", "detail"):
        if deal is not None:
            found[deal].append(Happening(at, name, party, amount, names[detail] if name in SPELLED else detail))
    return rows, found


def _rows(frame: Any, *columns: str) -> Any:
    return zip(*(_column(frame[name]) for name in columns), strict=True)


def _column(column: Any) -> list[Any]:
    if column.name == "at":
        return (
            (column.to_numpy().astype("datetime64[us]") - np.datetime64("2021-01-01", "us")).astype(np.int64).tolist()
        )
    if column.dtype == "category":
        names = [*column.cat.categories, None]
        return [names[code] for code in column.cat.codes.tolist()]
    return column.tolist()


def main() -> int:
    """Hold many worlds against the model. Returns 1 when something is not as foretold."""
    asked = argparse.ArgumentParser(description="Hold the deals of random worlds against a model of one deal.")
    asked.add_argument("--worlds", type=int, default=1_000, help="how many worlds")
    asked.add_argument("--first", type=int, default=0, help="the number of the first")
    given = asked.parse_args()
    met: Counter[str] = Counter()
    wrong = 0
    for number in range(given.first, given.first + given.worlds):
        for difference in held_against(draw(number), met):
            wrong += 1
            print(f"world {number}, {difference.deal}, transaction {difference.txn}: {difference.what}")
    deals, transactions = met["street_sales"], sum(met.values())
    found = "all as foretold" if not wrong else f"{wrong} deals are not as foretold"
    print(f"{given.worlds:,} worlds, {deals:,} deals, {transactions:,} transactions: {found}")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
