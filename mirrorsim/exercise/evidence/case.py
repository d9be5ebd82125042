"""What every view is made from, and how moments and amounts are written: everywhere alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mirrorsim.books.accounts import Country
from mirrorsim.engine.calendar import ZONES
from mirrorsim.exercise.evidence.activity import Act
from mirrorsim.exercise.evidence.draws import Luck
from mirrorsim.exercise.evidence.identities import Identities
from mirrorsim.exercise.evidence.population import Party
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.units.time import MINUTE

_ZONE = ZoneInfo(ZONES[Country.US])


@dataclass(frozen=True, slots=True)
class Ref:
    """The number of another record, by its view and its inner key; spelled out when all records have numbers."""

    view: str
    key: str


@dataclass(slots=True)
class Row:
    """One record. ``key`` is its inner name, ``act`` what it shows (None for everyday life), ``party`` whom it is about."""

    view: str
    key: str
    tick: int
    party: str
    cells: dict[str, str | Ref]
    act: Act | None = None
    id: str = field(default="", init=False)

    @property
    def guilty(self) -> bool:
        """Whether it shows a part of the scheme."""
        return self.act is not None and self.act.guilty


@dataclass(frozen=True)
class Scene:
    """Everything that a view may look at."""

    exercise: Exercise
    start: date
    since: int
    until: int
    acts: Sequence[Act]
    parties: dict[str, Party]
    ids: Identities
    luck: Luck
    rate: tuple[int, int]
    ctr_above: int

    def of(self, *kinds: str) -> Iterator[tuple[str, Act]]:
        """Acts of some kinds, each with a key of its own."""
        for number, act in enumerate(self.acts):
            if act.kind in kinds:
                yield f"{act.kind}.{number}", act

    def local(self, tick: int) -> datetime:
        """A moment as clocks show it where the cash is."""
        utc = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC) + timedelta(microseconds=tick)
        return utc.astimezone(_ZONE)

    def of_role(self, role: str) -> list[Party]:
        """All parties of a role, guilty and not."""
        return [party for party in self.parties.values() if party.role == role]

    def like(self, kind: str, key: str) -> int:
        """A moment at which something everyday may happen: when others do acts of a kind, shaken."""
        same = [act for act in self.acts if act.kind == kind]
        if not same:
            return self.since + self.luck.below(self.until - self.since, "everyday.any", key)
        tick = self.luck.pick(same, "everyday.time", key).tick
        # what waited for doors to open falls on a full minute: everyday life waits for them as well
        if tick % MINUTE:
            tick += int((self.luck.uniform("everyday.minutes", key) - 0.5) * 50 * MINUTE)
        return min(max(tick, self.since), self.until - 1)


def moment(start: date, tick: int) -> str:
    """A moment in UTC, to the minute."""
    return f"{datetime(start.year, start.month, start.day) + timedelta(microseconds=tick):%Y-%m-%d %H:%M}"


def money(minor: int) -> str:
    """An amount with its two decimals, without separators, as tables have it."""
    return f"{minor // 100}.{minor % 100:02d}"


def spoken(minor: int) -> str:
    """An amount as people write it."""
    return f"{minor // 100:,}.{minor % 100:02d}"
