"""Exchange rates as exact fractions, and the one way in which an amount is converted."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mirrorsim.fields.messages import quoted
from mirrorsim.fields.text import decimal_text, is_decimal

_MOST = 1_000
"""The largest amount that is taken, at this rate, still is a whole number of 64 bits."""
_LEAST = Fraction(1, 1_000)
"""At this rate the smallest coin is worth ten dollars; below it, whole batches of cash would round to nothing."""
_PLACES = 12
_HOW = "write a rate as a decimal number, such as 6.60"


def parse_rate(value: object) -> Fraction:
    """Return the exact rate for '6.60', or for a number taken as its shortest decimal.

    ValueError for anything that is not a decimal number from 0.001 to 1,000.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = format(Decimal(repr(value)), "f")
    if not isinstance(value, str):
        raise ValueError(_HOW)
    text = value.strip()
    if text.startswith(("-", "−")):
        raise ValueError(f"{quoted(text)} is negative: a rate is above zero, such as 6.60")
    if not is_decimal(text):
        raise ValueError(f"{quoted(text)} is not a rate: {_HOW}")
    rate = Fraction(text)
    if rate == 0:
        raise ValueError("a rate is above zero, such as 6.60")
    if rate < _LEAST:
        least = f"a rate is at least {decimal_text(_LEAST)} to the dollar, such as 6.60"
        raise ValueError(f"{quoted(text)} is too small: {least}, or whole batches of cash would round to nothing")
    if rate > _MOST:
        raise ValueError(f"{quoted(text)} is too large: a rate is at most {_MOST:,} to the dollar, such as 6.60")
    if len(text.partition(".")[2].rstrip("0")) > _PLACES:
        raise ValueError(f"{quoted(text)} is too fine: a rate has at most {_PLACES} decimals")
    return rate


def convert(amount: int, rate: tuple[int, int]) -> tuple[int, int]:
    """Return (converted, residue) for `amount` minor units at a rate of (numerator, denominator).

    The rate is what one minor unit of the source is worth in the target. Rounding: converted = floor(amount *
    rate), so value is never created. The residue is what the converted amount does not use, in minor units of
    the SOURCE: amount - ceil(converted / rate), zero or more. The caller posts it to a named account;
    converting amount - residue gives the same converted amount and no residue. What the floor drops is less
    than one minor unit of the target. `amount` must be zero or more and the rate positive.
    """
    numerator, denominator = rate
    converted = amount * numerator // denominator
    used = -(-converted * denominator // numerator)
    return converted, amount - used


def _rate_text(rate: Fraction | str) -> str:
    return rate if isinstance(rate, str) else decimal_text(rate)


class _RateForm:
    """Pydantic annotation: text or a number outside, an exact fraction inside."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            parse_rate,
            serialization=core_schema.plain_serializer_function_ser_schema(_rate_text, when_used="json"),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "title": "Exchange rate",
            "anyOf": [
                {"type": "number", "minimum": float(_LEAST), "maximum": _MOST},
                {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*$"},
            ],
            "examples": [6.60, "6.60"],
        }


Rate = Annotated[Fraction, _RateForm()]
"""An exact positive rate, written 6.60."""
