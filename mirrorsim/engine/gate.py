"""The gate: every movement that a rule may care about is proposed here before anything moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mirrorsim.books.accounts import Country
from mirrorsim.books.journal import TransactionType
from mirrorsim.books.ledger import Ledger
from mirrorsim.books.usage import UsageCounter
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws, Uniforms
from mirrorsim.rules.base import (
    BORDER_CASH,
    CASH_CARRIED,
    CASH_STORED,
    IMPORT,
    YUAN_TRANSFER,
    Allow,
    CloseAccount,
    Delay,
    Limit,
    Movement,
    Report,
    Rule,
    Ruling,
    Seize,
)

FOR_GOOD = 2**62
"""A tick after all others."""
DETAINED = frozenset((CASH_CARRIED, CASH_STORED, BORDER_CASH, IMPORT))
"""Movements of things, which can be detained and taken later; value on an account can only be taken at once."""


class UsageSource(NamedTuple):
    """Where the books see usage of a movement: the leg of a transaction that carries it, and whose calendar counts."""

    kind: TransactionType
    leg: str
    country: Country
    also: tuple[tuple[TransactionType, str], ...] = ()
    """Further legs that count, such as those of people outside the scheme."""


class Decision(NamedTuple):
    """The combined outcome of all rules for one movement (minor units, ticks).

    ``allowed`` may move, ``seized`` is taken; either only after ``delay``. ``closed`` says that the account is closed for
    good. ``until`` is the tick before which the rules that allow no more would allow no more again, ``reason`` is that of
    the strictest.
    """

    allowed: int
    seized: int = 0
    delay: int = 0
    reason: str = ""
    closed: bool = False
    until: int = 0


class Burden(NamedTuple):
    """A rule's part of what one movement costs somebody outside the scheme.

    Value stopped or taken, ticks of delay, reports on it, and the value that moves only after the delay (minor units).
    """

    stopped: int
    delay: int = 0
    reports: int = 0
    delayed: int = 0


class EnforcedRule:
    """One rule in force in one world: its parameters of the day, its view of the books, its draws."""

    __slots__ = ("_counters", "_draws", "_owners", "_uniforms", "decide", "name", "rule")

    def __init__(
        self,
        name: str,
        rule: Rule,
        counters: Mapping[str, UsageCounter],
        draws: Draws,
        owners: Callable[[int], str] = lambda account: "",
    ) -> None:
        self.name = name
        self.rule = rule
        self.decide = rule.decide
        self._owners = owners
        self._counters = counters
        self._draws = draws
        self._uniforms: dict[str, Uniforms] = {}

    def used(self, movement: Movement) -> int:
        """Minor units received by the movement's account in the current window."""
        counter = self._counters.get(movement.what)
        if counter is None:
            missing = "which the books do not measure" if self.rule.window else "but has no window"
            raise TypeError(f"the rule {self.name} counts {movement.what}, {missing}")
        return counter.used(movement.account, movement.time)

    def renews(self, movement: Movement) -> int:
        """The tick at which the current window of a movement ends; :data:`FOR_GOOD` where none does."""
        counter = self._counters.get(movement.what)
        end = None if counter is None else counter.next_window(movement.time)
        return FOR_GOOD if end is None else end

    def owner(self, movement: Movement) -> str:
        """Who owns the movement's account; empty where it names none."""
        return self._owners(movement.account) if movement.account >= 0 else ""

    def draw(self, purpose: str, movement: Movement) -> float:
        """A uniform of this rule's own."""
        column = self._uniforms.get(purpose)
        if column is None:
            column = self._uniforms[purpose] = self._draws.uniforms(f"rule.{self.name}.{purpose}")
        return column(movement.entity, movement.turn)

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        """Whether something that happens in ``ppm`` of a million cases happens to this movement."""
        return ppm > 0 and self.draw(purpose, movement) * 1_000_000 < ppm

    def check(self, movement: Movement, ruling: Ruling) -> None:
        """Raise TypeError or ValueError for a ruling that the rule does not declare, or that cannot be carried out."""
        wrong = f"the rule {self.name} rules {type(ruling).__name__} at {movement.what}"
        if type(ruling) not in self.rule.watches.get(movement.what, ()):
            raise TypeError(f"{wrong}, which it does not declare in watches")
        if isinstance(ruling, Seize):
            if ruling.after and movement.what not in DETAINED:
                raise TypeError(f"{wrong} after a time, but nothing can be detained there: take it at once")
            if (ruling.amount or 0) < 0 or ruling.after < 0:
                raise ValueError(f"{wrong}: {ruling.amount} after {ruling.after} ticks; neither may be negative")
        elif (isinstance(ruling, Limit) and ruling.amount < 0) or (isinstance(ruling, Delay) and ruling.time < 0):
            raise ValueError(f"{wrong}: {ruling[0]} is negative")


class Gate:
    """Asks the rules in force, in the order of their names, and combines their rulings.

    The least amount allowed holds, the longest delay, the largest seizure, and every report; of seizures of stored cash
    the first. A closed account stays closed. ``report`` is told of each report, and ``burden`` of what a movement costs
    somebody outside the scheme: what is stopped is the doing of the rule that allows least, the delay of the one that
    delays longest (of equals, the first by name), so that rules' burdens add up to what the movement costs.
    """

    def __init__(
        self,
        ledger: Ledger,
        calendar: Calendar,
        draws: Draws,
        usage: Mapping[str, UsageSource],
        report: Callable[[str, Movement, Report], None],
        burden: Callable[[str, Movement, Burden], None] = lambda rule, movement, burden: None,
    ) -> None:
        self._ledger = ledger
        self._calendar = calendar
        self._draws = draws
        self._usage = usage
        self._report = report
        self._burden = burden
        self._counters: dict[tuple[str, str], UsageCounter] = {}
        self._watching: dict[str, list[EnforcedRule]] = {}
        self._closed: dict[int, str] = {}
        """Closed accounts, and the rule that closed each."""

    def enforce(self, rules: Mapping[str, Rule]) -> None:
        """Put these rules in force from now on. Usage counted so far stays with the books."""
        self._watching = {}
        for name in sorted(rules):
            rule = rules[name]
            counted = [what for what in rule.watches if rule.window and what in self._usage]
            counters = {what: self._counter(what, rule) for what in counted}
            enforced = EnforcedRule(name, rule, counters, self._draws, self._owner_of)
            for what in rule.watches:
                self._watching.setdefault(what, []).append(enforced)

    def propose(self, movement: Movement, *, bystander: bool = False) -> Decision:
        """What may become of a movement. Reports are recorded here; booking is the proposer's.

        ``bystander`` says that it is made by somebody outside the scheme, who bears what it costs; rules are not told.
        """
        if self._closed and movement.account in self._closed:
            return self._refused(movement, self._closed[movement.account], bystander)
        rulings = []
        for enforced in self._watching.get(movement.what, ()):
            ruling = enforced.decide(movement, enforced)
            if ruling is not None:
                if type(ruling) is not Allow:
                    enforced.check(movement, ruling)
                rulings.append((enforced, ruling))
        return self._combined(movement, rulings, bystander) if rulings else Decision(movement.amount)

    def _owner_of(self, account: int) -> str:
        return self._ledger.chart[account].owner

    def _counter(self, what: str, rule: Rule) -> UsageCounter:
        assert rule.window is not None
        counter = self._counters.get((what, rule.window))
        if counter is None:
            kind, leg, country, also = self._usage[what]
            counter = self._ledger.add_usage_counter(kind, leg, self._calendar.boundaries(country, rule.window))
            for other, other_leg in also:
                self._ledger.extend_usage_counter(counter, other, other_leg)
            self._counters[what, rule.window] = counter
        return counter

    def _combined(self, movement: Movement, rulings: list[tuple[EnforcedRule, Ruling]], bystander: bool) -> Decision:
        allowed, seized, delay, reason, closed, until = movement.amount, 0, 0, "", False, 0
        for enforced, ruling in rulings:
            least, taken, later = ruling.effect(movement)
            if least < allowed:
                allowed, reason, until = least, f"{enforced.name}: {ruling.reason}", enforced.renews(movement)
            elif least == allowed < movement.amount:
                until = max(until, enforced.renews(movement))
            if movement.what == CASH_STORED and seized and taken:
                if later < delay:  # whoever comes first finds it
                    seized, delay = taken, later
            else:
                seized, delay = max(seized, taken), max(delay, later)
            if isinstance(ruling, CloseAccount):
                closed = True
                self._closed.setdefault(movement.account, enforced.name)
            for report in ruling.reports:
                self._report(enforced.name, movement, report)
        if bystander:
            self._weigh(movement, rulings, allowed, delay)
        return Decision(allowed, seized, delay, reason, closed, FOR_GOOD if closed else until)

    def _weigh(self, movement: Movement, rulings: list[tuple[EnforcedRule, Ruling]], allowed: int, delay: int) -> None:
        """Tell of each rule's part of what a movement costs, of which so much is allowed, after so long a delay."""
        stopped, late = movement.amount - allowed, delay
        for enforced, ruling in rulings:
            least, _, later = ruling.effect(movement)
            burden = Burden(
                stopped if least == allowed else 0,
                late if later == delay else 0,
                len(ruling.reports),
                allowed if late and later == delay else 0,
            )
            if burden.stopped:
                stopped = 0
            if burden.delay:
                late = 0
            if any(burden[:3]):
                self._burden(enforced.name, movement, burden)

    def _refused(self, movement: Movement, rule: str, bystander: bool) -> Decision:
        """Nothing comes into a closed account: no other rule is asked, and nothing is reported."""
        if bystander:
            self._burden(rule, movement, Burden(movement.amount))
        taken = movement.amount if movement.what == YUAN_TRANSFER else 0
        return Decision(0, taken, 0, f"{rule}: the account is closed", closed=True, until=FOR_GOOD)
