"""Decimal numbers, exactly: text to fraction, fraction to text."""

import re
from fractions import Fraction

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_LONGEST = 30


def is_decimal(text: str) -> bool:
    """Tell whether `text` is a plain unsigned decimal number of at most 30 characters, such as 6.60."""
    return len(text) <= _LONGEST and _DECIMAL.fullmatch(text) is not None


def exact(text: str) -> Fraction:
    """Return the exact value of a plain unsigned decimal number (see `is_decimal`)."""
    if not is_decimal(text):
        raise ValueError(f"not a plain decimal number: {text[:_LONGEST]!r}")
    return Fraction(text)


def decimal_text(value: Fraction) -> str:
    """Return a non-negative fraction with a finite decimal expansion as text, without trailing zeros."""
    denominator, places = value.denominator, 0
    while 10**places % denominator:
        places += 1
        if places > 4 * _LONGEST:
            raise ValueError(f"{value} has no finite decimal form")
    whole, part = divmod(value.numerator * (10**places // denominator), 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
