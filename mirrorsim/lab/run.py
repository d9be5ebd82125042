"""The project's main job: run a scenario's policies over replications and gather the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mirrorsim.lab.replicate import Outcome, Task, chunks, replicate
from mirrorsim.lab.result import Result
from mirrorsim.scenario.load import Loaded, load_scenario

if TYPE_CHECKING:
    from concurrent.futures import Executor

Keep = Literal["first", "all", "none"]


def run(
    scenario: Loaded | str | Path,
    policies: Sequence[str] | None = None,
    reps: int = 1,
    seed: int | None = None,
    jobs: int | None = None,
    *,
    journal: Keep = "first",
    done: Callable[[Outcome], None] = lambda outcome: None,
    executor: Executor | None = None,
) -> Result:
    """Run ``reps`` replications of each policy and return the result.

    ``scenario`` is what :func:`mirrorsim.load_scenario` returned, or a path. ``policies`` are names of the scenario's policies
    or paths of policy files, the first being the baseline; None means all of the scenario's, or the scenario as it
    is when it has none. ``seed`` defaults to the scenario's. ``jobs`` is the number of processes; results do not depend on
    it. ``journal`` says which replications' whole records are kept. ``done`` is called with each outcome.

    Raises ValueError for a policy that does not exist and :class:`mirrorsim.ScenarioError` for a bad scenario.
    """
    if isinstance(scenario, str | Path):
        scenario = load_scenario(scenario)
    if reps < 1:
        raise ValueError(f"reps is {reps}; it must be 1 or more")
    seed = scenario.scenario.seed if seed is None else seed
    variants = {variant.name: variant for variant in scenario.variants(policies)}
    keep = {"first": frozenset({0}), "all": frozenset(range(reps)), "none": frozenset[int]()}[journal]
    tasks = [
        Task(name, variant.phases, seed, part, keep)
        for name, variant in variants.items()
        for part in chunks(reps, jobs or 1)
    ]
    outcomes = list(replicate(tasks, jobs or 1, done, executor))
    return Result(scenario, tuple(variants), seed, reps, outcomes)
