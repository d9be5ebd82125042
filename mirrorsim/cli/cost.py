"""What a run will cost, said before it begins: from the scenario's own distributions, and how fast this machine is now."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mirrorsim.scenario.workload import deals, loads

if TYPE_CHECKING:
    from mirrorsim.scenario.variants import Variant

LONG = 20.0
"""Seconds: nothing is said of a run that is expected to take less."""
_A_DEAL, _ANOTHER, _A_REPLICATION = 500e-6, 20e-6, 5e-3
"""Processor seconds that a deal, another arrival and a replication's set-up took where `_COUNTED` was measured."""
_COUNTED = 0.9e-3
"""Seconds that counting to 20,000 took there."""
_A_PROCESS, _AN_OPEN_DEAL, _A_PERSON = 200e6, 4e3, 500.0
"""Bytes: of a process with the program in it, of a deal under way, of somebody who is kept in memory."""
_OPEN_FOR = 30.0 * 86_400_000_000
"""Ticks that a deal is under way at most, as a rule: by default, so long a client without an offer has patience."""


@dataclass(frozen=True)
class Cost:
    """What is expected of a run: deals in all, wall-clock seconds, and bytes of memory in each of so many processes."""

    deals: float
    seconds: float
    memory: float
    processes: int
    at_least: bool
    """Whether more replications may be needed than it is the cost of."""

    def __str__(self) -> str:
        time_said = f"{'at least' if self.at_least else 'about'} {duration(self.seconds)}"
        each = f" in each of {self.processes} processes" if self.processes > 1 else ""
        return f"expected: about {self.deals:,.0f} deals, {time_said}, up to {size(self.memory)} of memory{each}"


def cost(variants: Sequence[Variant], reps: int, jobs: int, *, at_least: bool = False, speed: float = 1.0) -> Cost:
    """What running replications of each variant will cost, in a process each as far as there are ``jobs``.

    ``speed`` is how many times as fast this machine is as the one on which the figures were measured.
    """
    coming = seconds = memory = 0.0
    tasks = 0
    for variant in variants:
        for _, phases in variant.worlds:
            found, scenario = loads(phases), phases[0][1]
            here, others = deals(found), sum(load.expected for load in found) - deals(found)
            open_at_once = here * min(1.0, _OPEN_FOR / scenario.ticks)
            people = sum(one.people for one in scenario.buyers.savers.values())
            people += sum(one.count * one.couriers for one in scenario.brokers.values())
            coming += here
            seconds += here * _A_DEAL + others * _ANOTHER + _A_REPLICATION
            memory = max(memory, _A_PROCESS + open_at_once * _AN_OPEN_DEAL + people * _A_PERSON + here * 8)
            tasks += reps
    processes = max(1, min(jobs, tasks))
    return Cost(coming * reps, seconds * reps / speed / processes, memory, processes, at_least)


def tell_cost(variants: Sequence[Variant], reps: int, jobs: int, *, at_least: bool) -> None:
    """Say on a terminal what a long run will cost; of a short one, or without a terminal, say nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    found = cost(variants, reps, jobs, at_least=at_least)
    if found.seconds < LONG / 4:
        return  # however slow this machine is
    found = cost(variants, reps, jobs, at_least=at_least, speed=machine_speed())
    if found.seconds >= LONG:
        print(found, file=sys.stderr)


def machine_speed() -> float:
    """How fast this machine counts now, in times of the one on which the figures were measured; it takes some milliseconds."""
    best = float("inf")
    for _ in range(5):
        begun, total = time.perf_counter(), 0
        for number in range(20_000):
            total += number
        best = min(best, time.perf_counter() - begun)
    return _COUNTED / best


def duration(seconds: float) -> str:
    """A time to reckon with: 40 s, 12 min, 3 h or 2 days."""
    for unit, length, upto in (("s", 1, 90), ("min", 60, 90 * 60), ("h", 3600, 48 * 3600)):
        if seconds < upto:
            return f"{max(round(seconds / length), 1)} {unit}"
    return f"{round(seconds / 86_400):,} days"


def size(count: float) -> str:
    """Bytes to reckon with, in two figures: 240 MB or 1.5 GB."""
    if count < 995e6:
        return f"{round(count / 1e7) * 10} MB"
    return f"{count / 1e9:.1f} GB"
