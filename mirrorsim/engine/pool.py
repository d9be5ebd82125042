"""A pool of equal places, first come, first served, whose size may change while it is in use."""

from __future__ import annotations

from collections import deque

import simpy

from mirrorsim.engine.clock import Clock


class Pool:
    """Places such as berths. A smaller size takes effect as places are given back."""

    __slots__ = ("_env", "_waiting", "size", "taken")

    def __init__(self, env: Clock, size: int) -> None:
        self._env = env
        self._waiting: deque[simpy.Event] = deque()
        self.size = size
        self.taken = 0

    @property
    def full(self) -> bool:
        """Whether somebody who comes now must wait."""
        return self.taken >= self.size

    def take(self) -> simpy.Event:
        """An event that happens when a place is taken: at once, or after those who came before."""
        event = self._env.event()
        self._waiting.append(event)
        self._serve()
        return event

    def give_back(self) -> None:
        """Give a place back."""
        self.taken -= 1
        self._serve()

    def resize(self, size: int) -> None:
        """Change the number of places from now on."""
        self.size = size
        self._serve()

    def _serve(self) -> None:
        while self._waiting and not self.full:
            self.taken += 1
            self._waiting.popleft().succeed()
