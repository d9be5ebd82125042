from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.books.accounts import Country
from mirrorsim.engine.calendar import ZONES, Calendar
from mirrorsim.units.time import DAY, HOUR, MICROSECOND, MINUTE
from tests.helpers.profiles import examples

YEAR, MONTH, DAILY = "calendar year", "calendar month", "calendar day"
OFFICE = (9 * HOUR, 18 * HOUR)

COUNTRIES = st.sampled_from(sorted(ZONES))


def resets(start: date, days: int, country: Country, every: str) -> list[datetime]:
    """Boundaries as moments in UTC, without their zone."""
    calendar = Calendar(start, days * DAY)
    return [calendar.at(tick).replace(tzinfo=None) for tick in calendar.boundaries(country, every)]


# -- where periods begin


@pytest.mark.parametrize(
    ("country", "moment"),
    [
        (Country.CN, datetime(2015, 12, 31, 16)),
        (Country.MX, datetime(2016, 1, 1, 6)),
        (Country.US, datetime(2016, 1, 1, 8)),
    ],
)
def test_a_year_begins_at_the_countrys_own_midnight(country: Country, moment: datetime) -> None:
    assert resets(date(2015, 10, 1), 200, country, YEAR) == [moment]


def test_months_begin_at_local_midnight_and_february_leaps() -> None:
    assert resets(date(2016, 1, 15), 60, Country.CN, MONTH) == [datetime(2016, 1, 31, 16), datetime(2016, 2, 29, 16)]
    assert resets(date(2015, 1, 15), 60, Country.CN, MONTH) == [datetime(2015, 1, 31, 16), datetime(2015, 2, 28, 16)]


def test_months_in_mexico_follow_its_summer_time() -> None:
    """Mexico City had summer time until 2022: 2016 from 3 April to 30 October."""
    found = resets(date(2016, 3, 15), 240, Country.MX, MONTH)
    assert [moment.hour for moment in found] == [6, 5, 5, 5, 5, 5, 5, 6]
    assert [(moment.month, moment.day) for moment in found] == [(month, 1) for month in range(4, 12)]


def test_days_have_25_and_23_hours_when_clocks_change() -> None:
    found = resets(date(2016, 1, 1), 366, Country.US, DAILY)
    lengths = {(other - one) // timedelta(hours=1): one for one, other in pairwise(found)}
    assert lengths[23] == datetime(2016, 3, 13, 8)
    assert lengths[25] == datetime(2016, 11, 6, 7)
    assert set(lengths) == {23, 24, 25}
    assert len(found) == 366


def test_a_leap_year_has_its_leap_day() -> None:
    assert len(resets(date(2016, 1, 1), 366, Country.CN, DAILY)) == 366
    assert datetime(2016, 2, 28, 16) in resets(date(2016, 1, 1), 366, Country.CN, DAILY)


def test_a_period_that_has_begun_before_the_start_has_no_boundary() -> None:
    """China's 1 January has begun eight hours before a start at midnight UTC; Mexico's begins six hours after it."""
    assert resets(date(2016, 1, 1), 300, Country.CN, YEAR) == []
    assert resets(date(2016, 1, 1), 300, Country.MX, YEAR) == [datetime(2016, 1, 1, 6)]


def test_chinas_day_turns_on_the_first_day_of_the_scenario() -> None:
    assert resets(date(2015, 12, 31), 2, Country.CN, YEAR) == [datetime(2015, 12, 31, 16)]


def test_boundaries_lie_within_the_horizon() -> None:
    calendar = Calendar(date(2015, 12, 31), 16 * HOUR)
    assert calendar.boundaries(Country.CN, YEAR) == (16 * HOUR,)
    assert Calendar(date(2015, 12, 31), 16 * HOUR - 1).boundaries(Country.CN, YEAR) == ()


@given(st.dates(date(1995, 1, 1), date(2040, 1, 1)), st.integers(1, 800), COUNTRIES)
@settings(max_examples=examples(40), deadline=None)
def test_boundaries_are_the_local_midnights(start: date, days: int, country: Country) -> None:
    calendar = Calendar(start, days * DAY)
    found = {every: calendar.boundaries(country, every) for every in (DAILY, MONTH, YEAR)}
    local = [calendar.at(tick, country) for tick in found[DAILY]]
    assert all((moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0) for moment in local)
    assert [moment.date() for moment in local] == [local[0].date() + timedelta(n) for n in range(len(local))]
    assert abs(len(local) - days) <= 1
    months = [tick for tick, moment in zip(found[DAILY], local, strict=True) if moment.day == 1]
    years = [tick for tick, moment in zip(found[DAILY], local, strict=True) if (moment.month, moment.day) == (1, 1)]
    assert (list(found[MONTH]), list(found[YEAR])) == (months, years)


# -- ticks and moments


def test_tick_0_is_midnight_utc_of_the_first_day() -> None:
    calendar = Calendar(date(2015, 10, 1), 10 * DAY)
    assert calendar.at(0) == datetime(2015, 10, 1, tzinfo=UTC)
    assert calendar.tick(date(2015, 10, 1)) == 0
    assert calendar.tick(date(2015, 10, 3)) == 2 * DAY
    assert calendar.tick(datetime(2015, 10, 1, 0, 0, 0, 1)) == MICROSECOND


def test_a_moment_in_a_zone_is_that_moment() -> None:
    calendar = Calendar(date(2015, 10, 1), 10 * DAY)
    assert calendar.tick(datetime(2015, 10, 2, tzinfo=ZoneInfo("Asia/Shanghai"))) == 16 * HOUR


def test_local_times_are_the_countrys() -> None:
    calendar = Calendar(date(2016, 7, 1), 10 * DAY)
    hours = {country: calendar.at(12 * HOUR, country).hour for country in ZONES}
    assert hours == {Country.US: 5, Country.CN: 20, Country.MX: 7}


@given(
    st.dates(date(1900, 1, 1), date(2199, 1, 1)),
    st.integers(0, 4000 * DAY),
    st.one_of(st.none(), COUNTRIES),
)
@settings(max_examples=examples(200), deadline=None)
def test_a_tick_survives_the_way_to_a_moment_and_back(start: date, tick: int, country: Country | None) -> None:
    calendar = Calendar(start, 4000 * DAY)
    assert calendar.tick(calendar.at(tick, country)) == tick
    assert calendar.tick(calendar.at(tick).replace(tzinfo=None)) == tick


# -- business hours


def wait(country: Country, local: datetime, hours: tuple[int, int] = OFFICE) -> int:
    """The wait from a moment on a country's clocks."""
    calendar = Calendar(date(local.year, 1, 1), 366 * DAY)
    return calendar.wait_for_hours(calendar.tick(local.replace(tzinfo=ZoneInfo(ZONES[country]))), country, hours)


@pytest.mark.parametrize("country", sorted(ZONES))
@pytest.mark.parametrize(
    ("clock", "wanted"),
    [
        ((8, 59), MINUTE),
        ((9, 0), 0),
        ((13, 30), 0),
        ((17, 59), 0),
        ((18, 0), 15 * HOUR),
        ((23, 59), 9 * HOUR + MINUTE),
        ((0, 0), 9 * HOUR),
        ((0, 1), 9 * HOUR - MINUTE),
    ],
)
def test_one_waits_until_opening_on_local_clocks(country: Country, clock: tuple[int, int], wanted: int) -> None:
    assert wait(country, datetime(2016, 7, 14, *clock)) == wanted


def test_the_last_microsecond_is_within_hours_and_the_next_is_not() -> None:
    last = datetime(2016, 7, 14, 17, 59, 59, 999_999)
    assert wait(Country.CN, last) == 0
    assert wait(Country.CN, last + timedelta(microseconds=1)) == 15 * HOUR


@pytest.mark.parametrize(
    ("country", "evening", "wanted"),
    [
        (Country.US, datetime(2016, 3, 12, 20), 12),  # spring forward in the night
        (Country.US, datetime(2016, 11, 5, 20), 14),  # fall back
        (Country.US, datetime(2016, 11, 4, 20), 13),
        (Country.MX, datetime(2016, 4, 2, 20), 12),
        (Country.MX, datetime(2016, 10, 29, 20), 14),
        (Country.MX, datetime(2024, 4, 6, 20), 13),  # no summer time since 2022
        (Country.CN, datetime(2016, 3, 12, 20), 13),
    ],
)
def test_a_night_in_which_clocks_change_is_shorter_or_longer(country: Country, evening: datetime, wanted: int) -> None:
    assert wait(country, evening) == wanted * HOUR


def test_on_the_morning_of_a_change_the_clock_before_it_counts() -> None:
    """00:30 on the day that has no 02:30: eight and a half hours on the clock, seven and a half to wait."""
    assert wait(Country.US, datetime(2016, 3, 13, 0, 30)) == 7 * HOUR + 30 * MINUTE
    assert wait(Country.US, datetime(2016, 11, 6, 0, 30)) == 9 * HOUR + 30 * MINUTE


def test_an_hour_that_comes_twice_is_within_hours_twice() -> None:
    twice = datetime(2016, 11, 6, 1, 10)
    assert wait(Country.US, twice, (HOUR, 2 * HOUR)) == 0
    assert wait(Country.US, twice.replace(fold=1), (HOUR, 2 * HOUR)) == 0
    assert wait(Country.US, twice.replace(fold=1), (HOUR + 30 * MINUTE, 4 * HOUR)) == 20 * MINUTE


def test_hours_around_the_clock_never_wait() -> None:
    assert wait(Country.MX, datetime(2016, 7, 14, 23, 59), (0, DAY)) == 0


def test_new_years_night_leads_into_the_next_year() -> None:
    assert wait(Country.CN, datetime(2016, 12, 31, 18)) == 15 * HOUR


@given(st.integers(0, 2000 * DAY), COUNTRIES, st.integers(4 * HOUR, 20 * HOUR), st.integers(1, 4 * HOUR))
@settings(max_examples=examples(200), deadline=None)
def test_after_the_wait_it_is_opening_time(tick: int, country: Country, opens: int, length: int) -> None:
    calendar, hours = Calendar(date(2014, 1, 1), 2000 * DAY), (opens, opens + length)
    waited = calendar.wait_for_hours(tick, country, hours)
    assert 0 <= waited <= 25 * HOUR
    assert calendar.wait_for_hours(tick + waited, country, hours) == 0
    if waited:
        local = calendar.at(tick + waited, country)
        clock = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        assert clock // timedelta(microseconds=1) + local.microsecond == opens
        assert calendar.wait_for_hours(tick + waited - 1, country, hours) == 1
