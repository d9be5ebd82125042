"""A session: its teams and its clock. Everything is in its file; a server that starts again goes on where it was."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from mirrorsim.exercise.classroom.access import Access, Refused, new_code
from mirrorsim.exercise.classroom.material import ClassMaterial, InboxMessage
from mirrorsim.exercise.classroom.session_records import Team
from mirrorsim.exercise.classroom.session_store import SessionStore
from mirrorsim.exercise.marking.marks import GradeReport
from mirrorsim.exercise.packs.build import SESSION

State = Literal["paused", "running", "closed"]
LONGEST_TICK = 5.0
"""Seconds that one tick may count: a laptop that was closed for an hour has not lived through that hour."""
LONGEST_TEXT = 4_000
MOST_TEAMS = 60
EVERYBODY = 0
"""The count of changes that concern everybody."""


class Session:
    """The state that all share. It checks no rights: :mod:`.team_workspace` and :mod:`.trainer_console` do."""

    def __init__(self, folder: Path, material: ClassMaterial, wall: Callable[[], float] = time.time) -> None:
        self.folder, self.material = folder, material
        self.store = SessionStore(folder / SESSION)
        self.access = Access(self.store, wall)
        self.changes: Counter[int] = Counter()
        self._now = datetime.fromisoformat(self.store.setting("now", material.start.isoformat()))
        self._state: State = self.store.setting("state", "paused")  # type: ignore[assignment]
        self.released = self.store.setting("released", "no") == "yes"

    @property
    def now(self) -> datetime:
        """The simulated moment (UTC)."""
        return self._now

    @property
    def timestamp(self) -> str:
        """The simulated moment as it is written into the file."""
        return self._now.isoformat(timespec="seconds")

    @property
    def state(self) -> State:
        """Whether time passes, stands still, or is over."""
        return self._state

    def tick(self, seconds: float) -> None:
        """Let real time pass. Simulated time passes with it while the clock runs, never beyond the window's end."""
        if self._state == "running":
            self.advance(timedelta(seconds=min(max(seconds, 0.0), LONGEST_TICK) * self.material.speed))

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        if self._state == "closed":
            raise Refused("The exercise is closed.")
        self._now = min(self._now + max(by, timedelta(0)), self.material.end)
        self.store.set_setting("now", self._now.isoformat())
        if self._now >= self.material.end and self._state == "running":
            self.set_state("paused")

    def set_state(self, state: State) -> None:
        """Start, pause or close."""
        if self._state == "closed" and state != "closed":
            raise Refused("The exercise is closed.")
        self._state = state
        self.store.set_setting("state", state)
        self.changed(EVERYBODY)

    def release(self) -> None:
        """Hand out the grades."""
        self.released = True
        self.store.set_setting("released", "yes")
        self.changed(EVERYBODY)

    def changed(self, team: int) -> None:
        """Note that something is new for a team, so that open pages look again."""
        self.changes[team] += 1

    def revision(self, team: int) -> tuple[int, int]:
        """Changes that concern a team, so far."""
        return self.changes[EVERYBODY], self.changes[team]

    # -- teams

    def add_team(self, name: str, role: str) -> Team:
        """A new team with a code of its own."""
        name = clean(name, 60)
        if not name:
            raise Refused("A team needs a name.")
        if role not in self.material.exercise.roles:
            raise Refused(f"Nobody plays {role!r} in this exercise.")
        if len(self.teams()) >= MOST_TEAMS:
            raise Refused(f"There are {MOST_TEAMS} teams already.")
        if self.store.row("SELECT 1 FROM teams WHERE name = ?", name):
            raise Refused(f"There is a team {name!r} already.")
        team = self.store.run("INSERT INTO teams (name, role, code) VALUES (?, ?, ?)", name, role, new_code())
        self.changed(EVERYBODY)
        return self.team(team)

    def team(self, number: int) -> Team:
        """One team. Raises Refused."""
        row = self.store.row("SELECT * FROM teams WHERE id = ?", number)
        if row is None:
            raise Refused("There is no such team.")
        return Team.from_row(row)

    def teams(self) -> list[Team]:
        """All teams, in the order of their making."""
        return [Team.from_row(row) for row in self.store.rows("SELECT * FROM teams ORDER BY id")]

    def grade_of(self, team: int) -> GradeReport | None:
        """A team's grade, if it has one."""
        row = self.store.row("SELECT result FROM grades WHERE team = ?", team)
        return None if row is None else GradeReport.model_validate_json(row["result"])

    def messages(self, team: Team) -> list[InboxMessage]:
        """What has come in for a team, the latest first: the exercise's injects, and what the trainer sent."""
        due = [one for one in self.material.messages if one.at <= self._now and (not one.to or team.role in one.to)]
        sent = self.store.rows("SELECT * FROM messages WHERE team IS NULL OR team = ?", team.id)
        due += [
            InboxMessage(-row["id"], datetime.fromisoformat(row["at"]), row["sender"], "trainer", (), row["content"])
            for row in sent
        ]
        return sorted(due, key=lambda one: (one.at, one.number < 0, abs(one.number)), reverse=True)

    def close(self) -> None:
        """Close the file."""
        self.store.close()


def clean(text: str, most: int = LONGEST_TEXT) -> str:
    """Text from outside: no control characters but line ends, no more than so long."""
    return "".join(one for one in str(text) if one.isprintable() or one == "\n").strip()[:most]
