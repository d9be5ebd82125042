"""What every shipped scenario comes to under all of its policies, simulated once a session for all tests that ask."""

from __future__ import annotations

import mirrorsim
from mirrorsim.lab.result import Result
from mirrorsim.units.time import DAY
from tests.helpers.once import Once
from tests.helpers.worlds import ROOT

SCENARIOS = ROOT / "scenarios"
REPLICATIONS = {
    f"{name}.yaml": 3
    for name in (
        "capital-flight-cap", "deposit-limit", "lockdown", "trade-war", "zero-fee", "back-up-facilitators", "ports",
    )
}  # fmt: skip
"""Of those whose question is answered by means, over all of their time; one of all others."""


def shipped_result(once: Once, name: str) -> Result:
    """The result of a scenario, named from the folder of scenarios, with all of its policies.

    One replication of what is longer than two years is run for one, and of a whole country, which is busy enough, for ten
    days.
    """
    return once(f"result-{name.replace('/', '-')}", lambda _: _run(name))


def _run(name: str) -> Result:
    loaded = mirrorsim.load_scenario(SCENARIOS / name)
    if name not in REPLICATIONS and loaded.scenario.ticks > 740 * DAY:
        days = 10 if loaded.scenario.regions else 365
        loaded = mirrorsim.load_scenario(SCENARIOS / name, [f"horizon={days} days"])
    return mirrorsim.run(loaded, reps=REPLICATIONS.get(name, 1), journal="none")
