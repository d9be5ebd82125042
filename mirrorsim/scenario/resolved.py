"""What whoever repeats a run needs: the scenario with nothing left unsaid, and the packages that it takes anything from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from mirrorsim.plugins import Origin
from mirrorsim.rules.catalogue import RULES
from mirrorsim.scenario.channels import CHANNELS
from mirrorsim.scenario.evidence import VIEWS
from mirrorsim.scenario.facts import ASSUMPTION, offered_facts
from mirrorsim.scenario.model import Scenario
from mirrorsim.scenario.problems import dotted
from mirrorsim.scenario.provenance import provenance
from mirrorsim.scenario.tree import Node


def resolved(scenario: Scenario, tree: Node) -> str:
    """The scenario as YAML text. Reading it gives an equal scenario; equal scenarios give equal text."""
    from ruamel.yaml import YAML

    document = _without_nothing(scenario.model_dump(mode="json"))
    document["sources"] = {
        dotted(one.path): one.source or ASSUMPTION
        for one in sorted(provenance(scenario, tree, scenario.sources), key=lambda one: dotted(one.path))
    }
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 4096
    yaml.dump(_text(document), text)
    return text.getvalue()


def _without_nothing(content: Any) -> Any:
    """Leave out what does not exist, but not what a change takes away: there, nothing is what it says."""
    if isinstance(content, dict):
        return {
            key: item if key == "change" else _without_nothing(item)
            for key, item in content.items()
            if item is not None
        }
    if isinstance(content, list):
        return [_without_nothing(item) for item in content]
    return content


def _text(content: Any) -> Any:
    """Everything as text, lists as lists, keys in alphabetical order: independent of the order in the file."""
    if isinstance(content, dict):
        return {key: _text(content[key]) for key in sorted(content)}
    if isinstance(content, list | tuple):
        return [_text(item) for item in content]
    return None if content is None else str(content)


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
