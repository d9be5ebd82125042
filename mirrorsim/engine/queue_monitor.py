"""Monitors of queues and their exact arithmetic: Little's law holds to the tick, and is asserted in every run."""

from __future__ import annotations


class QueueMonitor:
    """Counts who waits in a queue. ``area`` is the integral of the number waiting over time, in ticks."""

    __slots__ = ("_since", "area", "entered", "left", "name", "total_wait", "waiting")

    def __init__(self, name: str) -> None:
        self.name = name
        self.waiting = 0
        self.entered = 0
        self.left = 0
        self.area = 0
        self.total_wait = 0
        """Summed waits of those who left, in ticks."""
        self._since = 0

    def enter(self, now: int) -> None:
        """Somebody begins to wait."""
        self.area += self.waiting * (now - self._since)
        self._since = now
        self.waiting += 1
        self.entered += 1

    def leave(self, now: int, since: int) -> int:
        """Somebody who has waited since ``since`` goes on. Returns the wait in ticks."""
        self.area += self.waiting * (now - self._since)
        self._since = now
        self.waiting -= 1
        self.left += 1
        self.total_wait += now - since
        return now - since

    def close(self, now: int) -> None:
        """Bring the area up to the end of the run."""
        self.area += self.waiting * (now - self._since)
        self._since = now
