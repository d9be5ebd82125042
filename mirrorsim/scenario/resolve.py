"""A scenario with nothing left unsaid: every default spelled out, every value with its source."""

from __future__ import annotations

import io
from typing import Any

from mirrorsim.scenario.facts import ASSUMPTION
from mirrorsim.scenario.model import Scenario
from mirrorsim.scenario.node import Node
from mirrorsim.scenario.problems import dotted
from mirrorsim.scenario.provenance import provenance


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
