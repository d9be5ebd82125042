"""The same systems in Ciw, a queueing simulator by other people.

Ciw works in hours here; what comes out is in ticks, as from a run folder.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ciw
import numpy as np

from tests.trust.stations import HOUR, WHOLE, Run, Visits

NOBODY = float("inf")
"""As a gap between arrivals: nobody comes any more."""


@dataclass(frozen=True)
class Network:
    """A network of stations: arrivals from outside and services by station, in hours, and who passes on to whom.

    ``room`` is how many may wait at each. ``away`` makes it a closed system of so many customers, who come to the first
    station a time of this mean after they were last served.
    """

    service: Sequence[ciw.dists.Distribution]
    servers: Mapping[str, int]
    arrivals: ciw.dists.Distribution | None = None
    passing_on: Sequence[Sequence[float]] = ((0.0,),)
    room: float = math.inf
    customers: int = 0
    away: float = 0.0
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.servers))

    def run(self, seed: int, hours: float) -> Run:
        """One run of so many hours from an empty system."""
        ciw.seed(seed)
        simulation = ciw.Simulation(self._closed() if self.customers else self._open())
        simulation.simulate_until_max_time(hours)
        return self._read(simulation, hours * HOUR)

    def _open(self) -> ciw.network.Network:
        many = len(self.names)
        return ciw.create_network(
            arrival_distributions=[self.arrivals, *[None] * (many - 1)],
            service_distributions=list(self.service),
            number_of_servers=list(self.servers.values()),
            routing=[list(row) for row in self.passing_on],
            queue_capacities=[self.room, *[math.inf] * (many - 1)],
        )

    def _closed(self) -> ciw.network.Network:
        """All customers begin away, at a station with a server for each, to which they go back."""
        at_once = ciw.dists.Sequential([0.0] * self.customers + [NOBODY])
        return ciw.create_network(
            arrival_distributions=[None, at_once],
            service_distributions=[*self.service, ciw.dists.Exponential(rate=1 / self.away)],
            number_of_servers=[*self.servers.values(), math.inf],
            routing=[[0.0, 1.0], [1.0, 0.0]],
        )

    def _read(self, simulation: ciw.Simulation, end: float) -> Run:
        records = simulation.get_all_records(include_incomplete=True)
        stations, first, last = {}, {}, {}
        for node, name in enumerate(self.names, start=1):
            mine = [one for one in records if one.node == node and one.record_type in ("service", "incomplete")]
            times = np.array([_times(one) for one in mine], dtype=np.float64).reshape(-1, 3)
            times = times[np.argsort(times[:, 0], kind="stable")] * HOUR
            stations[name] = Visits(*times.T, self.servers[name], end)
            if not self.customers:
                for one in mine:
                    came, _, left = _times(one)
                    first[one.id_number] = min(came, first.get(one.id_number, math.inf))
                    last[one.id_number] = max(left, last.get(one.id_number, 0.0))
        came = np.array(list(first.values())) * HOUR
        stations[WHOLE] = Visits(came, came, np.array(list(last.values())) * HOUR, 1, end)
        if self.customers:
            stations[WHOLE] = stations[self.names[0]]
        lost = np.array([one.arrival_date for one in records if one.record_type == "rejection"]) * HOUR
        return Run(stations, np.concatenate([stations[self.names[0]].came, lost]), lost)


def _times(record: ciw.data_record.DataRecord) -> tuple[float, float, float]:
    began, left = record.service_start_date, record.exit_date
    return (
        record.arrival_date,
        math.inf if began is None or began is False else began,
        math.inf if left is None or left is False else left,
    )


def retold(visits: Visits) -> tuple[int, int]:
    """Feed Ciw with the very comings and services of a station; how many beginnings it repeats, and how many it does not.

    Whole ticks are exact in its floating point, so that nothing less than the same tick counts as the same.
    """
    open_ends = np.flatnonzero(~np.isfinite(visits.left))
    many = int(open_ends[0]) if len(open_ends) else len(visits.left)
    came, began, left = visits.came[:many], visits.began[:many], visits.left[:many]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*np.diff(came, prepend=0.0).tolist(), NOBODY])],
        service_distributions=[ciw.dists.Sequential((left - began).tolist())],
        number_of_servers=[visits.servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(float(left.max()) + 1)
    records = simulation.get_all_records()
    theirs = np.array(sorted((one.arrival_date, one.service_start_date) for one in records)).reshape(-1, 2)
    if theirs.shape != (many, 2):
        return 0, many
    same = int(((theirs[:, 0] == came) & (theirs[:, 1] == began)).sum())
    return same, many - same
