"""Durations as whole ticks of a microsecond: '36 h' is 129600000000 ticks."""

import re
from fractions import Fraction
from typing import Annotated

from mirrorsim.fields.messages import did_you_mean, listed, quoted
from mirrorsim.fields.text import TextForm, is_decimal, text_schema

MICROSECOND = 1
MILLISECOND = 1_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

MOST = 36_525 * DAY
"""The longest duration that is taken: a hundred years."""

_SPELLINGS = {
    WEEK: ("week", "weeks", "w", "wk"),
    DAY: ("day", "days", "d"),
    HOUR: ("h", "hour", "hours", "hr", "hrs"),
    MINUTE: ("min", "minute", "minutes", "mins"),
    SECOND: ("s", "second", "seconds", "sec", "secs"),
    MILLISECOND: ("ms", "millisecond", "milliseconds"),
    MICROSECOND: ("us", "µs", "microsecond", "microseconds"),
}
_TICKS = {word: ticks for ticks, words in _SPELLINGS.items() for word in words}
_CALENDAR = ("month", "months", "year", "years")
_USUAL = ("s", "min", "h", "days", "weeks")
_FORM = re.compile(r"([0-9.,_]+)\s*([^\W\d]*)")
_HOW = "write a duration with its unit, such as 36 h or 2 days"


def amount_and_unit(text: str) -> tuple[Fraction, str]:
    """Split '1.5 weeks' into (3/2, 'weeks'); ValueError unless it is one plain number and one word."""
    written = text.strip()
    if written.startswith(("-", "−")):
        raise ValueError(f"{quoted(written)} is negative: a duration is zero or more, such as 36 h")
    match = _FORM.fullmatch(written)
    if match is None:
        one = ": use one number and one unit, such as 90 min" if re.match(r"[0-9].*[0-9]", written) else ""
        raise ValueError(f"{quoted(written)} is not a duration{one or f': {_HOW}'}")
    if not is_decimal(match[1]):
        raise ValueError(f"{quoted(written)}: write the number plainly, such as 1500 or 1.5")
    if not match[2]:
        raise ValueError(f"{quoted(written)} has no unit: {_HOW}")
    return Fraction(match[1]), match[2]


def parse_duration(text: str) -> int:
    """Return whole ticks (microseconds) for text such as '36 h', '30 min', '45 s', '2 days' or '1.5 weeks'.

    ValueError for a negative duration, a missing or unknown unit, months and years, or a fraction of a tick.
    """
    amount, unit = amount_and_unit(text)
    if unit in _CALENDAR:
        raise ValueError(
            f"{quoted(text.strip())}: months and years differ in length: use weeks or days, such as 30 days"
        )
    if unit not in _TICKS:
        hint = did_you_mean(unit, [*_TICKS, *_CALENDAR])
        raise ValueError(f"unknown unit of time {quoted(unit)}{hint}: use {listed(_USUAL)}")
    ticks = amount * _TICKS[unit]
    if ticks > MOST:
        raise ValueError(f"{quoted(text.strip())} is too long: the most is {MOST // DAY} days")
    if ticks.denominator != 1:
        raise ValueError(f"{quoted(text.strip())} is not a whole number of microseconds: use a smaller unit")
    return int(ticks)


def format_duration(ticks: int) -> str:
    """Return text such as '36 h' in the largest unit that divides the ticks exactly."""
    if ticks == 0:
        return "0 s"
    size, words = next((size, words) for size, words in _SPELLINGS.items() if ticks % size == 0)
    count = ticks // size
    return f"{count} {words[1] if size >= DAY and count != 1 else words[0]}"


_PATTERN = rf"^\s*[0-9]+(\.[0-9]+)?\s*({'|'.join(_TICKS)})\s*$"
DURATION_FORM = TextForm(
    parse_duration,
    format_duration,
    _HOW,
    text_schema("Duration", _PATTERN, "36 h", "30 min", "2 days", "1.5 weeks"),
)

Duration = Annotated[int, DURATION_FORM]
"""Ticks of a microsecond, written '36 h'."""
