"""Days in a text, however people write them: 2018-03-09, 9 March 2018, March 9; without a year, that of the window."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?\b"
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(rf"\b{_NUMBER}\s+(?:of\s+)?{_MONTH}{_YEAR}"),
    re.compile(rf"\b{_MONTH}\s+{_NUMBER}{_YEAR}"),
)


def days_in(text: str, window: Sequence[str]) -> set[str]:
    """The days that a text names, as 2018-03-09. ``window`` are its first day and the day on which it ends."""
    return {day.isoformat() for day in _days(text, *map(date.fromisoformat, window))}


def without_days(text: str) -> str:
    """The text with its days taken out."""
    for form in _FORMS:
        text = form.sub(" ", text)
    return text


def _days(text: str, since: date, until: date) -> Iterator[date]:
    for form in _FORMS:
        for found in form.finditer(text):
            month = found["month"]
            number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
            years = [int(found["year"])] if found["year"] else sorted({since.year, until.year})
            days = [day for year in years if (day := _day(year, number, int(found["day"])))]
            within = [day for day in days if since <= day < until]
            yield from (within or days)[:1]
        text = form.sub(" ", text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
