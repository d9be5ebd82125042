"""The six queues of the scheme, and the one way in which a deal waits in any of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import simpy

from mirrorsim.engine.clock import Clock, Process
from mirrorsim.engine.log import Log
from mirrorsim.engine.queue_monitor import QueueMonitor
from mirrorsim.scheme import events


class Queue:
    """One queue: its monitor counts who waits, and the log has each deal's coming and going."""

    __slots__ = ("_clock", "_log", "monitor", "name")

    def __init__(self, name: str, clock: Clock, log: Log) -> None:
        self.name = name
        self.monitor = QueueMonitor(name)
        self._clock = clock
        self._log = log

    def enter(self, deal: int) -> int:
        """A deal begins to wait. Returns the tick."""
        now = self._clock.now
        self.monitor.enter(now)
        self._log.record(events.WAITS, deal, self.name)
        return now

    def leave(self, deal: int, since: int) -> int:
        """A deal that has waited since a tick goes on. Returns the ticks waited."""
        waited = self.monitor.leave(self._clock.now, since)
        self._log.record(events.GOES_ON, deal, self.name, 0, waited)
        return waited


def wait_in(queue: Queue, deal: int, until: simpy.Event | Process[None]) -> Process[int]:
    """Let a deal wait in a queue until an event happens, or a process of its own is over. Returns the ticks waited.

    An event that has happened already takes no waiting: the deal does not join the queue.
    """
    if isinstance(until, simpy.Event) and until.triggered:
        yield until
        return 0
    since = queue.enter(deal)
    if isinstance(until, Generator):
        yield from until
    else:
        yield until
    return queue.leave(deal, since)


class Queues:
    """Who waits for what: an offer, a courier, a buyer, pesos, a berth in a port, a deposit in a bank."""

    __slots__ = ("buyer", "courier", "deposit", "offer", "pesos", "port")

    def __init__(self, clock: Clock, log: Log) -> None:
        self.offer = Queue("offer", clock, log)
        self.courier = Queue("courier", clock, log)
        self.buyer = Queue("buyer", clock, log)
        self.pesos = Queue("pesos", clock, log)
        self.port = Queue("port", clock, log)
        self.deposit = Queue("deposit", clock, log)

    def __iter__(self) -> Iterator[Queue]:
        return iter((self.offer, self.courier, self.buyer, self.pesos, self.port, self.deposit))
