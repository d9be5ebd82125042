"""Usage to date, as the books know it: how much an account received since a calendar boundary."""

from __future__ import annotations

from bisect import bisect_right

NEVER = -(2**62)
"""A tick before all others; its opposite is after all others."""


class UsageCounter:
    """What each account received by the counted legs in the current window.

    ``boundaries`` are the ticks, ascending, at which a new window opens; an amount booked exactly on a boundary
    belongs to the new window. Nothing is kept of windows that are over.
    """

    __slots__ = ("_begins", "_ends", "_used", "boundaries")

    def __init__(self, boundaries: tuple[int, ...]) -> None:
        self.boundaries = boundaries
        self._used: dict[int, int] = {}
        """By account, in the window that was last written to, which begins and ends at these ticks."""
        self._begins, self._ends = NEVER, boundaries[0] if boundaries else -NEVER

    def add(self, time: int, account: int, amount: int) -> None:
        """Take note of an amount that an account has received; time does not run backwards."""
        if time >= self._ends:
            window = bisect_right(self.boundaries, time)
            self._begins = self.boundaries[window - 1]
            self._ends = self.boundaries[window] if window < len(self.boundaries) else -NEVER
            self._used.clear()
        self._used[account] = self._used.get(account, 0) + amount

    def used(self, account: int, time: int) -> int:
        """Minor units received by ``account`` in the window that holds ``time``."""
        return self._used.get(account, 0) if self._begins <= time < self._ends else 0

    def next_window(self, time: int) -> int | None:
        """The tick at which the window that holds ``time`` ends; None after the last boundary."""
        window = bisect_right(self.boundaries, time)
        return self.boundaries[window] if window < len(self.boundaries) else None
