"""The result of a run: measures of every replication, and what they add up to."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.estimate import Difference, Estimate, estimate, holm, paired
from mirrorsim.lab.frames import events_frame, journal_frame

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.lab.replicate import Outcome
    from mirrorsim.scenario.load import Loaded


@dataclass(frozen=True)
class Result:
    """Outcomes of all replications of all policies, the first policy being the baseline."""

    loaded: Loaded
    policies: tuple[str, ...]
    seed: int
    replications: int
    outcomes: Sequence[Outcome] = field(repr=False)

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every measure met."""
        return {one.name: one.unit for outcome in self.outcomes for one in outcome.measures.values()}

    def values(self, policy: str, name: str) -> dict[int, float]:
        """A measure by replication, for those in which it exists."""
        return {
            outcome.replication: outcome.measures[name].value
            for outcome in self.outcomes
            if outcome.policy == policy and name in outcome.measures
        }

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """By policy and measure: the mean over replications and its interval."""
        return {
            policy: {
                name: estimate(list(values.values())) for name in self.units if (values := self.values(policy, name))
            }
            for policy in self.policies
        }

    @cached_property
    def differences(self) -> dict[str, dict[str, Difference]]:
        """By policy (all but the first) and measure: the paired difference to the first, Holm over policies."""
        baseline, *others = self.policies
        found: dict[str, dict[str, Difference]] = {policy: {} for policy in others}
        for name in self.units:
            reference = self.values(baseline, name)
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
        """Paired differences to the first policy, for one measure or all: mean, interval, p, p after Holm."""
        import pandas as pd

        rows = [
            (policy, name, self.units[name], one.mean, *(one.ci95 or (None, None)), one.p, one.p_adjusted)
            for policy, found in self.differences.items()
            for name, one in found.items()
            if measure in (None, name)
        ]
        return pd.DataFrame(rows, columns=["policy", "measure", "unit", "difference", "low", "high", "p", "p_adjusted"])

    @property
    def journal(self) -> pd.DataFrame:
        """Every posting of the replications whose journal was kept (by default each policy's first)."""
        return journal_frame([outcome.record for outcome in self.outcomes if outcome.record is not None])

    @property
    def events(self) -> pd.DataFrame:
        """Every step of the replications whose journal was kept."""
        return events_frame([outcome.record for outcome in self.outcomes if outcome.record is not None])

    def expectations(self) -> list[dict[str, Any]]:
        """What the scenario's sources report beside what came out; ``got`` is None for a measure that does not exist."""
        found = []
        for one in self.loaded.scenario.expect:
            policy = one.policy or self.policies[0]
            if policy not in self.policies:
                continue
            mean = self.estimates[policy].get(one.measure)
            tolerance = one.tolerance / 1_000_000
            got = None if mean is None else mean.mean
            found.append(
                {
                    "name": one.name or one.measure,
                    "source": one.source,
                    "policy": policy,
                    "measure": one.measure,
                    "target": one.target,
                    "tolerance": tolerance,
                    "got": got,
                    "met": got is not None and abs(got - one.target) <= tolerance * abs(one.target),
                }
            )
        return found

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
            "horizon_days": scenario.ticks / 86_400_000_000,
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
