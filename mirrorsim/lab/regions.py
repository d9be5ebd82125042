"""Regions put together: a replication of a country with regions is as many worlds, which are simulated apart and added up."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from mirrorsim.lab.measures.registry import measures_of
from mirrorsim.lab.replication import Outcome
from mirrorsim.lab.totals import merge_totals


class RegionAssembly:
    """Collects the regions of each replication until all are there; ``regions`` are their names by policy.

    What belongs to no region goes through as it is.
    """

    def __init__(self, regions: Mapping[str, Sequence[str]]) -> None:
        self._regions = regions
        self._waiting: dict[tuple[str, int], dict[str, Outcome]] = {}

    def add(self, outcome: Outcome) -> Outcome | None:
        """Take an outcome; return that of the whole country once its last region has come."""
        if not outcome.region:
            return outcome
        which = outcome.policy, outcome.replication
        there = self._waiting.setdefault(which, {})
        there[outcome.region] = outcome
        names = self._regions[outcome.policy]
        if len(there) < len(names):
            return None
        del self._waiting[which]
        return combine_regions([there[name] for name in sorted(names)])


def combine_regions(regions: Sequence[Outcome]) -> Outcome:
    """The outcome of a replication from those of its regions, in the order of their names.

    Its measures are those of the merged totals, its hash is taken over the regions' hashes, and its books balance when all
    of theirs do.
    """
    off: Counter[str] = Counter()
    for one in regions:
        off.update(one.off)
    text = "\n".join(f"{one.region} {one.journal_hash}" for one in regions)
    return Outcome(
        policy=regions[0].policy,
        replication=regions[0].replication,
        measures=measures_of(merge_totals(one.totals for one in regions if one.totals is not None)),
        journal_hash=hashlib.sha256(text.encode()).hexdigest(),
        balanced=all(one.balanced for one in regions),
        off=dict(off),
        findings=[f"{one.region}: {finding}" for one in regions for finding in one.findings],
        postings=sum(one.postings for one in regions),
        region_parts={one.region: one.journal_part for one in regions if one.journal_part is not None},
    )
