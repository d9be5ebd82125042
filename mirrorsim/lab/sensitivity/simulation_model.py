"""The model that is asked: a scenario at a point of its space, under each policy, with the same random numbers everywhere."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorsim.lab.estimate import Difference, Estimate
from mirrorsim.lab.executors import run_tasks, split_replications
from mirrorsim.lab.replication import Outcome, Task
from mirrorsim.lab.result import Result
from mirrorsim.lab.sensitivity.conclusion import Response
from mirrorsim.scenario.problems import ScenarioError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import numpy as np
    from numpy.typing import NDArray

    from mirrorsim.lab.sensitivity.inputs import InputSpace
    from mirrorsim.scenario.load import Loaded

BATCH = 64
"""Points that are made ready at one time: enough to keep every worker busy, few enough to be held."""


@dataclass
class SimulationModel:
    """A scenario as a model. With one policy the output is its measure; with more, each one's paired difference to the first.

    The same replications are run at every point and under every policy, so that all of them meet the same random numbers.
    ``refused`` counts what was wrong at points that are no valid scenario; ``absent`` are points without the measure.
    """

    loaded: Loaded
    policies: tuple[str, ...]
    space: InputSpace
    measure: str
    seed: int
    reps: int
    jobs: int = 1
    executor: Executor | None = None
    done: Callable[[Outcome], None] = lambda outcome: None
    finished: Mapping[tuple[str, int], Outcome] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    absent: int = 0
    balanced: bool = True
    findings: list[str] = field(default_factory=list)
    unit: str = ""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The policies that are compared with the first; it alone when there is no other."""
        return self.policies[1:] or self.policies

    def answers(self, points: NDArray[np.float64]) -> list[list[Response | None]]:
        """For each point an answer an output."""
        found: list[list[Response | None]] = []
        for start in range(0, len(points), BATCH):
            found += self._batch([self.space.settings(point) for point in points[start : start + BATCH].tolist()])
        return found

    def own(self, reps: int) -> list[Response | None]:
        """The answers at the scenario's own values, over ``reps`` replications."""
        label = _label([])
        outcomes = self._run([self._task(label, self.loaded, policy, range(reps)) for policy in self.policies])
        return self._read(label, outcomes, range(reps))

    def explain_missing(self) -> str:
        """Why points have no answer, in words."""
        said = [f"{self.absent} points have no {self.measure}"] if self.absent else []
        said += [f"{times} are no valid scenario ({message})" for message, times in self.refused.most_common(1)]
        return "; ".join(said)

    def _batch(self, settings: Sequence[Sequence[str]]) -> list[list[Response | None]]:
        labels: list[str] = []
        tasks: dict[str, list[Task] | None] = {}
        for one in settings:
            label = _label(one)
            labels.append(label)
            if label in tasks:
                continue
            try:
                changed = self.loaded.changed(one)
            except ScenarioError as error:
                # a corner of the space that is no scenario: counted and said, never mended in silence
                self.refused[f"{error.problems[0].path}: {error.problems[0].message}"] += 1
                tasks[label] = None
                continue
            tasks[label] = [self._task(label, changed, policy, range(self.reps)) for policy in self.policies]
        outcomes = self._run([task for own in tasks.values() for task in own or ()])
        return [
            self._read(label, outcomes, range(self.reps)) if tasks[label] else [None] * len(self.outputs)
            for label in labels
        ]

    def _task(self, label: str, loaded: Loaded, policy: str, replications: Sequence[int]) -> Task:
        phases = loaded.policies[policy].phases
        return Task(f"{policy}@{label}", phases, self.seed, tuple(replications))

    def _run(self, tasks: Sequence[Task]) -> dict[tuple[str, int], Outcome]:
        """Carry out what is not finished of some tasks; all that belongs to them."""
        every: dict[tuple[str, int], Outcome] = {}
        missing = []
        for task in tasks:
            known = {(task.policy, r): self.finished.get((task.policy, r)) for r in task.replications}
            every |= {which: outcome for which, outcome in known.items() if outcome is not None}
            left = [r for (_, r), outcome in known.items() if outcome is None]
            missing += [dataclasses.replace(task, replications=part) for part in self._cut(left)]

        def done(outcome: Outcome) -> None:
            kept = self._kept(outcome)
            every[kept.policy, kept.replication] = kept
            self.done(kept)

        for _ in run_tasks(missing, self.jobs, done, self.executor):
            pass
        for outcome in every.values():
            self.balanced &= outcome.balanced
            self.findings += [f"{outcome.policy}, replication {outcome.replication}: {one}" for one in outcome.findings]
        return every

    def _cut(self, replications: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """A point's replications stay in one process, which then makes its tables once; many of one point are shared out."""
        if len(replications) <= self.reps:
            yield from [tuple(replications)] if replications else []
        else:
            yield from split_replications(replications, self.jobs)

    def _kept(self, outcome: Outcome) -> Outcome:
        """An outcome with the measures of the asked-for one's family alone: there are thousands of outcomes."""
        family = self.measure.partition(".")[0]
        measures = {name: one for name, one in outcome.measures.items() if name.partition(".")[0] == family}
        return dataclasses.replace(outcome, measures=measures, record=None)

    def _read(
        self, label: str, outcomes: Mapping[tuple[str, int], Outcome], replications: Sequence[int]
    ) -> list[Response | None]:
        """The answers of one point, by the same arithmetic as a run's."""
        mine = [
            dataclasses.replace(outcomes[f"{policy}@{label}", r], policy=policy)
            for policy in self.policies
            for r in replications
        ]
        result = Result(self.loaded, self.policies, self.seed, len(replications), mine)
        self.unit = self.unit or result.units.get(self.measure, "")
        found = [
            (result.differences if len(self.policies) > 1 else result.estimates)[one].get(self.measure)
            for one in self.outputs
        ]
        self.absent += any(one is None for one in found)
        return [None if one is None else _answer(one, len(replications)) for one in found]


def _answer(one: Estimate | Difference, replications: int) -> Response:
    from scipy.special import stdtrit

    if one.ci95 is None:
        return Response(one.mean)
    half = (one.ci95[1] - one.ci95[0]) / 2
    return Response(one.mean, one.ci95, half / float(stdtrit(replications - 1, 0.975)))


def _label(settings: Sequence[str]) -> str:
    """A short name for a point, the same wherever it comes up again."""
    return hashlib.sha256("\n".join(settings).encode()).hexdigest()[:16]
