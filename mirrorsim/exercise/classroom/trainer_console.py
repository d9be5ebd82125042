"""What the trainer may see and do: all teams, the clock, and, through grading alone, the key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.material import InboxMessage
from mirrorsim.exercise.classroom.session import EVERYBODY, Session, State, clean
from mirrorsim.exercise.classroom.session_records import DecisionTaken, Team
from mirrorsim.exercise.classroom.sheet_drafts import SheetDraft, decisions_of, draft_of
from mirrorsim.exercise.classroom.team_workspace import disclosed_tables
from mirrorsim.exercise.marking.marks import GradeReport

T = TypeVar("T")


@dataclass(frozen=True)
class TeamStatus:
    """How a team stands: counts of what it has, has opened and has written, its decisions, its sheet, its grade."""

    team: Team
    seats: int
    messages: int
    opened: int
    records: int
    requests: int
    notes: int
    decisions: tuple[DecisionTaken, ...]
    sheet: SheetDraft
    grade: GradeReport | None


class TrainerConsole:
    """What the trainer may see and do. Every call asks again whether the browser is the trainer's, and raises Refused if not."""

    def __init__(self, session: Session, browser: str) -> None:
        self._open_session, self._browser = session, browser

    @property
    def _session(self) -> Session:
        self._open_session.access.trainer(self._browser)
        return self._open_session

    def revision(self) -> int:
        """Rises when something changed anywhere."""
        return sum(self._session.changes.values())

    def clock(self) -> tuple[datetime, State]:
        """The simulated moment, and whether time passes."""
        session = self._session
        return session.now, session.state

    def leave(self) -> None:
        """Give up the trainer's seat."""
        self._session.access.leave(self._browser, trainer=True)

    # -- the clock

    def set_state(self, state: State) -> None:
        """Start or pause."""
        self._session.set_state(state)

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        session = self._session
        session.advance(by)
        session.changed(EVERYBODY)

    def to_next(self) -> None:
        """Move the clock to the next inject, or to the end of the window."""
        session = self._session
        coming = [one.at for one in session.material.messages if one.at > session.now]
        self.advance(min(coming, default=session.material.end) - session.now)

    def injects(self) -> list[tuple[InboxMessage, bool]]:
        """All injects, and whether they have come in."""
        session = self._session
        return [(one, one.at <= session.now) for one in session.material.messages]

    # -- teams

    def add_team(self, name: str, role: str) -> Team:
        """A new team with a code of its own."""
        return self._session.add_team(name, role)

    def teams(self) -> list[TeamStatus]:
        """How every team stands."""
        session = self._session
        count = session.store.rows("SELECT team, count(*) n FROM seats WHERE trainer = 0 GROUP BY team")
        seats = {row["team"]: row["n"] for row in count}
        found = []
        for team in session.teams():
            inbox = session.messages(team)
            opened = session.store.row("SELECT count(*) n FROM opened WHERE team = ?", team.id)
            tables = disclosed_tables(session, team, session.now)
            found.append(
                TeamStatus(
                    team=team,
                    seats=seats.get(team.id, 0),
                    messages=len(inbox),
                    opened=min(opened["n"] if opened else 0, len(inbox)),
                    records=sum(len(table.rows) for table in tables.values()),
                    requests=len(session.store.rows("SELECT 1 FROM requests WHERE team = ?", team.id)),
                    notes=len(session.store.rows("SELECT 1 FROM notes WHERE team = ?", team.id)),
                    decisions=tuple(decisions_of(session.store, team.id)),
                    sheet=draft_of(session.store, team),
                    grade=session.grade_of(team.id),
                )
            )
        return found

    def send(self, team: int | None, sender: str, content: str) -> None:
        """Send a message to one team or to all, now."""
        session = self._session
        if not (content := clean(content)):
            raise Refused("Write something first.")
        if team is not None:
            session.team(team)
        session.store.run(
            "INSERT INTO messages (at, team, sender, content) VALUES (?, ?, ?, ?)",
            session.timestamp, team, clean(sender, 80) or "Trainer", content,
        )  # fmt: skip
        session.changed(EVERYBODY if team is None else team)

    def reopen(self, team: int) -> None:
        """Give a team its sheet back."""
        session = self._session
        if session.state == "closed":
            raise Refused("The exercise is closed.")
        session.store.run("UPDATE teams SET submitted = NULL WHERE id = ?", team)
        session.changed(team)

    # -- afterwards

    def end(self) -> None:
        """Close the exercise: nothing can be changed any more."""
        self._session.set_state("closed")

    def ungraded(self) -> list[Team]:
        """Teams that have no grade yet."""
        self._closed()
        return [team for team in self._session.teams() if self.grade_of(team.id) is None]

    def sheet(self, team: int) -> SheetDraft:
        """A team's answer sheet."""
        session = self._session
        return draft_of(session.store, session.team(team))

    def keep_grade(self, team: int, report: GradeReport) -> None:
        """Keep a team's grade."""
        store = self._closed().store
        store.run("INSERT OR REPLACE INTO grades VALUES (?, ?)", team, json.dumps(report.as_json()))
        self._session.changed(team)

    def grade_of(self, team: int) -> GradeReport | None:
        """A team's grade, if it has one."""
        return self._session.grade_of(team)

    def release(self) -> None:
        """Show every team its own grade."""
        self._closed()
        if self.ungraded():
            raise Refused("Wait until all sheets are graded.")
        self._session.release()

    def released(self) -> bool:
        """Whether the teams see their grades."""
        return self._session.released

    def flow(self, read: Callable[[], T]) -> T:
        """What truly happened, as ``read`` gives it, once the exercise is closed."""
        self._closed()
        return read()

    def had_seen(self, team: int, moment: datetime, records: set[str]) -> set[str]:
        """Which of some records had reached a team at a moment, and not later than the exercise got."""
        session = self._closed()
        tables = disclosed_tables(session, session.team(team), min(moment, session.now))
        return {row[0] for table in tables.values() for row in table.rows if row[0] in records}

    def written(self, records: set[str], moment: datetime) -> set[str]:
        """Which of some records had been written down anywhere at a moment."""
        material = self._closed().material
        tables = [table for views in material.tables_by_role.values() for table in views.values()]
        kept = [table.before(moment) for table in (*tables, *material.on_request.values())]
        return {row[0] for table in kept for row in table.rows if row[0] in records}

    def decided(self, team: int, moment: datetime) -> list[DecisionTaken]:
        """What a team had decided at a moment."""
        return [decision for decision in decisions_of(self._closed().store, team) if decision.at <= moment]

    def _closed(self) -> Session:
        session = self._session
        if session.state != "closed":
            raise Refused("Close the exercise first.")
        return session
