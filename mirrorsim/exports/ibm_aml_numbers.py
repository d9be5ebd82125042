"""Numbers for banks, accounts and entities that tell nothing about who is who."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from mirrorsim.books.accounts import Country, Form

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
