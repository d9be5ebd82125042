"""Accounts and deals, summed up from the journal and the events as they go by.

Memory is for the accounts and the deals, not for what was posted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mirrorsim.exports.arrow_columns import plain_texts
from mirrorsim.exports.run_reader import BATCH, RunReader
from mirrorsim.exports.tidy_layout import DEALS
from mirrorsim.lab.deals import channel_of_option, channel_of_party
from mirrorsim.scheme import events
from mirrorsim.scheme.accounts import OUTCOMES, STAGES

if TYPE_CHECKING:
    import pyarrow as pa

_ACCOUNT = ["policy", "replication", "account", "owner", "role", "country", "form", "asset"]
EVENT = ("policy", "replication", "at", "step", "event", "deal", "party", "amount", "detail")
"""Columns of ``events.parquet``."""
_PARTS = ("pledged", "borne_by_broker", *OUTCOMES)


class GroupTotals:
    """Groups of rows summed up while they go by, so that no more than the groups has to be held."""

    def __init__(self, keys: list[str], how: Mapping[str, str]) -> None:
        """``keys`` say which rows belong together, ``how`` names columns and what to do with each: sum, min or max."""
        self._keys = keys
        self._how = list(how.items())
        self._parts: list[pa.Table] = []
        self._rows = 0
        self._whole = 0

    def add(self, rows: pa.Table) -> None:
        """Take rows in; texts that are keys must not be dictionary-encoded."""
        self._parts.append(self._summed(rows))
        self._rows += len(self._parts[-1])
        if self._rows > 2 * self._whole + BATCH:
            self.total()

    def total(self) -> pa.Table:
        """One row a group: the keys, and the summed columns under their own names."""
        import pyarrow as pa

        whole = self._summed(pa.concat_tables(self._parts))
        self._parts, self._rows, self._whole = [whole], len(whole), len(whole)
        return whole

    def _summed(self, rows: pa.Table) -> pa.Table:
        summed = rows.group_by(self._keys).aggregate(self._how)
        return summed.select([*self._keys, *(f"{column}_{how}" for column, how in self._how)]).rename_columns(
            [*self._keys, *(column for column, _ in self._how)]
        )


def accounts(run: RunReader) -> Iterator[pa.Table]:
    """One row for each account that was posted to."""
    import pyarrow as pa
    import pyarrow.compute as pc

    how = {"postings": "sum", "first_at": "min", "last_at": "max", "received_minor": "sum", "paid_minor": "sum"}
    totals = GroupTotals(_ACCOUNT, how)
    for batch in run.batches("journal", [*_ACCOUNT, "at", "amount"]):
        rows = plain_texts(pa.Table.from_batches([batch]))
        amount = rows["amount"]
        totals.add(
            pa.table(
                {
                    **{key: rows[key] for key in _ACCOUNT},
                    "postings": pa.array([1] * len(rows), pa.int64()),
                    "first_at": rows["at"],
                    "last_at": rows["at"],
                    "received_minor": pc.max_element_wise(amount, 0),
                    "paid_minor": pc.negate(pc.min_element_wise(amount, 0)),
                }
            )
        )
    found = totals.total()
    found = found.append_column("balance_minor", pc.subtract(found["received_minor"], found["paid_minor"]))
    yield _ordered(found, run, "account")


@dataclass(slots=True)
class _Deal:
    """What the events say of one deal."""

    carrier: str | None = None
    channel: str | None = None
    batch_at: datetime | None = None
    agreed_at: datetime | None = None
    handed_over_at: datetime | None = None
    closed_at: datetime | None = None
    fee_ppm: int | None = None
    batch_minor: int = 0
    cash_minor: int = 0
    pesos_minor: int = 0
    parts: dict[str, int] = field(default_factory=dict)


_DEAL_FIELDS = [one.name for one in fields(_Deal) if one.name != "parts"]
_Key = tuple[str, int, str]


def deals(run: RunReader) -> Iterator[pa.Table]:
    """One row for each deal: when it got how far, and where what was promised has gone."""
    import pyarrow as pa

    found: dict[_Key, _Deal] = {}
    _read_events(run, found)
    for key, part, cents in _promises(run):
        parts = found.setdefault(key, _Deal()).parts
        parts[part] = parts.get(part, 0) + cents
    rank = _ranks(run)
    ordered = sorted(found, key=lambda key: (rank[key[0]], key[1], found[key].batch_at or datetime.max, key[2]))
    # as one table, the rows of a whole country would take more than all that was remembered of it
    for first in range(0, len(ordered), BATCH):
        yield pa.Table.from_pylist([_row(key, found[key]) for key in ordered[first : first + BATCH]], schema=_schema())


def _row(key: _Key, deal: _Deal) -> dict[str, Any]:
    policy, replication, name = key
    return {
        "policy": policy,
        "replication": replication,
        "deal": name,
        "client": name.rpartition("-")[0],
        **{column: getattr(deal, column) for column in _DEAL_FIELDS},
        **{f"{part}_minor": deal.parts.get(part, 0) for part in _PARTS},
        "in_flight_minor": sum(deal.parts.get(stage, 0) for stage in STAGES),
    }


def _schema() -> pa.Schema:
    """The columns of :func:`_row`, whose types cannot be seen where a column is empty."""
    import pyarrow as pa

    types = {"text": pa.string(), "integer": pa.int64(), "timestamp": pa.timestamp("us")}
    return pa.schema([(one.name, types[one.type]) for one in DEALS.columns if one.type in types])


def _read_events(run: RunReader, found: dict[_Key, _Deal]) -> None:
    """Take down what the events say of deals."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = {(one.policy, one.replication): one.names for one in run.kept}
    wanted = pa.array([event.name for event in _DEAL_EVENTS])
    for batch in run.batches("events", EVENT):
        rows = plain_texts(pa.Table.from_batches([batch]))
        rows = rows.filter(pc.and_(pc.is_in(rows["event"], wanted), pc.is_valid(rows["deal"])))
        for row in rows.to_pylist():
            deal = found.setdefault((row["policy"], row["replication"], row["deal"]), _Deal())
            _learn(deal, row, names[row["policy"], row["replication"]])


_DEAL_EVENTS = (
    events.BATCH,
    events.AGREED,
    events.HANDED_OVER,
    events.CARRIED_OFF,
    events.HOLDS_YUAN,
    events.DELIVERED,
    events.CLOSED,
)


def _learn(deal: _Deal, row: dict[str, Any], names: tuple[str, ...]) -> None:
    what = row["event"]
    if what == events.BATCH.name:
        deal.batch_at, deal.batch_minor = row["at"], row["amount"]
    elif what == events.AGREED.name:
        deal.agreed_at, deal.carrier, deal.fee_ppm = row["at"], row["party"], row["detail"]
        deal.channel = channel_of_party(row["party"])
    elif what in (events.HANDED_OVER.name, events.CARRIED_OFF.name):
        deal.handed_over_at, deal.cash_minor = row["at"], row["amount"]
    elif what == events.HOLDS_YUAN.name:
        deal.channel = channel_of_option(names[row["detail"]])
    elif what == events.DELIVERED.name:
        deal.pesos_minor += row["amount"]
    elif what == events.CLOSED.name:
        deal.closed_at = row["at"]


def _promises(run: RunReader) -> Iterator[tuple[_Key, str, int]]:
    """Deal, end or stage of a promise, and the cents there. Where promises begin counts as what was promised."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = ["policy", "replication", "deal", "owner"]
    totals = GroupTotals(keys, {"amount": "sum"})
    for batch in run.batches("journal", [*keys, "form", "amount"]):
        rows = plain_texts(pa.Table.from_batches([batch]))
        totals.add(rows.filter(pc.equal(rows["form"], "promise")))
    for row in totals.total().to_pylist():
        part = row["owner"].rpartition(".")[2]
        sign = -1 if part in ("pledged", "borne_by_broker") else 1
        yield (row["policy"], row["replication"], row["deal"]), part, sign * row["amount"]


def _ordered(rows: pa.Table, run: RunReader, then: str) -> pa.Table:
    """In the order of the policies, then of the replications, then of a column."""
    import pyarrow as pa

    rank = _ranks(run)
    ranked = rows.append_column("rank", pa.array([rank[policy] for policy in rows["policy"].to_pylist()], pa.int64()))
    return ranked.sort_by([(key, "ascending") for key in ("rank", "replication", then)]).drop_columns(["rank"])


def _ranks(run: RunReader) -> dict[str, int]:
    return {policy: number for number, policy in enumerate(run.manifest["policies"])}
