"""Measures of small worlds whose numbers are known, expectations, and Python beside the command line."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

import mirrorsim
from mirrorsim.cli import main
from mirrorsim.lab.measures.registry import measures_of_arrays
from mirrorsim.lab.record_arrays import arrays_of
from mirrorsim.units.time import DAY
from tests.helpers.worlds import BY_CLIENT, FACTBOX, GOODS, MIRROR, events, factbox, world


def measured(*settings: str, policy: str = MIRROR, **sections: Any) -> dict[str, float]:
    record = world(*settings, policy=policy, **sections)
    return {name: one.value for name, one in measures_of_arrays(arrays_of(record)).items()}


def test_the_factbox_by_a_second_mirror() -> None:
    record = world()
    found = measures_of_arrays(arrays_of(record))
    agreed, delivered = (
        int(next(event["time"] for event in events(record) if event["name"] == name))
        for name in ("agreed", "delivered")
    )
    days = (delivered - agreed) / DAY
    expected = {
        "throughput_usd_per_day": 147_750 / 150,
        "delay_days_mean": days,
        "delay_days_median": days,
        "delay_days_p90": days,
        "cost_pct": 1.5,
        "pickups_per_week": 7 / 150,
        "pickup_usd_mean": 150_000,
        "in_flight_usd": 0,
        "unmoved_usd": 0,
        "seized_usd": 0,
        "seized_share": 0,
        "yuan_moved_usd": 149_250,
        "channel_share.mirror": 1,
        "wait_days.buyer": 0,
        "wait_days.courier": 0,
        "wait_days.offer": 0,
        "wait_days.pesos": 0,
    }
    assert {name: found[name].value for name in expected} == pytest.approx(expected)


def test_units_are_those_of_the_contract() -> None:
    units = {name: one.unit for name, one in measures_of_arrays(arrays_of(world(policy=GOODS))).items()}
    contract = {
        "throughput_usd_per_day": "USD/day",
        "delay_days_mean": "days",
        "delay_days_median": "days",
        "delay_days_p90": "days",
        "cost_pct": "%",
        "pickups_per_week": "1/week",
        "pickup_usd_mean": "USD",
        "in_flight_usd": "USD",
        "unmoved_usd": "USD",
        "seized_usd": "USD",
        "seized_share": "1",
        "yuan_accounts": "1",
        "yuan_moved_usd": "USD",
        "channel_share.goods": "1",
        "wait_days.buyer": "days",
    }
    assert {name: units[name] for name in contract} == contract


def test_what_does_not_exist_is_absent() -> None:
    mirror, goods = measured(), measured(policy=GOODS)
    assert "channel_share.goods" not in mirror
    assert "channel_share.mirror" not in goods
    assert "wait_days.pesos" not in goods
    nothing = measured("handover.quotes.no_answer=100 %")
    assert not {"cost_pct", "pickup_usd_mean", "delay_days_mean", "seized_share"} & set(nothing)
    assert (nothing["throughput_usd_per_day"], nothing["pickups_per_week"]) == (0, 0)


def test_cash_without_a_channel_is_unmoved() -> None:
    assert measured("handover.quotes.no_answer=100 %")["unmoved_usd"] == 150_000
    assert measured("handover.meeting.no_show=100 %")["unmoved_usd"] == 150_000
    short = measured("handover.meeting.short=100 %", "handover.meeting.short_by=20 %")
    assert (short["unmoved_usd"], short["pickup_usd_mean"]) == (30_000, 120_000)


def test_cash_that_is_promised_is_in_flight_and_not_unmoved() -> None:
    agreed = measured("handover.token.takes=200 days", "handover.token.valid_for=300 days")
    assert (agreed["in_flight_usd"], agreed["unmoved_usd"]) == (150_000, 0)
    stuck = measured("buyers.merchants.shop.count=0")
    assert (stuck["in_flight_usd"], stuck["unmoved_usd"]) == (147_750, 0)


def test_an_open_deal_is_a_censored_delay() -> None:
    stuck = measured("buyers.merchants.shop.count=0")
    assert stuck["delay_days_mean"] == pytest.approx(150 - 3 / 24)
    assert "delay_days_median" not in stuck


def test_a_failed_handshake_has_no_delay() -> None:
    assert "delay_days_mean" not in measured("handover.meeting.no_show=100 %")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ((), 1.5),
        (("mirror.robbed=100 %",), 1.5),
        (("mirror.robbed=100 %", BY_CLIENT), 100),
        (("brokers.bravo.guarantee.mark_down=client",), 1.5 + 98.5 * 0.05),
    ],
)
def test_cost_is_what_the_client_loses(settings: tuple[str, ...], expected: float) -> None:
    policy = GOODS if "mark_down" in " ".join(settings) else MIRROR
    assert measured(*settings, policy=policy)["cost_pct"] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("policy", [MIRROR, GOODS])
def test_a_deal_costs_the_same_whenever_the_run_ends_after_it(policy: str) -> None:
    """The commission is kept at the hand-over: while the deal is open it has cost something, and delivered nothing."""
    record = world("horizon=150 days", policy=policy)
    end = next(event["time"] for event in events(record) if event["name"] == "closed") // DAY + 1
    spans = (end, end + 1, end + 40, 150)
    found = [measured(f"horizon={days} days", policy=policy)["cost_pct"] for days in spans]
    assert found == [found[-1]] * len(spans)
    late = measured(policy=policy)
    assert (late["open_deals"], late["open_cost_usd"], late["in_flight_usd"]) == (0, 0, 0)


def test_an_open_deal_has_cost_its_commission_so_far() -> None:
    stuck = measured("buyers.merchants.shop.count=0")
    assert (stuck["open_deals"], stuck["open_cost_usd"]) == (1, 2_250)
    assert "cost_pct" not in stuck


def test_police_who_take_from_clients_take_no_share_of_what_is_handed_over() -> None:
    """They find what waits for a broker; the share counts what was handed over, and cannot exceed 1."""
    found = measured("rules.interdiction={found_per_day: 100 %}", "handover.quotes.no_answer=100 %")
    assert found["seized_from_clients_usd"] == found["seized_usd"] > 0
    assert "seized_share" not in found


def test_savers_whom_the_cap_turns_away_are_no_burden_on_people_outside_the_scheme() -> None:
    savers = {"savers": {"people": 40, "wanted_per_year": "40,000 USD"}}
    cap = 'rules.capital_flight_cap={per_person: "25,000 USD"}'
    found = measured("horizon=12 months", cap, buyers={"savers": savers})
    assert found["turned_to_cash_usd"] == found["cash_dollars_wanted_usd"] == 40 * 15_000
    assert not [name for name in found if name.startswith("burden.")]
    assert "turned_to_cash_usd" not in measured("horizon=12 months", buyers={"savers": savers})
    assert "turned_to_cash_usd" not in measured()


def test_what_broker_and_police_take_of_one_deal_counts_once_in_the_share() -> None:
    """The broker makes good what was found on its account, and customs take the goods that it buys with it."""
    twice = ("repatriation.frozen=100 %", "goods.mislabelled=100 %")
    rule = "rules.customs_inspection={inspected: 100 %, recognised: 100 %}"
    found = measured(*twice, rule, policy=GOODS)
    assert found["seized_usd"] > 150_000
    assert found["seized_share"] == 1


def test_a_broker_earns_its_commission_less_what_its_courier_is_paid_and_less_what_it_bears() -> None:
    plain = measured()
    assert plain["courier_income_usd"] == 750
    assert plain["broker_income_usd"] == pytest.approx(2_250 - 750, abs=0.01)
    robbed = measured("mirror.robbed=100 %")
    assert robbed["courier_income_usd"] == 750
    assert robbed["broker_income_usd"] == pytest.approx(-147_750, abs=1), "it makes good all that it owes"
    assert measured("mirror.robbed=100 %", BY_CLIENT)["broker_income_usd"] == 0


def test_frozen_yuan_are_seized_dollars() -> None:
    found = measured("repatriation.frozen=100 %")
    assert found["seized_usd"] == pytest.approx(149_250)
    assert found["seized_share"] == pytest.approx(149_250 / 150_000)


def test_cargo_that_customs_take_is_seized_at_its_cost() -> None:
    customs = ("goods.mislabelled=100 %", "rules.customs_inspection={inspected: 100 %, recognised: 100 %}")
    found = measured(*customs, policy=GOODS)
    assert found["seized_usd"] == pytest.approx(147_750)
    assert found["reports_filed.customs"] == 1


def test_waiting_for_pesos_and_for_buyers_is_measured() -> None:
    pesos = ("providers.wholesaler.pesos=1,000,000 MXN", "providers.wholesaler.replenished=500,000 MXN")
    assert measured(*pesos)["wait_days.pesos"] > 1
    assert measured("buyers.merchants.shop.appetite=60,000 USD")["wait_days.buyer"] > 1


def test_the_cost_of_a_day_without_the_deal_counts_in_throughput() -> None:
    assert measured("horizon=300 days")["throughput_usd_per_day"] == pytest.approx(147_750 / 300)


# -- expectations -------------------------------------------------------------------------------------------------------


def expected(**changes: str) -> dict[str, Any]:
    one = {"measure": "cost_pct", "target": "1.2", "tolerance": "26 %", "source": "E01"} | changes
    result = mirrorsim.run(factbox(expect=[one]))
    return result.expectations()[0]


def test_an_expectation_is_met_within_its_tolerance() -> None:
    assert expected() == {
        "name": "cost_pct",
        "source": "E01",
        "policy": "second-mirror",
        "measure": "cost_pct",
        "target": 1.2,
        "tolerance": 0.26,
        "bounds": [pytest.approx(0.888), pytest.approx(1.512)],
        "got": pytest.approx(1.5),
        "ci95": None,
        "met": True,
        "verdict": "undecided",
    }


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({"tolerance": "24 %"}, False),
        ({"tolerance": "26 %"}, True),
        ({"target": "1.5", "tolerance": "0 %"}, True),
        ({"target": "0", "tolerance": "100 %"}, False),
        ({"target": "3", "tolerance": "50 %"}, True),
        ({"measure": "channel_share.goods", "target": "1"}, False),
        ({"measure": "channel_share.goods", "target": "1", "policy": "trade"}, True),
        ({"measure": "delay_days_mean", "target": "91", "tolerance": "1 %", "policy": "trade"}, True),
    ],
)
def test_an_expectation_is_met_or_not(changes: dict[str, str], met: bool) -> None:
    assert expected(**changes)["met"] is met


def test_an_expectation_of_a_policy_that_was_not_run_is_left_out() -> None:
    scenario = factbox(
        expect=[{"measure": "cost_pct", "target": "1", "tolerance": "1 %", "source": "E01", "policy": "trade"}]
    )
    assert mirrorsim.run(scenario, policies=["second-mirror"]).expectations() == []


def test_the_terminal_says_what_was_expected(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expectation = "expect=[{measure: cost_pct, target: 1.2, tolerance: 1 %, source: E01}]"
    said = CliRunner().invoke(main, ["run", str(FACTBOX), "--set", expectation]).stdout
    once = "got 1.5: undecided: outside the tolerance, but too few replications for an interval"
    assert f"expected cost_pct: 1.2 ± 1% (E01), {once}" in " ".join(said.split())
    said = CliRunner().invoke(main, ["run", str(FACTBOX), "--reps", "2", "--set", expectation]).stdout
    assert "(E01), got 1.5 (95 % interval 1.5 to 1.5): NOT met" in " ".join(said.split())


# -- Python -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reps", [1, 3])
def test_python_says_what_the_command_line_says(reps: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(main, ["run", str(FACTBOX), "--json", "--reps", str(reps), "--seed", "5"]).stdout
    result = mirrorsim.run(mirrorsim.load_scenario(FACTBOX), reps=reps, seed=5)
    assert json.loads(json.dumps(result.as_json())) == json.loads(printed)
    assert mirrorsim.run(FACTBOX, reps=reps, seed=5).as_json() == result.as_json()


def test_the_frames_of_a_result() -> None:
    result = mirrorsim.run(FACTBOX, reps=3)
    assert result.balanced
    tidy = result.measures
    assert list(tidy.columns) == ["policy", "replication", "measure", "unit", "value"]
    assert set(tidy["replication"]) == {0, 1, 2}
    summary = result.summary.set_index(["policy", "measure"])
    assert summary.loc[("trade", "cost_pct"), "mean"] == pytest.approx(1.5)
    assert summary.loc[("trade", "cost_pct"), "n"] == 3
    compared = result.compare("throughput_usd_per_day")
    assert compared["policy"].tolist() == ["trade"]
    journal, steps = result.journal, result.events
    assert set(journal["replication"]) == set(steps["replication"]) == {0}
    by_asset = journal.groupby(["policy", "txn", "asset"], observed=True)["amount"].sum()
    assert (by_asset == 0).all()
    assert {*range(10)} - set(steps["step"]) == set()


def test_which_journals_are_kept() -> None:
    scenario = factbox()
    kept = {keep: mirrorsim.run(scenario, reps=2, journal=keep).journal for keep in ("first", "all", "none")}
    assert kept["none"].empty
    assert set(kept["first"]["replication"]) == {0}
    assert set(kept["all"]["replication"]) == {0, 1}


def test_wrong_calls_are_value_errors() -> None:
    with pytest.raises(ValueError, match="reps is 0"):
        mirrorsim.run(factbox(), reps=0)
    with pytest.raises(ValueError, match="no policy is named 'nobody'"):
        mirrorsim.run(factbox(), policies=["nobody"])
    with pytest.raises(mirrorsim.ScenarioError):
        mirrorsim.load_scenario("nowhere.yaml")
