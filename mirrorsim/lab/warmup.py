"""Warm-up for steady-state questions: how much of a run's beginning to leave out.

Runs end with their horizon by default and are measured whole, because most questions are about a given stretch of time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.replication import Task
from mirrorsim.scheme.events import DELIVERED
from mirrorsim.units.time import DAY
from mirrorsim.world.block import Block
from mirrorsim.world.build import stream

BATCH = 5
PILOTS = 5
"""Replications over which the daily series is averaged before it is cut."""


def mser5(series: Sequence[float]) -> int:
    """The number of leading observations to leave out, by White's MSER rule on means of five.

    Of all cuts in the first half, the one with the least squared standard error of what is left. 0 for a series of
    fewer than ten observations.
    """
    count = len(series) // BATCH
    if count < 2:
        return 0
    means = np.asarray(series[: count * BATCH], dtype=np.float64).reshape(count, BATCH).mean(axis=1)
    best, cut = float("inf"), 0
    for start in range(count // 2 + 1):
        rest = means[start:]
        error = float(rest.var()) / len(rest)
        if error < best - 1e-15:
            best, cut = error, start
    return cut * BATCH


class DailyDeliveries:
    """A sink that adds up the US dollars delivered on each whole day of a run."""

    def __init__(self, days: int) -> None:
        self._cents = np.zeros(days + 1, dtype=np.int64)

    def take(self, block: Block) -> None:
        """Add the deliveries of the next block."""
        rows = block.events[block.events[:, COLUMNS.index("event")] == DELIVERED.code]
        np.add.at(self._cents, rows[:, COLUMNS.index("time")] // DAY, rows[:, COLUMNS.index("detail")])

    def dollars(self) -> npt.NDArray[np.float64]:
        """Dollars by day; what comes on a last day that is not whole is left out."""
        return self._cents[:-1] / 100


def find_warm_up(task: Task) -> int:
    """The warm-up that pilot replications of a task suggest, in ticks."""
    days = []
    for pilot in range(PILOTS):
        daily = DailyDeliveries(task.phases[0][1].ticks // DAY)
        stream(task.phases, task.policy, task.seed, pilot, [daily])
        days.append(daily.dollars())
    return mser5(np.mean(days, axis=0).tolist()) * DAY
