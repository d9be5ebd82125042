"""Hold a tree against the schema; say what is wrong with it in words and with places."""

from __future__ import annotations

from pydantic import ValidationError

from mirrorsim.scenario.model import Scenario
from mirrorsim.scenario.node import Node
from mirrorsim.scenario.problems import ScenarioError, from_pydantic
from mirrorsim.scenario.schema_fields import fields_at


def validated(tree: Node) -> Scenario:
    """The scenario that a tree says. Raises :class:`ScenarioError` with every problem at once."""
    try:
        return Scenario.model_validate(tree.plain())
    except ValidationError as error:
        raise ScenarioError(from_pydantic(error, tree, fields_at)) from None
