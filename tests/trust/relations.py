"""Worlds for metamorphic tests, whose numbers come out without a remainder."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import mirrorsim
from mirrorsim.scenario.load import Loaded, load_text

Doc = dict[str, Any]
Row = tuple[int, str, str, str | None, str, int]
"""Microseconds since the start, kind, leg, deal, account, amount."""

MILLION = "1,000,000 USD"


def clockwork() -> Doc:
    """A world without chance, and without two things at one instant: what happens follows from who offers what.

    Amounts are whole millions and every share leaves a whole cent, so that no rounding is in it either.
    """
    return {
        "mirrorsim": "1",
        "name": "clockwork",
        "title": "nothing is left to chance",
        "start": "2021-01-01",
        "horizon": "300 days",
        "rates": {"CNY": "6.5", "MXN": "20"},
        "clients": {
            "north": {"batches": "4", "every": "9 days", "amount": "2,000,000 USD"},
            "south": {"batches": "5", "first_after": "5 h", "every": "8 days", "amount": "4,000,000 USD"},
        },
        "brokers": {
            "dear": {"commission": "3 %", "credit": "40,000,000 USD", "capital": MILLION, "stash_litres": "10000000"},
            "fair": {"commission": "2 %", "credit": "6,000,000 USD", "capital": MILLION, "stash_litres": "10000000"},
        },
        "handover": {"meeting": {"takes": "10 min", "courier_pay": "0 %"}},
        "transport": {"carries_kg": "10000"},
        "mirror": {"takes": "15 min", "account_turnover": MILLION},
        "buyers": {"merchants": {
            "keen": {"appetite": MILLION, "every": "4 days", "premium": "4 %", "placed": "10 %"},
            "slow": {"count": "2", "appetite": MILLION, "every": "11 days", "premium": "1 %"},
        }},
        "repatriation": {"choose": "by_liquidity", "patience": "1 days"},
        "second_mirror": {"takes": "8 h"},
        "providers": {"importer": {"pesos": "200,000,000 MXN", "replenished": "0 MXN", "spread": "1 %"}},
        "goods": {
            "ports": {"east": {"dwell": "5 days", "berths": "1"}},
            "purchase": "7 days", "voyage": "20 days", "sale": {"parts": "4", "every": "6 days"},
        },
        "channels": {
            "bulk_cash": {"fee": "5 %", "carry": "4 days", "per_visit": "10,000 USD", "most_waiting": "6,000,000 USD"},
            "bmpe": {"fee": "9 %", "takes": "20 days", "per_week": "2,000,000 USD"},
        },
        "rules": {
            "capital_flight_cap": {"per_person": "1,000,000 USD"},
            "deposit_limit": {"per_account": "40,000 USD", "per_firm": "90,000 USD"},
            "transfer_monitoring": {"threshold": "130,000,000 CNY", "frozen": "0 %"},
        },
        "sources": {"*": "assumption"},
    }  # fmt: skip


def eventful() -> Doc:
    """The same world with chance in its times and troubles, and with savers; every amount still comes out whole."""
    document = clockwork()
    document["clients"]["north"] |= {"batches": "20", "every": {"exponential": {"mean": "6 days"}}}
    document["clients"]["south"] |= {"amount": {"empirical": {"values": [MILLION, "2,000,000 USD", "5,000,000 USD"]}}}
    document["handover"]["meeting"] |= {"no_show": "20 %", "takes": {"uniform": {"low": "5 min", "high": "1 h"}}}
    document["mirror"] |= {"backs_out": "20 %", "robbed": "5 %"}
    document["buyers"]["savers"] = {
        "town": {
            "people": "40",
            "wanted_per_year": {"empirical": {"values": [MILLION, "2,000,000 USD"]}},
            "premium": {"uniform": {"low": "2 %", "high": "6 %"}},
        }
    }
    document["goods"] |= {"lost_at_sea": "10 %", "mislabelled": "50 %"}
    document["rules"] |= {
        "interdiction": {"stopped": "10 %", "found_per_day": "1 %", "from_amount": MILLION},
        "customs_inspection": {"inspected": "50 %", "recognised": "50 %"},
        "border_inspection": {"inspected": "20 %", "declared_above": MILLION},
    }
    document["rules"]["transfer_monitoring"]["frozen"] = "50 %"
    return document


def loaded(document: Doc) -> Loaded:
    """A document as a scenario."""
    return load_text(json.dumps(document), "relation.yaml")  # JSON is YAML


def ran(document: Doc, **settings: Any) -> mirrorsim.Result:
    """One replication of a document's first policy, its journal kept."""
    return mirrorsim.run(loaded(document), journal="all", **settings)


def rows(result: mirrorsim.Result) -> list[Row]:
    """The journal in order, names spelled out and times relative to the start."""
    import pandas as pd

    frame = result.journal
    since = (frame["at"] - pd.Timestamp(result.loaded.scenario.start)) // pd.Timedelta(1, "us")
    deals = frame["deal"].astype(object).where(frame["deal"].notna(), None)
    names = [frame[name].astype(object) for name in ("kind", "leg", "account")]
    columns = [since.tolist(), names[0], names[1], deals, names[2], frame["amount"].tolist()]
    return list(zip(*columns, strict=True))


def changed(document: Doc, change: Callable[[Doc], object]) -> Doc:
    """A copy of a document, changed."""
    copied = copy.deepcopy(document)
    change(copied)
    return copied


def scaled(part: Any, currency: str, factor: int) -> Any:
    """A document in which every amount of a currency is so many times as large."""
    if isinstance(part, dict):
        return {key: scaled(value, currency, factor) for key, value in part.items()}
    if isinstance(part, list):
        return [scaled(value, currency, factor) for value in part]
    if isinstance(part, str) and part.endswith(f" {currency}") and part[0].isdigit():
        return f"{int(part.removesuffix(currency).replace(',', '')) * factor} {currency}"
    return part


def renamed(part: Any, names: dict[str, str]) -> Any:
    """A document in which these keys have other names."""
    if isinstance(part, dict):
        return {names.get(key, key): renamed(value, names) for key, value in part.items()}
    return [renamed(value, names) for value in part] if isinstance(part, list) else part


def of_kind(found: list[Row], kind: str, leg: str) -> Iterator[Row]:
    """What arrived by a leg of a kind."""
    return (row for row in found if row[1:3] == (kind, leg) and row[5] > 0)
