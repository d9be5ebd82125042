"""Little's law, asserted in every run: for each line, waits summed one by one equal the number waiting summed over time.

The two sides are kept apart while the world runs: the line counts heads, the log has each deal's coming and going.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.line import Line
from mirrorsim.engine.log import COLUMNS
from mirrorsim.scheme.events import GOES_ON, WAITS

_EVENT = COLUMNS.index("event")


class Little:
    """Waits from the log as it comes. Who has come and not gone is all that is remembered one by one."""

    def __init__(self) -> None:
        self._still: dict[tuple[int, int, int], int] = {}
        """How many wait, by line (the code of its name), deal and the tick of coming."""
        self._waits: Counter[int] = Counter()
        """Ticks waited by those who have gone on, by line."""
        self._astray: set[int] = set()
        """Lines that somebody left who had not come."""

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

    def findings(self, lines: Iterable[Line], names: Sequence[str], horizon: int) -> list[str]:
        """What is wrong with the lines' arithmetic; nothing when Little's law holds to the tick for each."""
        found = []
        for line in lines:
            code = names.index(line.name) if line.name in names else -1
            # who has come and not gone has waited from its coming to the horizon
            still = [(time, count) for (where, _, time), count in self._still.items() if where == code]
            waits = self._waits[code] + sum(count * (horizon - time) for time, count in still)
            if waits != line.area or sum(count for _, count in still) != line.waiting or code in self._astray:
                found.append(f"Little's law fails at {line.name}: waits sum to {waits}, the line to {line.area}")
        return found


def little_findings(
    lines: Iterable[Line], events: npt.NDArray[np.int64], names: Sequence[str], horizon: int
) -> list[str]:
    """What is wrong with the lines' arithmetic by a log that stands in memory whole."""
    little = Little()
    little.take(events)
    return little.findings(lines, names, horizon)
