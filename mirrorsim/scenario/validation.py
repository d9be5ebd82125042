"""The schema at work: a tree is held against it, its keys are listed for a better guess, and it is written as JSON Schema."""

from __future__ import annotations

import json
import types
from collections.abc import Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from mirrorsim.scenario.model import Scenario
from mirrorsim.scenario.problems import ScenarioError, from_pydantic
from mirrorsim.scenario.tree import Node
from mirrorsim.units.distributions import with_shared_forms


def validated(tree: Node) -> Scenario:
    """The scenario that a tree says. Raises :class:`ScenarioError` with every problem at once."""
    try:
        return Scenario.model_validate(tree.plain())
    except ValidationError as error:
        raise ScenarioError(from_pydantic(error, tree, fields_at)) from None


def fields_at(path: Sequence[str | int]) -> list[str]:
    """The keys that may stand in the mapping at ``path``; empty where any name may."""
    found: list[Any] = [Scenario]
    for step in path:
        found = [below for one in found for below in _below(one, step)] or found
    return sorted({name for one in found for name in _fields(one)})


def _members(kind: Any) -> list[Any]:
    """The types that an annotation may mean, unions and annotations undone."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _members(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return [member for part in get_args(kind) for member in _members(part)]
    return [kind]


def _below(kind: Any, step: str | int) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = type.__getattribute__(kind, "model_fields").get(step)
        return [] if field is None else _members(field.annotation)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is dict:
        return _members(arguments[1])
    if origin is tuple and arguments:
        return _members(arguments[0])
    return []


def _fields(kind: Any) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return list(kind.model_fields)
    return []


def scenario_schema() -> dict[str, Any]:
    """The schema of the YAML as it is written: quantities as text, a rule's kind taken from its key."""
    schema = with_shared_forms(Scenario.model_json_schema(mode="validation"))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "mirrorsim scenario"
    # the version is written 1, and YAML reads that as a number
    schema["properties"]["mirrorsim"] = {"enum": [1, "1"], "description": "the version of this format"}
    rules = schema["properties"]["rules"]
    (named,) = rules.pop("patternProperties").values()
    members = {kind: {"$ref": ref} for kind, ref in named["discriminator"]["mapping"].items()}
    rules["properties"] = {kind: {"anyOf": [member, {"type": "null"}]} for kind, member in members.items()}
    rules["additionalProperties"] = {"oneOf": [{**member, "required": ["kind"]} for member in members.values()]}
    return schema


def schema_text() -> str:
    """The schema as ``mirrorsim schema`` prints it."""
    return json.dumps(scenario_schema(), indent=2) + "\n"
