"""What the class works on, cut by role once and for all: a team is only ever handed its own role's part."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mirrorsim.exercise.evidence.tables import disclosed_to
from mirrorsim.exercise.packs.handouts import spelled_out, title_of
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.scenario.exercise import Exercise

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.exercise.packs.pack import Pack

MINUTES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Table:
    """One source of evidence as text, in order of time."""

    view: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def title(self) -> str:
        """What the source is called."""
        return SOURCES[self.view].title

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns: the record's id and its moment first."""
        return SOURCES[self.view].fields

    def before(self, moment: datetime) -> Table:
        """The records written down before a moment."""
        end = bisect_left(self.rows, f"{moment:{MINUTES}}", key=lambda row: row[1])
        return Table(self.view, self.rows[:end])

    @classmethod
    def of(cls, view: str, frame: pd.DataFrame) -> Table:
        """A table from a frame of text."""
        return cls(view, tuple(map(tuple, frame.itertuples(index=False))))


@dataclass(frozen=True)
class Message:
    """An inject with everything spelled out. ``expected`` is for the trainer."""

    number: int
    at: datetime
    sender: str
    channel: str
    to: tuple[str, ...]
    content: str
    expected: str = ""


@dataclass(frozen=True)
class Material:
    """Everything that a session is about, without the key. ``desks`` has each role's tables as that role sees them."""

    exercise: Exercise
    messages: tuple[Message, ...]
    desks: Mapping[str, Mapping[str, Table]]
    on_request: Mapping[str, Table]

    @property
    def start(self) -> datetime:
        """The simulated moment at which the exercise begins."""
        return _midnight(self.exercise.window.since)

    @property
    def end(self) -> datetime:
        """The simulated moment at which the evidence ends."""
        return _midnight(self.exercise.window.until)

    @property
    def speed(self) -> float:
        """Simulated seconds a second, so that the window fills the exercise's length."""
        return (self.end - self.start).total_seconds() / (self.exercise.minutes * 60)

    def delay(self, role: str) -> timedelta:
        """How late records reach a role."""
        return timedelta(microseconds=self.exercise.roles[role].delay)  # type: ignore[index]

    def title(self, role: str) -> str:
        """What a role is called."""
        return title_of(role, self.exercise.roles[role])  # type: ignore[index]


def material_of(pack: Pack) -> Material:
    """The material of a built exercise."""
    messages = [
        Message(
            one.number, one.at, one.sender, one.channel, one.to,
            spelled_out(pack.evidence, one.content), spelled_out(pack.evidence, one.expected),
        )
        for one in pack.exercise.injects
    ]  # fmt: skip
    return assemble(pack.exercise, pack.frames, tuple(messages))


def assemble(exercise: Exercise, frames: Mapping[str, pd.DataFrame], messages: tuple[Message, ...]) -> Material:
    """Cut the records by role: everything up to the end of the window, blacked out as the exercise says."""
    end = _midnight(exercise.window.until)
    desks: dict[str, Mapping[str, Table]] = {}
    for role, terms in exercise.roles.items():
        late = end + timedelta(microseconds=terms.delay)
        desks[role] = {
            view: Table.of(view, frame) for view, frame in disclosed_to(role, exercise, frames, late).items()
        }
    asked = {request.view for request in exercise.requests.values()}
    on_request: dict[str, Table] = {view: Table.of(view, frames[view]).before(end) for view in asked if view in frames}
    return Material(exercise, messages, dict(desks), on_request)


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00")
