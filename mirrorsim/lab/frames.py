"""The journal and the events of replications as tidy tables, names spelled out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.books.accounts import Account, Country, Form
from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.record_arrays import Ints
from mirrorsim.scheme.entity import deal_name
from mirrorsim.scheme.events import EVENTS
from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from mirrorsim.books.journal import Postings
    from mirrorsim.world.record import RecordedReplication


@dataclass(frozen=True)
class RowLabels:
    """Which replication rows are of, and what is needed to spell them out; ``clients`` maps hashes to names."""

    policy: str
    replication: int
    start: date
    clients: dict[int, str]


def labels_of(record: RecordedReplication) -> RowLabels:
    """What is needed to spell a record's rows out."""
    return RowLabels(record.policy, record.replication, record.scenario.start, record.clients)


def journal_table(record: RecordedReplication) -> pa.Table:
    """Every posting of a record: txn, at, kind, leg, deal, account and its parts, asset, amount (minor units)."""
    return postings_table(labels_of(record), record.postings, record.chart.accounts)


def events_table(record: RecordedReplication) -> pa.Table:
    """Every step of a record: at, step (0 to 9), event, deal, party, amount, detail (as the event means it)."""
    rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
    return steps_table(labels_of(record), rows, record.names)


def postings_table(labels: RowLabels, entries: Postings, accounts: Sequence[Account]) -> pa.Table:
    """Postings of a replication, all or some, as in :func:`journal_table`."""
    import pyarrow as pa

    many = len(entries)
    met, account = _met(entries.account, len(accounts))
    who = [accounts[code] for code in met.tolist()]
    widest = max((len(kind.legs) for kind in entries.kinds), default=1)
    legs = [[*kind.legs, *[""] * (widest - len(kind.legs))] for kind in entries.kinds]

    def of_account(part: Callable[[Account], str]) -> pa.Array:
        return _coded(account, [part(account) for account in who])

    def numbered(column: int, names: Sequence[str]) -> pa.Array:
        # members of enumerations count from 0, and their numbers are much cheaper to come by than their names
        return _coded(np.array([one[column] for one in who], dtype=np.int64)[account], names)

    return pa.table(
        {
            "policy": _coded(np.zeros(many, dtype=np.int64), [labels.policy]),
            "replication": pa.array(np.full(many, labels.replication, dtype=np.int32)),
            "txn": pa.array(entries.txn),
            "at": _moments(entries.time, labels.start),
            "kind": _coded(entries.kind, [kind.name for kind in entries.kinds]),
            "leg": _coded(entries.kind * widest + entries.leg, [leg for named in legs for leg in named]),
            "deal": _deals(entries.deal, labels.clients),
            "account": of_account(lambda account: account.name),
            "owner": of_account(lambda account: account.owner),
            "role": of_account(lambda account: account.role),
            "country": numbered(Account._fields.index("country"), [country.name for country in Country]),
            "form": numbered(Account._fields.index("form"), [form.name.lower() for form in Form]),
            "asset": numbered(Account._fields.index("asset"), [asset.name for asset in Asset]),
            "amount": pa.array(entries.amount),
        }
    )


def steps_table(labels: RowLabels, rows: Ints, names: Sequence[str]) -> pa.Table:
    """Steps of a replication, all or some, as in :func:`events_table`."""
    import pyarrow as pa

    time, deal, event, party, amount, detail = rows.T
    return pa.table(
        {
            "policy": _coded(np.zeros(len(rows), dtype=np.int64), [labels.policy]),
            "replication": pa.array(np.full(len(rows), labels.replication, dtype=np.int32)),
            "at": _moments(time, labels.start),
            "step": pa.array(np.array([step.step for step in EVENTS], dtype=np.int8)[event]),
            "event": _coded(event, [step.name for step in EVENTS]),
            "deal": _deals(deal, labels.clients),
            "party": _coded(party, names),
            "amount": pa.array(amount.copy()),
            "detail": pa.array(detail.copy()),
        }
    )


def frame(parts: Iterator[pa.Table]) -> pd.DataFrame:
    """Tables in one frame; texts are categories."""
    import pandas as pd
    import pyarrow as pa

    tables = list(parts)
    if not tables:
        return pd.DataFrame()
    joined: pd.DataFrame = pa.concat_tables(tables).unify_dictionaries().to_pandas()
    return joined


def _coded(codes: Ints, names: Sequence[str]) -> pa.Array:
    """Names by their codes, as a dictionary that has each name met once, in order."""
    import pyarrow as pa

    met, codes = _met(codes, len(names))
    mine = [names[code] for code in met.tolist()]
    # several codes may have one name (two accounts of one owner)
    distinct = sorted(set(mine))
    place = {name: number for number, name in enumerate(distinct)}
    recode = np.array([place[name] for name in mine], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(recode[codes]), pa.array(distinct, type=pa.string()))


def _met(codes: Ints, many: int) -> tuple[Ints, Ints]:
    """Which of ``many`` codes there are, and every row's place among those."""
    met = np.flatnonzero(np.bincount(codes, minlength=many))
    place = np.zeros(many, dtype=np.int64)
    place[met] = np.arange(len(met))
    return met, place[codes]


def _moments(ticks: Ints, start: date) -> pa.Array:
    import pyarrow as pa

    epoch = np.datetime64(start.isoformat(), "us")
    return pa.array(epoch + ticks.astype("timedelta64[us]"))


def _deals(numbers: Ints, clients: dict[int, str]) -> pa.Array:
    import pyarrow as pa

    distinct = np.unique(numbers)
    codes = np.searchsorted(distinct, numbers)
    names = [None if number < 0 else deal_name(number, clients) for number in distinct.tolist()]
    valid = np.array([name is not None for name in names] or [True])
    indices = pa.array(codes.astype(np.int32), mask=~valid[codes])
    return pa.DictionaryArray.from_arrays(indices, pa.array([name or "" for name in names], type=pa.string()))
