"""The training exercise that a scenario may carry: who sits at which desk, what is seen, asked and graded."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from mirrorsim.fields.errors import ErrorCollector, refused
from mirrorsim.fields.messages import did_you_mean, quoted
from mirrorsim.fields.sections import Section, optional, required, value
from mirrorsim.scenario.evidence import ON_REQUEST, SOURCES, View
from mirrorsim.units.shares import WHOLE, Share
from mirrorsim.units.time import Date, Duration, Moment

if TYPE_CHECKING:
    from datetime import date

RoleName = Literal["bank", "fiu", "customs", "border"]
Action = Literal["freeze", "watch", "hold"]
Asked = Literal["entities", "steps", "mirror_match", "narrative", "decision"]


class Role(Section):
    """One team: what it is told, what it sees, how late and with what blacked out."""

    title: str = value("", "what the team is called; its name when absent", source="assumption")
    briefing: str = required("what the team is told at the start")
    sees: tuple[View, ...] = required("the records on its desk", min_length=1)
    redaction: dict[View, tuple[str, ...]] = value({}, "columns blacked out, by record", source="assumption")
    delay: Duration = value("0 s", "how long until a record reaches this desk", source="assumption")

    @model_validator(mode="after")
    def _there_is_such_a_thing(self) -> Self:
        errors = ErrorCollector()
        for number, view in enumerate(self.sees):
            if view in ON_REQUEST:
                errors.add(("sees", number), f"{view} lies on no desk: offer it under requests")
        for view, columns in self.redaction.items():
            if view not in self.sees:
                errors.unknown(("redaction", view), f"{view} is not among what this role sees")
            for number, column in enumerate(columns):
                if column not in SOURCES[view].columns:
                    known = SOURCES[view].columns
                    said = f"{view} has no column {quoted(column)}{did_you_mean(column, known)}"
                    errors.add(("redaction", view, number), f"{said}: it has {', '.join(known)}")
        errors.raise_any()
        return self


class Window(Section):
    """The dates that are seen; what happened before and after stays in the dark."""

    since: Date = required("the first day that is seen")
    until: Date = required("the day on which the evidence ends, not itself seen")


class Module(Section):
    """A part of the exercise, with a time of its own."""

    title: str = required("what it is called")
    minutes: int = required("how long it takes", ge=1, le=1440)
    aim: str = value("", "what the teams do in it", source="assumption")


class Inject(Section):
    """A message that comes in while the exercise runs."""

    number: int = required("its number; they rise with time", ge=1, le=999)
    at: Moment = required("the simulated moment at which it comes (UTC)")
    sender: str = required("who sends it")
    channel: Literal["email", "phone", "letter", "press", "in person", "system"] = required("how it comes")
    to: tuple[RoleName, ...] = value((), "which roles get it; all when none is named", source="assumption")
    content: str = required("what it says; {name of OWNER} and {account of OWNER} are spelled out")
    expected: str = required("what the facilitator expects the teams to do")
    module: int | None = optional("the module that it belongs to, counted from 1")


class Request(Section):
    """Records that a team may ask for."""

    view: View = required("which records")
    title: str = required("what is asked, in a few words")
    cost: int = value(1, "what it costs of the budget, in points", source="assumption", ge=0, le=1000)
    delay: Duration = value("5 days", "simulated time until the answer comes", source="assumption")
    basis: str = required("the legal basis that must be named")
    roles: tuple[RoleName, ...] = value((), "who may ask; everybody when none is named", source="assumption")


class Question(Section):
    """A question of the answer sheet."""

    kind: Asked = required("what kind of answer it wants")
    text: str = required("the question")
    need: int | None = optional("how many are enough for full marks; all when absent")

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if self.need is not None and self.need < 1:
            raise refused(("need",), "must be at least 1")
        return self


class Decisions(Section):
    """What a team may decide, and from when on it can take effect."""

    allowed: tuple[Action, ...] = value((), "freeze an account, watch a person, hold a container", source="assumption")
    earliest: Date | None = optional("the first day a decision may take effect; the window's end when absent")
    hold_for: Duration = value("9 days", "how long a held container that is in order waits", source="assumption")
    most: int = value(12, "how many decisions a team may take", source="assumption", ge=1, le=1000)


class Weights(Section):
    """What each part of the sheet counts."""

    entities: int = value(30, "who is reported, and who rightly", source="assumption", ge=0, le=1000)
    reconstruction: int = value(25, "steps, and cash matched to yuan", source="assumption", ge=0, le=1000)
    narrative: int = value(15, "who, what, when, where, why, how", source="assumption", ge=0, le=1000)
    proportionality: int = value(10, "nobody is burdened who did nothing", source="assumption", ge=0, le=1000)
    decisions: int = value(20, "what freezing, watching and holding did", source="assumption", ge=0, le=1000)


class Exercise(Section):
    """A training exercise made from the scenario's own run."""

    title: str = required("what the exercise is called")
    minutes: int = required("how long it takes", ge=5, le=2880)
    objectives: tuple[str, ...] = required("what a participant can do afterwards", min_length=1)
    roles: dict[RoleName, Role] = required("the teams", min_length=1)
    window: Window = required("the dates of the season that are seen")
    noise: Share = value("75 %", "share of the visible records that is ordinary, at least", source="assumption")
    seen: Share = value("80 %", "share of the scheme's meetings that surveillance saw", source="assumption")
    modules: tuple[Module, ...] = value((), "its parts", source="assumption")
    injects: tuple[Inject, ...] = value((), "what comes in meanwhile", source="assumption")
    requests: dict[str, Request] = value({}, "what may be asked for, by name", source="assumption")
    budget: int | None = optional("points for requests; without limit when absent")
    questions: tuple[Question, ...] = required("what is asked of the teams", min_length=1)
    decisions: Decisions = value({}, "what the teams may decide", source="assumption")
    weights: Weights = value({}, "what counts how much", source="assumption")
    seed: int | None = optional("the number that the ordinary population depends on; the scenario's when absent")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        errors = ErrorCollector()
        if self.window.until <= self.window.since:
            errors.add(("window", "until"), "is not after window.since")
        if not WHOLE // 2 <= self.noise <= WHOLE * 95 // 100:
            errors.add(("noise",), "give a share from 50 % to 95 %; with less everybody seen is guilty")
        self._messages(errors)
        for name, request in self.requests.items():
            for place, role in enumerate(request.roles):
                if role not in self.roles:
                    errors.add(("requests", name, "roles", place), f"nobody plays {role} here")
        prefixes = sorted((SOURCES[view].prefix, view) for view in self.views)
        for (one, first), (other, second) in pairwise(prefixes):
            if one == other:
                said = f"{first} and {second} both number their records {one}-: show one of them only"
                errors.add(("roles",), said)
        kinds = [question.kind for question in self.questions]
        for place, kind in enumerate(kinds):
            if kind in kinds[:place]:
                errors.add(("questions", place), f"{kind} is asked above already: each kind may be asked once")
        if "decision" in kinds and not self.decisions.allowed:
            errors.add(("decisions", "allowed"), "a decision is asked for, but none is allowed")
        errors.raise_any()
        return self

    def _messages(self, errors: ErrorCollector) -> None:
        """Note what is wrong with the messages that come in."""
        for place, inject in enumerate(self.injects):
            if place and inject.number <= self.injects[place - 1].number:
                errors.add(("injects", place, "number"), "is not above the one before: numbers must rise")
            for position, role in enumerate(inject.to):
                if role not in self.roles:
                    errors.add(("injects", place, "to", position), f"nobody plays {role} here")
            if inject.module is not None and not 1 <= inject.module <= len(self.modules):
                errors.add(("injects", place, "module"), f"there are {len(self.modules)} modules")

    def within(self, start: date, ticks: int, errors: ErrorCollector) -> None:
        """Note whatever is seen that lies outside the scenario, by its place in the scenario."""
        end = datetime(start.year, start.month, start.day) + timedelta(microseconds=ticks)
        if self.window.since < start:
            errors.add(("exercise", "window", "since"), f"is before the scenario starts on {start}")
        if self.window.until > end.date():
            errors.add(("exercise", "window", "until"), f"is after the scenario ends on {end.date()}")
        earliest = self.decisions.earliest
        if earliest is not None and not self.window.since <= earliest < end.date():
            errors.add(("exercise", "decisions", "earliest"), "lies outside the season")
        for place, inject in enumerate(self.injects):
            if not self.window.since <= inject.at.date() <= self.window.until:
                errors.add(("exercise", "injects", place, "at"), "lies outside the window")

    @property
    def views(self) -> set[View]:
        """Records that some desk has or may ask for."""
        asked = {request.view for request in self.requests.values()}
        return {view for role in self.roles.values() for view in role.sees} | asked

    def asks(self, kind: Asked) -> Question | None:
        """The question of a kind, if it is asked."""
        return next((one for one in self.questions if one.kind == kind), None)
