"""The format ``graphml``: accounts are nodes, all that went from one to another is one directed edge.

networkx, Gephi, igraph and Cytoscape read it. Whole numbers are exact; ``weight`` is a double, for drawing only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mirrorsim.exports.arrow_columns import plain_texts
from mirrorsim.exports.layout import Column, Table
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.exports.tidy_layout import MAJOR, MINOR, UTC
from mirrorsim.exports.tidy_totals import GroupTotals, accounts
from mirrorsim.exports.transfers import transfers
from mirrorsim.units.money import MINOR as MINOR_IN_ONE

GRAPH = Table(
    "graph",
    "the graph's own attributes: of which run it is",
    (
        Column("scenario", "text", "", "name of the scenario"),
        Column("seed", "integer", "", "the seed of all chance"),
        Column("policy", "text", "", "the policy"),
        Column("replication", "integer", "", "which replication of it, from 0"),
    ),
)
NODES = Table(
    "node",
    "an account; its id is its name, COUNTRY:form:ASSET:owner",
    (
        Column("label", "text", "", "its owner, to be drawn"),
        Column("owner", "text", "", "whose it is"),
        Column("role", "text", "", "class of party, such as broker, courier, saver, ordinary, state"),
        Column("country", "text", "", "US, CN, MX; NOWHERE for promises and the high sea"),
        Column("form", "text", "", "cash, bank, goods or promise"),
        Column("asset", "text", "", "USD, CNY, MXN, GOODS (in yuan of cost) or CLAIM (promised dollars)"),
        Column("balance_minor", "integer", MINOR, "what is on it at the end; below zero for the outside world only"),
    ),
)
EDGES = Table(
    "edge",
    "all that went from one account to another",
    (
        Column("kinds", "text", "", "forms of transaction, in alphabetical order, with commas"),
        Column("transfers", "integer", "", "how many"),
        Column("amount_minor", "integer", MINOR, "their sum, in the asset of both accounts"),
        Column("weight", "number", MAJOR, "the same as a number to draw with"),
        Column("first_at", "text", UTC, "the first of them, as 2018-01-31T23:59:59.000000"),
        Column("last_at", "text", UTC, "the last of them"),
    ),
)
TABLES = (GRAPH, NODES, EDGES)

_TYPES = {"text": "string", "integer": "long", "number": "double"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


@dataclass(slots=True)
class _Flow:
    """What went from one account to another."""

    transfers: int = 0
    amount: int = 0
    first: str = ""
    last: str = ""
    kinds: set[str] = field(default_factory=set)


def write(run: RunReader, out: Path) -> None:
    """Write the graph of one replication to the file ``out``."""
    one = run.kept[0]
    about = {
        "scenario": run.manifest["scenario"],
        "seed": run.manifest["seed"],
        "policy": one.policy,
        "replication": one.replication,
    }
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for table in TABLES:
            for column in table.columns:
                file.write(
                    f' <key id="{_key(table, column)}" for="{table.name}" attr.name="{column.name}" '
                    f'attr.type="{_TYPES[column.type]}"/>\n'
                )
        file.write(' <graph edgedefault="directed">\n')
        file.writelines(_data(GRAPH, about, "  "))
        file.writelines(_nodes(run))
        file.writelines(_edges(run))
        file.write(" </graph>\n</graphml>\n")


def _nodes(run: RunReader) -> Iterator[str]:
    for rows in accounts(run):
        for row in rows.to_pylist():
            yield f"  <node id={quoteattr(row['account'])}>\n"
            yield from _data(NODES, {**row, "label": row["owner"]}, "   ")
            yield "  </node>\n"


def _edges(run: RunReader) -> Iterator[str]:
    for (source, target), flow in sorted(_flows(run).items()):
        yield f"  <edge source={quoteattr(source)} target={quoteattr(target)}>\n"
        about = {
            "kinds": ", ".join(sorted(flow.kinds)),
            "transfers": flow.transfers,
            "amount_minor": flow.amount,
            "weight": flow.amount / MINOR_IN_ONE,
            "first_at": flow.first,
            "last_at": flow.last,
        }
        yield from _data(EDGES, about, "   ")
        yield "  </edge>\n"


def _flows(run: RunReader) -> Mapping[tuple[str, str], _Flow]:
    """All transfers by the accounts that they join; memory is for the pairs."""
    import pyarrow as pa

    keys = ["from_account", "to_account", "kind"]
    totals = GroupTotals(keys, {"transfers": "sum", "amount": "sum", "first": "min", "last": "max"})
    for rows in transfers(run):
        several = plain_texts(rows.select([*keys, "amount"]))
        several = several.append_column("transfers", pa.array([1] * len(rows), pa.int64()))
        totals.add(several.append_column("first", rows["at"]).append_column("last", rows["at"]))
    found: dict[tuple[str, str], _Flow] = {}
    for row in totals.total().to_pylist():
        flow = found.setdefault((row["from_account"], row["to_account"]), _Flow())
        first, last = (row[end].isoformat(timespec="microseconds") for end in ("first", "last"))
        flow.transfers += row["transfers"]
        flow.amount += row["amount"]
        flow.first = min(flow.first or first, first)
        flow.last = max(flow.last, last)
        flow.kinds.add(row["kind"])
    return found


def _data(table: Table, about: Mapping[str, Any], indent: str) -> Iterable[str]:
    return [
        f'{indent}<data key="{_key(table, column)}">{escape(str(about[column.name]))}</data>\n'
        for column in table.columns
    ]


def _key(table: Table, column: Column) -> str:
    return f"{table.name}_{column.name}"
