"""The calendar: what dates, hours and periods the integer clock stands for.

Tick 0 is the scenario's start, midnight UTC of its first day. A cap that runs by calendar year or month resets at
midnight of the country whose rule it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mirrorsim.books.accounts import Country
from mirrorsim.units.time import DAY

ZONES = {
    Country.US: "America/Los_Angeles",
    Country.CN: "Asia/Shanghai",
    Country.MX: "America/Mexico_City",
}
EPOCH_STEP = timedelta(microseconds=1)


@lru_cache(maxsize=64)
def boundaries(start: date, horizon: int, country: Country, every: str) -> tuple[int, ...]:
    """Ticks within the horizon at which a ``calendar day``, ``month`` or ``year`` of a country begins."""
    zone = ZoneInfo(ZONES[country])
    epoch = datetime(start.year, start.month, start.day, tzinfo=UTC)
    day = start - timedelta(days=1)
    ticks: list[int] = []
    while True:
        if every == "calendar day" or (every == "calendar month" and day.day == 1) or (day.month == day.day == 1):
            tick = (datetime(day.year, day.month, day.day, tzinfo=zone) - epoch) // EPOCH_STEP
            if tick > horizon:
                return tuple(ticks)
            if tick > 0:
                ticks.append(tick)
        if (day - start).days * DAY > horizon + 2 * DAY:
            return tuple(ticks)
        day += timedelta(days=1)


class Calendar:
    """Dates of ticks. ``start`` is the scenario's first day, ``horizon`` its length in ticks."""

    __slots__ = ("_epoch", "horizon", "start")

    def __init__(self, start: date, horizon: int) -> None:
        self.start = start
        self.horizon = horizon
        self._epoch = datetime(start.year, start.month, start.day, tzinfo=UTC)

    def at(self, tick: int, country: Country | None = None) -> datetime:
        """The moment of a tick, in UTC or in a country's local time."""
        moment = self._epoch + timedelta(microseconds=tick)
        return moment if country is None else moment.astimezone(ZoneInfo(ZONES[country]))

    def tick(self, moment: date) -> int:
        """The tick of a moment, which is in UTC when it names no zone; a bare date means its midnight UTC."""
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return (moment - self._epoch) // EPOCH_STEP

    def boundaries(self, country: Country, every: str) -> tuple[int, ...]:
        """Where calendar periods of a country begin, as ticks within the horizon."""
        return boundaries(self.start, self.horizon, country, every)

    def wait_for_hours(self, tick: int, country: Country, hours: tuple[int, int]) -> int:
        """Ticks from ``tick`` to the next moment within a country's daily hours (as ticks on its clocks)."""
        local = self.at(tick, country)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        # both moments have one zone, so that sums and differences are those of the clock on the wall
        clock = (local - midnight) // EPOCH_STEP
        opens, closes = hours
        if opens <= clock < closes:
            return 0
        opening = midnight + timedelta(days=int(clock >= opens), microseconds=opens)
        return self.tick(opening.replace(fold=local.fold)) - tick
