"""The journal and the events of finished records as tidy tables, names spelled out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from mirrorsim.engine.log import COLUMNS
from mirrorsim.scheme.arrivals import deal_name
from mirrorsim.scheme.events import EVENTS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from mirrorsim.world.record import Record


def journal_table(record: Record) -> pa.Table:
    """Every posting of a record: txn, at, kind, leg, deal, account and its parts, asset, amount (minor units)."""
    import pyarrow as pa

    entries = record.postings
    accounts = record.chart.accounts

    def of_account(part: Any) -> pa.Array:
        return _coded(entries.account, [part(account) for account in accounts])

    legs = [(number, leg) for number, kind in enumerate(entries.kinds) for leg in range(len(kind.legs))]
    leg_code = {pair: code for code, pair in enumerate(legs)}
    leg_of = np.zeros((len(entries.kinds), max((len(kind.legs) for kind in entries.kinds), default=1)), dtype=np.int64)
    for pair, code in leg_code.items():
        leg_of[pair] = code
    return pa.table(
        {
            "policy": _constant(record.policy, len(entries)),
            "replication": pa.array(np.full(len(entries), record.replication, dtype=np.int32)),
            "txn": pa.array(entries.txn),
            "at": _moments(entries.time, record.scenario.start),
            "kind": _coded(entries.kind, [kind.name for kind in entries.kinds]),
            "leg": _coded(leg_of[entries.kind, entries.leg], [entries.kinds[k].legs[leg] for k, leg in legs]),
            "deal": _deals(entries.deal, record.clients),
            "account": of_account(lambda account: account.name),
            "owner": of_account(lambda account: account.owner),
            "role": of_account(lambda account: account.role),
            "country": of_account(lambda account: account.country.name),
            "form": of_account(lambda account: account.form.name.lower()),
            "asset": of_account(lambda account: account.asset.name),
            "amount": pa.array(entries.amount),
        }
    )


def events_table(record: Record) -> pa.Table:
    """Every step of a record: at, step (0 to 9), event, deal, party, amount, detail (as the event means it)."""
    import pyarrow as pa

    rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
    time, deal, event, party, amount, detail = rows.T
    return pa.table(
        {
            "policy": _constant(record.policy, len(rows)),
            "replication": pa.array(np.full(len(rows), record.replication, dtype=np.int32)),
            "at": _moments(time, record.scenario.start),
            "step": pa.array(np.array([one.step for one in EVENTS], dtype=np.int8)[event]),
            "event": _coded(event, [one.name for one in EVENTS]),
            "deal": _deals(deal, record.clients),
            "party": _coded(party, record.names),
            "amount": pa.array(amount.copy()),
            "detail": pa.array(detail.copy()),
        }
    )


def journal_frame(records: Sequence[Record]) -> pd.DataFrame:
    """The journals of records in one frame."""
    return _frame([journal_table(record) for record in records])


def events_frame(records: Sequence[Record]) -> pd.DataFrame:
    """The events of records in one frame."""
    return _frame([events_table(record) for record in records])


def _frame(parts: list[pa.Table]) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    if not parts:
        return pd.DataFrame()
    frame: pd.DataFrame = pa.concat_tables(parts).unify_dictionaries().to_pandas()
    return frame


def _coded(codes: Any, names: list[str]) -> pa.Array:
    import pyarrow as pa

    # several codes may have one name (two accounts of one owner): a dictionary has each name once
    distinct = sorted(set(names))
    place = {name: number for number, name in enumerate(distinct)}
    recode = np.array([place[name] for name in names] or [0], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(recode[codes]), pa.array(distinct, type=pa.string()))


def _constant(text: str, length: int) -> pa.Array:
    return _coded(np.zeros(length, dtype=np.int64), [text])


def _moments(ticks: Any, start: date) -> pa.Array:
    import pyarrow as pa

    epoch = np.datetime64(start.isoformat(), "us")
    return pa.array(epoch + ticks.astype("timedelta64[us]"))


def _deals(numbers: Any, clients: dict[int, str]) -> pa.Array:
    import pyarrow as pa

    distinct, codes = np.unique(numbers, return_inverse=True)
    names = [None if number < 0 else deal_name(number, clients) for number in distinct.tolist()]
    valid = np.array([name is not None for name in names] or [True])
    indices = pa.array(codes.astype(np.int32), mask=~valid[codes])
    return pa.DictionaryArray.from_arrays(indices, pa.array([name or "" for name in names], type=pa.string()))
