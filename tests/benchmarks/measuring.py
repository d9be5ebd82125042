"""How the benchmarks measure: processor time beside wall time, medians of interleaved tries, processes of their own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Effort:
    """How much is measured: ``network.yaml`` so many times over, so many tries, and so on."""

    name: str
    times: int
    tries: int
    growth: tuple[int, ...]
    """Deals of each size."""
    replications: int
    thousand: bool
    """Whether 1,000 replications are run; else their time is that of ``replications``, multiplied."""


FULL = Effort("full", 100, 5, (1_000, 10_000, 100_000, 1_000_000), 100, thousand=True)
QUICK = Effort("quick", 20, 3, (1_000, 10_000, 100_000), 100, thousand=False)
LEAST = Effort("least", 1, 1, (60, 120), 2, thousand=False)
"""Shows that everything works, in seconds; its figures mean little."""


@dataclass(frozen=True)
class Row:
    """A figure of the table: ``value`` by processor time, or where time has no part in it, and ``wall`` by the wall clock."""

    part: str
    what: str
    value: float | None
    wall: float | None = None


@dataclass(frozen=True)
class Spent:
    """Seconds of the processor and of the wall clock."""

    cpu: float
    wall: float

    def row(self, part: str, what: str, figure: Callable[[float], float]) -> Row:
        """A row whose figure follows from seconds."""
        return Row(part, what, figure(self.cpu), figure(self.wall))

    def ratio(self, part: str, what: str, other: Spent, per: float = 1.0) -> Row:
        """A row with these seconds as a multiple of others', times ``per``."""
        return Row(part, what, per * self.cpu / other.cpu, per * self.wall / other.wall)


def timed(call: Callable[[], Any]) -> Spent:
    """What a call in this process takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)


def command(*words: str | Path, output: bool = False) -> tuple[Spent, str]:
    """What a process takes, its children included, from its start to its end; and what it wrote, when that is asked for.

    Raises SystemExit with what it complained of when it fails.
    """
    wall = time.perf_counter()
    process = subprocess.Popen(
        [*map(str, words)], cwd=ROOT, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if output else subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    # no command here writes more to one of the two than a pipe holds before it has closed the other
    written = process.stdout.read() if process.stdout is not None else ""
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    spent = Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - wall)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\nended with {process.returncode}:\n{complaint.strip()[-2000:]}")
    return spent, written


def mirrorsim(*words: str | Path) -> Spent:
    """What ``mirrorsim WORDS`` takes as a process of its own."""
    return command(sys.executable, "-m", "mirrorsim", *words)[0]


def medians(calls: Mapping[str, Callable[[], Spent]], tries: int) -> dict[str, Spent]:
    """The median of each call's seconds; the tries are interleaved, so that what else the machine does falls on all."""
    found: dict[str, list[Spent]] = {name: [] for name in calls}
    for _ in range(tries):
        for name, call in calls.items():
            found[name].append(call())
    return {name: _median(spent) for name, spent in found.items()}


def _median(spent: Sequence[Spent]) -> Spent:
    return Spent(statistics.median(one.cpu for one in spent), statistics.median(one.wall for one in spent))
