"""What is wrong with a scenario, said so that it can be put right: where, what, and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mirrorsim.fields.errors import MISSING, UNKNOWN, plain_words
from mirrorsim.fields.messages import did_you_mean, listed, quoted
from mirrorsim.scenario.tree import Node, Step

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

FieldsAt = Callable[[tuple[Step, ...]], list[str]]
"""Gives the names that are valid in the section at a pydantic location."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong. Line and column count from 1; `path` is the dotted place in the scenario."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: "
        return _one_line(where + (f"{self.path}: " if self.path else "") + self.message)


class ScenarioError(Exception):
    """A scenario that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        return type(self), (self.problems,)


def dotted(path: Iterable[str | int]) -> str:
    """Return 'rules.0.limit' for ('rules', 0, 'limit'): the form that --set takes."""
    return ".".join(str(step) for step in path)


def from_pydantic(error: ValidationError, tree: Node, fields_at: FieldsAt | None = None) -> list[Problem]:
    """Return pydantic's errors as problems in plain words, by position, each once.

    `tree` is what was validated; `fields_at` gives the names that are valid at a location (the section's, not
    the key's), for a better guess at what an unknown key was meant to be.
    """
    messages: dict[Problem, list[str]] = {}
    for details in error.errors(include_url=False, include_input=True):
        where, message = _located(details, tree, fields_at)
        said = messages.setdefault(where, [])
        if message not in said:
            said.append(message)
    return sorted(
        Problem(where.file, where.line, where.column, where.path, "; or ".join(said))
        for where, said in messages.items()
    )


def _located(details: ErrorDetails, tree: Node, fields_at: FieldsAt | None) -> tuple[Problem, str]:
    location = tuple(details["loc"])
    about_key = details["type"] in UNKNOWN or location[-1:] == ("[key]",)
    if location[-1:] == ("[key]",):
        location = location[:-1]
    if details["type"] in MISSING:
        place = tree.at(location[:-1])
        path = dotted((*tree.follow(location[:-1])[0], *location[-1:]))
    else:
        place = tree.at_key(location) if about_key else tree.at(location)
        path = dotted(tree.follow(location)[0])
    if details["type"] == "extra_forbidden":
        message = _unknown_key(location, fields_at)
    elif details["type"] == "missing":
        message = f"is missing; add '{location[-1]}: ...' here" if location else "is missing"
    else:
        message = plain_words(details)
    return Problem(*place, path, ""), message


def _unknown_key(location: tuple[Step, ...], fields_at: FieldsAt | None) -> str:
    key = str(location[-1]) if location else ""
    names = fields_at(location[:-1]) if fields_at else []
    hint = did_you_mean(key, names)
    allowed = f": the keys here are {listed(sorted(names))}" if names and not hint else ""
    return f"unknown key {quoted(key)}{hint}{allowed}"


def _one_line(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
