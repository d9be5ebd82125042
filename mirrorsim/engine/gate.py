"""The gate: every movement that a rule may care about is proposed here before anything moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mirrorsim.books.accounts import Country
from mirrorsim.books.journal import Kind
from mirrorsim.books.ledger import Ledger
from mirrorsim.books.meter import Meter
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws, Uniforms
from mirrorsim.rules.base import ANSWERS, CASH_STORED, Movement, Report, Rule, Verdict

FOR_GOOD = 2**62
"""A tick after all others."""


class Measured(NamedTuple):
    """Where the books see usage of a movement: the leg of a kind that carries it, and whose calendar counts."""

    kind: Kind
    leg: str
    country: Country
    also: tuple[tuple[Kind, str], ...] = ()
    """Further legs that count, such as those of people outside the scheme."""


class Desk:
    """One rule at work in one world: its parameters of the day, its view of the books, its luck."""

    __slots__ = ("_draws", "_meters", "_owners", "_uniforms", "decide", "name", "rule")

    def __init__(
        self,
        name: str,
        rule: Rule,
        meters: Mapping[str, Meter],
        draws: Draws,
        owners: Callable[[int], str] = lambda account: "",
    ) -> None:
        self.name = name
        self.rule = rule
        self.decide = rule.decide
        self._owners = owners
        self._meters = meters
        self._draws = draws
        self._uniforms: dict[str, Uniforms] = {}

    def used(self, movement: Movement) -> int:
        """Minor units received by the movement's account in the current window."""
        meter = self._meters.get(movement.what)
        if meter is None:
            missing = "which the books do not measure" if self.rule.window else "but has no window"
            raise TypeError(f"the rule {self.name} counts {movement.what}, {missing}")
        return meter.used(movement.account, movement.time)

    def renews(self, movement: Movement) -> int:
        """The tick at which the current window of a movement ends; :data:`FOR_GOOD` where none does."""
        meter = self._meters.get(movement.what)
        end = None if meter is None else meter.next_window(movement.time)
        return FOR_GOOD if end is None else end

    def owner(self, movement: Movement) -> str:
        """Who owns the movement's account; empty where it names none."""
        return self._owners(movement.account) if movement.account >= 0 else ""

    def luck(self, purpose: str, movement: Movement) -> float:
        """A uniform of this rule's own."""
        column = self._uniforms.get(purpose)
        if column is None:
            column = self._uniforms[purpose] = self._draws.uniforms(f"rule.{self.name}.{purpose}")
        return column(movement.entity, movement.turn)

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        """Whether something that happens in ``ppm`` of a million cases happens to this movement."""
        return ppm > 0 and self.luck(purpose, movement) * 1_000_000 < ppm


class Gate:
    """Asks the rules in force, in the order of their names, and combines what they say.

    The least amount allowed holds, the longest delay, the largest seizure, and every report.
    ``record`` is told of each report, and ``burden`` of each verdict that costs somebody outside the scheme anything.
    """

    def __init__(
        self,
        ledger: Ledger,
        calendar: Calendar,
        draws: Draws,
        measured: Mapping[str, Measured],
        record: Callable[[str, Movement, Report], None],
        burden: Callable[[str, Movement, Verdict], None] = lambda rule, movement, verdict: None,
    ) -> None:
        self._ledger = ledger
        self._calendar = calendar
        self._draws = draws
        self._measured = measured
        self._record = record
        self._burden = burden
        self._meters: dict[tuple[str, str], Meter] = {}
        self._watching: dict[str, list[Desk]] = {}

    def enforce(self, rules: Mapping[str, Rule]) -> None:
        """Put these rules in force from now on. Usage counted so far stays with the books."""
        self._watching = {}
        for name in sorted(rules):
            rule = rules[name]
            counted = [what for what in rule.watches if rule.window and what in self._measured]
            desk = Desk(name, rule, {what: self._meter(what, rule) for what in counted}, self._draws, self._owner_of)
            for what in rule.watches:
                self._watching.setdefault(what, []).append(desk)

    def _owner_of(self, account: int) -> str:
        return self._ledger.chart[account].owner

    def _meter(self, what: str, rule: Rule) -> Meter:
        assert rule.window is not None
        meter = self._meters.get((what, rule.window))
        if meter is None:
            kind, leg, country, also = self._measured[what]
            meter = self._ledger.meter(kind, leg, self._calendar.boundaries(country, rule.window))
            for other, other_leg in also:
                self._ledger.attach(meter, other, other_leg)
            self._meters[what, rule.window] = meter
        return meter

    def propose(self, movement: Movement) -> Verdict:
        """What may become of a movement. Reports are recorded here; booking is the proposer's."""
        answers = []
        for desk in self._watching.get(movement.what, ()):
            verdict = desk.decide(movement, desk)
            if verdict is not None:
                answers.append((desk, verdict))
        return self._combined(movement, answers) if answers else Verdict(movement.amount)

    def _combined(self, movement: Movement, answers: list[tuple[Desk, Verdict]]) -> Verdict:
        allowed, seized, delay, reason, closed, until = movement.amount, 0, 0, "", False, 0
        for desk, verdict in answers:
            if verdict.allowed < allowed:
                allowed, reason, until = verdict.allowed, f"{desk.name}: {verdict.reason}", desk.renews(movement)
            elif verdict.allowed == allowed < movement.amount:
                until = max(until, desk.renews(movement))
            if verdict.seized or verdict.delay or verdict.allowed < movement.amount:
                _hold_to_what_is_honoured(desk, movement, verdict)
            if movement.what == CASH_STORED and seized and verdict.seized:
                delay = min(delay, verdict.delay)  # whoever comes first finds it
            else:
                delay = max(delay, verdict.delay)
            seized = max(seized, verdict.seized)
            closed = closed or verdict.closed
            for report in verdict.reports:
                self._record(desk.name, movement, report)
            if movement.deal < 0 and (verdict.delay or verdict.reports or verdict.allowed < movement.amount):
                self._burden(desk.name, movement, verdict)
        return Verdict(allowed, min(seized, movement.amount), delay, (), reason, closed, until)


def _hold_to_what_is_honoured(desk: Desk, movement: Movement, verdict: Verdict) -> None:
    """Raise TypeError when a rule answers what the movement's proposer cannot carry out: it would silently do nothing."""
    answered = {
        answer
        for answer, given in (
            ("seize", verdict.seized),
            ("delay", verdict.delay),
            ("limit", verdict.allowed < movement.amount and not verdict.seized),
        )
        if given
    }
    if not answered <= ANSWERS.get(movement.what, answered):
        wrong = ", ".join(sorted(answered - ANSWERS[movement.what]))
        raise TypeError(f"the rule {desk.name} answers {wrong} to {movement.what}, which cannot be honoured")
