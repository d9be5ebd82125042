"""The project's main job: run a scenario's policies over replications and gather the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mirrorsim.lab.executors import run_tasks, split_replications
from mirrorsim.lab.precision import Precision
from mirrorsim.lab.regions import RegionAssembly
from mirrorsim.lab.replication import Outcome, Task
from mirrorsim.lab.result import Result
from mirrorsim.lab.warmup import find_warm_up
from mirrorsim.scenario.load import Loaded, load_scenario

if TYPE_CHECKING:
    from concurrent.futures import Executor

Journals = Literal["first", "all", "none"]

BATCH = 10
"""Replications between two looks at the precision reached."""


def run(
    scenario: Loaded | str | Path,
    policies: Sequence[str] | None = None,
    reps: int = 1,
    seed: int | None = None,
    jobs: int | None = None,
    *,
    precision: Precision | None = None,
    warm_up: int | Literal["auto"] = 0,
    journal: Journals = "first",
    done: Callable[[Outcome], None] = lambda outcome: None,
    executor: Executor | None = None,
    finished: Mapping[tuple[str, int], Outcome] | None = None,
    spool: Path | None = None,
) -> Result:
    """Run replications of each policy and return the result.

    ``scenario`` is what :func:`mirrorsim.load_scenario` returned, or a path. ``policies`` are names of the scenario's
    policies, the first being the baseline; None means all of them, or the scenario as it is when it has none. ``reps``
    replications are run, or as many as ``precision`` asks for. ``seed`` defaults to the scenario's. ``jobs`` is the
    number of processes, or ``executor`` anything with the interface of :class:`concurrent.futures.Executor`; results do
    not depend on either. ``warm_up`` ticks at the beginning are not measured; ``auto`` lets MSER-5 find them in pilot
    replications of the baseline. ``journal`` says which replications' journals are kept: in memory, or in the directory
    ``spool``, where the processes write them while they come about. ``done`` is called with each new outcome; those in
    ``finished`` are taken over instead of run again.

    Raises ValueError for a policy that does not exist and :class:`mirrorsim.ScenarioError` for a bad scenario.
    """
    if isinstance(scenario, str | Path):
        scenario = load_scenario(scenario)
    if reps < 1:
        raise ValueError(f"reps is {reps}; it must be 1 or more")
    experiment = _Experiment(
        scenario, policies, scenario.scenario.seed if seed is None else seed, jobs or 1, journal, done, executor,
        finished or {}, warm_up, None if spool is None else str(spool),
    )  # fmt: skip
    if precision is None:
        return experiment.result(reps)
    asked = min(BATCH, precision.max_reps)
    while True:
        result = experiment.result(asked)
        if precision.reached(result) or asked >= precision.max_reps:
            return result
        asked = min(asked + BATCH, precision.max_reps)


@dataclass
class _Experiment:
    """One run's settings, and what is finished of it."""

    loaded: Loaded
    policies: Sequence[str] | None
    seed: int
    jobs: int
    journal: Journals
    done: Callable[[Outcome], None]
    executor: Executor | None
    finished: Mapping[tuple[str, int], Outcome]
    warm_up: int | Literal["auto"] = 0
    spool: str | None = None

    def result(self, reps: int) -> Result:
        """Run what is missing of the first ``reps`` replications and return all of them."""
        variants = {variant.name: variant for variant in self.loaded.variants(self.policies)}
        if self.warm_up == "auto":
            first = next(iter(variants.values()))
            self.warm_up = find_warm_up(Task(first.name, first.phases, self.seed, ()))
        if self.warm_up >= self.loaded.scenario.ticks:
            raise ValueError("the warm-up is as long as the horizon: nothing is left to measure")
        found = dict(self.finished)
        keep = {"first": range(1), "all": range(reps), "none": range(0)}[self.journal]
        tasks = []
        for name, variant in variants.items():
            missing = [r for r in range(reps) if not self._have(found.get((name, r)), r in keep)]
            # a region may be large: each is a task of its own
            parts = [(r,) for r in missing] if variant.regions else split_replications(missing, self.jobs)
            tasks += [
                Task(name, phases, self.seed, part, frozenset(keep) & set(part), self.warm_up, self.spool, region)
                for part in parts
                for region, phases in variant.worlds
            ]
        for outcome in self._run(tasks, RegionAssembly({name: [*dict(one.regions)] for name, one in variants.items()})):
            found[outcome.policy, outcome.replication] = outcome
        self.finished = found
        outcomes = [found[name, r] for name in variants for r in range(reps)]
        return Result(self.loaded, tuple(variants), self.seed, reps, outcomes, self.warm_up)

    @staticmethod
    def _have(outcome: Outcome | None, whole: bool) -> bool:
        return outcome is not None and (outcome.kept or not whole)

    def _run(self, tasks: Sequence[Task], assembly: RegionAssembly) -> Iterator[Outcome]:
        ready: list[Outcome] = []

        def done(outcome: Outcome) -> None:
            if (whole := assembly.add(outcome)) is not None:
                self.done(whole)
                ready.append(whole)

        for _ in run_tasks(tasks, self.jobs, done, self.executor):
            yield from ready
            ready.clear()
