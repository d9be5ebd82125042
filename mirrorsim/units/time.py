"""Time: ticks of a microsecond, dates, hours of the day, and spans that follow the calendar."""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from mirrorsim.fields.messages import quoted
from mirrorsim.fields.text import TextForm, text_schema
from mirrorsim.units.durations import (
    DAY,
    DURATION_FORM,
    HOUR,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    WEEK,
    Duration,
    amount_and_unit,
    format_duration,
    parse_duration,
)

__all__ = [
    "DAY",
    "DURATION_FORM",
    "HOUR",
    "MICROSECOND",
    "MILLISECOND",
    "MINUTE",
    "SECOND",
    "WEEK",
    "Daily",
    "Date",
    "Duration",
    "Moment",
    "Span",
    "format_duration",
    "parse_daily",
    "parse_date",
    "parse_duration",
    "parse_moment",
    "parse_span",
]

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_YEARS = range(1900, 2200)
_MOST_MONTHS = 1200
_DATE_HOW = "write a date as year-month-day, such as 2015-10-01"
_DAILY_HOW = "write hours of the day as 09:00-18:00"


def parse_date(text: str) -> date:
    """Return the date for '2015-10-01'; ValueError says which part cannot be."""
    written = text.strip()
    match = _DATE.fullmatch(written)
    if match is None:
        raise ValueError(f"{quoted(written)} is not a date: {_DATE_HOW}")
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if year not in _YEARS:
        raise ValueError(f"{written}: the year must be from {_YEARS[0]} to {_YEARS[-1]}")
    if not 1 <= month <= 12:
        raise ValueError(f"{written}: there is no month {month}: {_DATE_HOW}")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ValueError(f"{written}: {month_name[month]} {year} has {days} days")
    return date(year, month, day)


def parse_moment(text: str) -> datetime:
    """Return the moment for '2015-10-01 09:30' (seconds are optional); a bare date is its midnight."""
    day, _, clock = text.strip().replace("T", " ", 1).partition(" ")
    midnight = datetime.combine(parse_date(day), datetime.min.time())
    ticks = _clock_ticks(clock.strip()) if clock else 0
    if ticks == DAY:
        raise ValueError(f"{quoted(text.strip())}: write the end of a day as 00:00 of the next")
    return midnight + timedelta(microseconds=ticks)


def format_moment(moment: datetime) -> str:
    """Return '2015-10-01 09:30', with seconds only when there are any."""
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def parse_daily(text: str) -> tuple[int, int]:
    """Return (start, end) in ticks since midnight for '09:00-18:00'; the end may be 24:00."""
    start, dash, end = (part.strip() for part in text.replace("–", "-").partition("-"))
    if not dash:
        raise ValueError(f"{quoted(text.strip())} is not a pair of hours: {_DAILY_HOW}")
    first, last = _clock_ticks(start), _clock_ticks(end)
    if first >= last:
        raise ValueError(f"{quoted(text.strip())}: the first hour must be before the second, such as 09:00-18:00")
    return first, last


def format_daily(hours: tuple[int, int]) -> str:
    """Return '09:00-18:00' for (start, end) in ticks since midnight."""
    return "-".join(_clock_text(ticks) for ticks in hours)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that follows the calendar: whole months, and then ticks of a microsecond."""

    ticks: int = 0
    months: int = 0

    def end(self, start: date | datetime) -> datetime:
        """Return the moment at which the span from `start` is over; a day is clipped to its month's end."""
        begin = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
        years, month = divmod(begin.month - 1 + self.months, 12)
        year = begin.year + years
        day = min(begin.day, monthrange(year, month + 1)[1])
        return begin.replace(year=year, month=month + 1, day=day) + timedelta(microseconds=self.ticks)

    def __str__(self) -> str:
        if not self.months:
            return format_duration(self.ticks)
        count, word = (self.months // 12, "year") if self.months % 12 == 0 else (self.months, "month")
        return f"{count} {word}{'s' if count != 1 else ''}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _SPAN_FORM.__get_pydantic_core_schema__(source, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _SPAN_FORM.__get_pydantic_json_schema__(schema, handler)


def parse_span(text: str) -> Span:
    """Return the span for '30 months', '2 years' or any duration such as '365 days'."""
    amount, unit = amount_and_unit(text)
    if unit not in ("month", "months", "year", "years"):
        return Span(ticks=parse_duration(text))
    months = amount * (12 if unit.startswith("year") else 1)
    if months.denominator != 1:
        raise ValueError(f"{quoted(text.strip())} is not a whole number of months: use days, such as 45 days")
    if months > _MOST_MONTHS:
        raise ValueError(f"{quoted(text.strip())} is too long: the most is {_MOST_MONTHS // 12} years")
    return Span(months=int(months))


def _clock_ticks(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"{quoted(text)} is not a time of day: write hours and minutes, such as 09:30")
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    ticks = hours * HOUR + minutes * MINUTE + seconds * SECOND
    if minutes > 59 or seconds > 59 or ticks > DAY:
        raise ValueError(f"{quoted(text)}: a time of day is from 00:00 to 24:00")
    return ticks


def _clock_text(ticks: int) -> str:
    hours, rest = divmod(ticks, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return f"{hours:02d}:{minutes:02d}" + (f":{rest // SECOND:02d}" if rest else "")


_DAY_PATTERN = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_CLOCK_PATTERN = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"
_SPAN_PATTERN = r"^\s*[0-9]+(\.[0-9]+)?\s*\S+\s*$"
_SPAN_FORM = TextForm(
    parse_span,
    str,
    "write a length of time with its unit, such as 365 days or 30 months",
    text_schema("Length of time", _SPAN_PATTERN, "365 days", "30 months", "2 years"),
)
_DATE_FORM = TextForm(
    parse_date, date.isoformat, _DATE_HOW, text_schema("Date", rf"^\s*{_DAY_PATTERN}\s*$", "2015-10-01")
)
_MOMENT_FORM = TextForm(
    parse_moment,
    format_moment,
    "write a moment as 2015-10-01 09:30",
    text_schema("Moment", rf"^\s*{_DAY_PATTERN}([T ]\s*{_CLOCK_PATTERN})?\s*$", "2015-10-01 09:30", "2015-10-01"),
)
_DAILY_FORM = TextForm(
    parse_daily,
    format_daily,
    _DAILY_HOW,
    text_schema("Hours of the day", rf"^\s*{_CLOCK_PATTERN}\s*[-–]\s*{_CLOCK_PATTERN}\s*$", "09:00-18:00"),
)

Date = Annotated[date, _DATE_FORM]
"""A date, written 2015-10-01."""
Moment = Annotated[datetime, _MOMENT_FORM]
"""A moment without a time zone, written 2015-10-01 09:30."""
Daily = Annotated[tuple[int, int], _DAILY_FORM]
"""Hours of every day as (start, end) in ticks since midnight, written 09:00-18:00."""
