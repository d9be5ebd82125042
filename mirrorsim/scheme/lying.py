"""Cash that lies somewhere: when it is found, under the rules of every day on which it lies there."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.rules.base import Movement

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network

WHOLE = 10**12
"""All of a batch's luck, as a whole number; it is used up the faster, the sooner the rules would find the cash."""


class Lying:
    """One batch of cash that lies.

    Its luck is drawn once. When the rules change, what is left of it is used up at the new pace, so that stored cash is
    found more often from the day on which somebody looks harder.
    """

    __slots__ = ("_asked", "_delay", "_found", "_left", "_net", "_stored", "_turn")

    def __init__(self, net: Network, stored: Movement, found: Callable[[], None]) -> None:
        self._net = net
        self._stored = stored
        self._found = found
        self._left = WHOLE
        self._asked = net.env.now
        self._delay = 0
        self._turn = 0
        if net.env.now < net.last_change:
            net.lying[id(self)] = self
        self._ask()

    def review(self) -> None:
        """Ask the rules again, which have changed."""
        if self._delay:
            self._left = max(self._left - (self._net.env.now - self._asked) * WHOLE // self._delay, 0)
        self._ask()

    def end(self) -> None:
        """The cash lies there no longer."""
        self._turn += 1
        self._net.lying.pop(id(self), None)

    def _ask(self) -> None:
        net = self._net
        self._turn += 1
        self._asked = net.env.now
        verdict = net.gate.propose(self._stored._replace(time=net.env.now))
        self._delay = verdict.delay if verdict.seized else 0
        if verdict.seized:
            after = verdict.delay * self._left // WHOLE
            if net.env.now + after < net.calendar.horizon:
                net.env.process(self._wait(after, self._turn))

    def _wait(self, after: int, turn: int) -> Generator[Any, Any, None]:
        yield self._net.env.timeout(after)
        if turn == self._turn:
            self.end()
            self._found()
