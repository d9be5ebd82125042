"""Which keys the schema knows in a place: for "did you mean", and for editors."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from mirrorsim.scenario.model import Scenario


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
