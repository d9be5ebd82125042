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
    from mirrorsim.exports.write import export
    from mirrorsim.lab.manifest import verify
    from mirrorsim.lab.precision import Precision
    from mirrorsim.lab.replay import replay
    from mirrorsim.lab.result import Result
    from mirrorsim.lab.run import run
    from mirrorsim.lab.sensitivity.analysis import sensitivity
    from mirrorsim.report.html import write_report
    from mirrorsim.scenario.facts import facts
    from mirrorsim.scenario.load import check, load_scenario
    from mirrorsim.scenario.new import new
    from mirrorsim.scenario.problems import ScenarioError
    from mirrorsim.scenario.validation import scenario_schema as schema

__all__ = [
    "Precision", "Result", "ScenarioError", "__version__", "check", "exercise", "export", "facts", "load_scenario", "new",
    "replay", "run", "schema", "sensitivity", "verify", "write_report",
]  # fmt: skip

_WHERE = {
    "Precision": "mirrorsim.lab.precision",
    "Result": "mirrorsim.lab.result",
    "ScenarioError": "mirrorsim.scenario.problems",
    "check": "mirrorsim.scenario.load",
    "export": "mirrorsim.exports.write",
    "facts": "mirrorsim.scenario.facts",
    "load_scenario": "mirrorsim.scenario.load",
    "new": "mirrorsim.scenario.new",
    "replay": "mirrorsim.lab.replay",
    "run": "mirrorsim.lab.run",
    "sensitivity": "mirrorsim.lab.sensitivity.analysis",
    "schema": "mirrorsim.scenario.validation:scenario_schema",
    "verify": "mirrorsim.lab.manifest",
    "write_report": "mirrorsim.report.html.write",
}


def __getattr__(name: str) -> Any:
    # what is heavy is imported when it is first used, so that `import mirrorsim` stays fast
    if name in _WHERE:
        module, _, called = _WHERE[name].partition(":")
        return getattr(import_module(module), called or name)
    if name == "exercise":
        return import_module("mirrorsim.exercise")
    raise AttributeError(f"module 'mirrorsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    # completion in a notebook shows what is imported only when it is used
    return sorted({*globals(), *__all__})
