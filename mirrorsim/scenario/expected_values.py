"""Values that a scenario expects of a measure: numbers in the measure's unit, or text with a unit that is converted."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Annotated

from pydantic import Field, WithJsonSchema

from mirrorsim.fields.messages import quoted

_TIMES = {
    "week": Fraction(7), "weeks": Fraction(7), "day": Fraction(1), "days": Fraction(1), "d": Fraction(1),
    "h": Fraction(1, 24), "hour": Fraction(1, 24), "hours": Fraction(1, 24), "min": Fraction(1, 1440),
}  # fmt: skip
"""In days."""
_UNITS = {
    "USD": {"USD": Fraction(1)},
    "USD/day": {f"USD/{word}": 1 / days for word, days in _TIMES.items()},
    "1/week": {f"{one}/{word}": 7 / days for word, days in _TIMES.items() for one in ("1", "")},
    "days": _TIMES,
    "h": {word: 24 * days for word, days in _TIMES.items()},
    "%": {"%": Fraction(1)},
    "share": {"%": Fraction(1, 100)},
}
"""By the unit of a measure: what each unit that may stand in its place is worth in it."""
_EXAMPLES = {
    "USD": "150,000 USD", "USD/day": "150,000 USD/day", "1/week": "2.3/week", "days": "10 days", "h": "40 h", "%": "6 %",
    "share": "6 % or 0.06",
}  # fmt: skip
_NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_FORM = re.compile(rf"({_NUMBER})\s*(\D.*)?")

Level = Annotated[
    float,
    Field(allow_inf_nan=False),
    WithJsonSchema(
        {
            "title": "Value of a measure",
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": rf"^\s*{_NUMBER}"}],
            "examples": [2.3, "150,000 USD/day", "6 %", "10 days"],
        }
    ),
]
"""A number in the measure's unit, written as such or as text with a unit."""


def level(content: object, unit: str) -> object:
    """Convert text with a unit to a number in ``unit`` (of a measure, or ``share``); anything else is left as it is.

    Raises ValueError for a unit that does not fit, with what would be right.
    """
    if not isinstance(content, str) or _is_number(content):
        return content
    match = _FORM.fullmatch(content.strip())
    if match is None:
        raise ValueError(f"{quoted(content.strip())} is no value of a measure: {_how(unit)}")
    number = Fraction(match[1].replace(",", ""))
    if match[2] is None:
        return float(number)
    written = re.sub(r"\s*/\s*", "/", match[2].strip())
    worth = _UNITS.get(unit, {}).get(written)
    if worth is None:
        has = "has no unit" if unit not in _UNITS else f"is {'a share' if unit == 'share' else f'in {unit}'}"
        raise ValueError(f"{quoted(written)} does not fit: what is expected here {has}; {_how(unit)}")
    return float(number * worth)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _how(unit: str) -> str:
    return f"write a number such as {_EXAMPLES.get(unit, '251')}"
