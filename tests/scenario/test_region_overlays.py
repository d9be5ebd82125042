"""Regions: overlays that each make a world of their own."""

import pytest

from mirrorsim.scenario.problems import ScenarioError
from tests.helpers.networks import SOURCES, network

TWO = "regions={north: {}, south: {title: the south, change: {clients: {cartel: {every: 10 h}}}}}"


def test_a_region_has_all_that_the_scenario_has_but_for_what_it_changes() -> None:
    loaded = network(TWO, SOURCES)
    (only,) = loaded.variants()
    worlds = dict(only.worlds)
    assert list(worlds) == ["north", "south"]
    plain = network(SOURCES).variants()[0].phases
    same = {"regions": {}, "sources": {}}
    (_, here), (_, there) = worlds["north"][0], plain[0]
    assert here.model_copy(update=same) == there.model_copy(update=same)
    assert worlds["north"][0][1].brokers == only.phases[0][1].brokers
    changed = worlds["south"][0][1]
    assert changed.clients["cartel"].every != plain[0][1].clients["cartel"].every
    assert changed.brokers == plain[0][1].brokers


def test_a_scenario_without_regions_is_one_world_without_a_name() -> None:
    (only,) = network().variants()
    assert only.worlds == (("", only.phases),)


def test_policies_and_dates_hold_in_every_region() -> None:
    policies = (
        "policies={as-is: {}, tight: {since: 2018-06-01, change: {rules: {deposit_limit: {per_account: 1 USD}}}}}"
    )
    tight = network(TWO, policies, SOURCES).variants(["tight"])[0]
    for _, phases in tight.worlds:
        assert [tick > 0 for tick, _ in phases] == [False, True]
        assert phases[0][1].rules["deposit_limit"].per_account == 400_000  # type: ignore[union-attr]
        assert phases[1][1].rules["deposit_limit"].per_account == 100  # type: ignore[union-attr]
    assert dict(tight.worlds)["south"][1][1].clients["cartel"].every.mean() == 10 * 3600 * 10**6


@pytest.mark.parametrize(
    ("region", "says"),
    [
        ("{x: {change: {clients: {nobody: {}}}}}", "regions.x.change.clients.nobody: there is no 'nobody' in clients"),
        ("{x: {change: {start: 2019-01-01}}}", "regions.x.change.start: is the same under every policy"),
        ("{x: {change: {seed: 3}}}", "regions.x.change.seed"),
        ("{x: {change: {brokers: {alfa: {margn: 5 %}}}}}", 'unknown key "margn" .did you mean "margin"'),
        ("{x: {chance: {}}}", 'unknown key "chance" .did you mean "change"'),
        ("{X y: {}}", "regions"),
    ],
)
def test_what_a_region_cannot_change_is_refused_with_its_place(region: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        network(f"regions={region}", SOURCES)
