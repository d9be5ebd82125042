"""Several errors about one value, each at its own place inside it, in the form that pydantic merges."""

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Place = tuple[str | int, ...]

WRONG, UNKNOWN, MISSING = "quantity", "unknown_key", "missing_key"
"""The types of the errors that are raised: a wrong value, a key that should not be there, one that should."""


class Complaints:
    """Collects what is wrong; `raise_any` raises all of it at once as pydantic's ValidationError."""

    def __init__(self) -> None:
        self._found: list[InitErrorDetails] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, place: Place, message: str) -> None:
        """Note that the value at `place` is wrong."""
        self._note(WRONG, place, message)

    def unknown(self, place: Place, message: str) -> None:
        """Note that the last key of `place` should not be there."""
        self._note(UNKNOWN, place, message)

    def missing(self, place: Place, message: str) -> None:
        """Note that the last key of `place` should be there."""
        self._note(MISSING, place, message)

    def raise_any(self) -> None:
        """Raise ValidationError if anything was noted."""
        if self._found:
            raise ValidationError.from_exception_data("Distribution", self._found)

    def _note(self, kind: str, place: Place, message: str) -> None:
        error = PydanticCustomError(kind, "{said}", {"said": message})
        self._found.append(InitErrorDetails(type=error, loc=place, input=None))
