"""The sensitivity analysis of a scenario: what is varied, how much is run, and what came of it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorsim.fields.messages import did_you_mean
from mirrorsim.lab.replication import Outcome, Task, run_replication
from mirrorsim.lab.run_key import run_key
from mirrorsim.lab.sensitivity.design import Plan
from mirrorsim.lab.sensitivity.inputs import InputSpace
from mirrorsim.lab.sensitivity.requests import RangeRequests, range_requests
from mirrorsim.lab.sensitivity.result import Sensitivity
from mirrorsim.lab.sensitivity.simulation_model import SimulationModel
from mirrorsim.lab.sensitivity.space import input_space
from mirrorsim.lab.sensitivity.study import TooFewResponses, run_study
from mirrorsim.scenario.load import Loaded, load_scenario
from mirrorsim.scenario.measure_names import MEASURES, is_measure

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from mirrorsim.lab.sensitivity.conclusion import Response

OWN_REPS = 20
"""Replications at the scenario's own values, at least: what the conclusion is should not be left to a few."""
MEASURE = "throughput_usd_per_day"


def sensitivity(
    scenario: Loaded | str | Path,
    policies: Sequence[str] | None = None,
    *,
    measure: str = MEASURE,
    ranges: Mapping[str, str] | str | os.PathLike[str] | None = None,
    only: Sequence[str] = (),
    screen: int = 10,
    keep: int = 8,
    samples: int = 64,
    reps: int = 5,
    seed: int | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Sensitivity:
    """How far what a scenario says rests on its assumptions.

    Every assumption, and every fact that has a range, is varied: Morris screening with ``screen`` trajectories, then Sobol
    indices of the ``keep`` inputs that matter most from ``samples`` blocks, with ``reps`` replications of the same random
    numbers at each point and policy. The first of ``policies`` is the baseline; each other one's paired difference in
    ``measure`` is a conclusion. ``ranges`` go before the usual ones: a mapping of path to ``low..high``, or a file of them.
    ``only`` are paths; nothing else is varied.

    Needs the extra ``sensitivity``. Raises ValueError for a policy or measure that does not exist, and
    :class:`mirrorsim.ScenarioError` for a bad scenario or range.
    """
    if isinstance(scenario, str | Path):
        scenario = load_scenario(scenario)
    texts = [f"{path}={span}" for path, span in ranges.items()] if isinstance(ranges, Mapping) else []
    requests = range_requests(texts, None if isinstance(ranges, Mapping) else ranges)
    analysis = Analysis.of(
        scenario, policies, Plan(screen, keep, samples, reps), requests, only=only, measure=measure, seed=seed,
        jobs=jobs or 1, executor=executor,
    )  # fmt: skip
    return analysis.result()


@dataclass
class Analysis:
    """One analysis before and while it runs."""

    loaded: Loaded
    policies: tuple[str, ...]
    plan: Plan
    space: InputSpace
    measure: str
    seed: int
    jobs: int = 1
    executor: Executor | None = None
    done: Callable[[Outcome], None] = lambda outcome: None
    finished: Mapping[tuple[str, int], Outcome] = field(default_factory=dict)
    _model: SimulationModel | None = None
    _own: list[Response | None] | None = None

    @classmethod
    def of(
        cls,
        loaded: Loaded,
        policies: Sequence[str] | None,
        plan: Plan,
        ranges: RangeRequests,
        *,
        only: Sequence[str] = (),
        measure: str = MEASURE,
        seed: int | None = None,
        jobs: int = 1,
        executor: Executor | None = None,
    ) -> Analysis:
        """Check what is asked for. Raises what :func:`sensitivity` raises."""
        needs_salib()
        if not is_measure(measure):
            raise ValueError(f"there is no measure {measure!r}{did_you_mean(measure, MEASURES)}")
        names = tuple(variant.name for variant in loaded.variants(policies))
        seed = loaded.scenario.seed if seed is None else seed
        return cls(loaded, names, plan, input_space(loaded, ranges, only), measure, seed, jobs, executor)

    @property
    def key(self) -> str:
        """SHA-256 over all that a finished replication depends on, but for its number and its point."""
        parts = [run_key(self.loaded, self.policies, self.seed), "sensitivity", self.measure]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def request(self) -> str:
        """What is requested of the same scenario, in a text: names the folder together with the key."""
        ranges = [[each.name, *each.ends, each.span.scale, *each.choices] for each in self.space.inputs]
        plan = self.plan
        return json.dumps([plan.screen, plan.keep, plan.samples, plan.reps, ranges])

    @property
    def own_reps(self) -> int:
        """Replications at the scenario's own values."""
        return max(OWN_REPS, self.plan.reps)

    @property
    def points(self) -> int:
        """Points of the space that are asked, besides the scenario's own values."""
        many = len(self.space.inputs)
        return self.plan.screening_points(many) + self.plan.sobol_points(many)

    @property
    def runs(self) -> int:
        """Replications that a whole analysis takes, a policy each."""
        return len(self.policies) * (self.points * self.plan.reps + self.own_reps)

    @property
    def model(self) -> SimulationModel:
        """The scenario as what is asked."""
        if self._model is None:
            self._model = SimulationModel(
                self.loaded, self.policies, self.space, self.measure, self.seed, self.plan.reps, self.jobs, self.executor,
                self.done, self.finished,
            )  # fmt: skip
        return self._model

    def seconds_a_run(self) -> float:
        """How long one replication takes here and now: the first of each policy, timed."""
        begun = time.perf_counter()
        for policy in self.policies:
            run_replication(Task(policy, self.loaded.policies[policy].phases, self.seed, (0,)), 0)
        return (time.perf_counter() - begun) / len(self.policies)

    def own(self) -> list[Response | None]:
        """The answers at the scenario's own values: each one's sign is a conclusion."""
        if self._own is None:
            self._own = self.model.own(self.own_reps)
            if all(answer is None for answer in self._own):
                raise ValueError(f"there is no {self.measure} in this scenario: choose a measure that its runs have")
        return self._own

    def result(self) -> Sensitivity:
        """Run what is missing and say what it shows."""
        own = self.own()
        names = [each.name for each in self.space.inputs]
        model = self.model
        try:
            found = run_study(model, names, self.plan, self.seed, own)
        except TooFewResponses as error:
            raise ValueError(f"{error}: {model.explain_missing()}; narrow or fix the ranges that do it") from None
        return Sensitivity(
            loaded=self.loaded,
            policies=self.policies,
            measure=self.measure,
            unit=model.unit,
            seed=self.seed,
            plan=self.plan,
            own_reps=self.own_reps,
            space=self.space,
            study=found,
            refused=dict(sorted(model.refused.items(), key=lambda item: (-item[1], item[0]))),
            absent=model.absent,
            balanced=model.balanced,
            findings=tuple(model.findings),
            key=self.key,
            request=self.request,
        )


def needs_salib() -> None:
    """Raise ValueError, with the command that helps, when the extra is not installed."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise ValueError("sensitivity needs SALib: pip install 'mirrorsim[sensitivity]'") from None
