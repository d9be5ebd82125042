"""Let a process miner that no one here wrote read the events of every shipped scenario, and print what it found.

pm4py loads each policy's first replication, for the first weeks unless told otherwise; aligns every deal that is over
with the reference net; and discovers models of its own from the deals that went home by a second mirror and by goods.
Needs pm4py (the extra `dev`).
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import pyarrow.parquet as pq

import mirrorsim
from tests.trust import reference_net, shipped

Trace = tuple[str, ...]

ENDS = {"closed", "gave_up", "walked_away", "failed"}
"""After these a deal is over, but for cash that is still stored with the client. It also is when that cash was found."""
MILESTONES = {
    "quote": 1, "agreed": 2, "token": 3, "called": 4, "handed_over": 5, "swapped": 6, "holds_yuan": 7, "second_swap": 8,
    "sold": 9,
}  # fmt: skip
"""The event with which each step succeeds."""
LOSSES = {what for what, _, _ in reference_net.LOSSES} | {"shortfall"}


class Finding(NamedTuple):
    """What pm4py found in one replication's events."""

    policy: str
    same: bool
    """Whether it read as many events of each type as ``events.parquet`` has."""
    events: int
    objects: int
    deals: int
    over: int
    fitness: float | None
    """The least of any deal that is over."""
    first: str
    second: str
    """The steps, in order, in the models discovered from deals of each option that lost nothing; empty without any."""

    @property
    def sound(self) -> bool:
        """Whether everything is as it should be."""
        in_order = (self.first in ("", "12345678"), self.second in ("", "12345679"))
        return self.same and self.fitness in (None, 1.0) and all(in_order)


def load(path: Path) -> Any:
    """An event log as pm4py reads it."""
    import pm4py

    return pm4py.read_ocel2_json(str(path))


def traces(log: Any, kind: str = "deal") -> dict[str, Trace]:
    """What happened to each object of a type, in order; waits say in which line, and reports, which others file, are left out."""
    import pm4py

    flat = pm4py.ocel_flattening(log, kind)
    flat = flat[flat["concept:name"] != "report"].sort_values(["time:timestamp", "ocel:eid"], kind="stable")
    lines = log.relations[log.relations["ocel:type"] == "queue"]
    line = dict(zip(lines["ocel:eid"], lines["ocel:oid"], strict=True))
    found: dict[str, list[str]] = {}
    for case, event, what in zip(flat["case:concept:name"], flat["ocel:eid"], flat["concept:name"], strict=True):
        name = f"{what} {line[event].removeprefix('queue.')}" if event in line else what
        found.setdefault(case, []).append(name)
    return {case: tuple(trace) for case, trace in found.items()}


def is_over(trace: Trace) -> bool:
    """Whether nothing more happens in a deal."""
    return not ENDS.isdisjoint(trace) or trace[-2:] == ("raided", "goes_on offer")


def fitness(found: Iterable[Trace], net: tuple[Any, Any, Any]) -> dict[Trace, float]:
    """How well each distinct trace agrees with a net, by optimal alignment: 1 for one that the net can do, else less."""
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.obj import Event, EventLog, Trace

    distinct = sorted(set(found))
    log = EventLog(
        Trace([Event({"concept:name": what}) for what in trace], attributes={"concept:name": str(number)})
        for number, trace in enumerate(distinct)
    )
    variant = algorithm.Variants.VERSION_DIJKSTRA_LESS_MEMORY
    aligned = algorithm.apply_log(log, *net, parameters={"show_progress_bar": False}, variant=variant)
    return {trace: one["fitness"] for trace, one in zip(distinct, aligned, strict=True)}


def discovered(found: Iterable[Trace]) -> str:
    """The steps that every deal takes, in order, in the model that the inductive miner makes of traces.

    The miner sees only the events with which steps succeed (:data:`MILESTONES`), not their names' order.

    A step that the model lets a deal leave out is missing. A step for which the model knows no order with another one is
    in brackets, as in ``12(3)(4)5``.
    """
    import pandas as pd
    import pm4py

    rows = [
        {
            "case:concept:name": str(case),
            "concept:name": what,
            "time:timestamp": pd.Timestamp(place, unit="s", tz="UTC"),
        }
        for case, trace in enumerate(found)
        for place, what in enumerate(what for what in trace if what in MILESTONES)
    ]
    return order_of(pm4py.discover_process_tree_inductive(pd.DataFrame(rows))) if rows else ""


def order_of(tree: Any) -> str:
    """The steps of a process tree whose leaves are milestones, as :func:`discovered` says."""
    leaves = [leaf for leaf in _leaves(tree) if leaf.label]
    needed = dict.fromkeys(MILESTONES[leaf.label] for leaf in leaves if not _may_be_left_out(leaf))
    unsure: set[int] = set()
    for one, other in itertools.combinations(leaves, 2):
        pair = {MILESTONES[one.label], MILESTONES[other.label]}
        if len(pair) == 2 and not _one_after_other(one, other):
            unsure |= pair
    return "".join(f"({step})" if step in unsure else str(step) for step in needed)


def _leaves(tree: Any) -> Iterator[Any]:
    if not tree.children:
        yield tree
    for child in tree.children:
        yield from _leaves(child)


def _up(leaf: Any) -> list[Any]:
    path = [leaf]
    while path[-1].parent is not None:
        path.append(path[-1].parent)
    return path


def _may_be_left_out(leaf: Any) -> bool:
    from pm4py.objects.process_tree.obj import Operator

    # a choice, or the part of a loop that leads back to its beginning
    return any(
        parent.operator is Operator.XOR or (parent.operator is Operator.LOOP and parent.children[0] is not child)
        for child, parent in itertools.pairwise(_up(leaf))
    )


def _one_after_other(one: Any, other: Any) -> bool:
    from pm4py.objects.process_tree.obj import Operator

    mine, theirs = _up(one), _up(other)
    common = next(node for node in mine if any(node is another for another in theirs))
    return common.operator is Operator.SEQUENCE


def findings(folder: Path) -> Iterator[Finding]:
    """What pm4py finds in each policy of a run folder; in journals that are the same, once."""
    known: dict[str, Finding] = {}
    for policy, journal in shipped.journals(folder).items():
        if journal not in known:
            known[journal] = _look(folder, policy)
        yield known[journal]._replace(policy=policy)


def _look(folder: Path, policy: str) -> Finding:
    log = load(mirrorsim.export(folder, "ocel", folder.with_name(f"{folder.name}-{policy}.ocel.json"), policy=policy))
    read = Counter(log.events["ocel:activity"])
    deals = traces(log) if "deal" in set(log.objects["ocel:type"]) else {}
    over = [trace for trace in deals.values() if is_over(trace)]
    fitting = fitness(over, reference_net.petri_net(reference_net.lines())) if over else {}
    homes = whole_by_option(log, deals)
    return Finding(
        policy,
        read == kept(folder, policy),
        len(log.events),
        len(log.objects),
        len(deals),
        len(over),
        min(fitting.values(), default=None),
        discovered(homes["second_mirror"]),
        discovered(homes["goods"]),
    )


def kept(folder: Path, policy: str) -> Counter[str]:
    """How many events of each type ``events.parquet`` has of a policy's first replication."""
    table = pq.read_table(folder / "events.parquet", columns=["policy", "replication", "event"]).to_pandas()
    mine = table[(table.policy == policy) & (table.replication == 0)]
    return Counter(mine.event)


def whole_by_option(log: Any, deals: Mapping[str, Trace]) -> dict[str, list[Trace]]:
    """The deals that were closed and lost nothing, by the option that their object says was chosen."""
    found: dict[str, list[Trace]] = {"second_mirror": [], "goods": []}
    if "option" in log.objects:
        option = dict(zip(log.objects["ocel:oid"], log.objects["option"], strict=True))
        for deal, trace in deals.items():
            if option[deal] in found and "closed" in trace and LOSSES.isdisjoint(trace):
                found[option[deal]].append(trace)
    return found


def main() -> int:
    """Print the table. Returns 1 when anything is not as it should be."""
    asked = shipped.asked(__doc__)
    sound = True
    print(
        f"{'scenario, policy':58} {'events':>8} {'objects':>8} {'deals':>7} {'over':>7}  {'fitness':7}  option 1  option 2"
    )
    for scenario, folder in shipped.runs(asked):
        for one in findings(folder):
            figures = f"{one.events:8,} {one.objects:8,} {one.deals:7,} {one.over:7,}"
            least = "" if one.fitness is None else f"{one.fitness:.4f}"
            print(
                f"{scenario + ', ' + one.policy:58} {figures}  {least:7}  {one.first:8}  {one.second:8}"
                f"{'' if one.sound else '  NOT SOUND'}",
                flush=True,
            )
            sound = sound and one.sound
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
