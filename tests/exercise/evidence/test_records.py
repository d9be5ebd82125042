"""The records agree with the journal to the cent and to the minute, and with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from mirrorsim.books.journal import HEAD
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.wording import amount_text, utc_text
from mirrorsim.scheme import events, transactions
from mirrorsim.units.time import MINUTE
from tests.exercise.shipped import SHIPPED, Shipped, evidence_of

US = ZoneInfo("America/Los_Angeles")


def journal(evidence: Evidence, kind: transactions.Kind) -> list[list[int]]:
    for one, table in evidence.record.journal.tables():
        if one is kind:
            case = evidence.case
            return [row for row in table.tolist() if row[2] >= 0 and case.since <= row[1] < case.until]
    return []


def at(evidence: Evidence, tick: int) -> str:
    return utc_text(evidence.scenario.start, tick)


def guilty(evidence: Evidence, view: str, *activities: str) -> list[dict[str, str]]:
    return [
        {"time": at(evidence, row.tick), **{name: str(cell) for name, cell in row.cells.items()}}
        for row in evidence.rows.get(view, [])
        if row.in_scheme and row.activity is not None and (not activities or row.activity.kind in activities)
    ]


@pytest.fixture(params=SHIPPED)
def evidence(request: pytest.FixtureRequest) -> Evidence:
    return evidence_of(request.param)


def test_deposits_are_the_journals(evidence: Evidence) -> None:
    owner, ids = evidence.record.chart, evidence.case.identities
    booked = Counter(
        (at(evidence, row[1]), ids.account(owner[row[HEAD + 4]].owner), amount_text(row[HEAD + 5]))
        for row in journal(evidence, transactions.BANK_DEPOSIT)
    )
    seen = Counter((row["time"], row["account"], row["paid_in_usd"]) for row in guilty(evidence, "bank_statements"))
    assert booked == seen
    assert booked


def test_yuan_are_the_journals(evidence: Evidence) -> None:
    owner, ids = evidence.record.chart, evidence.case.identities
    booked: Counter[tuple[str, str, str, str]] = Counter()
    for row in journal(evidence, transactions.MIRROR_SWAP):
        moves = [(row[6], row[7], row[8])]
        if owner[row[7]].owner != owner[row[10]].owner:
            moves.append((row[9], row[10], row[11]))
        if row[14]:
            moves.append((row[12], row[13], row[14]))
        for source, target, fen in moves:
            booked[
                at(evidence, row[1]),
                ids.account(owner[source].owner, "cn"),
                ids.account(owner[target].owner, "cn"),
                amount_text(fen),
            ] += 1
    for row in journal(evidence, transactions.SECOND_MIRROR):
        key = (ids.account(owner[row[6]].owner, "cn"), ids.account(owner[row[7]].owner, "cn"))
        booked[at(evidence, row[1]), *key, amount_text(row[8])] += 1
    rows = guilty(evidence, "cn_account_list", "yuan", "gathering", "premium", "second")
    seen = Counter((row["time"], row["from_account"], row["to_account"], row["amount_cny"]) for row in rows)
    assert booked == seen


def test_counted_cash_is_what_was_swapped(evidence: Evidence) -> None:
    booked = Counter(
        (at(evidence, row[1]), f"{row[5] // 100:,}.{row[5] % 100:02d}")
        for row in journal(evidence, transactions.MIRROR_SWAP)
    )
    notes = guilty(evidence, "device_extracts", "count")
    assert len(notes) == booked.total()
    for time, amount in booked:
        assert any(note["time"] == time and amount in note["content"] for note in notes)


def test_goods_are_the_journals(evidence: Evidence) -> None:
    booked = Counter(
        (at(evidence, row[1]), amount_text(row[5])) for row in journal(evidence, transactions.GOODS_PURCHASE)
    )
    seen = Counter((row["time"], row["amount_cny"]) for row in guilty(evidence, "invoices"))
    assert booked == seen
    landed = Counter(
        at(evidence, time)
        for time, _, code, *_ in np.frombuffer(evidence.record.events, dtype=np.int64).reshape(-1, 6).tolist()
        if code == events.LANDED.code and evidence.case.since <= time < evidence.case.until
    )
    assert landed == Counter(row["time"] for row in guilty(evidence, "customs_declarations"))


def test_reports_add_up_the_statements(evidence: Evidence) -> None:
    statements = evidence.frames["bank_statements"]
    cash: dict[tuple[str, str], float] = defaultdict(float)
    for row in statements[statements["entry"] == "cash deposit"].itertuples():
        utc = datetime.fromisoformat(row.time).replace(tzinfo=UTC)
        cash[row.account, utc.astimezone(US).date().isoformat()] += float(row.paid_in_usd)
    reports = evidence.frames["ctr"]
    assert len(reports)
    for row in reports.itertuples():
        assert float(row.cash_in_usd) == pytest.approx(cash[row.account, row.day], abs=0.001)
        assert float(row.cash_in_usd) > 10_000


def test_reports_of_the_run_are_in_the_records(each: Shipped) -> None:
    """What the run's own bank reported that day is not more than what the record reports."""
    evidence, names = each.evidence, each.evidence.record.names
    reported = Counter(
        deal
        for time, deal, code, _, _, kind in np.frombuffer(evidence.record.events, dtype=np.int64)
        .reshape(-1, 6)
        .tolist()
        if code == events.REPORT.code
        and names[kind] == "ctr"
        and deal >= 0
        and evidence.case.since <= time < evidence.case.until
    )
    assert reported.total() > 0
    assert len(evidence.rows["ctr"]) >= reported.total() / 2


def test_papers_name_each_other(evidence: Evidence) -> None:
    if "bills_of_lading" not in evidence.frames:
        # an exercise without trade has none of its papers
        assert not {"customs_declarations", "invoices"} & evidence.frames.keys()
        return
    bills, entries, invoices = (
        evidence.frames[view] for view in ("bills_of_lading", "customs_declarations", "invoices")
    )
    known = bills.set_index("id")
    joined = entries[entries["bill"].isin(known.index)]
    assert len(joined)
    for row in joined.itertuples():
        assert known.loc[row.bill, "consignee"] == row.importer
    sold = invoices.set_index("id")
    for row in bills[bills["invoice"].isin(sold.index)].itertuples():
        assert sold.loc[row.invoice, "buyer"] == row.consignee
        assert sold.loc[row.invoice, "goods"] == row.goods


def test_noise_is_what_was_asked_for(evidence: Evidence) -> None:
    for view, rows in evidence.rows.items():
        assert sum(not row.in_scheme for row in rows) >= 0.8 * len(rows), view


def test_mirrors_are_equal_in_value_and_minute(each: Shipped) -> None:
    rate = each.pack.key.rate_cny
    frames = each.evidence.frames
    yuan = frames["cn_account_list"].set_index("id")
    times = {id_: time for frame in frames.values() for id_, time in zip(frame["id"], frame["time"], strict=True)}
    assert len(each.pack.key.mirrors) >= 8
    for mirror in each.pack.key.mirrors:
        assert mirror.cny / 100 == pytest.approx(mirror.usd / 100 * rate, abs=0.02)
        assert {times[id_] for id_ in mirror.cash + mirror.yuan} == {f"{mirror.at:%Y-%m-%d %H:%M}"}
        assert all(yuan.loc[id_, "amount_cny"] == amount_text(mirror.cny) for id_ in mirror.yuan)
    wires = frames["bank_statements"]
    assert (wires["entry"] == "wire from abroad").any()


def test_no_cash_meets_yuan_by_accident(each: Shipped) -> None:
    """What a team can find by value and minute is only what the scheme did."""
    evidence, rate = each.evidence, Fraction(str(each.pack.key.rate_cny))
    cash, yuan = defaultdict(list), defaultdict(list)
    for activity in evidence.case.activities:
        if activity.kind in ("count", "deposit"):
            cash[activity.tick // MINUTE].append((activity, round(activity.cents * rate / 100)))
        elif activity.fen and activity.kind != "wire":
            yuan[activity.tick // MINUTE].append((activity, round(activity.fen / 100)))
    pairs = [
        (one, other)
        for minute in cash.keys() & yuan.keys()
        for one, worth in cash[minute]
        for other, value in yuan[minute]
        if abs(worth - value) <= 1
    ]
    assert pairs
    assert all(one.in_scheme and other.in_scheme for one, other in pairs)


def test_tellers_are_at_their_counters_in_office_hours_only(evidence: Evidence) -> None:
    statements = evidence.frames["bank_statements"]
    cash = statements[statements["entry"] == "cash deposit"]
    for row in cash.itertuples():
        local = datetime.fromisoformat(row.time).replace(tzinfo=UTC).astimezone(US)
        is_open = local.weekday() < 6 and 9 <= local.hour < 18
        assert row.place.startswith("branch ") == is_open, row
    assert evidence.frames["teller_notes"]["place"].str.startswith("branch ").all()


def test_cash_that_is_banked_at_once_is_handed_over_where_the_bank_takes_it(evidence: Evidence) -> None:
    placed = {
        row.activity.swap: row.cells["place"]
        for row in evidence.rows["bank_statements"]
        if row.in_scheme and row.activity
    }
    watched = [
        row
        for row in evidence.rows["surveillance_log"]
        if row.in_scheme and row.activity and row.activity.kind == "meeting"
    ]
    banked = [row for row in watched if row.activity and row.activity.swap in placed]
    assert banked
    for row in banked:
        assert row.activity
        assert row.cells["place"] == f"in front of {placed[row.activity.swap]}"
    # ordinary meetings are there as often: the place alone says nothing
    ordinary = [
        row
        for row in evidence.rows["surveillance_log"]
        if not row.in_scheme and row.activity and row.activity.kind == "meeting"
    ]
    share = sum(str(row.cells["place"]).startswith("in front of") for row in ordinary) / len(ordinary)
    assert share == pytest.approx(len(banked) / len(watched), abs=0.15)


def test_who_is_in_custody_is_silent() -> None:
    evidence = evidence_of("cold-case")
    ids, stops = (
        evidence.case.identities,
        [activity for _, activity in evidence.case.activities_of("stop") if activity.in_scheme],
    )
    assert len(stops) >= 3
    calls = evidence.frames["phone_records"]
    for activity in stops:
        later = calls[calls["time"] > at(evidence, activity.tick)]
        assert ids.phone(activity.party) not in {*later["caller"], *later["called"]}


def test_the_patrol_of_cold_case_tells_the_truth() -> None:
    """Its inject says whom it stopped from the middle of March to the day: a dozen, two of them without papers."""
    log = evidence_of("cold-case").frames["surveillance_log"]
    stops = log[log["note"].str.startswith("stopped:") & log["time"].between("2020-03-15", "2020-04-14 07:00")]
    assert stops["note"].str.contains("person arrested").sum() == 2
    assert 10 <= len(stops) <= 14
