"""The ledger against a model of plain dicts, under random bookings and holds."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.audit import audit
from mirrorsim.books.journal import TransactionType, postings
from mirrorsim.books.ledger import HoldState, Ledger, LedgerError, Overdrawn
from mirrorsim.units.money import Asset
from tests.helpers.profiles import examples

PLAIN = [TransactionType(f"plain{legs}", tuple("abc"[:legs])) for legs in (1, 2, 3)]
CROSSING = [TransactionType(f"crossing{legs}", tuple("abc"[:legs]), crosses_border=True) for legs in (1, 2, 3)]

BOUNDARIES = (15, 30, 60, 120)
METERED = {"plain2": 1, "crossing1": 0}
"""The leg that counts, by name of kind."""

PICK = st.integers(0, 10**6)
SELDOM = st.sampled_from([False] * 4 + [True])
WHERE = st.sampled_from(["home"] * 5 + ["abroad"] * 3 + ["anywhere"] * 2)
MUCH = st.sampled_from(["nothing", "a cent", "half", "all free", "one more", "all there is", "negative"])
LEG = st.tuples(PICK, PICK, MUCH, WHERE)
"""From which account, to which, how much, and where that one is."""

CUT = st.sampled_from([0] * 12 + [1, 2, 3])
"""What is wrong with the legs: nothing, or the last one is missing, misnamed, or there twice."""

Wish = tuple[int, int, str, str]
Leg = tuple[int, int, int]


def named(kind: TransactionType, legs: list[Leg], cut: int) -> dict[str, Leg]:
    """The legs by name, with what ``cut`` says is wrong."""
    found = dict(zip(kind.legs, legs, strict=True))
    if cut in (1, 2):
        last = found.popitem()[1]
        if cut == 2:
            found["stray"] = last
    elif cut == 3:
        found["again"] = legs[-1]
    return found


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
        self.meter = self.ledger.add_usage_counter(PLAIN[1], "b", BOUNDARIES)
        self.ledger.extend_usage_counter(self.meter, CROSSING[0], "a")

    # -- the model

    def transferred(self, kind: TransactionType, legs: list[Leg], freed: dict[int, int]) -> dict[int, int]:
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

    def same_answer(self, wanted: type[Refused] | None, act: Any, *arguments: Any, **legs: Leg) -> Any:
        result, refusal = None, None
        try:
            result = act(*arguments, **legs)
        except LedgerError as error:
            refusal = error
        assert (refusal is None) == (wanted is None), f"the ledger answers {refusal or result}"
        assert isinstance(refusal, Overdrawn) == (wanted is OverdrawnModel)
        return result

    def pick(self, number: int) -> int:
        """Any account, but rather one that holds something."""
        rich = [code for code, held in sorted(self.balance.items()) if held > 0]
        codes = rich if rich and number % 4 else sorted(self.balance)
        return codes[number % len(codes)]

    def peer(self, account: int, number: int, where: str = "home") -> int:
        """An account of the same country and asset, of the same asset, or any."""
        home, held = self.places[account]
        codes = [
            code
            for code, (country, asset) in sorted(self.places.items())
            if where == "anywhere" or (asset == held and (where == "abroad" or country == home))
        ]
        return codes[number % len(codes)]

    def much(self, account: int, how: str) -> int:
        held = 40 if self.outside[account] else self.balance[account]
        free = held - (0 if self.outside[account] else self.reserved[account])
        amounts = {"nothing": 0, "a cent": 1, "half": free // 2, "all free": free, "one more": free + 1}
        return {**amounts, "all there is": held, "negative": -1}[how]

    def real(self, wishes: list[Wish]) -> list[Leg]:
        legs = []
        for number, to, how, where in wishes:
            source = self.pick(number)
            legs.append((source, self.peer(source, to, where), self.much(source, how)))
        return legs

    def some_hold(self, number: int, astray: bool) -> int:
        return (
            number % (self.held + 2) - 1 if astray or not self.holds else sorted(self.holds)[number % len(self.holds)]
        )

    # -- rules

    @initialize()
    def found(self) -> None:
        for country, asset in ((Country.CN, Asset.CNY), (Country.MX, Asset.MXN)):
            world = self.open("world", country, asset, True)
            purse = self.open("purse", country, asset, False)
            self.open("pocket", country, asset, False)
            self.open("abroad", Country.US, asset, False)
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

    @rule(
        wishes=st.lists(LEG, min_size=1, max_size=3),
        crossing=st.booleans(),
        deal=st.integers(-1, 5),
        cut=CUT,
    )
    def book(self, wishes: list[Wish], crossing: bool, deal: int, cut: int) -> None:
        self.transact(self.real(wishes), crossing, deal, cut)

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

    def transact(self, legs: list[Leg], crossing: bool, deal: int, cut: int = 0) -> None:
        kind = (CROSSING if crossing else PLAIN)[len(legs) - 1]
        wanted = None
        try:
            if cut:
                raise Refused
            after = self.transferred(kind, legs, {})
        except Refused as error:
            wanted, after = type(error), self.balance
        number = self.same_answer(wanted, self.ledger.book, kind, self.now, deal, **named(kind, legs, cut))
        if wanted is None:
            assert number == len(self.rows)
            self.rows.append((kind.name, self.now, deal, tuple(number for leg in legs for number in leg)))
        self.balance = after

    @rule(source=PICK, how=MUCH, lasts=st.integers(0, 40), deal=st.integers(0, 5))
    def hold(self, source: int, how: str, lasts: int, deal: int) -> None:
        account, expires = self.pick(source), self.now + lasts
        amount = self.much(account, how)
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

    @rule(which=PICK, before=st.integers(0, 1), posts=st.booleans())
    def end_at_the_expiry(self, which: int, before: int, posts: bool) -> None:
        number = self.some_hold(which, False)
        _, source, amount, expires = self.holds.get(number, (0, 0, 0, 0))
        self.now = max(self.now, expires - before)
        if posts:
            self.try_to_post(number, [(source, source, amount)])
        else:
            self.try_to_release(number, HoldState.EXPIRED)

    @rule(
        which=PICK,
        astray=SELDOM,
        anothers=SELDOM,
        spare=st.sampled_from([0, 0, 1, 5, -1]),
        to=PICK,
        more=st.lists(LEG, max_size=2),
        cut=CUT,
    )
    def post(self, which: int, astray: bool, anothers: bool, spare: int, to: int, more: list[Wish], cut: int) -> None:
        number = self.some_hold(which, astray)
        _, source, amount, _ = self.holds.get(number, (0, 0, 0, 0))
        first = self.pick(which) if anothers else source
        self.try_to_post(number, [(first, self.peer(first, to), amount - spare), *self.real(more)], cut)

    def try_to_post(self, number: int, legs: list[Leg], cut: int = 0) -> None:
        deal, source, amount, expires = self.holds.get(number, (0, 0, 0, 0))
        first = legs[0]
        kind, after, wanted = PLAIN[len(legs) - 1], self.balance, None
        try:
            if cut or number not in self.holds or self.now >= expires:
                raise Refused
            if first[0] != source or first[2] > amount:
                raise Refused
            after = self.transferred(kind, legs, {source: amount})
        except Refused as error:
            wanted = type(error)
        txn = self.same_answer(wanted, self.ledger.post, number, kind, self.now, **named(kind, legs, cut))
        if wanted is None:
            assert txn == len(self.rows)
            self.rows.append((kind.name, self.now, deal, tuple(number for leg in legs for number in leg)))
            del self.holds[number]
            self.reserved[source] -= amount
            self.log += [number, self.now, HoldState.POSTED, source, first[2]]
        self.balance = after

    @rule(which=PICK, astray=SELDOM, state=st.sampled_from(HoldState))
    def release(self, which: int, astray: bool, state: HoldState) -> None:
        self.try_to_release(self.some_hold(which, astray), state)

    def try_to_release(self, number: int, state: HoldState) -> None:
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
    def the_meter_counts_what_came_since_the_last_boundary(self) -> None:
        since = max((boundary for boundary in BOUNDARIES if boundary <= self.now), default=0)
        used = dict.fromkeys(self.balance, 0)
        for kind, time, _, legs in self.rows:
            if time >= since and kind in METERED:
                leg = METERED[kind]
                used[legs[3 * leg + 1]] += legs[3 * leg + 2]
        assert used == {account: self.meter.used(account, self.now) for account in used}

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


Books.TestCase.settings = settings(max_examples=examples(150), stateful_step_count=40, deadline=None)
TestLedgerMachine = Books.TestCase
