"""Errors about values: several at once, each at its own place, and pydantic's in words that say what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from mirrorsim.fields.messages import did_you_mean, listed, quoted

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]

_WRONG, _UNKNOWN, _MISSING = "quantity", "unknown_key", "missing_key"
"""The types of the errors that are raised here: a wrong value, a key that should not be there, one that should."""
UNKNOWN = frozenset(("extra_forbidden", _UNKNOWN))
"""The types of the errors about a key that should not be there."""
MISSING = frozenset(("missing", _MISSING))
"""The types of the errors about a key that should be there."""


class ErrorCollector:
    """Collects what is wrong; `raise_any` raises all of it at once as pydantic's ValidationError."""

    def __init__(self) -> None:
        self._found: list[InitErrorDetails] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, place: Place, message: str) -> None:
        """Note that the value at `place` is wrong."""
        self._note(_WRONG, place, message)

    def unknown(self, place: Place, message: str) -> None:
        """Note that the last key of `place` should not be there."""
        self._note(_UNKNOWN, place, message)

    def missing(self, place: Place, message: str) -> None:
        """Note that the last key of `place` should be there."""
        self._note(_MISSING, place, message)

    def raise_any(self) -> None:
        """Raise ValidationError if anything was noted."""
        if self._found:
            raise ValidationError.from_exception_data("Distribution", self._found)

    def _note(self, kind: str, place: Place, message: str) -> None:
        error = PydanticCustomError(kind, "{said}", {"said": message})
        self._found.append(InitErrorDetails(type=error, loc=place, input=None))


def refused(place: Place, message: str) -> ValidationError:
    """The error that says that the value at `place`, seen from the section that is checked, is wrong: to be raised."""
    error = PydanticCustomError(_WRONG, "{said}", {"said": message})
    return ValidationError.from_exception_data("Section", [InitErrorDetails(type=error, loc=place, input=None)])


_Context = Mapping[str, Any]
_WHOLE = "must be a whole number, such as 3"
_NUMBER = "must be a number, such as 0.5"
_TRUTH = "must be true or false"
_SECTION = "must be a section with keys of its own"
_FIXED = {
    "string_type": "must be text",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "is too large a number",
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "list_type": "must be a list: write each item after '- '",
    "tuple_type": "must be a list: write each item after '- '",
    "set_type": "must be a list: write each item after '- '",
    "dict_type": _SECTION,
    "mapping_type": _SECTION,
    "model_type": _SECTION,
    "model_attributes_type": _SECTION,
    "dataclass_type": _SECTION,
    "none_required": "must be left empty",
}
_WITH_CONTEXT: dict[str, Callable[[_Context], str]] = {
    "greater_than": lambda of: f"must be more than {of['gt']}",
    "greater_than_equal": lambda of: f"must be at least {of['ge']}",
    "less_than": lambda of: f"must be less than {of['lt']}",
    "less_than_equal": lambda of: f"must be at most {of['le']}",
    "multiple_of": lambda of: f"must be a multiple of {of['multiple_of']}",
    "too_short": lambda of: f"needs at least {_things(of['min_length'])}, has {of['actual_length']}",
    "too_long": lambda of: f"has more than {_things(of['max_length'])}",
    "string_too_short": lambda of: f"must have at least {of['min_length']} characters",
    "string_too_long": lambda of: f"must have at most {of['max_length']} characters",
    "string_pattern_mismatch": lambda of: f"does not have the form {of['pattern']}",
    "union_tag_not_found": lambda of: (
        f"needs the key {str(of['discriminator']).strip(chr(39))} to say which kind it is"
    ),
}
_QUOTED = re.compile(r"'([^']*)'")


def plain_words(details: ErrorDetails) -> str:
    """Return one of pydantic's errors as a message; what our own types say is passed on as it is."""
    kind, of = details["type"], details.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(of.get("error", details["msg"]))
    if kind in ("literal_error", "enum"):
        return _choice(details.get("input"), of["expected"])
    if kind == "union_tag_invalid":
        return _choice(of["tag"], of["expected_tags"])
    if kind in _FIXED:
        return _FIXED[kind] + _instead_of(details.get("input"))
    if kind in _WITH_CONTEXT:
        return _WITH_CONTEXT[kind](of)
    message = details["msg"]
    return message[:1].lower() + message[1:]


def _choice(found: object, expected: str) -> str:
    options = [*filter(None, _QUOTED.findall(expected))] or [expected]
    if not isinstance(found, str):
        return f"must be {listed(options)}"
    return f"{quoted(found)} is unknown here{did_you_mean(found, options)}: use {listed(options)}"


def _instead_of(found: object) -> str:
    match found:
        case str():
            return f", not {quoted(found)}"
        case dict():
            return ", not a mapping"
        case list():
            return ", not a list"
        case None:
            return ", not empty"
    return ""


def _things(count: int) -> str:
    return f"{count} item{'s' if count != 1 else ''}"
