"""Shares and percentages as whole parts per million: '1.5 %' is 15000 ppm."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated

from mirrorsim.fields.messages import quoted
from mirrorsim.fields.text import TextForm, decimal_text, is_decimal, text_schema

WHOLE = 1_000_000
"""Parts per million in 100 %."""
_PER_CENT = WHOLE // 100
_FORM = re.compile(r"([^%]*?)\s*(%|per ?cent|pct)")
_HOW = "write a share with its sign, such as 1.5 %"


def parse_share(text: str, most: int = WHOLE) -> int:
    """Return parts per million for text such as '1.5 %', exactly.

    ValueError for a negative share, one above `most` ppm, one finer than 1 ppm (0.0001 %), or a bare number.
    """
    written = text.strip()
    if written.startswith(("-", "−")):
        raise ValueError(f"{quoted(written)} is negative: a share is zero or more, such as 1.5 %")
    if is_decimal(written):
        raise ValueError(f"{quoted(written)} has no sign: {_HOW}")
    match = _FORM.fullmatch(written)
    if match is None or not is_decimal(match[1]):
        raise ValueError(f"{quoted(written)} is not a share: {_HOW}")
    ppm = Fraction(match[1]) * _PER_CENT
    if ppm > most:
        raise ValueError(f"{quoted(written)} is too large: the most is {format_share(most)}")
    if ppm.denominator != 1:
        raise ValueError(f"{quoted(written)} is too fine: a share has at most four decimals, such as 1.2345 %")
    return int(ppm)


def format_share(ppm: int) -> str:
    """Return text such as '1.5 %' for parts per million (zero or more)."""
    return f"{decimal_text(Fraction(ppm, _PER_CENT))} %"


def take(amount: int, ppm: int) -> int:
    """Return the share `ppm` (parts per million) of `amount`, rounded down to whole minor units."""
    return amount * ppm // WHOLE


def _form(title: str, most: int) -> TextForm[int]:
    def read(text: str) -> int:
        return parse_share(text, most)

    pattern = r"^\s*[0-9]+(\.[0-9]+)?\s*(%|per ?cent|pct)\s*$"
    return TextForm(read, format_share, _HOW, text_schema(title, pattern, "1.5 %", "25 %"))


SHARE_FORM = _form("Share of a whole, at most 100 %", WHOLE)
CHANCE_FORM = _form("Chance, from 0 % to 100 %", WHOLE)
PERCENT_FORM = _form("Percentage, at most 1000 %", 10 * WHOLE)

Share = Annotated[int, SHARE_FORM]
"""Parts per million of a whole, 0 to 100 %, written '1.5 %'."""
Chance = Annotated[int, CHANCE_FORM]
"""Parts per million: how likely something is, 0 to 100 %, written '1.5 %'."""
Percent = Annotated[int, PERCENT_FORM]
"""Parts per million, 0 to 1000 %, written '120 %': mark-ups and tolerances."""


def is_chance(metadata: Iterable[object]) -> bool:
    """Tell from a pydantic field's metadata whether the field is a `Chance`."""
    return any(item is CHANCE_FORM for item in metadata)
