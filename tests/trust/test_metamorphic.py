"""Metamorphic relations: what must follow when a scenario is changed in a way whose effect is known beforehand.

Each test says what exactly must be equal: every row, every row up to a factor or a name, or the distribution only.
`tests/world/test_inert.py` has more of what changes nothing, `tests/storm/test_storm_relations.py` the same for random worlds.
"""

from __future__ import annotations

import itertools
import pickle
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import ks_2samp

import mirrorsim
from mirrorsim.scenario.load import load_text
from tests.helpers.networks import network, wired
from tests.helpers.worlds import ROOT
from tests.trust.relations import Doc, Row, changed, clockwork, eventful, loaded, of_kind, ran, renamed, rows, scaled

WORLDS = {"clockwork": clockwork, "eventful": eventful}
both = pytest.mark.parametrize("name", list(WORLDS))


@cache
def usual(name: str) -> tuple[Row, ...]:
    return tuple(rows(ran(WORLDS[name]())))


def without_notes(found: Sequence[Row]) -> list[Row]:
    """Without the one-dollar notes that serve as receipts: they are worth a dollar in every world."""
    return [row for row in found if "note" not in row[2]]


@both
def test_these_worlds_have_both_ways_home_and_every_part_of_a_deal(name: str) -> None:
    kinds = {row[1] for row in usual(name)}
    assert {"mirror_swap", "second_mirror", "goods_sale", "delivery", "to_stash", "bank_deposit"} <= kinds
    assert (
        name == "clockwork" or {"official_purchase", "seizure", "cash_deposit", "peso_delivery", "guarantee"} <= kinds
    )


# -- amounts: every row the same, up to the factor ---------------------------------------------------------------------


@both
def test_ten_times_the_money_under_ten_times_the_limits_is_the_same_world(name: str) -> None:
    document = WORLDS[name]()
    for currency in ("USD", "CNY", "MXN"):
        document = scaled(document, currency, 10)
    grown = without_notes(rows(ran(document)))
    assert grown == [(*row[:5], 10 * row[5]) for row in without_notes(usual(name))]


@both
@pytest.mark.parametrize(("currency", "assets"), [("CNY", ("CNY", "GOODS")), ("MXN", ("MXN",))])
def test_a_currency_with_one_zero_more_changes_nothing_else(name: str, currency: str, assets: tuple[str, ...]) -> None:
    document = scaled(WORLDS[name](), currency, 10)
    rate = document["rates"][currency]
    document["rates"] |= {currency: str(float(rate) * 10)}
    expected = [(*row[:5], row[5] * (10 if row[4].split(":")[2] in assets else 1)) for row in usual(name)]
    assert rows(ran(document)) == expected


def test_more_money_under_the_same_limits_is_another_world() -> None:
    document = scaled(clockwork(), "USD", 10)
    document["brokers"] = clockwork()["brokers"]
    times = [row[0] for row in usual("clockwork")]
    assert [row[0] for row in rows(ran(document))] != times


# -- names: every row the same, up to the names; with chance, the distribution -------------------------------------------

NEW = {"north": "zulu", "south": "alfa", "dear": "cheap", "fair": "zero", "keen": "quick", "slow": "idle"}
NEW |= {"importer": "trader", "east": "west"}
SWAPPED = {"north": "south", "south": "north", "dear": "fair", "fair": "dear", "keen": "slow", "slow": "keen"}


def with_names(found: Sequence[Row], names: dict[str, str]) -> list[tuple[Any, ...]]:
    """Rows under other names. At one instant they stand in the order of names, so that they are sorted."""
    word = re.compile("|".join(names))

    def spell(text: str | None) -> str:
        return word.sub(lambda match: names[match[0]], text or "")

    return sorted((*row[:3], spell(row[3]), spell(row[4]), row[5]) for row in found)


@pytest.mark.parametrize("names", [NEW, SWAPPED], ids=["renamed", "permuted"])
def test_without_chance_a_world_does_not_depend_on_what_anybody_is_called(names: dict[str, str]) -> None:
    found = rows(ran(renamed(clockwork(), names)))
    assert with_names(found, {"nobody-is-called-so": ""}) == with_names(usual("clockwork"), names)


def test_what_is_only_a_label_changes_no_byte() -> None:
    document = eventful()
    labels = changed(document, lambda one: one.update(name="other", title="=1+1", question="why?"))
    labels["policies"] = {"called-otherwise": {"title": "and titled"}}
    assert ran(labels).outcomes[0].journal_hash == ran(document).outcomes[0].journal_hash
    counting = changed(document, lambda one: one["rules"].update(quota={"kind": "capital_flight_cap", **CAP}))
    del counting["rules"]["capital_flight_cap"]
    assert ran(counting).outcomes[0].journal_hash == ran(document).outcomes[0].journal_hash


@pytest.mark.parametrize("path", sorted(ROOT.glob("scenarios/**/*.yaml")), ids=lambda path: path.stem)
def test_a_scenario_with_nothing_left_unsaid_is_the_same_scenario(path: Path) -> None:
    """What a run folder keeps, and a replay reads, is read to the same again."""
    spelled_out = mirrorsim.load_scenario(path).resolved()
    assert load_text(spelled_out, path.name).resolved() == spelled_out


CAP = {"per_person": "1,000,000 USD"}
MANY = 40
SURELY_ANOTHER = 0.001


@cache
def spread_of(which: str, measure: str) -> list[float]:
    result = _many(which)
    return list(result.values(result.policies[0], measure).values())


@cache
def _many(which: str) -> mirrorsim.Result:
    document = eventful()
    if which == "renamed":
        document = renamed(document, NEW | {"town": "city"})
    elif which == "smaller":
        document["clients"]["south"]["batches"] = "1"
    return mirrorsim.run(loaded(document), reps=MANY, journal="none")


@pytest.mark.parametrize("measure", ["throughput_usd_per_day", "seized_usd", "pickups_per_week"])
def test_with_chance_other_names_mean_other_draws_of_the_same_distribution(measure: str) -> None:
    """Chance is keyed by names, so that no party's draws depend on who else there is: equal in distribution, and only so."""
    here, there = spread_of("usual", measure), spread_of("renamed", measure)
    assert here != there
    assert ks_2samp(here, there).pvalue > SURELY_ANOTHER


def test_another_world_has_another_distribution() -> None:
    here, there = spread_of("usual", "pickups_per_week"), spread_of("smaller", "pickups_per_week")
    assert ks_2samp(here, there).pvalue < SURELY_ANOTHER


# -- time: every byte the same ------------------------------------------------------------------------------------------


def begins(document: Doc, day: str) -> Doc:
    return changed(document, lambda one: one.update(start=day))


def test_a_start_28_years_later_has_the_same_calendar_and_changes_no_byte() -> None:
    """28 years on, every date falls on the same day of the week and of the year. Mexico's summer time is none of it."""
    document = begins(eventful(), "1993-03-01")
    del document["rules"]["deposit_limit"]
    later = begins(document, "2021-03-01")
    assert ran(later).outcomes[0].journal_hash == ran(document).outcomes[0].journal_hash


def test_where_no_rule_counts_by_the_calendar_any_start_will_do() -> None:
    document = eventful()
    document["rules"] = {"interdiction": document["rules"]["interdiction"]}
    first = ran(begins(document, "2021-01-01")).outcomes[0].journal_hash
    for day in ("1970-01-01", "2020-02-29", "2021-10-31", "2100-12-31"):
        assert ran(begins(document, day)).outcomes[0].journal_hash == first


def test_where_one_does_another_start_is_another_world() -> None:
    document = begins(eventful(), "2021-03-01")
    assert ran(begins(document, "2021-03-17")).outcomes[0].journal_hash != ran(document).outcomes[0].journal_hash


def test_a_run_cannot_be_cut_in_two_and_sewn_together() -> None:
    """A deal is a generator, which Python cannot save: half a run can be kept as a record, never as a state to go on from.

    What holds instead is that a run is the beginning of a longer one: tests/storm/test_storm_relations.py.
    """
    clock = wired(network("horizon=5 days")).clock

    def deal() -> Any:
        yield clock.timeout(1)

    process = clock.process(deal())
    clock.run(until=1)
    with pytest.raises(TypeError, match="generator"):
        pickle.dumps(process)


# -- inert deals: every other row the same -----------------------------------------------------------------------------


def test_batches_of_nothing_change_no_posting() -> None:
    more = changed(eventful(), lambda one: one["clients"].update(poor={"every": "1 days", "amount": "0 USD"}))
    assert rows(ran(more)) == list(usual("eventful"))


def test_deals_that_come_to_nothing_change_no_other_deal() -> None:
    hopeless = {"every": "2 days", "amount": "900,000,000 USD", "patience": "0 s", "max_commission": "0 %"}
    more = rows(ran(changed(eventful(), lambda one: one["clients"].update(giant=hopeless))))
    own = [row for row in more if (row[3] or "").startswith("giant-")]
    assert {row[1] for row in own} <= {"street_sales", "client_seizure"}
    assert len({row[3] for row in own}) == 150
    assert [row for row in more if row not in set(own)] == list(usual("eventful"))


# -- rules: the tighter, the less ----------------------------------------------------------------------------------------


def apart() -> Doc:
    """Deals that cannot get in each other's way: room, couriers, buyers, pesos and berths for all of them."""
    document = eventful()
    document["brokers"] = {"fair": {"commission": "2 %", "credit": "900,000,000 USD", "couriers": "200"}}
    document["brokers"]["fair"] |= {"stash_litres": "10000000", "capital": "0 USD"}
    document["buyers"]["merchants"] = {"keen": {"appetite": "900,000,000 USD", "every": "1 days"}}
    document["buyers"]["savers"]["town"]["premium"] = "0 %"
    document["providers"]["importer"]["pesos"] = "900,000,000,000 MXN"
    document["goods"]["ports"]["east"]["berths"] = "1000"
    document["channels"] = {}
    document["rules"] = {}
    return document


def only_goods(one: Doc) -> None:
    one["repatriation"] = {"choose": "goods"}


def only_bulk_cash(one: Doc) -> None:
    one["channels"] = {"bulk_cash": {"fee": "0 %", "most_waiting": "900,000,000 USD", "carry": "1 days"}}
    one["brokers"]["fair"]["credit"] = "0 USD"
    one["clients"] = {"north": {"batches": "1", "amount": "2,000,000 USD"}}  # one alone: deposits have one line


def as_they_come(one: Doc) -> None:
    one["repatriation"] = {"choose": "second_mirror"}


TIGHTER: dict[str, tuple[Any, str, str, list[Doc]]] = {
    "capital_flight_cap": (as_they_come, "official_purchase", "dollars", [
        {"per_person": amount} for amount in ("9,000,000 USD", "1,500,000 USD", "500,000 USD", "0 USD")]),
    "deposit_limit": (only_bulk_cash, "cash_deposit", "deposit", [
        {"per_account": amount, "per_firm": amount} for amount in ("900,000 USD", "9,000 USD", "3,000 USD", "1 USD")]),
    "border_inspection": (only_bulk_cash, "crossing", "cash", [
        {"inspected": chance} for chance in ("0 %", "30 %", "60 %", "100 %")]),
    "customs_inspection": (only_goods, "goods_sale", "goods", [
        {"inspected": chance, "recognised": "80 %"} for chance in ("0 %", "20 %", "60 %", "100 %")]),
    "interdiction": (as_they_come, "mirror_swap", "cash", [
        {"stopped": chance, "found_per_day": "0 %"} for chance in ("0 %", "20 %", "60 %", "100 %")]),
    "transfer_monitoring": (as_they_come, "second_mirror", "pesos", [
        {"threshold": amount, "frozen": "50 %"} for amount in ("9,000,000,000 CNY", "20,000,000 CNY", "1 CNY")]),
}  # fmt: skip
"""For each rule: the world in which its channel is the one that deals take, what the channel moves, and ever tighter terms."""


@pytest.mark.parametrize("rule", list(TIGHTER))
def test_where_deals_are_apart_a_tighter_rule_never_raises_what_its_channel_moves(rule: str) -> None:
    """In no replication, whatever is drawn: a smaller chance strikes some of those whom a greater one strikes."""
    world, kind, leg, terms = TIGHTER[rule]
    totals = []
    for each in terms:
        document = changed(apart(), world)
        document["rules"] = {rule: each}
        frame = mirrorsim.run(loaded(document), reps=8, journal="all").journal
        moved = frame[(frame["kind"] == kind) & (frame["leg"] == leg) & (frame["amount"] > 0)]
        sums = moved.groupby("replication")["amount"].sum()
        totals.append([int(sums.get(replication, 0)) for replication in range(8)])
    for looser, tighter in itertools.pairwise(totals):
        assert all(less <= more for more, less in zip(looser, tighter, strict=True)), totals
    assert sum(totals[-1]) < sum(totals[0])


def test_where_deals_are_apart_they_are() -> None:
    """Each deal's rows are the same without the other client, but for which of two hundred couriers comes."""
    alone = changed(apart(), lambda one: one["clients"].pop("south"))
    together, single = (_of_north(rows(ran(document))) for document in (apart(), alone))
    assert together == single
    assert len({row[3] for row in of_kind(together, "hand_over", "cash")}) > 3


def _of_north(found: list[Row]) -> list[Row]:
    mine = [row for row in found if (row[3] or "").startswith("north-")]
    return [(*row[:4], re.sub(r"courier\.fair-\d+", "courier", row[4]), row[5]) for row in mine]


COUPLED = {
    "capital_flight_cap": ("{per_person: '5,000 USD'}", "official_purchase", "dollars"),
    "deposit_limit": ("{per_account: '500 USD', per_firm: '500 USD'}", "cash_deposit", "deposit"),
    "border_inspection": ("{inspected: 60 %, declared_above: 0 USD}", "cash_deposit", "deposit"),
    "customs_inspection": ("{inspected: 100 %, recognised: 100 %}", "goods_sale", "goods"),
    "interdiction": ("{stopped: 20 %, found_per_day: 2 %}", "mirror_swap", "cash"),
    "transfer_monitoring": ("{threshold: '1 CNY', frozen: 50 %}", "delivery", "pesos"),
}
PAIRS = 5
IN_A_NETWORK = (
    "horizon=3 months",
    "channels.bulk_cash.fee=0.5 %",
    "clients.cartel.every=36 h",
    "repatriation.patience=1 h",
)


@pytest.mark.parametrize("every", ["calendar day", "calendar month"])
def test_a_second_limit_that_never_binds_changes_nothing_whatever_its_window(every: str) -> None:
    """Accounts are full until the limit is new that filled them, and not until any limit is."""
    busy = (*IN_A_NETWORK[1:], "horizon=9 months", "channels.bulk_cash.people=40", "sources={'*': assumption}")
    idle = f"rules.idle={{kind: deposit_limit, per_account: {AMPLE}, per_firm: {AMPLE}, every: {every}}}"
    first, other = (network(*busy, *more) for more in ((), (idle,)))
    assert ran_once(first) == ran_once(other) != ran_once(network(*busy, "rules.deposit_limit.every=calendar day"))


AMPLE = "'900,000,000 USD'"


def ran_once(scenario: Any) -> str:
    return mirrorsim.run(scenario, [next(iter(scenario.policies))], reps=1, journal="none").outcomes[0].journal_hash


@cache
def mean_moved(settings: tuple[str, ...], kind: str, leg: str) -> float:
    scenario = network(*IN_A_NETWORK, *settings)
    frame = mirrorsim.run(scenario, [next(iter(scenario.policies))], reps=PAIRS, journal="all").journal
    moved = frame[(frame["kind"] == kind) & (frame["leg"] == leg) & (frame["amount"] > 0)]
    return float(moved["amount"].sum()) / PAIRS


@pytest.mark.parametrize("rule", list(COUPLED))
def test_where_deals_compete_a_tighter_rule_does_not_raise_the_paired_mean(rule: str) -> None:
    """There one deal's loss is another's room, so that a single replication may go either way; the mean over pairs may not."""
    terms, kind, leg = COUPLED[rule]
    tight = mean_moved((f"rules.{rule}={terms}", "sources={'*': assumption}"), kind, leg)
    assert tight < mean_moved((), kind, leg)
