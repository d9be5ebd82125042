"""The chart of accounts: who holds what, where and in which form."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from mirrorsim.units.money import Asset


class Country(IntEnum):
    """Where an account is; ``NOWHERE`` is for promises, which have no place."""

    NOWHERE = 0
    US = 1
    CN = 2
    MX = 3


class Form(IntEnum):
    """In which form an account holds its asset."""

    CASH = 0
    BANK = 1
    GOODS = 2
    PROMISE = 3


class Account(NamedTuple):
    """One account. ``role`` is the class of party that owns it, ``owner`` the party itself.

    An account that belongs to the outside world (street sales, consumers, factories, the state) may go
    negative: it is where the closed world's value comes from and goes to.
    """

    owner: str
    role: str
    country: Country
    form: Form
    asset: Asset
    outside: bool

    @property
    def name(self) -> str:
        """``COUNTRY:form:ASSET:owner``, unique in a chart."""
        return f"{self.country.name}:{self.form.name.lower()}:{self.asset.name}:{self.owner}"


class Chart:
    """All accounts of one world, each known inside by a small integer, its code."""

    __slots__ = ("_codes", "accounts", "places")

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.places: list[int] = []
        """By code: a number that is equal for two accounts just when asset and country are equal."""
        self._codes: dict[tuple[str, Country, Form, Asset], int] = {}

    def open(
        self, owner: str, country: Country, form: Form, asset: Asset, *, role: str = "", outside: bool = False
    ) -> int:
        """Return the code of this account, opening it when it is first met.

        ``role`` is the part of ``owner`` before the first dot unless given.
        """
        key = (owner, country, form, asset)
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.accounts)
            self.accounts.append(Account(owner, role or owner.partition(".")[0], country, form, asset, outside))
            self.places.append(asset * len(Country) + country)
        return code

    def __len__(self) -> int:
        return len(self.accounts)

    def __getitem__(self, code: int) -> Account:
        return self.accounts[code]
