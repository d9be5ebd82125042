"""Every measure of a run has a name that an expectation or a stopping rule may ask for."""

from __future__ import annotations

from pathlib import Path

import mirrorsim
from mirrorsim.lab.measures import deals, enforcement, markets
from mirrorsim.lab.measures.declaration import MeasureGroup
from mirrorsim.lab.measures.registry import GROUPS, MEASURES, declared
from mirrorsim.scenario.measure_names import FAMILIES, is_measure, unit_of
from mirrorsim.scenario.measure_names import MEASURES as NAMES

ROOT = Path(__file__).resolve().parents[2]


def test_all_measures_of_the_network_can_be_asked_for():
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", ["horizon=90 days"])
    units = mirrorsim.run(loaded, journal="none").units
    assert len(units) > 40
    assert [name for name in units if not is_measure(name)] == []


def test_slips_cannot():
    assert not is_measure("pickups_per_wek")
    assert not is_measure("wait_days")
    assert not is_measure("wait_days.")
    assert is_measure("wait_days.pesos")


def test_scenarios_may_ask_for_what_is_declared_and_nothing_else():
    assert {measure.name for measure in MEASURES if "." not in measure.name} == NAMES
    assert {measure.root for measure in MEASURES if "." in measure.name} == FAMILIES


def test_every_group_is_registered_and_no_name_is_declared_twice():
    written = [one for module in (deals, enforcement, markets) for one in vars(module).values()]
    assert {id(one) for one in written if isinstance(one, MeasureGroup)} == {id(group) for group in GROUPS}
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


def test_the_most_specific_declaration_is_meant():
    assert declared("burden.cap").name == "burden.NAME"
    assert declared("burden.cap.hours").unit == "h"
    assert declared("reports_on.scheme").name == "reports_on.scheme"
    assert declared("burden") is None
    assert declared("throughput_usd_per_dayX") is None


def test_a_name_says_the_unit_that_is_declared():
    for measure in MEASURES:
        unit = unit_of(measure.name.replace("NAME", "some").replace("STEP", "port"))
        assert ("1" if unit == "share" else unit) == measure.unit, measure.name
