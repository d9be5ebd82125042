"""Little's law, asserted in every run: for each line, waits summed one by one equal the number waiting summed over time.

The two sides are kept apart while the world runs: the line counts heads, the log has each deal's coming and going.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.line import Line
from mirrorsim.engine.log import COLUMNS
from mirrorsim.scheme.events import GOES_ON, WAITS

_TIME, _DEAL, _EVENT, _PARTY, _DETAIL = (COLUMNS.index(name) for name in ("time", "deal", "event", "party", "detail"))


def little_findings(lines: Iterable[Line], events: npt.NDArray[np.int64], names: list[str], horizon: int) -> list[str]:
    """What is wrong with the lines' arithmetic; nothing when Little's law holds to the tick for each."""
    findings = []
    for line in lines:
        code = names.index(line.name) if line.name in names else -1
        mine = events[events[:, _PARTY] == code]
        came, went = mine[mine[:, _EVENT] == WAITS.code], mine[mine[:, _EVENT] == GOES_ON.code]
        begun = Counter(zip(came[:, _DEAL].tolist(), came[:, _TIME].tolist(), strict=True))
        over = Counter(zip(went[:, _DEAL].tolist(), (went[:, _TIME] - went[:, _DETAIL]).tolist(), strict=True))
        # who has come and not gone has waited from its coming to the horizon
        still = begun - over
        waits = int(went[:, _DETAIL].sum()) + sum(count * (horizon - time) for (_, time), count in still.items())
        if waits != line.area or still.total() != line.waiting or over - begun:
            findings.append(f"Little's law fails at {line.name}: waits sum to {waits}, the line to {line.area}")
    return findings
