"""Do nominal 95 % intervals cover in 95 % of cases? ``python tests/benchmarks/coverage.py [INTERVALS]``.

A case with a known answer: batches of a size that is uniform between 50,000 and 150,000 dollars, so that the mean pick-up is
100,000. Each interval comes from ten replications of a seed of its own. The null policy is the same world with another seed:
how often a difference is declared must not be above 5 %.
"""

from __future__ import annotations

import sys

from mirrorsim.lab.estimate import estimate, paired
from mirrorsim.lab.replication import Task, run_replication
from mirrorsim.scenario.load import load_text

REPLICATIONS = 10
WORLD = """
mirrorsim: 1
name: known-answer
title: A case with a known answer
start: 2020-01-01
horizon: 60 days
rates: {CNY: 6.5, MXN: 20}
clients:
  client:
    batches: 12
    every: {exponential: {mean: 2 days}}
    amount: {uniform: {low: "50,000 USD", high: "150,000 USD"}}
brokers: {broker: {credit: "100,000,000 USD", couriers: 50}}
buyers: {merchants: {shop: {count: 50, appetite: "1,000,000 USD"}}}
second_mirror: {}
providers: {provider: {pesos: "1,000,000,000 MXN"}}
sources: {"*": assumption}
"""
TRUTH = 100_000.0
MEASURE = "pickup_usd_mean"


def pickups(phases, seed: int) -> dict[int, float]:
    """The mean pick-up of each replication of a seed."""
    task = Task("null", phases, seed, tuple(range(REPLICATIONS)))
    return {r: run_replication(task, r).measures[MEASURE].value for r in task.replications}


def main(intervals: int) -> tuple[float, float]:
    """Print and return the share of intervals that cover the truth, and of null policies declared different."""
    phases = load_text(WORLD).variants()[0].phases
    covered = declared = 0
    before = pickups(phases, 0)
    for seed in range(1, intervals + 1):
        values = pickups(phases, seed)
        low, high = estimate(list(values.values())).ci95
        covered += low <= TRUTH <= high
        declared += paired(values, before).p < 0.05
        before = values
    covering, declaring = covered / intervals, declared / intervals
    print(f"{intervals} intervals: {covering:.1%} cover; {declaring:.1%} of null policies declared different")
    return covering, declaring


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
