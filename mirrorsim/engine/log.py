"""The log of steps: what happened, when, in which deal, to whom; the record that measures are read from."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

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

    __slots__ = ("_names", "names", "rows")

    def __init__(self) -> None:
        self.rows = array("q")
        self.names: list[str] = []
        self._names: dict[str, int] = {}

    def name(self, text: str) -> int:
        """The code of a name, given when it is first met."""
        code = self._names.get(text)
        if code is None:
            code = self._names[text] = len(self.names)
            self.names.append(text)
        return code
