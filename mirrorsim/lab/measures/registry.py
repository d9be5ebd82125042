"""All measures, and what they are in a run."""

from __future__ import annotations

from functools import cache

from mirrorsim.lab.accumulator import totals_of
from mirrorsim.lab.measures.deals import channels, cost, delays, incomes, left_over, pickups, throughput
from mirrorsim.lab.measures.declaration import Measure, Measurement
from mirrorsim.lab.measures.enforcement import burdens, reports, seized
from mirrorsim.lab.measures.markets import ports, prices, waits, yuan
from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.lab.totals import RunTotals

GROUPS = (
    throughput, delays, cost, incomes, pickups, left_over, seized, yuan, channels, ports, reports, waits, prices, burdens,
)  # fmt: skip
"""All groups, in the order in which a run writes its measures."""
MEASURES = tuple(measure for group in GROUPS for measure in group.measures)
"""Every declaration."""


@cache
def declared(name: str) -> Measure | None:
    """The declaration of a measure of a run, the most specific that fits; None for a name that no run has."""
    fitting = [measure for measure in MEASURES if measure.name == name or measure.matches(name)]
    return max(fitting, key=lambda measure: len(measure.name), default=None)


def measures_of(run: RunTotals) -> dict[str, Measurement]:
    """All measures of a replication, by name. Raises LookupError for one that is computed and not declared."""
    found = {}
    for group in GROUPS:
        for name, value in group.compute(run):
            measure = declared(name)
            if measure is None:
                raise LookupError(f"the measure {name!r} is declared nowhere")
            found[name] = Measurement(name, measure.unit, value)
    return found


def measures_of_arrays(run: RecordArrays) -> dict[str, Measurement]:
    """All measures of a replication whose arrays stand in memory whole, by name."""
    return measures_of(totals_of(run))
