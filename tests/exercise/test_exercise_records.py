"""The records agree with the journal to the cent and to the minute, and with each other."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from packs import SHIPPED, Shipped, world_of

from mirrorsim.books.journal import HEAD
from mirrorsim.exercise.views.scene import moment, money
from mirrorsim.exercise.world import World
from mirrorsim.scheme import events, kinds


def journal(world: World, kind: kinds.Kind) -> list[list[int]]:
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
        for row in journal(world, kinds.BANK_DEPOSIT)
    )
    seen = Counter((row["time"], row["account"], row["paid_in_usd"]) for row in guilty(world, "bank_statements"))
    assert booked == seen
    assert booked


def test_yuan_are_the_journals(world: World) -> None:
    owner, ids = world.record.chart, world.scene.ids
    booked: Counter[tuple[str, str, str, str]] = Counter()
    for row in journal(world, kinds.MIRROR_SWAP):
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
    for row in journal(world, kinds.SECOND_MIRROR):
        key = (ids.account(owner[row[6]].owner, "cn"), ids.account(owner[row[7]].owner, "cn"))
        booked[at(world, row[1]), *key, money(row[8])] += 1
    rows = guilty(world, "cn_account_list", "yuan", "gathering", "premium", "second")
    seen = Counter((row["time"], row["from_account"], row["to_account"], row["amount_cny"]) for row in rows)
    assert booked == seen


def test_counted_cash_is_what_was_swapped(world: World) -> None:
    booked = Counter(
        (at(world, row[1]), f"{row[5] // 100:,}.{row[5] % 100:02d}") for row in journal(world, kinds.MIRROR_SWAP)
    )
    notes = guilty(world, "device_extracts", "count")
    assert len(notes) == booked.total()
    for time, amount in booked:
        assert any(note["time"] == time and amount in note["content"] for note in notes)


def test_goods_are_the_journals(world: World) -> None:
    booked = Counter((at(world, row[1]), money(row[5])) for row in journal(world, kinds.GOODS_PURCHASE))
    seen = Counter((row["time"], row["amount_cny"]) for row in guilty(world, "invoices"))
    assert booked == seen
    landed = Counter(
        at(world, time)
        for time, _, code, *_ in np.frombuffer(world.record.events, dtype=np.int64).reshape(-1, 6).tolist()
        if code == events.LANDED.code and world.scene.since <= time < world.scene.until
    )
    assert landed == Counter(row["time"] for row in guilty(world, "customs_declarations"))


def test_reports_add_up_the_statements(world: World) -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    statements = world.frames["bank_statements"]
    cash: dict[tuple[str, str], float] = defaultdict(float)
    for row in statements[statements["entry"] == "cash deposit"].itertuples():
        utc = datetime.fromisoformat(row.time).replace(tzinfo=UTC)
        cash[row.account, utc.astimezone(ZoneInfo("America/Los_Angeles")).date().isoformat()] += float(row.paid_in_usd)
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


def test_no_ordinary_cash_meets_ordinary_yuan(each: Shipped) -> None:
    """What a team can find by value and minute is only what the scheme did."""
    world, rate = each.world, float(each.pack.key["rate_cny"])
    counted = {}
    for row in world.rows["bank_statements"]:
        if row.cells["entry"] == "cash deposit" and not row.guilty:
            counted[moment(world.scenario.start, row.tick), round(float(str(row.cells["paid_in_usd"])) * rate)] = row
    for row in world.rows["cn_account_list"]:
        key = (moment(world.scenario.start, row.tick), round(float(str(row.cells["amount_cny"]))))
        assert key not in counted
