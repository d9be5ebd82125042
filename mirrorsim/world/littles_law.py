"""Little's law, asserted in every run: for each queue, waits summed one by one equal the number waiting summed over time.

The two sides are kept apart while the world runs: the queue's monitor counts heads, the log has each deal's coming and going.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS
from mirrorsim.engine.queue_monitor import QueueMonitor
from mirrorsim.scheme.events import GOES_ON, WAITS

_EVENT = COLUMNS.index("event")


class LittlesLawCheck:
    """Waits from the log as it comes. Who has come and not gone is all that is remembered one by one."""

    def __init__(self) -> None:
        self._still: dict[tuple[int, int, int], int] = {}
        """How many wait, by queue (the code of its name), deal and the tick of coming."""
        self._waits: Counter[int] = Counter()
        """Ticks waited by those who have gone on, by queue."""
        self._astray: set[int] = set()
        """Queues that somebody left who had not come."""

    def take(self, events: npt.NDArray[np.int64]) -> None:
        """Go on with the next rows of the log."""
        still, code = self._still, events[:, _EVENT]
        mine = events[(code == WAITS.code) | (code == GOES_ON.code)]
        for time, deal, event, line, _, waited in mine.tolist():
            if event == WAITS.code:
                key = (line, deal, time)
                still[key] = still.get(key, 0) + 1
                continue
            key = (line, deal, time - waited)
            count = still.pop(key, 0)
            if count > 1:
                still[key] = count - 1
            elif not count:
                self._astray.add(line)
            self._waits[line] += waited

    def findings(self, queues: Iterable[QueueMonitor], names: Sequence[str], horizon: int) -> list[str]:
        """What is wrong with the queues' arithmetic; nothing when Little's law holds to the tick for each."""
        found = []
        for queue in queues:
            code = names.index(queue.name) if queue.name in names else -1
            # who has come and not gone has waited from its coming to the horizon
            still = [(time, count) for (where, _, time), count in self._still.items() if where == code]
            waits = self._waits[code] + sum(count * (horizon - time) for time, count in still)
            if waits != queue.area or sum(count for _, count in still) != queue.waiting or code in self._astray:
                found.append(f"Little's law fails at {queue.name}: waits sum to {waits}, the monitor to {queue.area}")
        return found


def littles_law_findings(
    queues: Iterable[QueueMonitor], events: npt.NDArray[np.int64], names: Sequence[str], horizon: int
) -> list[str]:
    """What is wrong with the queues' arithmetic by a log that stands in memory whole."""
    check = LittlesLawCheck()
    check.take(events)
    return check.findings(queues, names, horizon)
