"""The chart of accounts: who holds what, where and in which form."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, overload

from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.int8]
    Span = slice[int | None, int | None, int | None]


class Country(IntEnum):
    """Where an account is; ``NOWHERE`` is for claims, which have no place."""

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


_COUNTRIES, _FORMS = len(Country), len(Form)
# names by number: asking an enum's member for its name costs more than the rest of an account's name
_PLACES, _ASSETS = tuple(one.name for one in Country), tuple(one.name for one in Asset)
_HELD_AS = tuple(one.name.lower() for one in Form)


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
        return f"{_PLACES[self.country]}:{_HELD_AS[self.form]}:{_ASSETS[self.asset]}:{self.owner}"


class Accounts(Sequence[Account]):
    """Accounts by code, made when they are asked for.

    A long run opens millions of accounts, nearly all of which are one of many alike: ``receiver.alfa-17`` is kept as
    number 17 of ``receiver.alfa-``, in a few bytes.
    """

    __slots__ = ("_codes", "_kinds", "_number", "_of_kind")

    def __init__(self) -> None:
        self._kinds: list[Account] = []
        """Accounts whose owners lack their numbers."""
        self._codes: dict[tuple[str, int, str, bool], int] = {}
        """Where each of those stands."""
        self._of_kind = array("i")
        self._number = array("q")
        """0 for an owner without a number."""

    def add(self, kind: Account, where: int, number: int) -> None:
        """Add an account, which must be new, of a kind in which it has a number; ``where`` is a number for what it holds."""
        code = self._codes.setdefault((kind.owner, where, kind.role, kind.outside), len(self._kinds))
        if code == len(self._kinds):
            self._kinds.append(kind)
        self._of_kind.append(code)
        self._number.append(number)

    def __len__(self) -> int:
        return len(self._number)

    @overload
    def __getitem__(self, code: int) -> Account: ...

    @overload
    def __getitem__(self, code: Span) -> list[Account]: ...

    def __getitem__(self, code: int | Span) -> Account | list[Account]:
        if isinstance(code, slice):
            return [
                self._make(kind, number) for kind, number in zip(self._of_kind[code], self._number[code], strict=True)
            ]
        return self._make(self._of_kind[code], self._number[code])

    def __iter__(self) -> Iterator[Account]:
        return map(self._make, self._of_kind, self._number)

    def names(self, since: int = 0) -> list[str]:
        """The names of the accounts from a code on, without making the accounts."""
        kinds = [one.name for one in self._kinds]
        return [
            f"{kinds[kind]}{number}" if number else kinds[kind]
            for kind, number in zip(self._of_kind[since:], self._number[since:], strict=True)
        ]

    def columns(self, since: int = 0) -> tuple[Codes, Codes, Codes]:
        """Assets, countries and whether they are outside (1) or not (0), of the accounts from a code on."""
        import numpy as np

        kinds = np.array([(one.asset, one.country, one.outside) for one in self._kinds], dtype=np.int8).reshape(-1, 3)
        of_kind = np.frombuffer(self._of_kind[since:], dtype=np.intc)
        return kinds[of_kind, 0], kinds[of_kind, 1], kinds[of_kind, 2]

    def _make(self, kind: int, number: int) -> Account:
        one = self._kinds[kind]
        return Account(f"{one[0]}{number}", *one[1:]) if number else one


_NONE: array[int] = array("q")


def numbered(owner: str) -> tuple[str, int]:
    """An owner's name without the number at its end, and that number; 0 where there is none."""
    prefix, dash, digits = owner.rpartition("-")
    if dash and digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) < 19:
        return prefix + dash, int(digits)
    return owner, 0


class Chart:
    """All accounts of one world, each known inside by a small integer, its code."""

    __slots__ = ("_codes", "_in_order", "accounts", "places")

    def __init__(self) -> None:
        self.accounts = Accounts()
        self.places: list[int] = []
        """By code: a number that is equal for two accounts just when asset and country are equal."""
        self._codes: dict[tuple[str, int], int] = {}
        self._in_order: dict[tuple[str, int], array[int]] = {}
        """Codes of accounts whose owners were numbered 1, 2, 3 and so on as they were met: they need no name to be found."""

    def open(
        self, owner: str, country: Country, form: Form, asset: Asset, role: str = "", outside: bool = False
    ) -> int:
        """Return the code of this account, opening it when it is first met.

        ``role`` is the part of ``owner`` before the first dot unless given.
        """
        # plain numbers: hashing an enum's member costs more than all the rest
        place = asset * _COUNTRIES + country
        where = place * _FORMS + form
        code = self._codes.get((owner, where))
        if code is not None:
            return code
        prefix, number = numbered(owner)
        alike = self._in_order.get((prefix, where), _NONE)
        if 0 < number <= len(alike):
            return alike[number - 1]
        code = len(self.accounts)
        if number == 1:
            self._in_order[prefix, where] = array("q", (code,))
        elif number and number == len(alike) + 1:
            alike.append(code)
        else:
            self._codes[owner, where] = code
        kind = Account(prefix, role or owner.partition(".")[0], country, form, asset, outside)
        self.accounts.add(kind, where, number)
        self.places.append(place)
        return code

    def __len__(self) -> int:
        return len(self.accounts)

    def __getitem__(self, code: int) -> Account:
        return self.accounts[code]
