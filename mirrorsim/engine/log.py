"""The log of steps: what happened, when, in which deal, to whom; the record that measures are read from."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from mirrorsim.engine.clock import Clock

COLUMNS = ("time", "deal", "event", "party", "amount", "detail")
"""Ticks, deal number, code of the event, code of the party's name, minor units, and one number whose meaning the
event states (parts per million, ticks waited, a token, a name)."""


@dataclass(frozen=True, eq=False, slots=True)
class Event:
    """A kind of event: the step of the scheme that it belongs to (0 for none) and how to say it in a sentence.

    ``sentence`` is a format string over ``party``, ``amount`` and ``detail``, with the formats that the trace knows.
    """

    code: int
    step: int
    name: str
    sentence: str


class Log:
    """Rows of events in columns, and the names that they refer to."""

    __slots__ = ("_clock", "_names", "names", "rows")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.rows = array("q")
        self.names: list[str] = []
        self._names: dict[str, int] = {}

    def record(self, event: Event, deal: int, party: str, amount: int = 0, detail: int = 0) -> None:
        """Record an event of this instant in a deal, or in none: its party, and the two numbers that it states."""
        self.rows.extend((self._clock.now, deal, event.code, self.name(party), amount, detail))

    def record_at(self, time: int, event: Event, deal: int, party: str, amount: int, detail: int | str) -> None:
        """Record an event of another instant, such as a report that will be filed; its detail may be a name."""
        code = self.name(party)
        said = self.name(detail) if isinstance(detail, str) else detail
        self.rows.extend((time, deal, event.code, code, amount, said))

    def name(self, text: str) -> int:
        """The code of a name, given when it is first met."""
        code = self._names.get(text)
        if code is None:
            code = self._names[text] = len(self.names)
            self.names.append(text)
        return code
