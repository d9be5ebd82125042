"""What one team may see and do. Every call asks again who is asking; nothing here takes a team's number from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from mirrorsim.exercise.classroom.access import Refused
from mirrorsim.exercise.classroom.material import EvidenceTable, InboxMessage
from mirrorsim.exercise.classroom.session import LONGEST_TEXT, Session, clean
from mirrorsim.exercise.classroom.session_records import BoardNote, DecisionTaken, RequestMade, Team
from mirrorsim.exercise.classroom.sheet_drafts import SECTIONS, Line, SheetDraft, decisions_of, draft_of, lines_of
from mirrorsim.exercise.marking.marks import GradeReport
from mirrorsim.scenario.exercise import Request

STANDINGS = ("open", "supported", "contradicted")
"""How a hypothesis stands."""
OTHER_BASES = ("an informal call between colleagues", "a question from the press office")
"""Bases that never suffice."""
MOST_LINES = 400


class TeamWorkspace:
    """What the team in which a browser sits may see and do. Every method raises Refused when it sits in none."""

    def __init__(self, session: Session, browser: str) -> None:
        self._session, self._browser = session, browser

    @property
    def team(self) -> Team:
        """The team. Raises Refused when the browser sits in none."""
        return self._session.team(self._session.access.team(self._browser))

    def revision(self) -> tuple[int, int]:
        """Rises when something changed that the team may see."""
        return self._session.revision(self.team.id)

    def clock(self) -> tuple[datetime, str]:
        """The simulated moment, and whether time passes."""
        self.team  # noqa: B018  (who asks?)
        return self._session.now, self._session.state

    def leave(self) -> None:
        """Give up the seat in the team."""
        self._session.access.leave(self._browser)

    # -- what is seen

    def tables(self) -> dict[str, EvidenceTable]:
        """The records that have reached the team, and the answers to its requests, by view."""
        return disclosed_tables(self._session, self.team, self._session.now)

    def inbox(self) -> list[tuple[InboxMessage, bool]]:
        """What has come in, the latest first, and whether it has been opened."""
        team = self.team
        opened = {
            row["message"] for row in self._session.store.rows("SELECT message FROM opened WHERE team = ?", team.id)
        }
        return [(one, str(one.number) in opened) for one in self._session.messages(team)]

    def open(self, number: int) -> None:
        """Mark a message as read."""
        team = self.team
        self._session.store.run("INSERT OR IGNORE INTO opened VALUES (?, ?)", team.id, str(int(number)))
        self._session.changed(team.id)

    # -- requests

    def offers(self) -> dict[str, Request]:
        """What the team may ask for."""
        role = self.team.role
        asked = self._session.material.exercise.requests
        return {name: one for name, one in asked.items() if not one.roles or role in one.roles}

    def bases(self) -> list[str]:
        """Legal bases to choose from, right and wrong, in the order of the alphabet."""
        self.team  # noqa: B018  (who asks?)
        return sorted({one.basis for one in self._session.material.exercise.requests.values()} | set(OTHER_BASES))

    def requests(self) -> list[RequestMade]:
        """Requests made, those refused among them."""
        rows = self._session.store.rows("SELECT * FROM requests WHERE team = ? ORDER BY id", self.team.id)
        return [RequestMade.from_row(row) for row in rows]

    def points_left(self) -> int | None:
        """Points left for requests; None without a limit."""
        budget = self._session.material.exercise.budget
        return None if budget is None else budget - sum(one.cost for one in self.requests())

    def ask(self, name: str, basis: str) -> bool:
        """Make a request; whether it was accepted. One with the wrong basis is refused and costs nothing but face."""
        team = self._working()
        offer = self.offers().get(name)
        if offer is None:
            raise Refused("This cannot be asked for from your desk.")
        right = basis == offer.basis
        left = self.points_left()
        if right and left is not None and offer.cost > left:
            raise Refused(f"This costs {offer.cost}, and {left} are left.")
        if len(self.requests()) >= MOST_LINES:
            raise Refused("Too many requests.")
        due = self._session.now + timedelta(microseconds=offer.delay)
        if due > self._session.material.end:
            raise Refused("The answer would come too late: after the records end.")
        self._session.store.run(
            "INSERT INTO requests (team, at, name, basis, due, cost) VALUES (?, ?, ?, ?, ?, ?)",
            team.id, self._session.timestamp, name, clean(basis, 300),
            due.isoformat() if right else None, offer.cost if right else 0,
        )  # fmt: skip
        self._session.changed(team.id)
        return right

    # -- the board

    def notes(self) -> list[BoardNote]:
        """The team's hypotheses and notes."""
        return [
            BoardNote.from_row(row)
            for row in self._session.store.rows("SELECT * FROM notes WHERE team = ? ORDER BY id", self.team.id)
        ]

    def note(self, content: str) -> None:
        """Put a note on the board."""
        team = self._working()
        if not (content := clean(content)):
            raise Refused("Write something first.")
        if len(self.notes()) >= MOST_LINES:
            raise Refused("The board is full.")
        self._session.store.run(
            "INSERT INTO notes (team, at, standing, content) VALUES (?, ?, ?, ?)",
            team.id, self._session.timestamp, STANDINGS[0], content,
        )  # fmt: skip
        self._session.changed(team.id)

    def set_standing(self, note: int, standing: str) -> None:
        """Say how a hypothesis stands; anything but a standing takes it down."""
        team = self._working()
        if standing in STANDINGS:
            self._session.store.run("UPDATE notes SET standing = ? WHERE id = ? AND team = ?", standing, note, team.id)
        else:
            self._session.store.run("DELETE FROM notes WHERE id = ? AND team = ?", note, team.id)
        self._session.changed(team.id)

    # -- decisions

    def earliest(self) -> date:
        """The first day from which a decision taken now can hold."""
        self.team  # noqa: B018  (who asks?)
        exercise = self._session.material.exercise
        return max(exercise.decisions.earliest or exercise.window.until, self._session.now.date())

    def decisions(self) -> list[DecisionTaken]:
        """Decisions taken, also those withdrawn."""
        return decisions_of(self._session.store, self.team.id)

    def decide(self, action: str, target: str, since: str, reason: str) -> None:
        """Freeze, watch or hold, from a day on."""
        team, terms = self._working(), self._session.material.exercise.decisions
        if action not in terms.allowed:
            raise Refused(f"You may: {', '.join(terms.allowed) or 'decide nothing in this exercise'}.")
        if not (target := clean(target, 200)):
            raise Refused("Say whom or what it is about.")
        try:
            day = date.fromisoformat(since.strip())
        except ValueError:
            raise Refused("Write the day as 2015-10-31.") from None
        if day < self.earliest():
            raise Refused(f"It can hold from {self.earliest()} on, not before.")
        if sum(one.withdrawn is None for one in self.decisions()) >= terms.most:
            raise Refused(f"Not more than {terms.most} decisions.")
        if len(self.decisions()) >= MOST_LINES:
            raise Refused("Too many decisions.")
        self._session.store.run(
            "INSERT INTO decisions (team, at, action, target, since, reason) VALUES (?, ?, ?, ?, ?, ?)",
            team.id, self._session.timestamp, action, target, day.isoformat(), clean(reason, 500),
        )  # fmt: skip
        self._session.changed(team.id)

    def withdraw(self, decision: int) -> None:
        """Take a decision back; the log keeps it."""
        team = self._working()
        self._session.store.run(
            "UPDATE decisions SET withdrawn = ? WHERE id = ? AND team = ? AND withdrawn IS NULL",
            self._session.timestamp, decision, team.id,
        )  # fmt: skip
        self._session.changed(team.id)

    # -- the answer sheet

    def lines(self, section: str) -> list[tuple[int, Line]]:
        """The lines of a section of the answer sheet, each with its number."""
        return lines_of(self._session.store, self.team.id).get(section, [])

    def write(self, section: str, line: int | None, content: Mapping[str, str]) -> int:
        """Keep a line of the sheet; its number."""
        team = self._working()
        fields = SECTIONS.get(section)
        if fields is None:
            raise Refused("The sheet has no such section.")
        text = json.dumps({name: clean(content.get(name, ""), LONGEST_TEXT) for name in fields})
        store, lines = self._session.store, dict(self.lines(section))
        if section == "narrative" and lines:
            line = max(lines)  # there is one report, whoever began it
        if line is None:
            if len(lines) >= MOST_LINES:
                raise Refused("The section is full.")
            line = store.run("INSERT INTO lines (team, section, content) VALUES (?, ?, ?)", team.id, section, text)
        elif line not in lines:
            raise Refused("Somebody in your team has struck this line.")
        else:
            store.run(
                "UPDATE lines SET content = ? WHERE id = ? AND team = ? AND section = ?", text, line, team.id, section
            )
        self._session.changed(team.id)
        return line

    def strike(self, line: int) -> None:
        """Strike a line of the sheet."""
        team = self._working()
        self._session.store.run("DELETE FROM lines WHERE id = ? AND team = ?", line, team.id)
        self._session.changed(team.id)

    def sheet(self) -> SheetDraft:
        """The answer sheet as it would be graded."""
        return draft_of(self._session.store, self.team)

    def submit(self) -> None:
        """Hand the sheet in; nothing can be changed afterwards."""
        team = self._working()
        self._session.store.run("UPDATE teams SET submitted = ? WHERE id = ?", self._session.timestamp, team.id)
        self._session.changed(team.id)

    def grade(self) -> GradeReport | None:
        """The team's own grade, once the trainer has handed the grades out."""
        team = self.team
        return self._session.grade_of(team.id) if self._session.released else None

    def _working(self) -> Team:
        team = self.team
        if self._session.state == "closed":
            raise Refused("The exercise is closed.")
        if team.submitted is not None:
            raise Refused("Your team has handed in its sheet.")
        return team


def disclosed_tables(session: Session, team: Team, now: datetime) -> dict[str, EvidenceTable]:
    """The records that a team had at a moment: its role's, late as they are, and the answers to its requests."""
    material = session.material
    found = {
        view: table.before(now - material.delay(team.role))
        for view, table in material.tables_by_role[team.role].items()
    }
    for row in session.store.rows(
        "SELECT name, due FROM requests WHERE team = ? AND due IS NOT NULL AND due <= ? ORDER BY due",
        team.id,
        now.isoformat(),
    ):
        asked = material.exercise.requests.get(row["name"])
        table = material.on_request.get(asked.view) if asked else None
        if table is not None:
            # an answer shows what there was on the day it was written
            found[table.view] = table.before(datetime.fromisoformat(row["due"]))
    return found
