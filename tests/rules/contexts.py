"""A rule with a real usage counter and real random draws, for tests/rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from mirrorsim.books.accounts import Country
from mirrorsim.books.usage import UsageCounter
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import EnforcedRule
from mirrorsim.rules.base import YUAN_TRANSFER, CloseAccount, Delay, Limit, Movement, Report, Rule, Ruling, Seize
from mirrorsim.units.time import DAY

START = date(2016, 1, 1)


class Effect(NamedTuple):
    """What a ruling comes to: what may move, what is taken, how long it waits, what is reported, and why."""

    allowed: int
    seized: int = 0
    delay: int = 0
    reports: tuple[Report, ...] = ()
    reason: str = ""
    closed: bool = False


def effect(movement: Movement, ruling: Ruling | None) -> Effect:
    """Spell a ruling out, as the pages on rules put it."""
    if ruling is None:
        return Effect(movement.amount)
    reports = ruling.reports
    match ruling:
        case Limit(amount=amount, reason=reason):
            return Effect(amount, reports=reports, reason=reason)
        case Delay(time=time, reason=reason):
            return Effect(movement.amount, delay=time, reports=reports, reason=reason)
        case Seize(amount=amount, after=after, reason=reason):
            taken = movement.amount if amount is None else amount
            return Effect(movement.amount - taken, taken, after, reports, reason)
        case CloseAccount(reason=reason):
            taken = movement.amount if movement.what == YUAN_TRANSFER else 0
            return Effect(0, taken, 0, reports, reason, closed=True)
    return Effect(movement.amount, reports=reports)


class Counting:
    """A context whose books say what an account received, and when; a rule that draws lots there is at fault."""

    def __init__(self, rule: Rule, start: date, country: Country, received: Iterable[tuple[int, int, int]]) -> None:
        assert rule.window is not None
        self.counter = UsageCounter(Calendar(start, 800 * DAY).boundaries(country, rule.window))
        for time, account, amount in received:
            self.counter.add(time, account, amount)

    def used(self, movement: Movement) -> int:
        return self.counter.used(movement.account, movement.time)

    def draw(self, purpose: str, movement: Movement) -> float:
        raise AssertionError("a limit draws no lots")

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        raise AssertionError("a limit draws no lots")


def in_force(rule: Rule, *received: tuple[int, int, int], country: Country = Country.US, seed: int = 1) -> EnforcedRule:
    """The rule at work in a world that begins on 1 January 2016, whose books have ``(time, account, amount)`` received."""
    counters = {}
    if rule.window is not None:
        counter = UsageCounter(Calendar(START, 800 * DAY).boundaries(country, rule.window))
        for time, account, amount in received:
            counter.add(time, account, amount)
        counters = dict.fromkeys(rule.watches, counter)
    return EnforcedRule(rule.kind, rule, counters, Draws(seed, 0))


def effects(rule: Rule, movement: Movement, many: int) -> Iterable[Effect]:
    """What the rule's rulings on the same movement by many people come to."""
    context = in_force(rule)
    people = [movement._replace(entity=number) for number in range(many)]
    return [effect(one, rule.decide(one, context)) for one in people]


def assert_blind_to_guilt(rule: Rule, movement: Movement, many: int = 400, *received: tuple[int, int, int]) -> None:
    """Whether a movement belongs to a deal or to nobody's must change nothing, whatever is drawn."""
    context = in_force(rule, *received)
    for number in range(many):
        one = movement._replace(entity=number)
        assert rule.decide(one._replace(deal=7), context) == rule.decide(one._replace(deal=-1), context)
