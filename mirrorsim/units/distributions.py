"""Pydantic types of distributions: fields that hold a `Distribution` of one kind of quantity."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mirrorsim.units.distribution import Distribution
from mirrorsim.units.distribution_text import FORMS, MOST_SIGMA, parse_distribution, write_distribution
from mirrorsim.units.quantities import QUANTITIES

__all__ = [
    "CountDist",
    "Distribution",
    "DistributionOf",
    "DurationDist",
    "MxnDist",
    "PercentDist",
    "ShareDist",
    "UsdDist",
    "parse_distribution",
    "with_shared_forms",
    "write_distribution",
]


@dataclass(frozen=True)
class DistributionOf:
    """Annotation for a `Distribution` of the kind of quantity called `unit`."""

    unit: str

    def validate(self, value: object) -> Distribution:
        """Return the distribution that a YAML value stands for."""
        return parse_distribution(value, self.unit)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(_yaml_form, when_used="json"),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _json_schema(self.unit)


def with_shared_forms(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema in which each kind of distribution is spelt out once, under $defs.

    pydantic writes it out at every field; a schema with forty such fields is ten times as long as it need be.
    """
    forms = {unit: _json_schema(unit)["anyOf"] for unit in QUANTITIES}
    used: set[str] = set()

    def shared(part: Any) -> Any:
        if isinstance(part, list):
            return [shared(item) for item in part]
        if not isinstance(part, dict):
            return part
        for unit, form in forms.items():
            if part.get("anyOf") == form:
                used.add(unit)
                return {"$ref": f"#/$defs/{_definition(unit)}"} | {k: v for k, v in part.items() if k != "anyOf"}
        return {key: shared(item) for key, item in part.items()}

    short: dict[str, Any] = shared(schema)
    return short | {"$defs": short.get("$defs", {}) | {_definition(unit): _json_schema(unit) for unit in sorted(used)}}


def _definition(unit: str) -> str:
    return f"{unit.capitalize()}Distribution"


def _json_schema(unit: str) -> dict[str, Any]:
    kind = QUANTITIES[unit]
    quantity = dict(kind.form.schema)
    forms: list[dict[str, Any]] = [quantity, _one_key("fixed", quantity)]
    for family, ways in FORMS.items():
        forms += [_one_key(family, _parameters(names, quantity)) for names in ways]
    forms.append(_one_key("empirical", _empirical(quantity)))
    return {"title": f"{kind.title}, or a distribution of it", "anyOf": forms}


def _yaml_form(value: Distribution | str | dict[str, Any]) -> str | dict[str, Any]:
    return write_distribution(value) if isinstance(value, Distribution) else value  # a default is YAML already


def _object(properties: dict[str, Any], required: list[str], **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    } | more


def _one_key(family: str, body: dict[str, Any]) -> dict[str, Any]:
    return _object({family: body}, [family], title=family)


def _parameters(names: tuple[str, ...], quantity: dict[str, Any]) -> dict[str, Any]:
    sigma = {
        "title": "Spread of the logarithm",
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_SIGMA},
            {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*$"},
        ],
        "examples": [0.5],
    }
    properties = {name: sigma if name == "sigma" else quantity for name in (*names, "min", "max")}
    return _object(properties, list(names))


def _empirical(quantity: dict[str, Any]) -> dict[str, Any]:
    weight = {
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*$"},
        ]
    }
    values = {"type": "array", "items": quantity, "minItems": 1}
    return _object({"values": values, "weights": {"type": "array", "items": weight, "minItems": 1}}, ["values"])


DurationDist = Annotated[Distribution, DistributionOf("duration")]
"""Ticks of a microsecond."""
UsdDist = Annotated[Distribution, DistributionOf("usd")]
"""US cents."""
MxnDist = Annotated[Distribution, DistributionOf("mxn")]
"""Mexican centavos."""
ShareDist = Annotated[Distribution, DistributionOf("share")]
"""Parts per million, at most 100 %."""
PercentDist = Annotated[Distribution, DistributionOf("percent")]
"""Parts per million, at most 1000 %."""
CountDist = Annotated[Distribution, DistributionOf("count")]
"""Whole numbers."""
