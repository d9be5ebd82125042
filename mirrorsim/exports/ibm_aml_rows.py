"""The movements of money in a run, as the rows of IBM's layout.

Numbers of banks, accounts and entities say nothing about who is who.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.books.accounts import Country, Form
from mirrorsim.exports.arrow_columns import decimal
from mirrorsim.exports.run_reader import RunReader
from mirrorsim.exports.transfers import transfers
from mirrorsim.scheme import transactions
from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    import pyarrow as pa

CURRENCIES = {Asset.USD.name: "US Dollar", Asset.CNY.name: "Yuan", Asset.MXN.name: "Mexican Peso"}
"""What is money, and how the data set calls it."""
CASH, DOMESTIC, ABROAD = "Cash", "ACH", "Wire"
"""The data set's payment formats that occur here."""
_ACCOUNT_DIGITS, _ENTITY_DIGITS = 9, 11
"""How many hexadecimal digits the published data set gives them; the first is an 8, so that none is lost as a zero."""


class Numbers:
    """The numbers of accounts, by name. The same name has the same number in every export, but for a rare clash."""

    def __init__(self, names: Iterable[str]) -> None:
        self._accounts = _numbered(names, _ACCOUNT_DIGITS)
        self._entities = _numbered({owner(name) for name in self._accounts}, _ENTITY_DIGITS)
        ranked = sorted(self._entities, key=self._entities.__getitem__)
        self._ranks = {one: rank + 1 for rank, one in enumerate(ranked)}

    def account(self, name: str) -> str:
        """The number of an account, nine hexadecimal digits."""
        return self._accounts[name]

    def entity(self, name: str) -> tuple[str, str]:
        """Number and name of the party that owns an account."""
        whose = owner(name)
        return self._entities[whose], f"Party #{self._ranks[whose]}"


def owner(account: str) -> str:
    """Whose an account is: the last part of ``COUNTRY:form:ASSET:owner``."""
    return account.split(":", 3)[3]


def bank_id(account: str) -> int:
    """The number of an account's bank: 100, 10 for each country, 1 for banks and not cash."""
    country, form, _, _ = account.split(":", 3)
    return 100 + 10 * Country[country] + Form[form.upper()]


def bank_name(account: str) -> str:
    """Such as ``US banks`` or ``US cash``."""
    country, form, _, _ = account.split(":", 3)
    return f"{country} {'banks' if form == Form.BANK.name.lower() else form}"


def _numbered(names: Iterable[str], digits: int) -> dict[str, str]:
    """A number of so many hexadecimal digits for each name; where two clash, the first in the alphabet has it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        text = name
        while (number := f"8{hashlib.sha256(text.encode()).hexdigest()[1:digits].upper()}") in taken:
            text += "'"
        taken.add(number)
        found[name] = number
    return found


def movements(run: RunReader) -> Iterator[pa.Table]:
    """Every movement of money, as :func:`mirrorsim.exports.transfers.transfers` has it, a deposit of cash in one row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    assets = pa.array(list(CURRENCIES))
    for rows in transfers(run):
        opening = pc.equal(rows["kind"].cast(pa.string()), transactions.OPENING.name)
        money = pc.is_in(rows["asset"].cast(pa.string()), assets)
        yield _joined(rows.filter(pc.and_not(money, opening)).combine_chunks())


def _joined(rows: pa.Table) -> pa.Table:
    """The two legs of each deposit as one: from where the cash was, to the account that is credited."""
    import pyarrow as pa

    kind, leg, txn, amount = (np.asarray(rows[name]) for name in ("kind", "leg", "txn", "amount"))
    first = (kind == transactions.BANK_DEPOSIT.name) & (leg == "cash")
    pair = first[:-1] & (leg[1:] == "credit") & (txn[:-1] == txn[1:]) & (amount[:-1] == amount[1:])
    target = np.arange(len(rows))
    target[:-1] += pair
    for place, column in enumerate(rows.column_names):
        if column.startswith("to_"):
            rows = rows.set_column(place, column, rows[column].take(target))
    return rows.filter(pa.array(np.append(True, ~pair)[: len(rows)]))


def lines(rows: pa.Table, numbers: Numbers) -> pa.ChunkedArray:
    """Each movement as a line of the file, without its end."""
    import pyarrow as pa
    import pyarrow.compute as pc

    amount = decimal(rows["amount"]).cast(pa.string())
    currency = _mapped(rows["asset"], CURRENCIES.__getitem__)
    fields = [
        pc.strftime(rows["at"], "%Y/%m/%d %H:%M"),
        _mapped(rows["from_account"], lambda name: str(bank_id(name))),
        _mapped(rows["from_account"], numbers.account),
        _mapped(rows["to_account"], lambda name: str(bank_id(name))),
        _mapped(rows["to_account"], numbers.account),
        *(amount, currency) * 2,
        _formats(rows),
        pc.if_else(pc.is_valid(rows["deal"]), "1", "0"),
    ]
    return pc.binary_join_element_wise(*fields, ",")


def _formats(rows: pa.Table) -> pa.Array:
    """How each was paid: cash at either end, or paid in; else by what joins banks of one country, or of two."""
    import pyarrow as pa

    kind, *ends = (np.asarray(rows[name]) for name in ("kind", "from_form", "to_form"))
    cash = (ends[0] == "cash") | (ends[1] == "cash") | (kind == transactions.ORDINARY_DEPOSIT.name)
    same = np.asarray(rows["from_country"]) == np.asarray(rows["to_country"])
    return pa.array(np.where(cash, CASH, np.where(same, DOMESTIC, ABROAD)).tolist(), pa.string())


def _mapped(column: pa.ChunkedArray, say: Callable[[str], str]) -> pa.Array:
    """Another text for each of a column's texts."""
    import pyarrow as pa

    # encoded anew: the dictionary of a part of a column has names that are not in this part
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return pa.array([say(one) for one in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
