"""The case behind an exercise, which every view of evidence is made from, and the rows that a view yields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mirrorsim.books.accounts import Country
from mirrorsim.engine.calendar import ZONES
from mirrorsim.exercise.evidence.activity import Activity
from mirrorsim.exercise.evidence.draws import KeyedDraws
from mirrorsim.exercise.evidence.identities import Identities
from mirrorsim.exercise.evidence.population import Party
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.units.time import MINUTE

_ZONE = ZoneInfo(ZONES[Country.US])


@dataclass(frozen=True, slots=True)
class RowReference:
    """The number of another record, by its view and its inner key; spelled out when all records have numbers."""

    view: str
    key: str


@dataclass(slots=True)
class EvidenceRow:
    """One record of a view, as an institution wrote it down.

    ``key`` is unique within the view and never shown; ``tick`` is when it was written; ``party`` is whom it is about;
    ``activity`` is what it shows (None for everyday life); ``id`` is the public number, given once all rows are there.
    """

    view: str
    key: str
    tick: int
    party: str
    cells: dict[str, str | RowReference]
    activity: Activity | None = None
    id: str = field(default="", init=False)

    @property
    def in_scheme(self) -> bool:
        """Whether it shows a part of the scheme."""
        return self.activity is not None and self.activity.in_scheme


@dataclass(frozen=True)
class Case:
    """Everything that a view may look at: activities, parties, their public names, and draws of the view's own.

    ``since`` and ``until`` are the window in ticks (microseconds since midnight UTC of ``start``); ``rate`` is CNY per USD
    as numerator and denominator; ``ctr_above`` is the reporting threshold of cash in cents.
    """

    exercise: Exercise
    start: date
    since: int
    until: int
    activities: Sequence[Activity]
    parties: dict[str, Party]
    identities: Identities
    draws: KeyedDraws
    rate: tuple[int, int]
    ctr_above: int

    def activities_of(self, *kinds: str) -> Iterator[tuple[str, Activity]]:
        """Activities of some kinds, each with a key that is unique in the case."""
        for number, activity in enumerate(self.activities):
            if activity.kind in kinds:
                yield f"{activity.kind}.{number}", activity

    def local_time(self, tick: int) -> datetime:
        """A moment as clocks show it where the cash is."""
        utc = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC) + timedelta(microseconds=tick)
        return utc.astimezone(_ZONE)

    def parties_of(self, role: str) -> list[Party]:
        """All parties of a role, those of the scheme and ordinary ones."""
        return [party for party in self.parties.values() if party.role == role]

    def everyday_moment(self, kind: str, key: str) -> int:
        """A tick at which something everyday may happen: near that of some activity of a kind."""
        same = [activity for activity in self.activities if activity.kind == kind]
        if not same:
            return self.since + self.draws.integer_below(self.until - self.since, "everyday.any", key)
        tick = self.draws.choice(same, "everyday.time", key).tick
        # what waited for doors to open falls on a full minute: everyday life waits for them as well
        if tick % MINUTE:
            tick += int((self.draws.uniform("everyday.minutes", key) - 0.5) * 50 * MINUTE)
        return min(max(tick, self.since), self.until - 1)
