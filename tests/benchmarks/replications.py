"""Replications of ``network.yaml`` on one process and on two, as a user starts them."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.benchmarks.kernel import bare
from tests.benchmarks.measuring import ROOT, Effort, Row, Spent, medians, mirrorsim, timed

LOOP = 500_000
"""Events of the bare loop that shows what a second process can bring on this machine at all."""


def replicate(reps: int, jobs: int) -> Spent:
    """``mirrorsim run network.yaml``, start to end, without a journal."""
    with tempfile.TemporaryDirectory() as scratch:
        return mirrorsim(
            "run", ROOT / "scenarios" / "network.yaml", "--reps", str(reps), "--jobs", str(jobs),
            "--journal", "none", "--no-report", "--quiet", "--out", Path(scratch) / "run",
        )  # fmt: skip


def at_once(jobs: int, events: int) -> float:
    """Wall seconds of as many bare SimPy loops at once as there are ``jobs``, the start of their processes not counted."""
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(time.sleep, [0.05] * jobs))
        return timed(lambda: list(pool.map(bare, [events] * jobs))).wall


def rows(effort: Effort) -> Iterator[Row]:
    """The part of the table about replications."""
    reps, events = effort.replications, LOOP if effort.tries > 1 else 10_000
    spent = medians(
        {
            "1": lambda: replicate(reps, 1),
            "2": lambda: replicate(reps, 2),
            "loop": lambda: Spent(at_once(1, events), at_once(2, events)),
        },
        effort.tries,
    )
    part = f"replications: {reps} of network.yaml, {os.cpu_count()} processors"
    yield Row(part, "on 1 process: seconds", spent["1"].cpu, spent["1"].wall)
    yield Row(part, "on 2 processes: seconds", spent["2"].cpu, spent["2"].wall)
    yield Row(part, "processor time on 2 processes / on 1", spent["2"].cpu / spent["1"].cpu)
    yield Row(part, "speed-up on 2 processes", None, spent["1"].wall / spent["2"].wall)
    yield Row(part, "speed-up of a bare SimPy loop on 2 processes", None, 2 * spent["loop"].cpu / spent["loop"].wall)
    if effort.thousand:
        thousand = replicate(1000, 2)
        yield Row(part, "1,000 replications on 2 processes: seconds", thousand.cpu, thousand.wall)
    else:
        more = 1000 / reps
        told = f"1,000 replications, as {more:g} times {reps}: seconds"
        yield Row(part, told, more * spent["2"].cpu, more * spent["2"].wall)
