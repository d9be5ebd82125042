"""Values that are written as text: exact decimal numbers, and the bridge to pydantic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_LONGEST = 30


def is_decimal(text: str) -> bool:
    """Tell whether `text` is a plain unsigned decimal number of at most 30 characters, such as 6.60."""
    return len(text) <= _LONGEST and _DECIMAL.fullmatch(text) is not None


def decimal_text(value: Fraction) -> str:
    """Return a non-negative fraction with a finite decimal expansion as text, without trailing zeros."""
    denominator, places = value.denominator, 0
    while 10**places % denominator:
        places += 1
        if places > 4 * _LONGEST:
            raise ValueError(f"{value} has no finite decimal form")
    whole, part = divmod(value.numerator * (10**places // denominator), 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class TextForm(Generic[T]):
    """Annotation for `Annotated[T, TextForm(...)]`: reads text only, writes text for JSON and YAML.

    `read` raises ValueError for text that it cannot take; anything but text is answered with `advice`.
    """

    read: Callable[[str], T]
    write: Callable[[T], str]
    advice: str
    schema: Mapping[str, Any]

    def validate(self, value: object) -> T:
        """Return the value that the text stands for; ValueError says what would be right."""
        if not isinstance(value, str):
            raise ValueError(self.advice)
        return self.read(value)

    def _text(self, value: T | str) -> str:
        return value if isinstance(value, str) else self.write(value)  # a default is text already

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self._text, when_used="json"),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


def text_schema(title: str, pattern: str, *examples: str) -> dict[str, Any]:
    """Return the JSON Schema of a quantity that is written as text."""
    return {"type": "string", "title": title, "pattern": pattern, "examples": list(examples)}
