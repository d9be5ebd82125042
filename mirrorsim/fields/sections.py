"""What every section of a scenario is built from: strict, frozen, each value with its meaning and its source."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

S = TypeVar("S", bound="Section")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""What a user calls a party, a port or a rule: it comes to stand in account names, tables, pages and file names."""


class Section(BaseModel):
    """A section of a scenario. Unknown keys are errors, values cannot change, defaults are checked like input."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def value(default: Any, says: str, *, source: str, **limits: Any) -> Any:
    """A field with a default, written as a user would write it, and where that default comes from.

    ``source`` is the id of a fact or ``assumption``; ``limits`` are pydantic's (``ge``, ``le``, ...).
    """
    return Field(default, description=says, json_schema_extra={"source": source}, **limits)


def accountable(section: type[Section]) -> None:
    """Check that every key of a section says what it means, and every default where it comes from. Raises ValueError."""
    for name, field in section.model_fields.items():
        extra = field.json_schema_extra
        if name == "kind" and get_origin(field.annotation) is Literal:
            continue  # the section's own name
        if not field.description:
            raise ValueError(f"its key {name} does not say what it means: write it with value, required or optional")
        if field.is_required() or field.default is None:
            continue
        if not isinstance(extra, dict) or not extra.get("source"):
            raise ValueError(f"the default of its key {name} has no source: name a fact, or assumption")


def refusing(base: type[S], name: str, reason: str, **fields: Any) -> type[S]:
    """A section that can stand in a schema and refuses whatever a scenario has there, with the reason."""

    def refuse(content: Any) -> Any:
        raise ValueError(reason)

    before: Any = model_validator(mode="before")(refuse)
    return create_model(name, __base__=base, __doc__=reason, __validators__={"refuse": before}, **fields)


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
