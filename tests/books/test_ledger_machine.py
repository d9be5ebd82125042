"""The ledger against a model of plain dicts, under random bookings and holds."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.audit import audit
from mirrorsim.books.journal import Kind, postings
from mirrorsim.books.ledger import HoldState, Ledger, LedgerError, Overdrawn
from mirrorsim.units.money import Asset

PLAIN = [Kind(f"plain{legs}", tuple("abc"[:legs])) for legs in (1, 2, 3)]
CROSSING = [Kind(f"crossing{legs}", tuple("abc"[:legs]), crosses_border=True) for legs in (1, 2, 3)]

PICK = st.integers(0, 10**6)
AMOUNT = st.one_of(st.integers(0, 40), st.just(-1))
LEG = st.tuples(PICK, PICK, AMOUNT)


class Refused(Exception):
    """The model says no."""


class OverdrawnModel(Refused):
    """The model says that there is not enough."""


class Books(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.now = 0
        self.places: dict[int, tuple[Country, Asset]] = {}
        self.outside: dict[int, bool] = {}
        self.balance: dict[int, int] = {}
        self.reserved: dict[int, int] = {}
        self.holds: dict[int, tuple[int, int, int, int]] = {}
        """Open ones only: deal, source, amount, expiry."""
        self.held = 0
        self.rows: list[tuple[str, int, int, tuple[int, ...]]] = []
        self.log: list[int] = []

    # -- the model

    def transferred(self, kind: Kind, legs: list[tuple[int, int, int]], freed: dict[int, int]) -> dict[int, int]:
        after = dict(self.balance)
        for source, destination, amount in legs:
            (country, asset), (other_country, other_asset) = self.places[source], self.places[destination]
            crosses = country != other_country
            if amount < 0 or asset != other_asset or (crosses and not kind.crosses_border):
                raise Refused
            after[source] -= amount
            reserved = self.reserved[source] - freed.get(source, 0)
            if not self.outside[source] and after[source] < reserved:
                raise OverdrawnModel
            after[destination] += amount
        return after

    def same_answer(self, wanted: type[Refused] | None, act: Any, *arguments: Any) -> Any:
        result, refusal = None, None
        try:
            result = act(*arguments)
        except LedgerError as error:
            refusal = error
        assert (refusal is None) == (wanted is None), f"the ledger answers {refusal or result}"
        assert isinstance(refusal, Overdrawn) == (wanted is OverdrawnModel)
        return result

    def pick(self, number: int) -> int:
        return sorted(self.balance)[number % len(self.balance)]

    def real(self, legs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        return [(self.pick(source), self.pick(destination), amount) for source, destination, amount in legs]

    # -- rules

    @initialize()
    def found(self) -> None:
        for country, asset in ((Country.CN, Asset.CNY), (Country.MX, Asset.MXN)):
            world = self.open("world", country, asset, True)
            purse = self.open("purse", country, asset, False)
            self.open("pocket", country, asset, False)
            self.transact([(world, purse, 100)], False, -1)

    @rule(
        owner=st.sampled_from(["world", "purse", "till"]),
        country=st.sampled_from([Country.CN, Country.MX]),
        asset=st.sampled_from([Asset.CNY, Asset.MXN]),
        outside=st.booleans(),
    )
    def meet(self, owner: str, country: Country, asset: Asset, outside: bool) -> None:
        self.open(owner, country, asset, outside)

    def open(self, owner: str, country: Country, asset: Asset, outside: bool) -> int:
        code = self.ledger.account(owner, country, Form.CASH, asset, outside=outside)
        if code in self.places:
            assert self.places[code] == (country, asset)
        else:
            self.places[code], self.outside[code] = (country, asset), outside
            self.balance[code] = self.reserved[code] = 0
        return code

    @rule(step=st.integers(1, 20))
    def wait(self, step: int) -> None:
        self.now += step

    @rule(legs=st.lists(LEG, min_size=1, max_size=3), crossing=st.booleans(), deal=st.integers(-1, 5))
    def book(self, legs: list[tuple[int, int, int]], crossing: bool, deal: int) -> None:
        self.transact(self.real(legs), crossing, deal)

    @rule(
        path=st.permutations(range(3)),
        amount=st.integers(1, 30),
        more=st.integers(0, 1),
        home=st.sampled_from([Asset.CNY, Asset.MXN]),
    )
    def chain(self, path: list[int], amount: int, more: int, home: Asset) -> None:
        a, b, c = [code for code, (_, asset) in sorted(self.places.items()) if asset == home][:3]
        first, second, third = ((a, b, c)[step] for step in path)
        self.transact([(first, second, amount), (second, third, amount + more)], False, 0)

    def transact(self, legs: list[tuple[int, int, int]], crossing: bool, deal: int) -> None:
        kind = (CROSSING if crossing else PLAIN)[len(legs) - 1]
        wanted = None
        try:
            after = self.transferred(kind, legs, {})
        except Refused as error:
            wanted, after = type(error), self.balance
        flat = tuple(number for leg in legs for number in leg)
        number = self.same_answer(wanted, self.ledger.book, kind, self.now, deal, *flat)
        if wanted is None:
            assert number == len(self.rows)
            self.rows.append((kind.name, self.now, deal, flat))
        self.balance = after

    @rule(source=PICK, amount=AMOUNT, lasts=st.integers(0, 40), deal=st.integers(0, 5))
    def hold(self, source: int, amount: int, lasts: int, deal: int) -> None:
        account, expires = self.pick(source), self.now + lasts
        wanted: type[Refused] | None = None
        if amount < 0 or lasts == 0:
            wanted = Refused
        elif not self.outside[account] and self.balance[account] - self.reserved[account] < amount:
            wanted = OverdrawnModel
        number = self.same_answer(wanted, self.ledger.hold, self.now, deal, account, amount, expires)
        if wanted is None:
            assert number == self.held
            self.held += 1
            self.holds[number] = (deal, account, amount, expires)
            self.reserved[account] += amount
            self.log += [number, self.now, HoldState.PENDING, account, amount]

    @rule(which=PICK, spare=st.integers(-1, 10), to=PICK, more=st.lists(LEG, max_size=2), right=st.booleans())
    def post(self, which: int, spare: int, to: int, more: list[tuple[int, int, int]], right: bool) -> None:
        number = which % (self.held + 1)
        deal, source, amount, expires = self.holds.get(number, (0, 0, 0, 0))
        first = (source if right else self.pick(which), self.pick(to), max(amount - spare, 0))
        legs = [first, *self.real(more)]
        kind, after, wanted = PLAIN[len(legs) - 1], self.balance, None
        try:
            if number not in self.holds or self.now >= expires or first[0] != source or first[2] > amount:
                raise Refused
            after = self.transferred(kind, legs, {source: amount})
        except Refused as error:
            wanted = type(error)
        flat = tuple(number for leg in legs for number in leg)
        txn = self.same_answer(wanted, self.ledger.post, number, kind, self.now, *flat)
        if wanted is None:
            assert txn == len(self.rows)
            self.rows.append((kind.name, self.now, deal, flat))
            del self.holds[number]
            self.reserved[source] -= amount
            self.log += [number, self.now, HoldState.POSTED, source, first[2]]
        self.balance = after

    @rule(which=PICK, state=st.sampled_from(HoldState))
    def release(self, which: int, state: HoldState) -> None:
        number = which % (self.held + 1)
        _, source, amount, expires = self.holds.get(number, (0, 0, 0, 0))
        too_soon = state == HoldState.EXPIRED and self.now < expires
        right = number in self.holds and state in (HoldState.VOIDED, HoldState.EXPIRED) and not too_soon
        self.same_answer(None if right else Refused, self.ledger.release, number, self.now, state)
        if right:
            del self.holds[number]
            self.reserved[source] -= amount
            self.log += [number, self.now, state, source, amount]

    # -- invariants

    @invariant()
    def balances_are_the_models(self) -> None:
        assert self.ledger.balances() == [self.balance[code] for code in range(len(self.balance))]
        assert list(self.ledger.hold_log) == self.log

    @invariant()
    def every_asset_sums_to_zero(self) -> None:
        for asset in Asset:
            codes = [code for code, (_, held) in self.places.items() if held == asset]
            assert sum(self.ledger.balance(code) for code in codes) == 0

    @invariant()
    def nothing_reserved_is_spent(self) -> None:
        for code, outside in self.outside.items():
            if not outside:
                assert self.ledger.balance(code) >= self.reserved[code] >= 0
                assert self.ledger.available(code) == self.balance[code] - self.reserved[code]

    @invariant()
    def the_journal_tells_it_all(self) -> None:
        entries = postings(self.ledger.journal)
        found = audit(self.ledger.chart, entries, self.ledger.balances())
        assert found.balanced, found
        replayed = dict.fromkeys(self.balance, 0)
        for account, amount in zip(entries.account.tolist(), entries.amount.tolist(), strict=True):
            replayed[account] += amount
        assert replayed == self.balance
        rows = {
            row[0]: (kind.name, row[1], row[2], tuple(row[3:]))
            for kind, table in self.ledger.journal.tables()
            for row in table.tolist()
        }
        assert [rows[number] for number in sorted(rows)] == self.rows


Books.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestLedgerMachine = Books.TestCase
