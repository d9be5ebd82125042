"""Every measure of a run has a name that an expectation or a stopping rule may ask for."""

from __future__ import annotations

from pathlib import Path

import mirrorsim
from mirrorsim.scenario.measure_names import is_measure

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
