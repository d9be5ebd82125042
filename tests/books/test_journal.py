import hashlib
import struct
from array import array
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.books.digest import Digest, digest
from mirrorsim.books.journal import NO_DEAL, Journal, TransactionType, postings
from mirrorsim.books.usage import UsageCounter
from tests.helpers.profiles import examples

# names against the order of use, so that order of booking and order of name differ
ONE = TransactionType("zebra", ("money",))
TWO = TransactionType("ant", ("here", "there"))
NAMES = ["CN:cash:CNY:a", "CN:cash:CNY:b", "CN:cash:CNY:c", "CN:cash:CNY:d"]

Row = tuple[TransactionType, int, int, tuple[int, ...]]

ACCOUNT, AMOUNT = st.integers(0, 3), st.integers(0, 3)
ROW = st.one_of(
    st.tuples(st.just(ONE), st.integers(0, 9), st.integers(-1, 2), st.tuples(ACCOUNT, ACCOUNT, AMOUNT)),
    st.tuples(
        st.just(TWO),
        st.integers(0, 9),
        st.integers(-1, 2),
        st.tuples(ACCOUNT, ACCOUNT, AMOUNT, ACCOUNT, ACCOUNT, AMOUNT),
    ),
)


def append(book: Journal, row: Row) -> int:
    kind, time, deal, numbers = row
    return book.append(kind, [book.count, time, deal, *numbers])


def journal(rows: list[Row]) -> Journal:
    book = Journal()
    for number, row in enumerate(rows):
        assert append(book, row) == number
    assert book.count == len(rows)
    return book


# -- postings


def test_postings_stand_in_the_order_of_booking_each_leg_out_then_in() -> None:
    rows: list[Row] = [(ONE, 10, 4, (0, 1, 50)), (TWO, 20, 5, (1, 2, 30, 3, 0, 8)), (ONE, 20, NO_DEAL, (2, 0, 7))]
    entries = postings(journal(rows))
    assert [kind.name for kind in entries.kinds] == ["ant", "zebra"]
    columns = (entries.txn, entries.time, entries.deal, entries.kind, entries.leg, entries.account, entries.amount)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == [
        (0, 10, 4, 1, 0, 0, -50),
        (0, 10, 4, 1, 0, 1, 50),
        (1, 20, 5, 0, 0, 1, -30),
        (1, 20, 5, 0, 0, 2, 30),
        (1, 20, 5, 0, 1, 3, -8),
        (1, 20, 5, 0, 1, 0, 8),
        (2, 20, NO_DEAL, 1, 0, 2, -7),
        (2, 20, NO_DEAL, 1, 0, 0, 7),
    ]
    assert len(entries) == 8
    assert {column.dtype for column in columns} == {np.dtype(np.int64)}


def test_legs_of_nothing_have_no_posting() -> None:
    entries = postings(journal([(TWO, 1, 0, (0, 1, 0, 2, 3, 5)), (ONE, 2, 0, (0, 1, 0))]))
    assert (entries.txn.tolist(), entries.leg.tolist(), entries.amount.tolist()) == ([0, 0], [1, 1], [-5, 5])


def test_an_empty_journal_has_no_postings() -> None:
    entries = postings(Journal())
    assert len(entries) == 0
    assert entries.kinds == ()
    assert entries.txn.dtype == entries.amount.dtype == np.int64


def test_large_amounts_are_exact() -> None:
    entries = postings(journal([(ONE, 2**62, 0, (0, 1, 2**53 + 1)), (ONE, 2**62 + 1, 0, (0, 1, 2**62 - 1))]))
    assert entries.amount.tolist() == [-(2**53 + 1), 2**53 + 1, 1 - 2**62, 2**62 - 1]
    assert entries.time.tolist()[-1] == 2**62 + 1


@given(st.lists(ROW, max_size=12))
@settings(max_examples=examples(100), deadline=None)
def test_postings_say_what_the_rows_say(rows: list[Row]) -> None:
    wanted = []
    for number, (kind, time, deal, legs) in enumerate(rows):
        for leg in range(len(kind.legs)):
            source, destination, amount = legs[3 * leg : 3 * leg + 3]
            if amount:
                wanted.append((number, time, deal, kind, leg, source, -amount))
                wanted.append((number, time, deal, kind, leg, destination, amount))
    entries = postings(journal(rows))
    kinds = [entries.kinds[code] for code in entries.kind.tolist()]
    columns = [entries.txn, entries.time, entries.deal]
    found = zip(
        *(column.tolist() for column in columns),
        kinds,
        entries.leg.tolist(),
        entries.account.tolist(),
        entries.amount.tolist(),
        strict=True,
    )
    assert list(found) == wanted
    for number in range(len(rows)):
        assert entries.amount[entries.txn == number].sum() == 0


def test_postings_are_copies_so_that_the_books_stay_open() -> None:
    book = journal([(ONE, 1, 0, (0, 1, 5))])
    entries = postings(book)
    append(book, (ONE, 2, 0, (1, 0, 5)))
    assert (len(entries), len(postings(book))) == (2, 4)


def test_two_transactions_with_one_number_are_an_error() -> None:
    book = journal([(ONE, 1, 0, (0, 1, 5)), (TWO, 2, 0, (0, 1, 5, 1, 0, 5))])
    book.rows[TWO][0] = 0
    with pytest.raises(ValueError, match=r"^two transactions of the journal have one number$"):
        postings(book)


@given(st.lists(ROW, max_size=12), st.sets(st.integers(0, 12)))
@settings(max_examples=examples(100), deadline=None)
def test_blocks_say_together_what_the_whole_says(rows: list[Row], cuts: set[int]) -> None:
    def told(book: Journal) -> list[tuple[Any, ...]]:
        entries = postings(book)
        kinds = [entries.kinds[code] for code in entries.kind.tolist()]
        columns = (entries.txn, entries.time, entries.deal, entries.leg, entries.account, entries.amount)
        return list(zip(kinds, *(column.tolist() for column in columns), strict=True))

    book, found = Journal(), []
    for number, row in enumerate(rows):
        if number in cuts:
            found += told(book.take())
        append(book, row)
    assert found + told(book.take()) == told(journal(rows))


# -- the digest


@given(st.lists(ROW, max_size=4), st.lists(ROW, max_size=4))
@settings(max_examples=examples(200), deadline=None)
def test_equal_journals_and_only_those_have_one_digest(one: list[Row], other: list[Row]) -> None:
    assert (digest(journal(one), NAMES) == digest(journal(other), NAMES)) == (one == other)
    assert digest(journal(one), NAMES) == digest(journal(list(one)), list(NAMES))


@pytest.mark.parametrize("column", range(TWO.width))
@pytest.mark.parametrize("change", [1, -1, 2**40])
def test_every_value_counts(column: int, change: int) -> None:
    rows: list[Row] = [(TWO, 5, 1, (0, 1, 7, 2, 3, 9)), (TWO, 6, 2, (0, 1, 7, 2, 3, 9))]
    book = journal(rows)
    before = digest(book, NAMES)
    book.rows[TWO][TWO.width + column] += change
    assert digest(book, NAMES) != before
    book.rows[TWO][TWO.width + column] -= change
    assert digest(book, NAMES) == before


def test_names_count_and_so_does_their_order() -> None:
    book = journal([(ONE, 1, 0, (0, 1, 5))])
    digests = {digest(book, names) for names in (NAMES, NAMES[:-1], NAMES[::-1], [*NAMES[:-1], "e"])}
    assert len(digests) == 4


def test_names_of_kinds_and_legs_count() -> None:
    kinds = [ONE, TransactionType("zebu", ("money",)), TransactionType("zebra", ("cash",))]
    assert len({digest(journal([(kind, 1, 0, (0, 1, 5))]), NAMES) for kind in kinds}) == 3


def test_the_order_in_which_kinds_were_met_does_not_count() -> None:
    book = journal([(ONE, 1, 0, (0, 1, 5)), (TWO, 2, 0, (0, 1, 5, 1, 0, 5))])
    turned = Journal()
    turned.count = book.count
    turned.rows = {kind: array("q", book.rows[kind]) for kind in reversed(list(book.rows))}
    assert digest(turned, NAMES) == digest(book, NAMES)


def test_a_digest_is_taken_of_little_endian_rows_by_name_of_kind() -> None:
    book = journal([(ONE, 1, NO_DEAL, (0, 1, 5)), (TWO, 2, 7, (0, 1, 5, 1, 0, 2**60))])

    def sha(told: bytes) -> str:
        return hashlib.sha256(told).hexdigest()

    names = sha("".join(f"{name}\n" for name in NAMES).encode())
    ant = sha(struct.pack("<9q", 1, 2, 7, 0, 1, 5, 1, 0, 2**60))
    zebra = sha(struct.pack("<6q", 0, 1, -1, 0, 1, 5))
    rows = f"ant here there 1 {ant}\nzebra money 1 {zebra}\n"
    assert digest(book, NAMES) == sha(f"4 {names} {sha(b'')}\n{rows}".encode())
    whole, hold = Digest(), (0, 5, 0, 3, 2**60 + 1)
    whole.take(book, NAMES, array("q", hold))
    assert whole.hexdigest() == sha(f"4 {names} {sha(struct.pack('<5q', *hold))}\n{rows}".encode())


@given(st.lists(ROW, max_size=8), st.lists(st.integers(0, 8), max_size=3))
@settings(max_examples=examples(100), deadline=None)
def test_a_digest_does_not_depend_on_where_blocks_are_cut(rows: list[Row], cuts: list[int]) -> None:
    book, whole, named = Journal(), Digest(), 0
    for number, row in enumerate(rows):
        if number in cuts:
            fresh = NAMES[named : named + 1]
            whole.take(book.take(), fresh)
            named += len(fresh)
        assert append(book, row) == number
    block = book.take()
    assert block.count == book.count == len(rows), "a block knows how many there were up to its end"
    whole.take(block, NAMES[named:])
    assert whole.hexdigest() == digest(journal(rows), NAMES)
    assert not any(book.rows.values())


def test_holds_count() -> None:
    hashes = set()
    for holds in ([], [[1, 2, 0, 3, 4]], [[1, 2, 0, 3, 5]], [[1, 2, 0, 3, 4], [1, 3, 1, 3, 4]]):
        whole = Digest()
        for one in holds:
            whole.take(Journal(), (), array("q", one))
        hashes.add(whole.hexdigest())
    assert len(hashes) == 4


# -- usage counters


def test_an_amount_on_a_boundary_belongs_to_the_new_window() -> None:
    counter = UsageCounter((100, 200))
    counter.add(99, 1, 5)
    assert (counter.used(1, 99), counter.used(1, 100)) == (5, 0)
    counter.add(100, 1, 7)
    assert (counter.used(1, 100), counter.used(1, 199), counter.used(1, 200)) == (7, 7, 0)


def test_usage_adds_up_within_a_window_by_account() -> None:
    counter = UsageCounter((100,))
    for time, account, amount in ((1, 2, 3), (2, 3, 4), (3, 2, 5)):
        counter.add(time, account, amount)
    assert [counter.used(account, 3) for account in range(4)] == [0, 0, 8, 4]


def test_a_window_may_be_skipped() -> None:
    counter = UsageCounter((100, 200, 300))
    counter.add(50, 1, 5)
    counter.add(350, 1, 6)
    assert counter.used(1, 350) == 6
    assert counter.used(1, 250) == 0


def test_windows_that_are_over_are_forgotten() -> None:
    counter = UsageCounter(tuple(range(100, 1000, 100)))
    for account in range(90):
        counter.add(10 * account, account, 5)
    assert len(counter._used) == 10


def test_without_boundaries_there_is_one_window() -> None:
    counter = UsageCounter(())
    counter.add(0, 1, 5)
    counter.add(2**60, 1, 5)
    assert counter.used(1, 2**60) == 10
    assert counter.next_window(0) is None


def test_the_next_window_lies_ahead() -> None:
    counter = UsageCounter((100, 200))
    assert [counter.next_window(time) for time in (0, 99, 100, 199, 200)] == [100, 100, 200, 200, None]


@given(
    st.lists(st.integers(1, 30), max_size=5),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 9)), max_size=25),
)
@settings(max_examples=examples(100), deadline=None)
def test_a_counter_sums_what_came_since_the_last_boundary(
    gaps: list[int], bookings: list[tuple[int, int, int]]
) -> None:
    boundaries = tuple(np.cumsum(gaps).tolist())
    counter, now, seen = UsageCounter(boundaries), 0, []
    for step, account, amount in bookings:
        now += step
        counter.add(now, account, amount)
        seen.append((now, account, amount))
        since = max((boundary for boundary in boundaries if boundary <= now), default=0)
        for asked in range(3):
            wanted = sum(much for when, who, much in seen if who == asked and when >= since)
            assert counter.used(asked, now) == wanted
    assert all(one < other for one, other in pairwise(boundaries))
