"""Policies beside each other: ratios that are expected, policies without the timeline, what is zero and what is absent."""

from __future__ import annotations

import pytest

from mirrorsim.lab.result import Result
from mirrorsim.lab.run import run
from mirrorsim.scenario.problems import ScenarioError
from tests.helpers.worlds import factbox

TWICE = {"mild": {}, "dear": {"change": {"brokers": {"bravo": {"commission": "3 %"}, "alfa": {"commission": "3 %"}}}}}


def expected(**expectation: object) -> list[dict[str, object]]:
    loaded = factbox(
        policies=TWICE, expect=[{"measure": "commission_pct", "tolerance": "10 %", "source": "E01", **expectation}]
    )
    return run(loaded, reps=2).expectations()


def test_an_expectation_may_be_of_a_ratio_to_another_policy() -> None:
    (one,) = expected(policy="dear", relative_to="mild", target=2)
    assert (one["got"], one["met"]) == (pytest.approx(2), True)
    (one,) = expected(policy="mild", relative_to="dear", target=2)
    assert (one["got"], one["met"]) == (pytest.approx(0.5), False)
    assert set(one) == {
        "name",
        "source",
        "policy",
        "measure",
        "target",
        "tolerance",
        "bounds",
        "got",
        "ci95",
        "met",
        "verdict",
    }


def test_a_ratio_to_nothing_is_not_met() -> None:
    (one,) = expected(policy="dear", relative_to="mild", target=1, measure="seized_usd")
    assert (one["got"], one["met"]) == (None, False)
    (one,) = expected(policy="dear", relative_to="mild", target=1, measure="channel_share.bmpe")
    assert (one["got"], one["met"]) == (None, False)


def test_a_ratio_is_not_looked_at_when_one_of_its_policies_does_not_run() -> None:
    loaded = factbox(
        policies=TWICE,
        expect=[
            {"measure": "commission_pct", "target": 2, "tolerance": "10 %", "source": "E01", "policy": "dear",
             "relative_to": "mild"}
        ],
    )  # fmt: skip
    assert run(loaded, ["dear"]).expectations() == []


def test_a_ratio_to_a_policy_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ScenarioError, match=r"expect\.0\.relative_to: no policy is named 'wild'"):
        expected(policy="dear", relative_to="wild", target=1)


SHOCK = {"name": "strike", "since": "2020-12-20", "change": {"handover": {"meeting": {"after": "10 days"}}}}
WEEKS = {"clients": {"client": {"batches": 4, "every": "10 days"}}}


def test_a_policy_may_be_without_the_timeline() -> None:
    policies = {"quiet": {"timeline": False}, "strike": {}, "quiet-and-dear": {**TWICE["dear"], "timeline": False}}
    loaded = factbox(policies=policies, timeline=[SHOCK], **WEEKS)
    assert [len(loaded.policies[name].phases) for name in policies] == [1, 2, 1]
    never = run(factbox(policies={"quiet": {}}, **WEEKS))
    found = run(loaded)
    assert found.outcomes[0].journal_hash == never.outcomes[0].journal_hash != found.outcomes[1].journal_hash
    assert found.estimates["quiet-and-dear"]["commission_pct"].mean == 3


def seldom() -> Result:
    """Each of few importers is inspected now and then, under the second policy alone."""
    rule = {"customs_inspection": {"inspected": "20 %"}}
    return run(
        factbox(
            horizon="20 days",
            ordinary={"importers": {"does": "import", "every": "9 days", "amount": "5,000 USD"}},
            policies={"none": {}, "some": {"change": {"rules": rule}}},
        ),
        reps=20,
    )


def test_a_count_is_zero_where_nothing_was_counted() -> None:
    found = seldom()
    name = "burden.customs_inspection.cases"
    values = found.values("some", name)
    assert len(values) == 20
    assert {0.0, 1.0} <= set(values.values())
    assert found.estimates["some"][name].mean == sum(values.values()) / 20
    assert name not in found.estimates["none"], "without the rule there is no such measure"
    assert found.differences["some"][name].mean == found.estimates["some"][name].mean


def test_a_channel_that_is_not_used_in_a_replication_has_a_share_of_zero() -> None:
    loaded = factbox(
        "repatriation.choose=by_liquidity",
        "providers.wholesaler.replenished=0 MXN",
        "clients.client.amount={uniform: {low: '10,000 USD', high: '260,000 USD'}}",
        "clients.client.batches=2",
        policies={"as-it-is": {}},
    )
    found = run(loaded, reps=12)
    goods, mirror = (found.values("as-it-is", f"channel_share.{name}") for name in ("goods", "mirror"))
    assert 0.0 in goods.values()
    assert len(goods) == len(mirror) == 12
    assert all(goods[number] + mirror[number] == pytest.approx(1) for number in goods)
