"""The ledger: the only thing in the project that moves value."""

from __future__ import annotations

from array import array
from enum import IntEnum
from typing import NamedTuple

from mirrorsim.books.accounts import Chart, Country, Form
from mirrorsim.books.journal import HEAD, Journal, Leg, TransactionType
from mirrorsim.books.usage import UsageCounter
from mirrorsim.units.money import Asset, format_money

BOTTOMLESS = -(2**62)
"""How far an account of the outside world may go below zero: as far as any run takes it."""


class LedgerError(Exception):
    """A transfer that the books refuse. Nothing has changed when it is raised."""


class Overdrawn(LedgerError):
    """An account would have gone below what it holds, less what is reserved in it."""


class HoldState(IntEnum):
    """What became of a two-phase transfer."""

    PENDING = 0
    POSTED = 1
    VOIDED = 2
    EXPIRED = 3


class Hold(NamedTuple):
    """Value that is reserved in ``source`` for a deal until ``expires`` (ticks)."""

    deal: int
    source: int
    amount: int
    expires: int


class Ledger:
    """A closed double-entry ledger over a :class:`Chart`.

    Balances are integers of minor units. A transaction's legs are applied in order and all together or not at all.
    """

    __slots__ = ("_balance", "_counters", "_floor", "_hold_count", "_holds", "chart", "hold_log", "journal")

    def __init__(self) -> None:
        self.chart = Chart()
        self.journal = Journal()
        self.hold_log = array("q")
        """Five columns: hold, time, state, source, amount (of POSTED: what was posted)."""
        self._balance: list[int] = []
        self._floor: list[int] = []
        self._holds: dict[int, Hold] = {}
        self._hold_count = 0
        self._counters: dict[TransactionType, list[tuple[UsageCounter, str]]] = {}

    # -- accounts ---------------------------------------------------------------------------------------------------

    def account(
        self, owner: str, country: Country, form: Form, asset: Asset, *, role: str = "", outside: bool = False
    ) -> int:
        """Return the code of an account, opening it with a zero balance when it is first met."""
        code = self.chart.open(owner, country, form, asset, role, outside)
        if code == len(self._balance):
            self._balance.append(0)
            self._floor.append(BOTTOMLESS if outside else 0)
        return code

    def balance(self, account: int) -> int:
        """What the account holds, in minor units."""
        return self._balance[account]

    def total(self, accounts: tuple[int, ...]) -> int:
        """What several accounts of one asset hold together, in minor units."""
        balance = self._balance
        return sum([balance[account] for account in accounts])

    def available(self, account: int) -> int:
        """What the account holds and nobody has reserved, in minor units."""
        return self._balance[account] - self._floor[account]

    def balances(self) -> list[int]:
        """All balances, by account code."""
        return list(self._balance)

    # -- transactions -----------------------------------------------------------------------------------------------

    def book(self, kind: TransactionType, time: int, deal: int, **legs: Leg) -> int:
        """Apply and record one transaction and return its number.

        ``legs`` are (source, destination, amount), each by its name, all of the type's and in its order. Raises
        :class:`Overdrawn` or :class:`LedgerError` and changes nothing when any leg is impossible.
        """
        balance, floor, places = self._balance, self._floor, self.chart.places
        if tuple(legs) != kind.legs:
            raise LedgerError(f"{kind.name} has the legs {', '.join(kind.legs)}, not {', '.join(legs) or 'none'}")
        journal = self.journal
        row = [journal.count, time, deal]
        for leg in legs.values():
            source, destination, amount = leg
            left = balance[source] - amount
            if (
                left < floor[source]
                or amount < 0
                or (places[source] != places[destination] and not self._may_join(kind, source, destination))
            ):
                refusal = self._refusal(kind, source, destination, amount)  # before it is undone: what the leg met
                self._undo(row)
                raise refusal
            balance[source] = left
            balance[destination] += amount
            row += leg
        if kind in self._counters:
            for counter, name in self._counters[kind]:
                _, destination, amount = legs[name]
                counter.add(time, destination, amount)
        return journal.append(kind, row)

    def _may_join(self, kind: TransactionType, source: int, destination: int) -> bool:
        one, other = self.chart[source], self.chart[destination]
        return one.asset == other.asset and (kind.crosses_border or one.country == other.country)

    def _undo(self, row: list[int]) -> None:
        """Take back the legs that stand in an unfinished row of the journal, the last first."""
        for at in range(len(row) - 3, HEAD - 1, -3):
            source, destination, amount = row[at : at + 3]
            self._balance[destination] -= amount
            self._balance[source] += amount

    def _refusal(self, kind: TransactionType, source: int, destination: int, amount: int) -> LedgerError:
        one, other = self.chart[source], self.chart[destination]
        if amount < 0:
            return LedgerError(f"{kind.name}: a negative amount ({amount}) from {one.name}")
        if one.asset != other.asset:
            return LedgerError(f"{kind.name}: {one.name} and {other.name} hold different assets")
        if one.country != other.country and not kind.crosses_border:
            return LedgerError(f"{kind.name}: no value may cross from {one.name} to {other.name}")
        return Overdrawn(
            f"{kind.name}: {one.name} has {format_money(self.available(source), one.asset)} free, "
            f"not {format_money(amount, one.asset)}"
        )

    # -- two-phase transfers ----------------------------------------------------------------------------------------

    def hold(self, time: int, deal: int, source: int, amount: int, expires: int) -> int:
        """Reserve ``amount`` in ``source`` for a deal; return the hold's number.

        The balance stays, but nobody else can spend it, until the hold is posted, voided or expired.
        """
        if amount < 0 or expires <= time:
            raise LedgerError(f"a hold of {amount} from {time} until {expires}: it must hold something for some time")
        if self.available(source) < amount:
            one = self.chart[source]
            raise Overdrawn(f"hold: {one.name} has {format_money(self.available(source), one.asset)} free")
        self._floor[source] += amount
        number = self._hold_count
        self._hold_count += 1
        self._holds[number] = Hold(deal, source, amount, expires)
        self.hold_log.extend((number, time, HoldState.PENDING, source, amount))
        return number

    def post(self, number: int, kind: TransactionType, time: int, **legs: Leg) -> int:
        """Turn a hold into a transaction whose first leg spends what was held, whole or in part.

        The part of the hold that is not posted is free again. Linked legs may follow the first. Raises
        :class:`LedgerError` after the hold's expiry, and when the first leg is not the held one.
        """
        hold = self._open_hold(number)
        if time >= hold.expires:
            raise LedgerError(f"hold {number} expired at {hold.expires}")
        source, _, amount = next(iter(legs.values()), (-1, -1, 0))
        if source != hold.source or amount > hold.amount:
            raise LedgerError(f"hold {number} is not for this transfer")
        self._floor[hold.source] -= hold.amount
        try:
            txn = self.book(kind, time, hold.deal, **legs)
        except LedgerError:
            self._floor[hold.source] += hold.amount
            raise
        del self._holds[number]
        self.hold_log.extend((number, time, HoldState.POSTED, hold.source, amount))
        return txn

    def release(self, number: int, time: int, state: HoldState) -> None:
        """End a hold as VOIDED, or as EXPIRED when its time has come: what was reserved is free again."""
        hold = self._open_hold(number)
        if state not in (HoldState.VOIDED, HoldState.EXPIRED) or (state == HoldState.EXPIRED and time < hold.expires):
            raise LedgerError(f"hold {number} cannot end as {state.name} at {time}")
        self._floor[hold.source] -= hold.amount
        del self._holds[number]
        self.hold_log.extend((number, time, state, hold.source, hold.amount))

    def hold_expires(self, number: int) -> int:
        """The tick at which an open hold expires."""
        return self._open_hold(number).expires

    def _open_hold(self, number: int) -> Hold:
        hold = self._holds.get(number)
        if hold is None:
            raise LedgerError(f"hold {number} is not open: a hold ends once")
        return hold

    # -- usage ------------------------------------------------------------------------------------------------------

    def add_usage_counter(self, kind: TransactionType, leg: str, boundaries: tuple[int, ...]) -> UsageCounter:
        """Count from now on what each destination of a leg receives between two boundaries (ticks)."""
        counter = UsageCounter(boundaries)
        self.extend_usage_counter(counter, kind, leg)
        return counter

    def extend_usage_counter(self, counter: UsageCounter, kind: TransactionType, leg: str) -> None:
        """Let a counter include what arrives by one more leg. Raises ValueError when the type has no such leg."""
        if leg not in kind.legs:
            raise ValueError(f"{kind.name} has no leg {leg}")
        self._counters.setdefault(kind, []).append((counter, leg))
