"""The clock: SimPy's event queue with whole ticks.

At one instant events happen in the order in which they were scheduled (SimPy's queue is by time, priority and number).
A process that frees something goes on before the one that waited for it.
"""

from __future__ import annotations

import simpy


class Clock(simpy.Environment):
    """An environment whose time is an integer number of ticks (microseconds since the scenario's start)."""

    @property
    def now(self) -> int:
        """The current tick."""
        return self._now  # type: ignore[return-value]
