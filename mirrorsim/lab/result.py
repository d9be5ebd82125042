"""The result of a run: measures of every replication, and what they add up to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.estimate import Difference, Estimate, estimate, holm, paired
from mirrorsim.lab.expectations import judged
from mirrorsim.lab.frames import events_table, frame, journal_table
from mirrorsim.lab.journal_parts import ENDINGS, path_of
from mirrorsim.lab.manifest import FORMAT
from mirrorsim.lab.measures.declaration import Measure
from mirrorsim.lab.measures.registry import declared
from mirrorsim.lab.parquet_files import row_groups
from mirrorsim.lab.run_folder import write_run_folder
from mirrorsim.lab.run_key import run_key
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from mirrorsim.lab.replication import Outcome
    from mirrorsim.scenario.load import Loaded
    from mirrorsim.world.record import RecordedReplication


@dataclass(frozen=True)
class Result:
    """Outcomes of all replications of all policies, the first policy being the baseline."""

    loaded: Loaded
    policies: tuple[str, ...]
    seed: int
    replications: int
    outcomes: Sequence[Outcome] = field(repr=False)
    warm_up: int = 0
    """Ticks at the beginning of each replication that are not measured."""

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every measure met."""
        return {one.name: one.unit for outcome in self.outcomes for one in outcome.measures.values()}

    def values(self, policy: str, name: str) -> dict[int, float]:
        """A measure by replication, for those in which it exists.

        Counts and shares are zero in a replication without them, where another replication of the policy has them: a
        mean over those alone would be too high.
        """
        mine = [outcome for outcome in self.outcomes if outcome.policy == policy]
        return _with_zeros(name, mine) if any(name in outcome.measures for outcome in mine) else {}

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """By policy and measure: the mean over replications and its interval."""
        found: dict[str, dict[str, Estimate]] = {policy: {} for policy in self.policies}
        for policy in self.policies:
            for name in self.units:
                if values := self.values(policy, name):
                    measure = declared(name)
                    bounded = measure is not None and measure.bounded
                    found[policy][name] = estimate(list(values.values()), share=bounded)
        return found

    @cached_property
    def differences(self) -> dict[str, dict[str, Difference]]:
        """By policy (all but the first) and measure: the paired difference to the first, Holm over policies."""
        baseline, *others = self.policies
        found: dict[str, dict[str, Difference]] = {policy: {} for policy in others}
        for name in self.units:
            # what only another policy has was zero under the baseline, where it can be
            reference = _with_zeros(name, [outcome for outcome in self.outcomes if outcome.policy == baseline])
            by_policy = {policy: paired(self.values(policy, name), reference) for policy in others}
            tested = [policy for policy in others if (d := by_policy[policy]) is not None and d.p is not None]
            corrected = dict(zip(tested, holm([by_policy[one].p for one in tested]), strict=True))  # type: ignore[union-attr,misc]
            for policy, difference in by_policy.items():
                if difference is not None:
                    found[policy][name] = dataclasses.replace(difference, p_adjusted=corrected.get(policy))
        return found

    @property
    def balanced(self) -> bool:
        """True when the books of every replication balance to the cent."""
        return all(outcome.balanced for outcome in self.outcomes)

    @property
    def measures(self) -> pd.DataFrame:
        """Tidy: policy, replication, measure, unit, value."""
        import pandas as pd

        rows = [
            (outcome.policy, outcome.replication, one.name, one.unit, one.value)
            for outcome in self.outcomes
            for one in outcome.measures.values()
        ]
        return pd.DataFrame(rows, columns=["policy", "replication", "measure", "unit", "value"])

    @property
    def summary(self) -> pd.DataFrame:
        """A row a policy and measure: mean, low and high end of the 95 % interval, n."""
        import pandas as pd

        rows = [
            (policy, name, self.units[name], one.mean, *(one.ci95 or (None, None)), one.n)
            for policy, found in self.estimates.items()
            for name, one in found.items()
        ]
        return pd.DataFrame(rows, columns=["policy", "measure", "unit", "mean", "low", "high", "n"])

    def compare(self, measure: str | None = None) -> pd.DataFrame:
        """Paired differences to the first policy, for one measure or all: mean, interval, p, p after Holm.

        ``correlation`` is that of the paired runs; without the pairing, ``gain`` times as many replications would be
        needed for the same interval.
        """
        import pandas as pd

        columns = ["policy", "measure", "unit", "difference", "low", "high", "p", "p_adjusted", "correlation", "gain"]
        rows = [
            (policy, name, self.units[name], one.mean, *(one.ci95 or (None, None)), *dataclasses.astuple(one)[2:])
            for policy, found in self.differences.items()
            for name, one in found.items()
            if measure in (None, name)
        ]
        return pd.DataFrame(rows, columns=columns)

    @property
    def journal(self) -> pd.DataFrame:
        """Every posting of the replications whose journal was kept (by default each policy's first)."""
        return frame(self._tables(ENDINGS[0], journal_table))

    @property
    def events(self) -> pd.DataFrame:
        """Every step of the replications whose journal was kept."""
        return frame(self._tables(ENDINGS[1], events_table))

    def _tables(self, ending: str, of_record: Callable[[RecordedReplication], pa.Table]) -> Iterator[pa.Table]:
        for outcome in self.outcomes:
            if outcome.record is not None:
                yield of_record(outcome.record)
            elif outcome.journal_part is not None:
                yield from row_groups(path_of(Path(outcome.journal_part), ending))

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the run folder, as ``mirrorsim run --out`` does, and return it.

        The same run there is replaced, another one only by ``force``; files that somebody else put there stay. Raises
        FileExistsError when something would be lost, and :class:`mirrorsim.lab.folder_lock.FolderBusy` while another process
        writes there.
        """
        return write_run_folder(
            Path(folder),
            scenario=self.loaded.resolved(),
            summary=self.as_json(),
            measures=self.measures,
            manifest=self.manifest(),
            outcomes=self.outcomes,
            force=force,
        )

    def manifest(self) -> dict[str, Any]:
        """What was run and what came out, by hash. Nothing here depends on the clock, the host or a path."""
        from mirrorsim import __version__

        return {
            "format": FORMAT,
            "mirrorsim": __version__,
            "scenario": self.loaded.scenario.name,
            "seed": self.seed,
            "replications": self.replications,
            "policies": list(self.policies),
            "warm_up": self.warm_up,
            "plugins": self.loaded.plugins,
            "kept": sorted({outcome.replication for outcome in self.outcomes if outcome.kept}),
            "key": run_key(self.loaded, self.policies, self.seed, self.warm_up),
            "journals": {
                policy: [outcome.journal_hash for outcome in self.outcomes if outcome.policy == policy]
                for policy in self.policies
            },
        }

    def expectations(self) -> list[dict[str, Any]]:
        """What the scenario's sources report beside what came out.

        ``got`` is None for a measure that does not exist. ``met`` is about the mean alone; ``verdict`` is ``met`` or ``not
        met`` where the whole 95 % interval lies within its bounds or outside them, and ``undecided`` otherwise.
        """
        return judged(self, self.loaded.scenario.expect)

    def as_json(self) -> dict[str, Any]:
        """The document that ``mirrorsim run --json`` prints."""
        from mirrorsim import __version__

        off: dict[str, int] = {}
        for outcome in self.outcomes:
            for asset, cents in outcome.off.items():
                off[asset] = off.get(asset, 0) + abs(cents)
        scenario = self.loaded.scenario
        return {
            "mirrorsim": __version__,
            "scenario": scenario.name,
            "seed": self.seed,
            "replications": self.replications,
            "horizon_days": scenario.ticks / DAY,
            "warm_up_days": self.warm_up / DAY,
            "books": {
                "balanced": self.balanced,
                "off": off,
                "postings": sum(outcome.postings for outcome in self.outcomes),
            },
            "policies": [self._policy_json(policy) for policy in self.policies],
            "expectations": self.expectations(),
        }

    def _policy_json(self, policy: str) -> dict[str, Any]:
        document: dict[str, Any] = {
            "name": policy,
            "measures": {
                name: {"unit": self.units[name], "mean": one.mean, "ci95": one.ci95 and list(one.ci95), "n": one.n}
                for name, one in self.estimates[policy].items()
            },
        }
        if policy in self.differences:
            document["difference"] = {
                name: {"mean": one.mean, "ci95": one.ci95 and list(one.ci95), "p_adjusted": one.p_adjusted}
                for name, one in self.differences[policy].items()
            }
        return document


def _with_zeros(name: str, outcomes: Sequence[Outcome]) -> dict[int, float]:
    """A measure by replication; counts, and parts of a whole that is there, are zero where they are absent."""
    measure = declared(name)
    found = {}
    for outcome in outcomes:
        if name in outcome.measures:
            found[outcome.replication] = outcome.measures[name].value
        elif measure is not None and _is_zero(measure, outcome):
            found[outcome.replication] = 0.0
    return found


def _is_zero(measure: Measure, outcome: Outcome) -> bool:
    """Whether a measure that is absent in a replication is zero there."""
    there = measure.part_of_whole and any(one.startswith(f"{measure.root}.") for one in outcome.measures)
    return measure.zero_when_absent or there
