"""Stations of a queueing system, read from a run folder: who came, when service began, when it was over.

Times are ticks (microseconds since the start), as floats, which hold them exactly; what had not
happened by the end of the run is infinite.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
HOUR = 3_600_000_000
DAY = 24 * HOUR
SERVED = {"courier": ("handed_over", "no_show"), "port": ("sold",)}
"""The events that end a service; nothing else takes time in these scenarios."""
USED = ("batch", "gave_up", "called", "courier", *SERVED["courier"], "landed", "waits", "goes_on", "sold", "closed")
WHOLE = "deal"
"""A station that stands for the system: a deal is in it from its first station's door to its last one's."""


@dataclass(frozen=True)
class Visits:
    """All visits to one station in one replication, in the order of coming; ``end`` is when the run ended."""

    came: Floats
    began: Floats
    left: Floats
    servers: int
    end: float

    def wait(self, since: float, until: float) -> float:
        """Mean wait of those who came in that time; who still waits when the run ends is counted up to then."""
        return float(self.waits(since, until).mean())

    def waited_beyond(self, time: float, since: float, until: float) -> float:
        """Share of them that waited longer than ``time``."""
        return float((self.waits(since, until) > time).mean())

    def stayed_beyond(self, time: float, since: float, until: float) -> float:
        """Share of them that was there for longer than ``time``."""
        return float((self.stays(since, until) > time).mean())

    def utilisation(self, since: float, until: float) -> float:
        """Share of the time in which a server works."""
        return _overlap(self.began, self.left, since, until) / (self.servers * (until - since))

    def number(self, since: float, until: float) -> float:
        """Mean number waiting or served over time."""
        return _overlap(self.came, self.left, since, until) / (until - since)

    def throughput(self, since: float, until: float) -> float:
        """How many leave in a tick."""
        return float(((self.left >= since) & (self.left < until)).sum()) / (until - since)

    def gaps(self, since: float, until: float) -> float:
        """The squared coefficient of variation of the times between departures: 1 in a Poisson process."""
        gaps = np.diff(np.sort(self.left[(self.left >= since) & (self.left < until)]))
        return float(gaps.var() / gaps.mean() ** 2)

    def first_come_first_served(self, until: float) -> int:
        """Recompute each beginning from comings and services alone (Kiefer and Wolfowitz 1955); count those that differ.

        Exact to the tick. Who has not begun by ``until`` must be one whom the recursion does not let begin by then.
        """
        free, differ = [0.0] * self.servers, 0
        for came, began, left in zip(self.came.tolist(), self.began.tolist(), self.left.tolist(), strict=True):
            wanted = max(came, heapq.heappop(free))
            differ += not (wanted == began or (began > until and wanted >= until))
            heapq.heappush(free, wanted + (left - began) if began < until else np.inf)
        return differ

    def waits(self, since: float, until: float) -> Floats:
        """The waits of those who came in that time, up to the end of the run."""
        mine = (self.came >= since) & (self.came < until)
        waits: Floats = np.minimum(self.began[mine], self.end) - self.came[mine]
        return waits

    def stays(self, since: float, until: float) -> Floats:
        """How long those were there who came in that time, up to the end of the run."""
        mine = (self.came >= since) & (self.came < until)
        stays: Floats = np.minimum(self.left[mine], self.end) - self.came[mine]
        return stays


def _overlap(begin: Floats, end: Floats, since: float, until: float) -> float:
    return float(np.maximum(np.minimum(end, until) - np.maximum(np.minimum(begin, until), since), 0.0).sum())


@dataclass(frozen=True)
class Run:
    """One replication: visits by station, when batches came and which of them were turned away, and the time measured."""

    stations: dict[str, Visits]
    offered: Floats
    lost: Floats
    queues: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    """By line, when somebody began to wait in it and when somebody went on, as the log has it; none from Ciw."""

    def littles_law(self, line: str, until: float) -> tuple[int, int]:
        """Both sides of Little's law to the tick: heads in a line over time, and the waits at its stations one by one.

        The heads are counted as they come and go, whoever they are; the waits are from visits, deal by deal.
        """
        begun, over = self.queues[line]
        moments = np.concatenate([begun, over, [until]]).astype(np.int64)
        order = np.argsort(moments, kind="stable")
        heads = np.cumsum(np.repeat([1, -1, 0], [len(begun), len(over), 1])[order])
        area = int((heads[:-1] * np.diff(moments[order])).sum())
        served = [visits for name, visits in self.stations.items() if name.partition(".")[0] == line]
        return area, sum(int(visits.waits(0.0, until).sum()) for visits in served)

    def loss(self, since: float, until: float) -> float:
        """Share of the batches of that time that was turned away."""
        lost, offered = (((moments >= since) & (moments < until)).sum() for moments in (self.lost, self.offered))
        return float(lost / offered)


def runs_of_folder(folder: Path, policy: str, servers: dict[str, int], end: int) -> list[Run]:
    """All kept replications of a policy, until ``end``. ``servers`` names the stations: ``courier`` and ``port.NAME``."""
    import pyarrow.parquet as pq

    columns = ["policy", "replication", "at", "event", "deal", "party"]
    wanted = [("policy", "==", policy), ("event", "in", USED)]
    frame = pq.read_table(folder / "events.parquet", columns=columns, filters=wanted).to_pandas()
    frame["tick"] = (frame["at"] - _start(folder)) // pd.Timedelta(microseconds=1)
    frame["deal"] = frame.deal.astype("category").cat.codes
    return [_run(one, servers, end) for _, one in frame.groupby("replication", sort=True)]


def _start(folder: Path) -> pd.Timestamp:
    text = (folder / "scenario.resolved.yaml").read_text(encoding="utf-8")
    return pd.Timestamp(next(line.split()[1] for line in text.splitlines() if line.startswith("start:")))


def _run(frame: pd.DataFrame, servers: dict[str, int], end: int) -> Run:
    stations = {}
    for name, many in servers.items():
        stations[name] = _visits(_couriers(frame) if name == "courier" else _berths(frame, name), many, end)
    firsts, closed = _turns(frame, "called"), _turns(frame, "closed")
    stations[WHOLE] = _visits(_matched(*(2 * [firsts[firsts.index.get_level_values(1) == 0]]), closed), 1, end)
    times = {event: frame.tick[frame.event == event].to_numpy() for event in ("batch", "gave_up")}
    lines = {line: tuple(_of_line(frame, event, line) for event in ("waits", "goes_on")) for line in SERVED}
    return Run(
        stations, times["batch"], times["gave_up"], {line: (begun, over) for line, (begun, over) in lines.items()}
    )


def _of_line(frame: pd.DataFrame, event: str, line: str) -> Floats:
    found: Floats = frame.tick[(frame.event == event) & (frame.party == line)].to_numpy(np.float64)
    return found


def _visits(frame: pd.DataFrame, servers: int, end: int) -> Visits:
    """In the order of coming; what is missing has not happened yet."""
    frame = frame.sort_values("came", kind="stable").fillna(np.inf)
    return Visits(*(frame[column].to_numpy() for column in ("came", "began", "left")), servers, end)


def _couriers(frame: pd.DataFrame) -> pd.DataFrame:
    """A deal comes to the couriers with each call, is served from the courier's setting out, and leaves when it is over."""
    return _matched(_turns(frame, "called"), _turns(frame, "courier"), _turns(frame, *SERVED["courier"]))


def _berths(frame: pd.DataFrame, port: str) -> pd.DataFrame:
    """A shipment comes when it lands, is served at once or from when it goes on, and leaves when it is sold."""
    landed = frame[(frame.event == "landed") & (frame.party == port)]
    mine = frame[frame.deal.isin(set(landed.deal))]
    at_port = mine[mine.party == "port"]
    waits, goes_on = _turns(at_port, "waits"), _turns(at_port, "goes_on")
    came = _turns(mine, "landed")
    began = goes_on.combine_first(came[~came.index.isin(waits.index)])
    return _matched(came, began, _turns(mine, *SERVED["port"]))


def _turns(frame: pd.DataFrame, *events: str) -> pd.Series:
    """When a deal had its first, second, ... event of these kinds."""
    mine = frame[frame.event.isin(events)]
    turn = mine.groupby("deal", observed=True).cumcount()
    return pd.Series(mine.tick.to_numpy(), index=pd.MultiIndex.from_arrays([mine.deal, turn]))


def _matched(came: pd.Series, began: pd.Series, left: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"came": came, "began": began, "left": left})


def measured(folder: Path, policy: str, name: str) -> list[float]:
    """A measure of each replication, as `mirrorsim run` wrote it."""
    frame = pd.read_parquet(folder / "measures.parquet")
    mine = frame[(frame.policy == policy) & (frame.measure == name)].sort_values("replication")
    return [float(value) for value in mine.value]
