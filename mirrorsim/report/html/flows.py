"""Value that flows between classes of accounts, country by country, from the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mirrorsim.books.accounts import Account, Country, Form
from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.scheme import transactions

_OUTSIDE = frozenset(
    kind.name
    for kind in (
        transactions.OPENING,
        transactions.OFFICIAL_PURCHASE,
        transactions.ORDINARY_TRANSFER,
        transactions.ORDINARY_DEPOSIT,
        transactions.NOTE_ISSUED,
    )
)
"""Not a part of the scheme, or not money: a receipt note is worth a dollar."""
_RECEIPTS = frozenset(("note", "credit"))
"""Legs that answer another leg of the same value: the note for the cash, the bank's credit for the deposit."""
_OF_GOODS = frozenset(("broker", "forwarder", "port", "client"))
"""Roles whose goods stand apart from their money."""
_NAMES = {
    "street": "street sales", "client": "client", "courier": "couriers", "stash": "stash", "saver": "savers",
    "merchant": "merchants", "economy": "economy", "carrier": "carriers", "couriers_own": "their pay",
    "receiver": "receivers", "broker": "brokers", "provider": "providers", "factories": "factories",
    "forwarder": "forwarders", "port": "port", "consumers": "consumers", "ship": "at sea", "lost_at_sea": "lost at sea",
    "state": "the state", "depositor": "depositors",
}  # fmt: skip


class Node(NamedTuple):
    """A class of accounts in a country; goods stand apart from money where one role holds both."""

    country: Country
    role: str
    goods: bool

    @property
    def name(self) -> str:
        """What it is called."""
        name = _NAMES.get(self.role, self.role.replace("_", " "))
        return f"{name}: goods" if self.goods and self.role in ("broker", "client") else name


class Edge(NamedTuple):
    """A flow from node to node in one form: cash, bank or goods."""

    source: Node
    target: Node
    form: str


@dataclass(frozen=True)
class Flows:
    """US dollars by edge at the reference rates, the largest first; and what mirror swaps did."""

    dollars: Mapping[Edge, float] = field(repr=False)
    swaps: int
    swaps_over_borders: int
    swapped: float

    def crossing(self) -> Iterator[tuple[Edge, float]]:
        """Flows from country to country, the sea counted as one."""
        return ((edge, usd) for edge, usd in self.dollars.items() if edge.source.country != edge.target.country)


def flows(run: RecordArrays) -> Flows:
    """All flows of the scheme in one replication."""
    entries, accounts = run.entries, run.accounts
    source, target, amount = entries.account[0::2], entries.account[1::2], entries.amount[1::2]
    kind, leg, deal = entries.kind[0::2], entries.leg[0::2], entries.deal[0::2]
    worth = {"USD": 1.0, "CNY": run.cny_per_usd, "GOODS": run.cny_per_usd, "MXN": run.mxn_per_usd}
    rows = np.column_stack((kind, leg, source, target, deal >= 0))
    ways, number = np.unique(rows, axis=0, return_inverse=True)
    sums = np.bincount(number.ravel(), weights=amount.astype(np.float64))
    counts = np.bincount(number.ravel())
    dollars: dict[Edge, float] = {}
    swaps = over_borders = 0
    swapped = 0.0
    for (kind_code, leg_code, a, b, in_deal), cents, times in zip(
        ways.tolist(), sums.tolist(), counts.tolist(), strict=True
    ):
        form, giver, taker = entries.kinds[kind_code], accounts[a], accounts[b]
        if giver.form is Form.PROMISE:
            continue
        usd = cents / 100 / worth[taker.asset.name]
        if form.name == transactions.MIRROR_SWAP.name:
            swaps += times
            over_borders += times * (giver.country != taker.country)
            swapped += usd if form.legs[leg_code] == "cash" else 0.0
        if form.name in _OUTSIDE or form.legs[leg_code] in _RECEIPTS:
            continue
        if form.name == transactions.BANK_DEPOSIT.name and not in_deal:
            continue
        edge = Edge(_node(giver), _node(taker), taker.form.name.lower())
        if edge.source != edge.target:
            dollars[edge] = dollars.get(edge, 0.0) + usd
    largest_first = sorted(dollars.items(), key=lambda one: (-round(one[1], 2), one[0]))
    return Flows({edge: usd for edge, usd in largest_first if usd >= 1}, swaps, over_borders, swapped)


def _node(account: Account) -> Node:
    return Node(account.country, account.role, account.form is Form.GOODS and account.role in _OF_GOODS)
