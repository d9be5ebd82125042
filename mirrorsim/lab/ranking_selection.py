"""Which of many policies may be the best: screening that uses the pairing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from mirrorsim.lab.result import Result


def may_be_best(
    result: Result, measure: str, *, best: Literal["most", "least"] = "least", confidence: float = 0.95
) -> list[str]:
    """The policies among which the best one is, with the asked-for confidence.

    A policy is screened out when another one beats it by more than chance allows: paired differences by replication, t
    limits, Bonferroni over all rivals (Nelson, Swann, Goldsman and Song's screening with an indifference zone of zero).
    Raises ValueError without at least two replications, or when the measure is missing in some.
    """
    from scipy.special import stdtrit

    sign = 1.0 if best == "least" else -1.0
    values = {policy: result.values(policy, measure) for policy in result.policies}
    runs = result.replications
    if runs < 2 or any(len(one) != runs for one in values.values()):
        raise ValueError(f"{measure} is needed in every one of at least two replications of each policy")
    samples = {policy: sign * np.array([one[r] for r in range(runs)]) for policy, one in values.items()}
    rivals = len(samples) - 1
    if not rivals:
        return list(samples)
    limit = float(stdtrit(runs - 1, 1 - (1 - confidence) / rivals))
    kept = []
    for policy, mine in samples.items():
        beaten = False
        for other, theirs in samples.items():
            if other != policy:
                worse = mine - theirs
                beaten |= bool(worse.mean() > limit * worse.std(ddof=1) / math.sqrt(runs))
        if not beaten:
            kept.append(policy)
    return kept
