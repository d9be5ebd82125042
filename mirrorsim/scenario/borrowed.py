"""What scenarios take from other packages: whoever repeats a run needs the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mirrorsim.plugins import Origin
from mirrorsim.rules.catalogue import RULES
from mirrorsim.scenario.channels import CHANNELS
from mirrorsim.scenario.evidence import VIEWS
from mirrorsim.scenario.facts import offered_facts
from mirrorsim.scenario.model import Scenario


def borrowed(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """The packages whose rules, channels, records or facts are used, with their versions, in alphabetical order."""
    found = {origin for scenario in scenarios for origin in _origins(scenario) if origin is not None}
    return {origin.package: origin.version for origin in sorted(found)}


def _origins(scenario: Scenario) -> Iterator[Origin | None]:
    for rule in scenario.rules.values():
        yield RULES.origin(rule.kind)
    for name in type(scenario.channels).model_fields:
        if getattr(scenario.channels, name) is not None:
            yield CHANNELS.origin(name)
    if scenario.exercise is not None:
        for view in scenario.exercise.views:
            yield VIEWS.origin(view)
    named = set(scenario.sources.values())
    for facts in offered_facts():
        if named & facts.thing.keys():
            yield facts.origin
