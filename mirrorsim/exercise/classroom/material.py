"""What the class works on, cut by role once and for all: a team is only ever handed its own role's part."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mirrorsim.exercise.evidence.tables import disclosed_to
from mirrorsim.exercise.packs.handouts import fill_placeholders, role_title
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.scenario.exercise import Exercise

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.exercise.evidence.assembly import Evidence

MINUTES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class EvidenceTable:
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

    def before(self, moment: datetime) -> EvidenceTable:
        """The records written down before a moment."""
        end = bisect_left(self.rows, f"{moment:{MINUTES}}", key=lambda row: row[1])
        return EvidenceTable(self.view, self.rows[:end])

    @classmethod
    def of(cls, view: str, frame: pd.DataFrame) -> EvidenceTable:
        """A table from a frame of text."""
        return cls(view, tuple(map(tuple, frame.itertuples(index=False))))


@dataclass(frozen=True)
class InboxMessage:
    """An inject with everything spelled out. ``expected`` is for the trainer."""

    number: int
    at: datetime
    sender: str
    channel: str
    to: tuple[str, ...]
    content: str
    expected: str = ""


@dataclass(frozen=True)
class ClassMaterial:
    """Everything that a session is about, without the key. ``tables_by_role`` has each role's tables as that role sees them."""

    exercise: Exercise
    messages: tuple[InboxMessage, ...]
    tables_by_role: Mapping[str, Mapping[str, EvidenceTable]]
    on_request: Mapping[str, EvidenceTable]

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
        return role_title(role, self.exercise.roles[role])  # type: ignore[index]


def material_of(evidence: Evidence) -> ClassMaterial:
    """Cut the evidence by role: everything up to the end of the window, redacted as the exercise says."""
    exercise, frames = evidence.exercise, evidence.frames
    end = _midnight(exercise.window.until)
    messages = tuple(
        InboxMessage(
            inject.number, inject.at, inject.sender, inject.channel, inject.to,
            fill_placeholders(evidence, inject.content), fill_placeholders(evidence, inject.expected),
        )
        for inject in exercise.injects
    )  # fmt: skip
    tables_by_role: dict[str, Mapping[str, EvidenceTable]] = {}
    for role, terms in exercise.roles.items():
        late = end + timedelta(microseconds=terms.delay)
        disclosed = disclosed_to(role, exercise, frames, late)
        tables_by_role[role] = {view: EvidenceTable.of(view, frame) for view, frame in disclosed.items()}
    asked = {request.view for request in exercise.requests.values() if request.view in frames}
    on_request: dict[str, EvidenceTable] = {view: EvidenceTable.of(view, frames[view]).before(end) for view in asked}
    return ClassMaterial(exercise, messages, tables_by_role, on_request)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
