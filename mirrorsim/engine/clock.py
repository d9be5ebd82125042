"""The clock: SimPy's event queue with whole ticks.

At one instant events happen in the order in which they were scheduled (SimPy's queue is by time, priority and number).
A process that frees something goes on before the one that waited for it.
"""

from __future__ import annotations

from operator import attrgetter

import simpy


class Clock(simpy.Environment):
    """An environment whose time is an integer number of ticks (microseconds since the scenario's start)."""

    # read several times in every step of every deal: a getter in C costs half of one in Python
    now: int = property(attrgetter("_now"), doc="The current tick.")  # type: ignore[assignment]
