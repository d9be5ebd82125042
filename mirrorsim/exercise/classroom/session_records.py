"""What the session's file holds, as typed records; each is read from a row of its table here alone.

Moments are simulated ones in UTC, kept in the file as ISO text.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Team:
    """A team as it stands; ``submitted``: when it handed in its sheet, if it has."""

    id: int
    name: str
    role: str
    code: str
    submitted: datetime | None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> Team:
        """The team of a row."""
        return cls(row["id"], row["name"], row["role"], row["code"], _moment(row["submitted"]))


@dataclass(frozen=True)
class RequestMade:
    """A request for records: what, on which legal basis, its cost in points, and when the answer is due (None: refused)."""

    id: int
    at: datetime
    name: str
    basis: str
    due: datetime | None
    cost: int

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> RequestMade:
        """The request of a row."""
        at = datetime.fromisoformat(row["at"])
        return cls(row["id"], at, row["name"], row["basis"], _moment(row["due"]), row["cost"])


@dataclass(frozen=True)
class BoardNote:
    """A hypothesis or note on the team's board, and how it stands."""

    id: int
    at: datetime
    standing: str
    content: str

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> BoardNote:
        """The note of a row."""
        return cls(row["id"], datetime.fromisoformat(row["at"]), row["standing"], row["content"])


@dataclass(frozen=True)
class DecisionTaken:
    """A decision of a team, the day from which it holds, and when it was withdrawn, if it was."""

    id: int
    at: datetime
    action: str
    target: str
    since: date
    reason: str
    withdrawn: datetime | None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> DecisionTaken:
        """The decision of a row."""
        return cls(
            row["id"],
            datetime.fromisoformat(row["at"]),
            row["action"],
            row["target"],
            date.fromisoformat(row["since"]),
            row["reason"],
            _moment(row["withdrawn"]),
        )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
