"""A rule at its desk, with real books and real luck, for the pages of tests/rules. Found by `import desks`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mirrorsim.books.meter import Meter

from mirrorsim.books.accounts import Country
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import Desk
from mirrorsim.rules.base import Movement, Rule, Verdict
from mirrorsim.units.time import DAY

START = date(2016, 1, 1)


class Counting:
    """An office whose books say what an account received, and when; a rule that draws lots there is at fault."""

    def __init__(self, rule: Rule, start: date, country: Country, received: Iterable[tuple[int, int, int]]) -> None:
        assert rule.window is not None
        self.meter = Meter(Calendar(start, 800 * DAY).boundaries(country, rule.window))
        for time, account, amount in received:
            self.meter.read(time, account, amount)

    def used(self, movement: Movement) -> int:
        return self.meter.used(movement.account, movement.time)

    def luck(self, purpose: str, movement: Movement) -> float:
        raise AssertionError("a limit draws no lots")

    def chance(self, purpose: str, movement: Movement, ppm: int) -> bool:
        raise AssertionError("a limit draws no lots")


def desk(rule: Rule, *received: tuple[int, int, int], country: Country = Country.US, seed: int = 1) -> Desk:
    """The rule at work in a world that begins on 1 January 2016, whose books have ``(time, account, amount)`` received."""
    meters = {}
    if rule.window is not None:
        meter = Meter(Calendar(START, 800 * DAY).boundaries(country, rule.window))
        for time, account, amount in received:
            meter.read(time, account, amount)
        meters = dict.fromkeys(rule.watches, meter)
    return Desk(rule.kind, rule, meters, Draws(seed, 0))


def verdicts(rule: Rule, movement: Movement, many: int) -> Iterable[Verdict]:
    """What the rule says of the same movement by many people."""
    office = desk(rule)
    passes = Verdict(movement.amount)
    return [rule.decide(movement._replace(entity=number), office) or passes for number in range(many)]


def assert_blind_to_guilt(rule: Rule, movement: Movement, many: int = 400, *received: tuple[int, int, int]) -> None:
    """Whether a movement belongs to a deal or to nobody's must change nothing, whatever the luck of the day."""
    office = desk(rule, *received)
    for number in range(many):
        one = movement._replace(entity=number)
        assert rule.decide(one._replace(deal=7), office) == rule.decide(one._replace(deal=-1), office)
