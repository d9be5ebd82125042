"""Speed of the engine, as ratios within one run: ``python tests/benchmarks/engine.py [TIMES]``.

Prints deals and postings a second on ``network.yaml``'s mix, and the cost of a logical event (a row of the step log) as a
multiple of a bare SimPy timeout, measured in the same process a moment before and after.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import simpy
from scaled import network

from mirrorsim.engine.log import COLUMNS
from mirrorsim.scheme import events
from mirrorsim.world.build import simulate


def bare_timeout(count: int = 200_000) -> float:
    """Seconds that one bare SimPy timeout costs, of ``count`` by ten processes."""

    def process(env: simpy.Environment):
        for _ in range(count // 10):
            yield env.timeout(1_000_000)

    env = simpy.Environment()
    for _ in range(10):
        env.process(process(env))
    begin = time.perf_counter()
    env.run()
    return (time.perf_counter() - begin) / count


def main(times: int) -> None:
    loaded = network(times)
    phases = loaded.variants()[0].phases
    simulate(phases, "warm-up", 1, 99) if times <= 5 else bare_timeout()
    before = bare_timeout()
    begin = time.perf_counter()
    record = simulate(phases, "baseline", 1, 0)
    seconds = time.perf_counter() - begin
    bare = (before + bare_timeout()) / 2
    rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
    deals = int((rows[:, COLUMNS.index("event")] == events.AGREED.code).sum())
    journal = sum(8 * len(column) for column in record.journal.rows.values())
    in_deals = int((rows[:, COLUMNS.index("deal")] >= 0).sum())
    print(f"deals                          {deals:>12,}")
    print(f"deals a second                 {deals / seconds:>12,.0f}")
    print(f"postings a second              {record.audit.postings / seconds:>12,.0f}")
    print(f"postings a deal                {record.audit.postings / deals:>12.1f}")
    print(
        f"logical events a deal          {len(rows) / deals:>12.1f}  ({in_deals / deals:.1f} of the deals themselves)"
    )
    print(f"journal in memory, bytes a deal{journal / deals:>12,.0f}")
    print(f"one logical event / one bare timeout {seconds / len(rows) / bare:>6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
