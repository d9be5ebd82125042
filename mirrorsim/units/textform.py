"""The bridge to pydantic: a plain value inside, one text form outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

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
