"""What every section of a scenario is built from: strict, frozen, each value with its meaning and its source."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A section of a scenario. Unknown keys are errors, values cannot change, defaults are checked like input."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def value(default: Any, says: str, *, source: str, **limits: Any) -> Any:
    """A field with a default, written as a user would write it, and where that default comes from.

    ``source`` is the id of a fact or ``assumption``; ``limits`` are pydantic's (``ge``, ``le``, ...).
    """
    return Field(default, description=says, json_schema_extra={"source": source}, **limits)


def required(says: str, **limits: Any) -> Any:
    """A field that the scenario must give."""
    return Field(description=says, **limits)


def optional(says: str) -> Any:
    """A field whose absence means that the thing does not exist in this world."""
    return Field(None, description=says)
