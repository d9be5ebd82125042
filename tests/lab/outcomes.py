"""Results whose measures are written by hand, without a simulation. Found by `import outcomes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mirrorsim.lab.measures.declaration import Measurement
from mirrorsim.lab.replication import Outcome
from mirrorsim.lab.result import Result
from mirrorsim.scenario.load import Loaded
from tests.helpers.worlds import factbox

Written = Mapping[str, Mapping[str, Sequence[float | None]]]
"""By policy and measure: a value a replication; None where the measure does not exist."""


def outcome(policy: str = "one", replication: int = 0, **more: Any) -> Outcome:
    """A replication in which nothing happened, but for what is said."""
    nothing: dict[str, Any] = {
        "measures": {},
        "journal_hash": "",
        "balanced": True,
        "off": {},
        "findings": [],
        "postings": 0,
    }
    return Outcome(policy, replication, **nothing | more)


def result(written: Written, *, unit: str = "USD", loaded: Loaded | None = None, **more: Any) -> Result:
    """A result with these measures, all of one unit; every policy has as many replications as its measures have values."""
    outcomes = [
        outcome(
            policy,
            number,
            measures={
                name: Measurement(name, unit, value)
                for name, of in by_name.items()
                if (value := of[number]) is not None
            },
        )
        for policy, by_name in written.items()
        for number in range(len(next(iter(by_name.values()))))
    ]
    replications = 1 + max((one.replication for one in outcomes), default=-1)
    return Result(loaded or factbox(), tuple(written), 1, replications, outcomes, **more)
