"""The JSON Schema of a scenario, as editors use it to complete and to check."""

from __future__ import annotations

from typing import Any

from mirrorsim.scenario.model import Scenario
from mirrorsim.units.distributions import with_shared_forms


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
