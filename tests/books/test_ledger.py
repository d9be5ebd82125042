from collections.abc import Callable

import pytest

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL, TransactionType, postings
from mirrorsim.books.ledger import HoldState, Ledger, LedgerError, Overdrawn
from mirrorsim.units.money import Asset
from tests.helpers.legs import by_name, in_threes

PAY = TransactionType("pay", ("money",))
PAIR = TransactionType("pair", ("first", "second"))
TRIPLE = TransactionType("triple", ("first", "second", "third"))
SHIP = TransactionType("ship", ("goods",), crosses_border=True)


class Town:
    """A ledger with a purse of 100 fen, two empty ones, an outside account, and strangers to them."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.world = self.account("world", outside=True)
        self.a, self.b, self.c = (self.account(owner) for owner in "abc")
        self.abroad = self.account("abroad", country=Country.MX)
        self.dollars = self.account("dollars", asset=Asset.USD)
        self.ledger.book(PAY, 0, NO_DEAL, **by_name(PAY, self.world, self.a, 100))

    def account(
        self, owner: str, country: Country = Country.CN, asset: Asset = Asset.CNY, outside: bool = False
    ) -> int:
        return self.ledger.account(owner, country, Form.CASH, asset, outside=outside)

    def state(self) -> tuple[object, ...]:
        """Everything that a refusal must leave as it was."""
        ledger = self.ledger
        accounts = range(len(ledger.chart))
        rows = {kind.name: list(row) for kind, row in ledger.journal.rows.items()}
        free = [ledger.available(account) for account in accounts]
        return ledger.balances(), free, ledger.journal.count, rows, list(ledger.hold_log)


@pytest.fixture
def town() -> Town:
    return Town()


def refused(town: Town, act: Callable[[], object], error: type[LedgerError], says: str = ".") -> None:
    before = town.state()
    with pytest.raises(error, match=says) as caught:
        act()
    assert type(caught.value) is error
    assert town.state() == before


# -- accounts


def test_an_account_is_opened_once(town: Town) -> None:
    accounts = len(town.ledger.chart)
    assert town.account("a") == town.a
    assert len({town.a, town.b, town.c, town.abroad, town.dollars, town.world}) == accounts == 6
    assert town.account("a", asset=Asset.USD) == accounts
    assert town.ledger.chart[town.a].name == "CN:cash:CNY:a"


def test_the_role_is_the_first_part_of_the_owner_unless_given(town: Town) -> None:
    account = town.account("broker.east.fees")
    other = town.ledger.account("shop", Country.CN, Form.BANK, Asset.CNY, role="merchant")
    assert [town.ledger.chart[code].role for code in (account, other)] == ["broker", "merchant"]


# -- linked transfers


def test_linked_legs_move_together(town: Town) -> None:
    number = town.ledger.book(PAIR, 5, 7, **by_name(PAIR, town.a, town.b, 30, town.a, town.c, 70))
    assert number == 1
    assert [town.ledger.balance(account) for account in (town.a, town.b, town.c)] == [0, 30, 70]
    assert list(town.ledger.journal.rows[PAIR]) == [1, 5, 7, town.a, town.b, 30, town.a, town.c, 70]


def test_a_later_leg_may_spend_what_an_earlier_one_brought(town: Town) -> None:
    town.ledger.book(PAIR, 1, NO_DEAL, **by_name(PAIR, town.a, town.b, 60, town.b, town.c, 60))
    assert [town.ledger.balance(account) for account in (town.a, town.b, town.c)] == [40, 0, 60]


def test_an_earlier_leg_may_not_spend_what_a_later_one_brings(town: Town) -> None:
    legs = (town.b, town.c, 60, town.a, town.b, 60)
    refused(town, lambda: town.ledger.book(PAIR, 1, NO_DEAL, **by_name(PAIR, *legs)), Overdrawn, "b has 0.00 CNY free")


def test_a_refused_last_leg_undoes_the_legs_before_it(town: Town) -> None:
    legs = (town.a, town.b, 60, town.b, town.c, 50, town.c, town.a, 51)
    refused(town, lambda: town.ledger.book(TRIPLE, 1, NO_DEAL, **by_name(TRIPLE, *legs)), Overdrawn, "c has")


def test_a_refused_leg_undoes_transfers_from_outside_and_to_oneself(town: Town) -> None:
    legs = (town.world, town.a, 9, town.a, town.a, 5, town.a, town.b, 110)
    refused(town, lambda: town.ledger.book(TRIPLE, 1, NO_DEAL, **by_name(TRIPLE, *legs)), Overdrawn, "not 1.10 CNY")


def test_a_transfer_to_oneself_changes_nothing_but_must_be_covered(town: Town) -> None:
    town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.a, town.a, 100))
    assert town.ledger.balance(town.a) == 100
    refused(town, lambda: town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.a, town.a, 101)), Overdrawn, "a has")


def test_nothing_can_be_paid_but_not_below_nothing(town: Town) -> None:
    town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.b, town.c, 0))
    legs = (town.a, town.b, 10, town.a, town.b, -1)
    refused(town, lambda: town.ledger.book(PAIR, 1, NO_DEAL, **by_name(PAIR, *legs)), LedgerError, "a negative amount")
    refused(
        town, lambda: town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.world, town.b, -1)), LedgerError, "negative"
    )


@pytest.mark.parametrize(
    "names", [(), ("first",), ("second",), ("second", "first"), ("first", "third"), ("first", "second", "third")]
)
def test_other_legs_than_the_types_own_in_their_order_change_nothing(town: Town, names: tuple[str, ...]) -> None:
    legs = dict.fromkeys(names, (town.a, town.b, 10))
    says = f"^pair has the legs first, second, not {', '.join(names) or 'none'}$"
    refused(town, lambda: town.ledger.book(PAIR, 1, NO_DEAL, **legs), LedgerError, says)


def test_the_last_cent_can_be_spent_and_no_more(town: Town) -> None:
    refused(
        town, lambda: town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.a, town.b, 101)), Overdrawn, "1.00 CNY free"
    )
    town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.a, town.b, 100))
    assert town.ledger.available(town.a) == 0


def test_the_outside_world_may_go_below_zero(town: Town) -> None:
    town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.world, town.b, 10**15))
    assert town.ledger.balance(town.world) == -(10**15) - 100


@pytest.mark.parametrize("kind", [PAY, SHIP])
def test_no_kind_turns_one_asset_into_another(town: Town, kind: TransactionType) -> None:
    refused(
        town,
        lambda: town.ledger.book(kind, 1, NO_DEAL, **by_name(kind, town.a, town.dollars, 1)),
        LedgerError,
        "different assets",
    )


def test_only_a_kind_that_says_so_crosses_a_border(town: Town) -> None:
    refused(
        town,
        lambda: town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.a, town.abroad, 1)),
        LedgerError,
        "no value may cross",
    )
    legs = (town.a, town.b, 1, town.b, town.abroad, 0)
    refused(town, lambda: town.ledger.book(PAIR, 1, NO_DEAL, **by_name(PAIR, *legs)), LedgerError, "no value may cross")
    town.ledger.book(SHIP, 1, NO_DEAL, **by_name(SHIP, town.a, town.abroad, 1))
    assert town.ledger.balance(town.abroad) == 1


# -- holds


def hold(town: Town, amount: int = 60, expires: int = 50) -> int:
    return town.ledger.hold(10, 3, town.a, amount, expires)


def test_a_hold_moves_nothing_but_reserves(town: Town) -> None:
    number = hold(town)
    assert (town.ledger.balance(town.a), town.ledger.available(town.a)) == (100, 40)
    assert town.ledger.hold_expires(number) == 50
    assert town.ledger.journal.count == 1


def test_others_cannot_spend_what_is_reserved(town: Town) -> None:
    hold(town)
    refused(town, lambda: town.ledger.book(PAY, 11, 4, **by_name(PAY, town.a, town.b, 41)), Overdrawn, "0.40 CNY free")
    refused(town, lambda: town.ledger.hold(11, 4, town.a, 41, 50), Overdrawn, "0.40 CNY free")
    town.ledger.book(PAY, 11, 4, **by_name(PAY, town.a, town.b, 40))


def test_a_hold_reserves_something_for_some_time(town: Town) -> None:
    refused(town, lambda: town.ledger.hold(10, 3, town.a, -1, 50), LedgerError, "a hold of -1")
    refused(town, lambda: town.ledger.hold(10, 3, town.a, 1, 10), LedgerError, "until 10")
    refused(town, lambda: town.ledger.hold(10, 3, town.a, 101, 50), Overdrawn, "1.00 CNY free")


def test_a_whole_hold_is_posted(town: Town) -> None:
    number = town.ledger.post(hold(town, 100), PAY, 49, **by_name(PAY, town.a, town.b, 100))
    assert (town.ledger.balance(town.a), town.ledger.balance(town.b), town.ledger.available(town.a)) == (0, 100, 0)
    assert list(town.ledger.journal.rows[PAY])[-6:] == [number, 49, 3, town.a, town.b, 100]


def test_what_is_not_posted_is_free_again(town: Town) -> None:
    town.ledger.post(hold(town), PAY, 20, **by_name(PAY, town.a, town.b, 25))
    assert (town.ledger.balance(town.a), town.ledger.available(town.a)) == (75, 75)


def test_linked_legs_follow_the_held_one(town: Town) -> None:
    town.ledger.post(hold(town), PAIR, 20, **by_name(PAIR, town.a, town.b, 60, town.b, town.c, 60))
    assert [town.ledger.balance(account) for account in (town.a, town.b, town.c)] == [40, 0, 60]


def test_a_post_leaves_the_holds_of_others_alone(town: Town) -> None:
    mine, other = hold(town, 60), hold(town, 40)
    legs = (town.a, town.b, 60, town.a, town.c, 1)
    refused(town, lambda: town.ledger.post(mine, PAIR, 20, **by_name(PAIR, *legs)), Overdrawn, "a has")
    town.ledger.post(mine, PAY, 20, **by_name(PAY, town.a, town.b, 60))
    town.ledger.post(other, PAY, 20, **by_name(PAY, town.a, town.c, 40))


@pytest.mark.parametrize(
    ("legs", "error", "says"),
    [
        ("a b 61 a b 0", LedgerError, r"^hold 0 is not for this transfer$"),  # more than was held
        ("b a 0 a b 60", LedgerError, r"^hold 0 is not for this transfer$"),  # the first leg is another's
        ("a b -1 a b 60", LedgerError, r"^pair: a negative amount \(-1\) from CN:cash:CNY:a$"),
        ("a b 60 b c 61", Overdrawn, r"^pair: CN:cash:CNY:b has 0.60 CNY free, not 0.61 CNY$"),
        ("a abroad 60 a b 0", LedgerError, r"^pair: no value may cross from CN:cash:CNY:a to MX:cash:CNY:abroad$"),
        ("a b 60", LedgerError, r"^pair has the legs first, second, not first$"),
        ("a b 60 b c 0 c a 0", LedgerError, r"^pair has the legs first, second, not first, second, third$"),
        ("", LedgerError, r"^hold 0 is not for this transfer$"),
    ],
)
def test_a_failing_post_restores_the_hold(town: Town, legs: str, error: type[LedgerError], says: str) -> None:
    number = hold(town)
    moves = in_threes(int(vars(town).get(word, word)) for word in legs.split())
    named = dict(zip(TRIPLE.legs, moves, strict=False))
    refused(town, lambda: town.ledger.post(number, PAIR, 20, **named), error, says)
    town.ledger.post(number, PAIR, 20, **by_name(PAIR, town.a, town.b, 60, town.b, town.c, 60))


def test_a_hold_cannot_be_posted_once_it_has_expired(town: Town) -> None:
    number = hold(town, expires=50)
    refused(
        town,
        lambda: town.ledger.post(number, PAY, 50, **by_name(PAY, town.a, town.b, 60)),
        LedgerError,
        "expired at 50",
    )
    assert town.ledger.available(town.a) == 40, "it reserves until somebody ends it"


@pytest.mark.parametrize(("state", "time"), [(HoldState.VOIDED, 10), (HoldState.EXPIRED, 50)])
def test_a_released_hold_is_free_again(town: Town, state: HoldState, time: int) -> None:
    town.ledger.release(hold(town), time, state)
    assert (town.ledger.balance(town.a), town.ledger.available(town.a)) == (100, 100)


@pytest.mark.parametrize(("state", "time"), [(HoldState.EXPIRED, 49), (HoldState.POSTED, 60), (HoldState.PENDING, 60)])
def test_a_hold_expires_in_its_time_and_is_released_in_no_other_way(town: Town, state: HoldState, time: int) -> None:
    number = hold(town)
    refused(town, lambda: town.ledger.release(number, time, state), LedgerError, f"cannot end as {state.name}")


@pytest.mark.parametrize("end", ["post", "void", "expire"])
def test_a_hold_ends_once(town: Town, end: str) -> None:
    ledger, number = town.ledger, hold(town, expires=50)
    ways: dict[str, Callable[[], object]] = {
        "post": lambda: ledger.post(number, PAY, 20, **by_name(PAY, town.a, town.b, 10)),
        "void": lambda: ledger.release(number, 20, HoldState.VOIDED),
        "expire": lambda: ledger.release(number, 50, HoldState.EXPIRED),
    }
    ways[end]()
    for again in (*ways.values(), lambda: ledger.hold_expires(number)):
        refused(town, again, LedgerError, "a hold ends once")


@pytest.mark.parametrize("number", [-1, 1])
def test_a_hold_that_never_was_is_not_open(town: Town, number: int) -> None:
    hold(town)
    refused(town, lambda: town.ledger.release(number, 20, HoldState.VOIDED), LedgerError, "is not open")


def test_the_log_of_holds_tells_what_became_of_each(town: Town) -> None:
    first, second, third = hold(town, 50), hold(town, 20), hold(town, 30)
    town.ledger.post(first, PAY, 20, **by_name(PAY, town.a, town.b, 45))
    town.ledger.release(second, 30, HoldState.VOIDED)
    town.ledger.release(third, 60, HoldState.EXPIRED)
    rows = [tuple(town.ledger.hold_log[at : at + 5]) for at in range(0, len(town.ledger.hold_log), 5)]
    assert rows == [
        (first, 10, HoldState.PENDING, town.a, 50),
        (second, 10, HoldState.PENDING, town.a, 20),
        (third, 10, HoldState.PENDING, town.a, 30),
        (first, 20, HoldState.POSTED, town.a, 45),
        (second, 30, HoldState.VOIDED, town.a, 20),
        (third, 60, HoldState.EXPIRED, town.a, 30),
    ]
    assert [row[2] for row in rows] == [0, 0, 0, 1, 2, 3], "hashes of journals are made of these numbers"


# -- usage


def test_usage_counts_what_was_booked_and_only_that(town: Town) -> None:
    counter = town.ledger.add_usage_counter(PAIR, "second", (100,))
    town.ledger.book(PAIR, 1, NO_DEAL, **by_name(PAIR, town.a, town.b, 50, town.a, town.c, 7))
    refused(
        town,
        lambda: town.ledger.book(PAIR, 2, NO_DEAL, **by_name(PAIR, town.a, town.b, 1, town.a, town.c, 99)),
        Overdrawn,
    )
    town.ledger.book(PAY, 3, NO_DEAL, **by_name(PAY, town.a, town.c, 1))
    number = town.ledger.hold(4, 1, town.a, 9, 50)
    town.ledger.post(number, PAIR, 5, **by_name(PAIR, town.a, town.c, 9, town.c, town.c, 4))
    assert (counter.used(town.b, 5), counter.used(town.c, 5), counter.used(town.c, 100)) == (0, 11, 0)


def test_one_counter_may_count_several_legs(town: Town) -> None:
    counter = town.ledger.add_usage_counter(PAIR, "second", ())
    town.ledger.extend_usage_counter(counter, PAIR, "first")
    town.ledger.extend_usage_counter(counter, SHIP, "goods")
    town.ledger.book(PAIR, 1, NO_DEAL, **by_name(PAIR, town.a, town.b, 5, town.a, town.b, 7))
    town.ledger.book(SHIP, 2, NO_DEAL, **by_name(SHIP, town.a, town.b, 11))
    town.ledger.book(PAY, 3, NO_DEAL, **by_name(PAY, town.a, town.b, 13))
    assert counter.used(town.b, 3) == 23


def test_only_a_leg_that_there_is_can_be_counted(town: Town) -> None:
    with pytest.raises(ValueError, match=r"^pair has no leg third$"):
        town.ledger.add_usage_counter(PAIR, "third", ())


def test_the_journal_has_no_entry_of_what_was_refused(town: Town) -> None:
    town.ledger.book(PAY, 1, NO_DEAL, **by_name(PAY, town.a, town.b, 1))
    with pytest.raises(Overdrawn):
        town.ledger.book(PAY, 2, NO_DEAL, **by_name(PAY, town.a, town.b, 1000))
    town.ledger.book(PAY, 3, NO_DEAL, **by_name(PAY, town.a, town.b, 2))
    assert postings(town.ledger.journal).time.tolist() == [0, 0, 1, 1, 3, 3]
