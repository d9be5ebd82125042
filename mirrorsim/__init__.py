"""Simulates, event by event, the publicly documented mirror-transaction scheme, for those who fight it.

>>> import mirrorsim
>>> scenario = mirrorsim.load_scenario("scenarios/factbox.yaml")
>>> result = mirrorsim.run(scenario, reps=1)
>>> result.balanced
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mirrorsim import exercise
    from mirrorsim.lab.result import Result
    from mirrorsim.lab.run import run
    from mirrorsim.report.html import write_report
    from mirrorsim.scenario.load import load_scenario
    from mirrorsim.scenario.problems import ScenarioError

__all__ = ["Result", "ScenarioError", "__version__", "exercise", "load_scenario", "run", "write_report"]

_WHERE = {
    "Result": "mirrorsim.lab.result",
    "ScenarioError": "mirrorsim.scenario.problems",
    "load_scenario": "mirrorsim.scenario.load",
    "run": "mirrorsim.lab.run",
    "write_report": "mirrorsim.report.html.write",
}


def __getattr__(name: str) -> Any:
    # what is heavy is imported when it is first used, so that `import mirrorsim` stays fast
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    if name == "exercise":
        return import_module("mirrorsim.exercise")
    raise AttributeError(f"module 'mirrorsim' has no attribute {name!r}")
