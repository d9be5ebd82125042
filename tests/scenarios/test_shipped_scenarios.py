"""Every shipped scenario is sound and answers its question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import mirrorsim
from mirrorsim.scenario.facts import ASSUMPTION
from tests.helpers.once import Once
from tests.helpers.shipped_results import SCENARIOS, shipped_result

SHIPPED = sorted(str(path.relative_to(SCENARIOS)) for path in SCENARIOS.rglob("*.yaml"))
CASES = [name for name in SHIPPED if name.startswith("cases/")]
Means = Callable[[str, str], list[float]]


@pytest.fixture(scope="module")
def means(once: Once) -> Means:
    """A measure's mean under each policy of a scenario, in order; zero where it does not exist."""

    def of(name: str, measure: str) -> list[float]:
        found = shipped_result(once, f"{name}.yaml").estimates
        return [one[measure].mean if measure in one else 0.0 for one in found.values()]

    return of


def test_all_scenarios_of_the_gallery_are_there() -> None:
    assert {
        "factbox.yaml", "network.yaml", "oregon.yaml", "capital-flight-cap.yaml", "deposit-limit.yaml", "lockdown.yaml",
        "trade-war.yaml", "zero-fee.yaml", "back-up-facilitators.yaml", "reporting-threshold.yaml", "ports.yaml",
        "cases/gan.yaml", "cases/sun.yaml", "cases/sze.yaml", "cases/li.yaml",
    } <= set(SHIPPED)  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_says_what_it_is_and_where_its_values_come_from(name: str) -> None:
    scenario = mirrorsim.load_scenario(SCENARIOS / name).scenario
    assert scenario.name == Path(name).stem
    assert scenario.title
    assert scenario.question.endswith("?")
    named = [source for path, source in scenario.sources.items() if path != "*" and source != ASSUMPTION]
    # a textbook queue is nobody's network: all of it is chosen, and nobody reports it
    assert len(named) >= 5 or name.startswith("queues/")
    assert all(one.source != ASSUMPTION for one in scenario.expect)
    text = (SCENARIOS / name).read_text(encoding="utf-8")
    verb = "exercise build" if scenario.exercise is not None else "run"
    assert f"mirrorsim {verb} scenarios/{name}" in "".join(text.splitlines()[:3]), "its head says how to run it"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_runs_under_every_policy_and_its_books_balance(once: Once, name: str) -> None:
    found = shipped_result(once, name)
    assert list(found.policies) == list(mirrorsim.load_scenario(SCENARIOS / name).policies)
    assert found.balanced
    for policy in found.policies:
        assert found.estimates[policy]["throughput_usd_per_day"].mean > 0
    for one in found.expectations():
        assert one["got"] is not None, f"{one['name']}: nothing is measured as {one['measure']}"


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_expectations_with_the_tolerances_of_the_facts(name: str) -> None:
    expect = mirrorsim.load_scenario(SCENARIOS / name).scenario.expect
    assert len(expect) >= 2
    assert all(one.tolerance <= 400_000 for one in expect)


# -- each answers its question ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_capital_flight_cap_demand_and_capacity_move_against_the_cap(means: Means) -> None:
    for measure in ("cash_dollars_wanted_usd", "pickups_per_week", "premium_pct"):
        stands, halved, doubled, lifted = means("capital-flight-cap", measure)
        assert halved > stands > doubled > lifted, measure
    stands, halved, doubled, lifted = means("capital-flight-cap", "turned_to_cash_usd")
    assert halved > stands > doubled > lifted == 0


@pytest.mark.slow
def test_deposit_limit_banked_dollars_fall_and_other_channels_take_them(means: Means) -> None:
    free, limited, dated = means("deposit-limit", "banked_usd")
    assert 0.15 * free < limited < 0.5 * free
    assert limited < dated < free
    for measure in ("channel_share.bmpe", "channel_share.mirror", "burden.deposit_limit"):
        free, limited, dated = means("deposit-limit", measure)
        assert free < dated < limited, measure
    free, limited, _ = means("deposit-limit", "throughput_usd_per_day")
    assert limited > 0.85 * free, "displaced, not stopped"


def test_deposit_limit_nothing_differs_before_its_date() -> None:
    loaded = mirrorsim.load_scenario(SCENARIOS / "deposit-limit.yaml", ["horizon=11 months"])
    found = mirrorsim.run(loaded, reps=1, journal="none")
    hashes = {one.policy: one.journal_hash for one in found.outcomes}
    assert hashes["limit-of-2010"] == hashes["no-limit"] != hashes["limit"]


@pytest.mark.slow
def test_lockdown_goods_stall_cash_is_found_and_the_mirror_holds(means: Means) -> None:
    quiet, locked, goods_quiet, goods_locked = means("lockdown", "pickups_per_week")
    assert locked > 0.9 * quiet
    quiet, locked, goods_quiet, goods_locked = means("lockdown", "throughput_usd_per_day")
    assert goods_locked / goods_quiet < locked / quiet
    quiet, locked, goods_quiet, goods_locked = means("lockdown", "delay_days_mean")
    assert goods_locked > goods_quiet + 20
    quiet, locked, *_ = means("lockdown", "seized_usd")
    assert locked > 2 * quiet


@pytest.mark.slow
def test_trade_war_the_tightening_feeds_the_dollar_market(means: Means) -> None:
    for measure in ("cash_dollars_wanted_usd", "premium_pct", "throughput_usd_per_day"):
        calm, tight, _ = means("trade-war", measure)
        assert tight > calm, measure
    calm, tight, watched = means("trade-war", "commission_pct")
    assert tight < watched < calm


@pytest.mark.slow
def test_zero_fee_the_cheap_newcomer_takes_the_peso_brokers_business(means: Means) -> None:
    before, two, market, zero = means("zero-fee", "channel_share.bmpe")
    assert before > 0.05 > max(two, market, zero)
    before, two, market, zero = means("zero-fee", "cost_pct")
    assert before > max(two, market)
    assert min(two, market) > zero


@pytest.mark.slow
def test_back_ups_undo_what_arrests_achieve(means: Means) -> None:
    none, alone, secondary, reserve = means("back-up-facilitators", "pickups_per_week")
    assert alone < 0.7 * none
    assert alone < secondary < reserve
    assert reserve > 0.9 * none
    none, alone, secondary, reserve = means("back-up-facilitators", "channel_share.bmpe")
    assert none <= reserve < secondary < alone


@pytest.mark.slow
def test_reporting_threshold_the_innocent_are_reported_on_more_and_more(means: Means) -> None:
    stands, _, _, *banks = means("reporting-threshold", "reports_on.others")
    assert [stands, *banks] == sorted([stands, *banks])
    assert banks[2] > 3 * banks[0]
    stands, _, _, *banks = means("reporting-threshold", "reports_on.scheme")
    assert banks[0] > 2 * stands, "deposits kept below 10,000 on purpose"
    assert banks[2] < 1.1 * banks[0], "nothing more is found further down"
    stands, merchants, complied, *banks = means("reporting-threshold", "reports_filed.form_8300")
    assert stands < merchants < complied, "an order to merchants is about Form 8300"
    assert banks == [stands] * 3
    stands, merchants, complied, *banks = means("reporting-threshold", "reports_filed.ctr")
    assert stands == merchants == complied < banks[0]
    stands, merchants, complied, *banks = means("reporting-threshold", "reports_filed.sar")
    assert stands == merchants == complied > banks[0], "what is reported anyway is no longer kept below anything"
    on_scheme = means("reporting-threshold", "reports_on.scheme")
    on_others = means("reporting-threshold", "reports_on.others")
    filed = [means("reporting-threshold", f"reports_filed.{kind}") for kind in ("ctr", "form_8300", "sar")]
    assert [sum(one) for one in zip(*filed, strict=True)] == [
        sum(one) for one in zip(on_scheme, on_others, strict=True)
    ]


@pytest.mark.slow
def test_ports_cargo_moves_away_from_the_inspectors_when_brokers_learn(means: Means) -> None:
    alike, moved, unnoticed, everywhere = means("ports", "port_share.manzanillo")
    assert moved < alike - 0.05
    assert abs(unnoticed - alike) < abs(moved - alike)
    alike, moved, unnoticed, everywhere = means("ports", "seized_usd")
    assert alike < moved < unnoticed
    alike, moved, unnoticed, everywhere = means("ports", "burden.customs_inspection.cases")
    assert alike == moved == unnoticed < everywhere, "the other ports"
    alike, moved, unnoticed, everywhere = means("ports", "burden.customs_in_manzanillo.cases")
    assert alike < moved == unnoticed == everywhere


@pytest.mark.slow
def test_ports_half_of_all_honest_cargo_is_opened_in_manzanillo_and_once(means: Means) -> None:
    alike, moved, *_ = means("ports", "burden.customs_in_manzanillo.cases")
    assert moved / alike == pytest.approx(50 / 11.8, rel=0.25)
    for measure in ("cases", "reports"):
        elsewhere = means("ports", f"burden.customs_inspection.{measure}")
        manzanillo = means("ports", f"burden.customs_in_manzanillo.{measure}")
        others = means("ports", "reports_on.others")
        assert [sum(one) for one in zip(elsewhere, manzanillo, strict=True)] == pytest.approx(others)
