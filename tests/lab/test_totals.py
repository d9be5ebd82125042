"""The totals are the same however a run is cut, add up over regions, and give what the whole arrays give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.books.journal import Postings
from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.accumulator import Accumulator, totals_of
from mirrorsim.lab.deals import channels_of_deals, deal_times, waterfall
from mirrorsim.lab.measures.deals import promised
from mirrorsim.lab.measures.registry import measures_of, measures_of_arrays
from mirrorsim.lab.record_arrays import RecordArrays, arrays_of
from mirrorsim.lab.survival import kaplan_meier
from mirrorsim.lab.totals import RunTotals, merge_totals
from mirrorsim.scheme import events
from mirrorsim.scheme.accounts import STAGES
from mirrorsim.units.time import DAY
from mirrorsim.world.build import simulate, stream
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import network
from tests.helpers.profiles import examples
from tests.helpers.worlds import factbox

PHASES = network("horizon=70 days").variants()[0].phases
WARM_UP = 20 * DAY + 12345
TIME, DEAL, EVENT, PARTY, AMOUNT, DETAIL = range(len(COLUMNS))


@pytest.fixture(scope="module")
def record() -> RecordedReplication:
    return simulate(PHASES, "baseline", 11, 0)


def values(totals: RunTotals) -> dict[str, float]:
    return {name: one.value for name, one in measures_of(totals).items()}


@given(st.integers(1, 30_000), st.sampled_from([DAY // 3, DAY, 9 * DAY]), st.sampled_from([0, 1, WARM_UP]))
@settings(max_examples=examples(10), deadline=None)
def test_measures_do_not_depend_on_blocks(record: RecordedReplication, most: int, slice_: int, since: int) -> None:
    accumulator = Accumulator(since)
    run = stream(PHASES, "baseline", 11, 0, [accumulator], slice=slice_, most=most)
    assert values(accumulator.end(run)) == {
        name: one.value for name, one in measures_of_arrays(arrays_of(record, since)).items()
    }


# -- computed from the whole arrays, by other means ---------------------------------------------------------------------


def rows(record: RecordedReplication, event: events.Event, since: int = 0) -> np.ndarray:
    found = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
    return found[(found[:, EVENT] == event.code) & (found[:, TIME] >= since)]


def moved(record: RecordedReplication, kind: str, leg: str, since: int) -> int:
    """Minor units by a leg of a kind, from the journal's rows."""
    for one, table in record.journal.tables():
        if one.name == kind:
            return int(table[table[:, 1] >= since, 3 + 3 * one.legs.index(leg) + 2].sum())
    return 0


def grown(record: RecordedReplication, since: int, role: str, asset: str) -> int:
    entries = record.postings
    mine = [code for code, one in enumerate(record.chart.accounts) if (one.role, one.asset.name) == (role, asset)]
    return int(entries.amount[np.isin(entries.account, mine) & (entries.time >= since)].sum())


@pytest.mark.parametrize("since", [0, WARM_UP])
def test_measures_are_what_the_whole_arrays_say(record: RecordedReplication, since: int) -> None:
    run = arrays_of(record, since)
    found = values(totals_of(run))
    days = (record.horizon - since) / DAY
    rates = record.scenario.rates

    cash = rows(record, events.HANDED_OVER, since)[:, AMOUNT]
    assert found["pickups_per_week"] == pytest.approx(7 * len(cash) / days)
    assert found["pickup_usd_mean"] == pytest.approx(cash.mean() / 100)
    assert found["throughput_usd_per_day"] == pytest.approx(
        grown(record, since, "client", "MXN") / float(rates.MXN) / 100 / days
    )
    assert found["yuan_moved_usd"] == pytest.approx(
        moved(record, "mirror_swap", "yuan", since) / float(rates.CNY) / 100
    )
    assert found["premium_pct"] == pytest.approx(
        100 * moved(record, "mirror_swap", "premium", since) / moved(record, "mirror_swap", "yuan", since)
    )
    agreed = rows(record, events.AGREED, since)
    assert found["commission_pct"] == pytest.approx(np.average(agreed[:, DETAIL] / 1e4, weights=agreed[:, AMOUNT]))
    assert found["cash_dollars_wanted_usd"] == pytest.approx(rows(record, events.WANTED, since)[:, AMOUNT].sum() / 100)

    curve = kaplan_meier(*deal_times(run))
    assert curve is not None
    assert found["delay_days_mean"] == curve.restricted_mean()
    assert found.get("delay_days_median") == curve.quantile(0.5)

    taken, shares = channels_of_deals(run), dict.fromkeys(("mirror", "goods", "bulk_cash", "bmpe"), 0)
    for row in rows(record, events.DELIVERED, since).tolist():
        shares[taken.get(row[DEAL], "mirror")] += row[DETAIL]
    total = sum(shares.values())
    assert {name: found.get(f"channel_share.{name}", 0) for name in shares} == pytest.approx(
        {name: cents / total for name, cents in shares.items()}
    )

    for step in ("buyer", "pesos", "courier"):
        begins = [row for row in rows(record, events.WAITS, since).tolist() if record.names[row[PARTY]] == step]
        ends = [row for row in rows(record, events.GOES_ON, since).tolist() if record.names[row[PARTY]] == step]
        over = {(row[DEAL], row[TIME] - row[DETAIL]): row[DETAIL] for row in ends}
        waits = [over.get((row[DEAL], row[TIME]), record.horizon - row[TIME]) for row in begins]
        served = {"buyer": events.BUYER, "pesos": events.PESOS_FOUND, "courier": events.COURIER}[step]
        visits = len(rows(record, served, since)) + sum((row[DEAL], row[TIME]) not in over for row in begins)
        assert found.get(f"wait_days.{step}", 0) == pytest.approx(sum(waits) / max(visits, 1) / DAY)

    filed = rows(record, events.REPORT, since)
    for code in set(filed[:, DETAIL].tolist()):
        assert found[f"reports_filed.{record.names[code]}"] == (filed[:, DETAIL] == code).sum()
    assert found["in_flight_usd"] == sum(waterfall(run)[stage] for stage in STAGES) / 100


@pytest.mark.parametrize("policy", ["second-mirror", "trade"])
def test_what_was_promised_is_the_waterfall(policy: str) -> None:
    one = simulate(factbox().policies[policy].phases, policy, 7, 0)
    assert promised(totals_of(arrays_of(one))) == waterfall(arrays_of(one))


# -- regions that add up ------------------------------------------------------------------------------------------------


def beside(one: RecordArrays, other: RecordArrays) -> RecordArrays:
    """Two runs as one: what is numbered in the second is numbered on from the first."""
    accounts, kinds = len(one.accounts), one.entries.kinds
    names = list(dict.fromkeys((*one.names, *other.names)))
    renamed = np.array([names.index(name) for name in other.names])
    codes = {kind.name: code for code, kind in enumerate(kinds)}
    new = [kind for kind in other.entries.kinds if kind.name not in codes]
    all_kinds = (*kinds, *new)
    codes |= {kind.name: len(kinds) + number for number, kind in enumerate(new)}
    a, b = one.entries, other.entries
    columns = {
        "txn": b.txn + 10**6,
        "time": b.time,
        "deal": np.where(b.deal >= 0, b.deal + 2**61, b.deal),
        "kind": np.array([codes[kind.name] for kind in b.kinds])[b.kind],
        "leg": b.leg,
        "account": b.account + accounts,
        "amount": b.amount,
    }
    order = np.argsort(np.concatenate((a.time, b.time)), kind="stable")
    entries = Postings(
        all_kinds, *(np.concatenate((getattr(a, name), column))[order] for name, column in columns.items())
    )
    steps = other.events.copy()
    steps[:, DEAL] = np.where(steps[:, DEAL] >= 0, steps[:, DEAL] + 2**61, steps[:, DEAL])
    steps[:, PARTY] = renamed[steps[:, PARTY]]
    named = np.isin(steps[:, EVENT], [events.REPORT.code, events.HOLDS_YUAN.code])
    steps[named, DETAIL] = renamed[steps[named, DETAIL]]
    return replace(
        one,
        accounts=[*one.accounts, *other.accounts],
        entries=entries,
        events=np.concatenate((one.events, steps)),
        names=names,
    )


@pytest.mark.parametrize("since", [0, WARM_UP])
def test_totals_of_regions_merge_into_that_of_the_whole(record: RecordedReplication, since: int) -> None:
    north, south = arrays_of(record, since), arrays_of(simulate(PHASES, "baseline", 12, 3), since)
    whole, merged = totals_of(beside(north, south)), merge_totals([totals_of(north), totals_of(south)])
    assert sorted(merged.closed_durations) == sorted(whole.closed_durations)
    assert sorted(merged.open_durations) == sorted(whole.open_durations)
    for where, sums in whole.steps.items():
        if where[0] not in ("holds_yuan", "report"):  # whose details are numbers of names, which add up to nothing
            assert merged.steps[where] == sums
    assert values(merged) == values(whole)


def test_merging_leaves_its_parts_alone(record: RecordedReplication) -> None:
    north, south = totals_of(arrays_of(record)), totals_of(arrays_of(record))
    merge_totals([north, south])
    assert values(north) == values(south) == values(merge_totals([north]))


def test_only_what_is_alike_is_merged(record: RecordedReplication) -> None:
    with pytest.raises(ValueError, match="the same time, warm-up and rates"):
        merge_totals([totals_of(arrays_of(record)), totals_of(arrays_of(record, WARM_UP))])


def test_sums_of_ticks_do_not_overflow() -> None:
    five_years, many = 5 * 365 * DAY, 200_000
    steps = np.zeros((many, len(COLUMNS)), dtype=np.int64)
    steps[:, TIME], steps[:, EVENT], steps[:, DETAIL] = five_years, events.WAITS.code, -3
    accumulator = Accumulator()
    nothing = np.empty(0, dtype=np.int64)
    accumulator.add(Postings((), *(nothing for _ in range(7))), steps, ["buyer"], 0)
    sums = accumulator.close([], ["buyer"], five_years, 1.0, 1.0).sums(events.WAITS, "buyer")
    assert (sums.count, sums.time, sums.detail) == (many, many * five_years, -3 * many)
    assert sums.time > 2**63
