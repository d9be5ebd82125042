"""The records agree with the journal to the cent and to the minute, and with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from mirrorsim.books.journal import HEAD, TransactionType
from mirrorsim.exercise.views.scene import moment, money
from mirrorsim.exercise.world import World
from mirrorsim.scheme import events, transactions
from mirrorsim.units.time import MINUTE
from tests.exercise.packs import SHIPPED, Shipped, world_of

US = ZoneInfo("America/Los_Angeles")


def journal(world: World, kind: TransactionType) -> list[list[int]]:
    for one, table in world.record.journal.tables():
        if one is kind:
            scene = world.scene
            return [row for row in table.tolist() if row[2] >= 0 and scene.since <= row[1] < scene.until]
    return []


def at(world: World, tick: int) -> str:
    return moment(world.scenario.start, tick)


def guilty(world: World, view: str, *acts: str) -> list[dict[str, str]]:
    return [
        {"time": at(world, row.tick), **{name: str(cell) for name, cell in row.cells.items()}}
        for row in world.rows.get(view, [])
        if row.guilty and row.act is not None and (not acts or row.act.kind in acts)
    ]


@pytest.fixture(params=SHIPPED)
def world(request: pytest.FixtureRequest) -> World:
    return world_of(request.param)


def test_deposits_are_the_journals(world: World) -> None:
    owner, ids = world.record.chart, world.scene.ids
    booked = Counter(
        (at(world, row[1]), ids.account(owner[row[HEAD + 4]].owner), money(row[HEAD + 5]))
        for row in journal(world, transactions.BANK_DEPOSIT)
    )
    seen = Counter((row["time"], row["account"], row["paid_in_usd"]) for row in guilty(world, "bank_statements"))
    assert booked == seen
    assert booked


def test_yuan_are_the_journals(world: World) -> None:
    owner, ids = world.record.chart, world.scene.ids
    booked: Counter[tuple[str, str, str, str]] = Counter()
    for row in journal(world, transactions.MIRROR_SWAP):
        moves = [(row[6], row[7], row[8])]
        if owner[row[7]].owner != owner[row[10]].owner:
            moves.append((row[9], row[10], row[11]))
        if row[14]:
            moves.append((row[12], row[13], row[14]))
        for source, target, fen in moves:
            booked[
                at(world, row[1]),
                ids.account(owner[source].owner, "cn"),
                ids.account(owner[target].owner, "cn"),
                money(fen),
            ] += 1
    for row in journal(world, transactions.SECOND_MIRROR):
        key = (ids.account(owner[row[6]].owner, "cn"), ids.account(owner[row[7]].owner, "cn"))
        booked[at(world, row[1]), *key, money(row[8])] += 1
    rows = guilty(world, "cn_account_list", "yuan", "gathering", "premium", "second")
    seen = Counter((row["time"], row["from_account"], row["to_account"], row["amount_cny"]) for row in rows)
    assert booked == seen


def test_counted_cash_is_what_was_swapped(world: World) -> None:
    booked = Counter(
        (at(world, row[1]), f"{row[5] // 100:,}.{row[5] % 100:02d}") for row in journal(world, transactions.MIRROR_SWAP)
    )
    notes = guilty(world, "device_extracts", "count")
    assert len(notes) == booked.total()
    for time, amount in booked:
        assert any(note["time"] == time and amount in note["content"] for note in notes)


def test_goods_are_the_journals(world: World) -> None:
    booked = Counter((at(world, row[1]), money(row[5])) for row in journal(world, transactions.GOODS_PURCHASE))
    seen = Counter((row["time"], row["amount_cny"]) for row in guilty(world, "invoices"))
    assert booked == seen
    landed = Counter(
        at(world, time)
        for time, _, code, *_ in np.frombuffer(world.record.events, dtype=np.int64).reshape(-1, 6).tolist()
        if code == events.LANDED.code and world.scene.since <= time < world.scene.until
    )
    assert landed == Counter(row["time"] for row in guilty(world, "customs_declarations"))


def test_reports_add_up_the_statements(world: World) -> None:
    statements = world.frames["bank_statements"]
    cash: dict[tuple[str, str], float] = defaultdict(float)
    for row in statements[statements["entry"] == "cash deposit"].itertuples():
        utc = datetime.fromisoformat(row.time).replace(tzinfo=UTC)
        cash[row.account, utc.astimezone(US).date().isoformat()] += float(row.paid_in_usd)
    reports = world.frames["ctr"]
    assert len(reports)
    for row in reports.itertuples():
        assert float(row.cash_in_usd) == pytest.approx(cash[row.account, row.day], abs=0.001)
        assert float(row.cash_in_usd) > 10_000


def test_reports_of_the_run_are_in_the_records(each: Shipped) -> None:
    """What the run's own bank reported that day is not more than what the record reports."""
    world, names = each.world, each.world.record.names
    reported = Counter(
        deal
        for time, deal, code, _, _, kind in np.frombuffer(world.record.events, dtype=np.int64).reshape(-1, 6).tolist()
        if code == events.REPORT.code
        and names[kind] == "ctr"
        and deal >= 0
        and world.scene.since <= time < world.scene.until
    )
    assert reported.total() > 0
    assert len(world.rows["ctr"]) >= reported.total() / 2


def test_papers_name_each_other(world: World) -> None:
    if "bills_of_lading" not in world.frames:
        # an exercise without trade has none of its papers
        assert not {"customs_declarations", "invoices"} & world.frames.keys()
        return
    bills, entries, invoices = (world.frames[view] for view in ("bills_of_lading", "customs_declarations", "invoices"))
    known = bills.set_index("id")
    joined = entries[entries["bill"].isin(known.index)]
    assert len(joined)
    for row in joined.itertuples():
        assert known.loc[row.bill, "consignee"] == row.importer
    sold = invoices.set_index("id")
    for row in bills[bills["invoice"].isin(sold.index)].itertuples():
        assert sold.loc[row.invoice, "buyer"] == row.consignee
        assert sold.loc[row.invoice, "goods"] == row.goods


def test_noise_is_what_was_asked_for(world: World) -> None:
    for view, rows in world.rows.items():
        assert sum(not row.guilty for row in rows) >= 0.8 * len(rows), view


def test_mirrors_are_equal_in_value_and_minute(each: Shipped) -> None:
    rate = float(each.pack.key["rate_cny"])
    frames = each.world.frames
    yuan = frames["cn_account_list"].set_index("id")
    times = {id_: time for frame in frames.values() for id_, time in zip(frame["id"], frame["time"], strict=True)}
    assert len(each.pack.key["mirrors"]) >= 8
    for mirror in each.pack.key["mirrors"]:
        assert float(mirror["cny"]) == pytest.approx(float(mirror["usd"]) * rate, abs=0.02)
        assert {times[id_] for id_ in mirror["cash"] + mirror["yuan"]} == {mirror["at"]}
        assert all(yuan.loc[id_, "amount_cny"] == mirror["cny"] for id_ in mirror["yuan"])
    wires = frames["bank_statements"]
    assert (wires["entry"] == "wire from abroad").any()


def test_no_cash_meets_yuan_by_accident(each: Shipped) -> None:
    """What a team can find by value and minute is only what the scheme did."""
    world, rate = each.world, Fraction(each.pack.key["rate_cny"])
    cash, yuan = defaultdict(list), defaultdict(list)
    for act in world.scene.acts:
        if act.kind in ("count", "deposit"):
            cash[act.tick // MINUTE].append((act, round(act.cents * rate / 100)))
        elif act.fen and act.kind != "wire":
            yuan[act.tick // MINUTE].append((act, round(act.fen / 100)))
    pairs = [
        (one, other)
        for minute in cash.keys() & yuan.keys()
        for one, worth in cash[minute]
        for other, value in yuan[minute]
        if abs(worth - value) <= 1
    ]
    assert pairs
    assert all(one.guilty and other.guilty for one, other in pairs)


def test_tellers_are_at_their_counters_in_office_hours_only(world: World) -> None:
    statements = world.frames["bank_statements"]
    cash = statements[statements["entry"] == "cash deposit"]
    for row in cash.itertuples():
        local = datetime.fromisoformat(row.time).replace(tzinfo=UTC).astimezone(US)
        is_open = local.weekday() < 6 and 9 <= local.hour < 18
        assert row.place.startswith("branch ") == is_open, row
    assert world.frames["teller_notes"]["place"].str.startswith("branch ").all()


def test_cash_that_is_banked_at_once_is_handed_over_where_the_bank_takes_it(world: World) -> None:
    placed = {row.act.swap: row.cells["place"] for row in world.rows["bank_statements"] if row.guilty and row.act}
    watched = [row for row in world.rows["surveillance_log"] if row.guilty and row.act and row.act.kind == "meeting"]
    banked = [row for row in watched if row.act and row.act.swap in placed]
    assert banked
    for row in banked:
        assert row.act
        assert row.cells["place"] == f"in front of {placed[row.act.swap]}"
    # ordinary meetings are there as often: the place alone says nothing
    ordinary = [
        row for row in world.rows["surveillance_log"] if not row.guilty and row.act and row.act.kind == "meeting"
    ]
    share = sum(str(row.cells["place"]).startswith("in front of") for row in ordinary) / len(ordinary)
    assert share == pytest.approx(len(banked) / len(watched), abs=0.15)


def test_who_is_in_custody_is_silent() -> None:
    world = world_of("cold-case")
    ids, stops = world.scene.ids, [act for _, act in world.scene.of("stop") if act.guilty]
    assert len(stops) >= 3
    calls = world.frames["phone_records"]
    for act in stops:
        later = calls[calls["time"] > at(world, act.tick)]
        assert ids.phone(act.who) not in {*later["caller"], *later["called"]}


def test_the_patrol_of_cold_case_tells_the_truth() -> None:
    """Its inject says whom it stopped from the middle of March to the day: a dozen, two of them without papers."""
    log = world_of("cold-case").frames["surveillance_log"]
    stops = log[log["note"].str.startswith("stopped:") & log["time"].between("2020-03-15", "2020-04-14 07:00")]
    assert stops["note"].str.contains("person arrested").sum() == 2
    assert 10 <= len(stops) <= 14
