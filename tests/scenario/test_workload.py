"""What a run would bring, from its distributions' means, held against runs; and what is refused because it would never end."""

from __future__ import annotations

import math

import pytest

from mirrorsim.scenario.load import Loaded, load_scenario, load_text
from mirrorsim.scenario.problems import Problem, ScenarioError
from mirrorsim.scenario.shipped import shipped
from mirrorsim.scenario.workload import MOST_DEALS, MOST_OTHERS, MOST_PEOPLE, deals, loads, too_much
from mirrorsim.units.time import DAY
from mirrorsim.world.build import simulate
from tests.helpers.worlds import events

TEXT = """\
mirrorsim: 1
name: much
title: t
start: 2021-01-01
horizon: 100 days
rates: {CNY: 6.45, MXN: 20.30}
clients: {cell: {every: 4 days, amount: 1000 USD}}
brokers: {alfa: {commission: 1.5 %}}
buyers: {merchants: {shops: {every: 5 days}}}
goods: {ports: {manta: {}}}
repatriation: {choose: goods}
sources: {"*": assumption}
"""


def world(*changes: tuple[str, str]) -> Loaded:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return load_text(text, "f.yaml")


def expected(*changes: tuple[str, str]) -> dict[str, float]:
    return {".".join(one.path): one.expected for one in loads(world(*changes).variants()[0].phases)}


def refused(*changes: tuple[str, str]) -> Problem:
    with pytest.raises(ScenarioError) as caught:
        world(*changes)
    (one,) = caught.value.problems
    return one


# -- what is expected -----------------------------------------------------------------------------------------------------


def test_every_source_is_counted_from_its_means() -> None:
    more = "ordinary: {o: {does: import, every: {uniform: {low: 1 h, high: 3 h}}, amount: 1 USD}}\nsources"
    savers = "}}, savers: {s: {people: 365, wanted_per_year: 9 USD}}}\ngoods"
    found = expected(("shops: {", "shops: {count: 7, "), ("}}}\ngoods", savers), ("sources", more))
    assert found["clients.cell.every"] == 26  # one at once, and 25 in a hundred days
    assert found["buyers.merchants.shops.every"] == 7 * 20 + 7
    assert found["buyers.savers.s.people"] == pytest.approx(100)
    assert found["ordinary.o.every"] == pytest.approx(1200)


@pytest.mark.parametrize(
    ("terms", "batches"),
    [
        ("batches: 3", 3),
        ("batches: 0", 0),
        ("first_after: 60 days", 11),
        ("first_after: 101 days", 0),
        ("first_after: 99 days", 1.25),
        ("batches: 9, first_after: 80 days", 6),
    ],
)
def test_a_clients_batches_end_and_begin(terms: str, batches: float) -> None:
    others = "{cell: {every: 4 days, amount: 1000 USD}, other: {every: 4 days, TERMS}}".replace("TERMS", terms)
    found = expected(("{cell: {every: 4 days, amount: 1000 USD}}", others))
    assert found["clients.other.every"] == pytest.approx(batches)


def test_a_dated_change_counts_from_its_date() -> None:
    change = "timeline: [{name: n, since: 2021-02-20, change: {clients: {cell: {every: 1 day}}}}]\nsources"
    assert expected(("sources", change))["clients.cell.every"] == pytest.approx(1 + 50 / 4 + 50)
    change = change.replace("every: 1 day", "every: 1 day, batches: 20")
    assert expected(("sources", change))["clients.cell.every"] == 20


@pytest.mark.parametrize("name", ["network", "oregon", "sze", "trade-war", "mm1"])
def test_as_many_batches_come_as_are_expected(name: str) -> None:
    """The mean over some runs, within four standard errors of what chance may do (Poisson's at the most)."""
    phases = load_scenario(name, ["horizon=120 days"]).variants()[0].phases
    runs, come = 6, 0
    for replication in range(runs):
        record = simulate(phases, "p", 5, replication)
        come += sum(one["name"] == "batch" for one in events(record))
    told = runs * deals(loads(phases))
    assert told > 50
    assert abs(come - told) < 4 * math.sqrt(told), (come, told)


# -- what is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_stays_far_below_what_is_refused(name: str) -> None:
    """National, five years of the whole country, is in eight worlds, of which the largest is a thirteenth of what is possible."""
    for variant in load_scenario(name).variants():
        for _, phases in variant.worlds:
            found = loads(phases)
            assert deals(found) < MOST_DEALS / 10
            assert sum(one.expected for one in found) < MOST_OTHERS / 10
            assert not [*too_much(phases)]


@pytest.mark.parametrize(
    ("changes", "line", "path", "says"),
    [
        ([("every: 5 days", "every: 1 us")], 9, "buyers.merchants.shops.every", "about 8.6e+12 orders for dollars are expected"),
        ([("every: 4 days", "every: {exponential: {mean: 1 s}}")], 7, "clients.cell.every", "about 8,640,000 batches of cash"),
        ([("every: 4 days", "every: 1 s")], 7, "clients.cell.every", "at most 5,000,000 are possible"),
        ([("every: 5 days", "every: 1 min, count: 1000")], 9, "buyers.merchants.shops.every", "orders for dollars"),
        (
            [("sources", "ordinary: {o: {does: import, every: 1 s, amount: 1 USD}}\nsources"), ("100 days", "10 years")],
            12, "ordinary.o.every", "about 316,000,000 acts of people outside the scheme",
        ),
        ([("every: 4 days", "every: 4 days, asks_again_after: 1 us"), ("goods:", "handover: {quotes: {takes: 0 s}}\ngoods:")],
         7, "clients.cell.asks_again_after", "a batch without an offer would ask about 2.6e+12 times"),
        ([("commission: 1.5 %", "count: 100000, couriers: 10000")], 8, "brokers.alfa.couriers", "1,000,000,000 couriers"),
        ([("{merchants: {shops: {every: 5 days}}}", "{savers: {s: {people: 100000000, wanted_per_year: 1 USD}}}")],
         9, "buyers.savers.s.people", "100,000,000 couriers and savers"),
        ([("1000 USD", "10000000 USD"), ("goods:", "mirror: {account_turnover: 50 USD}\ngoods:")],
         10, "mirror.account_turnover", "about 5,200,000 accounts in China"),
        ([("every: 4 days", "every: 2 min"), ("{manta: {}}", "{manta: {}}, sale: {parts: 1000, every: 0 s}")],
         10, "goods.sale.parts", "about 72,000,000 sales of parts of shipments"),
    ],
)  # fmt: skip
def test_what_no_run_could_carry_out_is_refused_with_its_place(
    changes: list[tuple[str, str]], line: int, path: str, says: str
) -> None:
    found = refused(*changes)
    assert (found.file, found.line, found.path) == ("f.yaml", line, path), found
    assert says in found.message


def test_the_largest_source_is_named_and_all_count() -> None:
    many = ", ".join(f"c{number}: {{every: 30 s, amount: 1000 USD}}" for number in range(30))
    found = refused(("{cell: {every: 4 days, amount: 1000 USD}}", f"{{{many}, big: {{every: 20 s}}}}"))
    assert found.path == "clients.big.every"
    assert "about 9,070,000 batches of cash" in found.message


def test_a_change_that_makes_it_too_much_is_blamed_for_it() -> None:
    found = refused(("sources", "policies: {a: {}, b: {change: {clients: {cell: {every: 1 s}}}}}\nsources"))
    assert (found.line, found.column, found.path) == (12, 56, "policies.b.change.clients.cell.every")
    found = refused(("sources", "regions: {r: {change: {buyers: {merchants: {shops: {every: 1 us}}}}}}\nsources"))
    assert (found.line, found.path) == (12, "regions.r.change.buyers.merchants.shops.every")


def test_one_below_the_most_is_taken() -> None:
    seconds = 100 * DAY // 1_000_000
    assert world(("every: 4 days", f"every: {seconds / (MOST_DEALS - 2):.6f} s"))
    assert refused(("every: 4 days", f"every: {seconds / (MOST_DEALS + 60):.6f} s"))
    assert world(("commission: 1.5 %", f"count: {MOST_PEOPLE // 1000}, couriers: 1000"))
    assert refused(("commission: 1.5 %", f"count: {MOST_PEOPLE // 1000 + 1}, couriers: 1000"))


def test_a_world_in_which_nobody_ever_has_cash_is_refused() -> None:
    found = refused(("every: 4 days", "batches: 0"))
    assert (found.line, found.column, found.path) == (7, 27, "clients.cell.batches")
    assert (
        found.message
        == "nobody has a batch of cash under any policy, so nothing would happen: give a client one or more"
    )


@pytest.mark.parametrize(
    "more",
    [
        "policies: {quiet: {}, busy: {change: {clients: {cell: {batches: 3}}}}}",
        "timeline: [{name: n, since: 2021-02-01, change: {clients: {cell: {batches: 3}}}}]",
        "regions: {quiet: {}, busy: {change: {clients: {cell: {batches: 1}}}}}",
    ],
)
def test_a_policy_a_date_or_a_region_without_cash_is_taken(more: str) -> None:
    assert world(("every: 4 days", "batches: 0"), ("sources", f"{more}\nsources"))
