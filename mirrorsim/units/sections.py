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


def above_zero(amount: int) -> int:
    """Check that a quantity is more than nothing. Returns it.

    Limits such as pydantic's ``gt`` do not reach quantities that are written as text.
    """
    if amount <= 0:
        raise ValueError("must be more than nothing")
    return amount


def takes_time(interval: Any) -> Any:
    """Check that a distribution of intervals lets time go on: its mean is a second or more. Returns it."""
    if interval.mean() < 1_000_000:
        raise ValueError("must be a second or more on average, or time would stand still")
    return interval


def optional(says: str) -> Any:
    """A field whose absence means that the thing does not exist in this world."""
    return Field(None, description=says)
