"""How time and memory grow with the number of deals, each size in a process of its own.

The world stays as it is and its horizon grows: then all that grows with it is what the program keeps of the past. A world
with more parties instead would have more state by right, whatever the program does. It is the smallest city of
``national.yaml``: a million deals of it fit into the 50 years that a scenario may last, and its 2,500 savers are few. Parties
are made when they are first met, which here takes two years or so (50,000 deals); until then memory grows by them.
``network.yaml`` many times over would go on meeting new savers for far longer.

As it is shipped, that city is worn out after five years: brokers are caught up by losses that they have to make good, couriers
by arrests, and a deal asks more and more of them before one has room. Here clients bear losses and nobody is arrested, so
that a deal of the thirtieth year is like one of the first.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import numpy as np

from tests.benchmarks.kernel import counted
from tests.benchmarks.measuring import Effort, Row, command, timed
from tests.benchmarks.scaled import LASTING, REGION, city

FITTED_FROM = 10_000
"""A shorter run is mostly its beginning."""


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux's ru_maxrss of a started process begins with what its parent had
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def one(deals: int) -> dict[str, float]:
    """Run so many deals, roughly, in this process: what there was, what it took, and what was there before it began."""
    phases = city(deals, *LASTING)
    before = peak()
    counts = []
    spent = timed(lambda: counts.append(counted(phases)))
    found = {"deals": counts[0].deals, "kernel": counts[0].kernel, "cpu": spent.cpu, "wall": spent.wall}
    return found | {"memory": peak(), "before": before}


def slope(sizes: Sequence[dict[str, float]], what: str, by: str = "deals") -> float:
    """The slope of the straight line through the logarithms."""
    return float(np.polyfit(np.log([one[by] for one in sizes]), np.log([one[what] for one in sizes]), 1)[0])


def rows(effort: Effort) -> Iterator[Row]:
    """The part of the table about growth."""
    part = f"growth: {REGION} of national.yaml, over an ever longer time, summary only"
    sizes = []
    for deals in effort.growth:
        size = json.loads(command(sys.executable, __file__, str(deals), output=True)[1])
        sizes.append(size)
        told = f"{size['deals']:,.0f} deals"
        yield Row(part, f"{told}: seconds", size["cpu"], size["wall"])
        yield Row(part, f"{told}: peak memory, MB", size["memory"] / 1e6)
    yield Row(part, "before the first event: memory, MB", sizes[-1]["before"] / 1e6)
    fitted = [size for size in sizes if size["deals"] > 0.8 * FITTED_FROM]
    if len(fitted) < 2:
        fitted = sizes
    told = f"slope from {fitted[0]['deals']:,.0f} deals on"
    yield Row(part, f"{told}: time", slope(fitted, "cpu"), slope(fitted, "wall"))
    yield Row(part, f"{told}: kernel events", slope(fitted, "kernel"))
    against = slope(fitted, "cpu", "kernel"), slope(fitted, "wall", "kernel")
    yield Row(part, f"{told}: time against kernel events", *against)
    yield Row(part, f"{told}: peak memory", slope(fitted, "memory"))


if __name__ == "__main__":
    print(json.dumps(one(int(sys.argv[1]))))
