"""The clock: SimPy's event queue with whole ticks.

At one instant events happen in the order in which they were scheduled (SimPy's queue is by time, priority and number).
A process that frees something goes on before the one that waited for it.
"""

from __future__ import annotations

from collections.abc import Generator
from operator import attrgetter
from types import MethodType
from typing import TypeAlias, TypeVar

import simpy

T = TypeVar("T")
Process: TypeAlias = Generator[simpy.Event, object, T]
"""What runs in simulated time: it yields the events that it waits for, and returns something at its end."""


class Clock(simpy.Environment):
    """An environment whose time is an integer number of ticks (microseconds since the scenario's start)."""

    def __init__(self) -> None:
        super().__init__()
        # SimPy binds these once and for all too, but only in environments of its own class
        self.timeout = MethodType(simpy.Timeout, self)  # type: ignore[method-assign]
        self.event = MethodType(simpy.Event, self)  # type: ignore[method-assign]

    # read several times in every step of every deal: a getter in C costs half of one in Python
    now: int = property(attrgetter("_now"), doc="The current tick.")  # type: ignore[assignment]
