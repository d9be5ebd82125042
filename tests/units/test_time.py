from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from mirrorsim.units.time import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    WEEK,
    Daily,
    Date,
    Duration,
    Moment,
    Span,
    format_duration,
    parse_daily,
    parse_date,
    parse_duration,
    parse_moment,
    parse_span,
)


class Plan(BaseModel):
    start: Date
    opens: Daily
    lasts: Span
    wait: Duration
    first: Moment | None = None


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("36 h", 36 * HOUR),
        ("30 min", 30 * MINUTE),
        ("45 s", 45 * SECOND),
        ("2 days", 2 * DAY),
        ("1 day", DAY),
        ("1.5 weeks", 3 * WEEK // 2),
        ("90 minutes", 90 * MINUTE),
        ("0.000001 s", 1),
        ("5.5days", 132 * HOUR),
        ("0 s", 0),
    ],
)
def test_durations_are_exact_ticks(text: str, ticks: int) -> None:
    assert parse_duration(text) == ticks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-1 h", "negative"),
        ("5", "no unit"),
        ("5 hous", 'did you mean "hours"'),
        ("1 month", "differ in length"),
        ("2 years", "differ in length"),
        ("1 h 30 min", "one number and one unit"),
        ("0.3 us", "whole number of microseconds"),
        ("1,000 h", "plainly"),
        ("1e3 h", "not a duration"),
        ("36526 days", "too long"),
        ("h", "not a duration"),
    ],
)
def test_other_durations_are_refused_with_advice(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_duration(text)


@given(st.integers(0, 36_525 * DAY))
def test_durations_survive_writing_and_reading(ticks: int) -> None:
    assert parse_duration(format_duration(ticks)) == ticks


def test_durations_are_written_in_the_largest_unit_without_decimals() -> None:
    written = {
        36 * HOUR: "36 h",
        DAY: "1 day",
        14 * DAY: "2 weeks",
        90 * MINUTE: "90 min",
        1500: "1500 us",
        0: "0 s",
    }
    assert {ticks: format_duration(ticks) for ticks in written} == written


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2015-02-30", "February 2015 has 28 days"),
        ("2016-02-30", "February 2016 has 29 days"),
        ("2015-13-01", "no month 13"),
        ("01/10/2015", "year-month-day"),
        ("0001-01-01", "the year must be"),
        ("2015-10-00", "October 2015 has 31 days"),
    ],
)
def test_impossible_dates_are_explained(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_date(text)


def test_dates_moments_and_hours_are_read() -> None:
    assert parse_date("2015-10-01") == date(2015, 10, 1)
    assert parse_moment("2015-10-01 09:30") == parse_moment("2015-10-01T09:30:00") == datetime(2015, 10, 1, 9, 30)
    assert parse_moment("2015-10-01") == datetime(2015, 10, 1)
    assert parse_daily("09:00-18:00") == (9 * HOUR, 18 * HOUR)
    assert parse_daily("00:00 - 24:00") == (0, DAY)


@pytest.mark.parametrize("text", ["18:00-09:00", "09:00-09:00", "9-18", "09:00", "09:60-10:00", "23:00-24:01", ""])
def test_other_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hour|time of day"):
        parse_daily(text)


def test_spans_follow_the_calendar() -> None:
    start = date(2015, 10, 31)
    assert parse_span("1 month").end(start) == datetime(2015, 11, 30)
    assert parse_span("4 months").end(start) == datetime(2016, 2, 29)
    assert parse_span("30 months").end(date(2015, 10, 1)) == datetime(2018, 4, 1)
    assert parse_span("2 years").end(datetime(2016, 2, 29, 9)) == datetime(2018, 2, 28, 9)
    assert parse_span("36 h").end(start) == datetime(2015, 11, 1, 12)
    assert [str(parse_span(text)) for text in ("24 months", "1 month", "10 days")] == [
        "2 years",
        "1 month",
        "10 days",
    ]


@pytest.mark.parametrize("text", ["1.5 months", "101 years", "5 monts", "-1 year", "5"])
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|year|negative|unit"):
        parse_span(text)


def test_pydantic_types_write_the_text_again() -> None:
    written = {"start": "2015-10-01", "opens": "09:00-18:00", "lasts": "30 months", "wait": "36 h"}
    plan = Plan.model_validate(written | {"first": "2015-10-01 09:30"})
    assert plan.lasts == Span(months=30)
    assert plan.model_dump(mode="json") == written | {"first": "2015-10-01 09:30"}
    assert Plan.model_json_schema()["properties"]["wait"]["examples"][0] == "36 h"


def test_pydantic_types_take_only_text() -> None:
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate({"start": 20151001, "opens": None, "lasts": 365, "wait": 36})
    assert caught.value.error_count() == 4
    assert "write a duration with its unit, such as 36 h" in str(caught.value)


@given(st.text(max_size=30))
def test_only_value_errors_come_out(text: str) -> None:
    for parse in (parse_duration, parse_date, parse_moment, parse_daily, parse_span):
        with suppress(ValueError):
            parse(text)
