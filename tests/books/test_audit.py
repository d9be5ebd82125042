"""The audit finds what is planted, and nothing where nothing is."""

from array import array
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.audit import Audit, Auditor, audit
from mirrorsim.books.journal import HEAD, NO_DEAL, Journal, TransactionType, postings
from mirrorsim.books.ledger import Ledger
from mirrorsim.units.money import Asset
from tests.helpers.legs import by_name
from tests.helpers.profiles import examples

FUND = TransactionType("fund", ("money",))
SWAP = TransactionType("swap", ("dollars", "yuan"))
SHIP = TransactionType("ship", ("goods",), crosses_border=True)

SOURCE, DESTINATION, AMOUNT = HEAD, HEAD + 1, HEAD + 2


class Books:
    """Ten transactions: two fund, four swap dollars against yuan, two ship goods, two spend all."""

    def __init__(self) -> None:
        self.ledger = ledger = Ledger()

        def account(owner: str, country: Country, asset: Asset, outside: bool = False) -> int:
            return ledger.account(owner, country, Form.CASH, asset, outside=outside)

        self.street = account("street", Country.US, Asset.USD, outside=True)
        self.bank = account("bank", Country.CN, Asset.CNY, outside=True)
        self.cash = account("cash", Country.US, Asset.USD)
        self.saver = account("saver", Country.US, Asset.USD)
        self.yuan = account("yuan", Country.CN, Asset.CNY)
        self.broker = account("broker", Country.CN, Asset.CNY)
        self.plant = account("plant", Country.CN, Asset.GOODS, outside=True)
        self.port = account("port", Country.MX, Asset.GOODS)
        self.pesos = account("pesos", Country.MX, Asset.MXN)
        self.far_yuan = account("far_yuan", Country.MX, Asset.CNY)

        def book(kind: TransactionType, time: int, deal: int, *numbers: int) -> None:
            ledger.book(kind, time, deal, **by_name(kind, *numbers))

        book(FUND, 10, NO_DEAL, self.street, self.cash, 1000)
        book(FUND, 20, NO_DEAL, self.bank, self.yuan, 7000)
        for deal in range(4):
            yuan = 1750 if deal else 0
            book(SWAP, 30 + deal, deal, self.cash, self.saver, 250, self.yuan, self.broker, yuan)
        book(SHIP, 40, 1, self.plant, self.port, 300)
        book(SHIP, 40, 2, self.plant, self.port, 0)
        book(FUND, 50, NO_DEAL, self.broker, self.bank, 5250)
        book(FUND, 60, NO_DEAL, self.saver, self.street, 1000)

    def audit(self) -> Audit:
        return audit(self.ledger.chart, postings(self.ledger.journal), self.ledger.balances())

    def change(self, kind: TransactionType, row: int, column: int, value: int) -> None:
        self.ledger.journal.rows[kind][row * kind.width + column] = value

    def at(self, kind: TransactionType, row: int, column: int) -> int:
        return self.ledger.journal.rows[kind][row * kind.width + column]


@pytest.fixture
def books() -> Books:
    return Books()


def test_clean_books_are_clean(books: Books) -> None:
    found = books.audit()
    assert found.balanced
    assert found.findings == []
    assert found.off == {"USD": 0, "CNY": 0, "MXN": 0, "GOODS": 0, "CLAIM": 0}
    assert found.postings == 2 * (2 + 4 + 3 + 1 + 2), "two for each leg of which something moved"


def test_empty_books_are_clean() -> None:
    ledger = Ledger()
    assert audit(ledger.chart, postings(ledger.journal), ledger.balances()).balanced
    ledger.account("a", Country.CN, Form.CASH, Asset.CNY)
    assert audit(ledger.chart, postings(ledger.journal), ledger.balances()).balanced


def test_value_without_a_posting_is_found() -> None:
    ledger = Ledger()
    for owner, value in (("a", 5), ("b", -5)):
        ledger._balance[ledger.account(owner, Country.CN, Form.CASH, Asset.CNY, outside=True)] = value
    found = audit(ledger.chart, postings(ledger.journal), ledger.balances())
    assert not found.balanced
    assert found.findings == ["balances without postings"]
    assert found.postings == 0


@pytest.mark.parametrize("change", [-1, 1])
def test_a_lost_or_invented_cent_is_found(books: Books, change: int) -> None:
    books.ledger._balance[books.broker] += change
    found = books.audit()
    assert not found.balanced
    assert found.off == {"USD": 0, "CNY": change, "MXN": 0, "GOODS": 0, "CLAIM": 0}
    assert found.findings == [f"CN:cash:CNY:broker: the ledger says {change}, the journal 0"]


def test_a_cent_moved_behind_the_journals_back_is_found(books: Books) -> None:
    books.ledger._balance[books.broker] += 1
    books.ledger._balance[books.yuan] -= 1
    found = books.audit()
    assert not any(found.off.values())
    assert not found.balanced
    assert len(found.findings) == 2


@pytest.mark.parametrize("kind", [FUND, SWAP, SHIP])
def test_a_changed_amount_is_found(books: Books, kind: TransactionType) -> None:
    books.change(kind, 0, AMOUNT, books.at(kind, 0, AMOUNT) + 1)
    found = books.audit()
    assert not found.balanced
    assert [line for line in found.findings if "the ledger says" in line]


def test_a_second_leg_is_audited_like_the_first(books: Books) -> None:
    books.change(SWAP, 3, AMOUNT + 3, 1751)
    names = ("CN:cash:CNY:yuan", "CN:cash:CNY:broker")
    assert all(any(line.startswith(name) for line in books.audit().findings) for name in names)


def test_a_changed_account_is_found(books: Books) -> None:
    books.change(FUND, 2, SOURCE, books.yuan)
    assert not books.audit().balanced


def test_a_row_that_vanished_is_found(books: Books) -> None:
    del books.ledger.journal.rows[FUND][-FUND.width :]
    assert not books.audit().balanced


def test_a_journal_that_vanished_is_found(books: Books) -> None:
    books.ledger.journal.rows.clear()
    assert books.audit().findings == ["balances without postings"]


def test_a_leg_between_two_assets_is_found(books: Books) -> None:
    books.change(SHIP, 0, DESTINATION, books.pesos)
    books.ledger._balance[books.port] -= 300
    books.ledger._balance[books.pesos] += 300
    found = books.audit()
    assert (found.off["GOODS"], found.off["MXN"]) == (-300, 300)
    assert found.findings == [
        "transaction 6 does not balance in MXN",
        "transaction 6 does not balance in GOODS",
    ]


def test_a_cent_among_sums_that_no_float_holds_is_found(books: Books) -> None:
    much = 2**60
    for column, number in enumerate((books.yuan, books.pesos, much + 1, books.pesos, books.yuan, much)):
        books.change(SWAP, 1, HEAD + column, number)
    wrong = [line for line in books.audit().findings if "does not balance" in line]
    assert wrong == ["transaction 3 does not balance in CNY", "transaction 3 does not balance in MXN"]


def test_two_wrongs_in_one_asset_are_found_by_transaction(books: Books) -> None:
    """Each transaction must balance by itself, even where the sum over all of them does."""
    books.change(FUND, 0, DESTINATION, books.broker)
    books.change(FUND, 2, DESTINATION, books.cash)
    wrong = [line for line in books.audit().findings if "does not balance" in line]
    assert [line.split()[1] for line in wrong] == ["0", "0", "8", "8"]


@pytest.mark.parametrize(
    ("kind", "row", "time"), [(FUND, 1, 9), (FUND, 1, 31), (SWAP, 2, 34), (SHIP, 0, 32), (FUND, 3, 49)]
)
def test_time_that_runs_backwards_is_found(books: Books, kind: TransactionType, row: int, time: int) -> None:
    books.change(kind, row, 1, time)
    assert books.audit().findings == ["time runs backwards in the journal"]


def test_a_time_before_the_start_is_found(books: Books) -> None:
    books.change(FUND, 0, 1, 0)
    assert books.audit().balanced
    books.change(FUND, 0, 1, -1)
    assert books.audit().findings == ["time runs backwards in the journal"]


@pytest.mark.parametrize("cuts", [{2}, {1, 2}, {2, 3}])
def test_a_block_that_begins_before_the_last_one_ended_is_found(books: Books, cuts: set[int]) -> None:
    books.change(SWAP, 0, 1, 15)  # between those of the first and of the second transaction
    assert audited_in_blocks(books.ledger, cuts).findings == ["time runs backwards in the journal"]


def test_equal_times_are_no_finding(books: Books) -> None:
    books.change(FUND, 1, 1, 10)
    assert books.audit().balanced


def test_value_that_crosses_a_border_is_found(books: Books) -> None:
    books.change(SWAP, 3, DESTINATION + 3, books.far_yuan)
    books.ledger._balance[books.broker] -= 1750
    books.ledger._balance[books.far_yuan] += 1750
    findings = books.audit().findings
    assert "transaction 5 (swap) moves value over a border" in findings
    assert [line for line in findings if "border" in line] == findings[-1:]


def test_an_overdrawn_account_is_found_though_it_was_filled_up_later(books: Books) -> None:
    """The same rows in another order: what was spent came in only afterwards."""
    first, last = books.at(FUND, 1, 0), books.at(SWAP, 3, 0)
    books.change(FUND, 1, 0, last)
    books.change(SWAP, 3, 0, first)
    books.change(FUND, 1, 1, 33)
    books.change(SWAP, 3, 1, 10)
    assert books.audit().findings == ["CN:cash:CNY:yuan was overdrawn"]


def test_an_account_that_ends_below_zero_is_found(books: Books) -> None:
    books.change(FUND, 3, AMOUNT, 1001)
    books.ledger._balance[books.saver] -= 1
    books.ledger._balance[books.street] += 1
    assert books.audit().findings == ["US:cash:USD:saver was overdrawn"]


def test_the_outside_world_may_be_overdrawn(books: Books) -> None:
    assert books.ledger.balance(books.plant) == -300
    assert books.audit().balanced


MOVES = st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([1, 1, 2, 3, 2**57, 2**57 + 1]))


@given(st.lists(MOVES, max_size=12), st.sets(st.integers(0, 12)))
@example([(0, 1, 1), (3, 0, 1)], set())
@example([(3, 0, 2**57), (0, 1, 2**57 + 1)], {1})
@example([(3, 0, 1), (0, 1, 2), (3, 0, 1)], {1})
@example([(3, 0, 3), (3, 0, 1), (0, 1, 4)], {1})
@settings(max_examples=examples(200), deadline=None)
def test_overdrawn_is_who_was_below_zero_after_any_posting(moves: list[tuple[int, int, int]], cuts: set[int]) -> None:
    """Whatever the blocks, the order and the size; account 3 is the outside world's."""
    ledger = Ledger()
    for owner in "abcd":
        ledger.account(owner, Country.CN, Form.CASH, Asset.CNY, outside=owner == "d")
    overdrawn = set()
    for source, destination, amount in moves:
        ledger.journal.append(FUND, [ledger.journal.count, 0, NO_DEAL, source, destination, amount])
        ledger._balance[source] -= amount
        if source < 3 and ledger._balance[source] < 0:
            overdrawn.add(source)
        ledger._balance[destination] += amount
    wanted = [f"CN:cash:CNY:{'abc'[account]} was overdrawn" for account in sorted(overdrawn)]
    assert audited_in_blocks(ledger, cuts).findings == wanted


def _lose_a_cent(books: Books) -> None:
    books.ledger._balance[books.cash] -= 1


def _backdate(books: Books) -> None:
    books.change(SWAP, 1, 1, 0)


@pytest.mark.parametrize("plant", [_lose_a_cent, _backdate])
def test_the_audit_changes_nothing(books: Books, plant: Callable[[Books], None]) -> None:
    plant(books)
    before = (books.ledger.balances(), {kind: list(rows) for kind, rows in books.ledger.journal.rows.items()})
    assert books.audit() == books.audit()
    assert (books.ledger.balances(), {k: list(rows) for k, rows in books.ledger.journal.rows.items()}) == before


# -- block by block -----------------------------------------------------------------------------------------------------


def rows_of(ledger: Ledger) -> list[tuple[int, TransactionType, list[int]]]:
    """Every row of a journal in the order of booking: number, kind, row."""
    found = [(row[0], kind, row) for kind, table in ledger.journal.tables() for row in table.tolist()]
    return sorted(found, key=lambda one: one[0])


def audited_in_blocks(ledger: Ledger, cuts: set[int]) -> Audit:
    """Audit a ledger's journal that is taken out before these transactions."""
    auditor, block = Auditor(ledger.chart), Journal()
    for number, kind, row in rows_of(ledger):
        if number in cuts:
            auditor.take(postings(block))
            block = Journal()
        block.rows.setdefault(kind, array("q")).extend(row)
    auditor.take(postings(block))
    return auditor.close(ledger.balances())


def _change_a_late_amount(books: Books) -> None:
    books.change(FUND, 3, AMOUNT, 999)


def _leave_the_country(books: Books) -> None:
    books.change(SWAP, 3, DESTINATION + 3, books.far_yuan)


def _spend_too_early(books: Books) -> None:
    for row, column, value in ((1, 0, books.at(SWAP, 3, 0)), (1, 1, 33)):
        books.change(FUND, row, column, value)
    for column, value in ((0, 1), (1, 10)):
        books.change(SWAP, 3, column, value)


def _change_an_asset_late(books: Books) -> None:
    books.change(FUND, 3, DESTINATION, books.plant)


PLANTS = [
    lambda books: None, _lose_a_cent, _backdate, _change_a_late_amount, _leave_the_country, _spend_too_early,
    _change_an_asset_late,
]  # fmt: skip


@given(st.sampled_from(PLANTS), st.sets(st.integers(0, 10)))
@settings(max_examples=examples(150), deadline=None)
def test_it_is_the_same_audit_wherever_the_journal_is_cut(plant: Callable[[Books], None], cuts: set[int]) -> None:
    books = Books()
    plant(books)
    assert audited_in_blocks(books.ledger, cuts) == books.audit()


@pytest.mark.parametrize("plant", PLANTS[1:])
def test_what_is_planted_is_found_transaction_by_transaction(plant: Callable[[Books], None]) -> None:
    books = Books()
    plant(books)
    assert not audited_in_blocks(books.ledger, set(range(10))).balanced


def test_accounts_may_be_opened_between_blocks() -> None:
    ledger = Ledger()
    street = ledger.account("street", Country.US, Form.CASH, Asset.USD, outside=True)
    auditor = Auditor(ledger.chart)
    for number in range(3):
        account = ledger.account(f"a{number}", Country.US, Form.CASH, Asset.USD)
        ledger.book(FUND, number, NO_DEAL, **by_name(FUND, street, account, 5))
        auditor.take(postings(ledger.journal.take()))
    ledger.account("unused", Country.US, Form.CASH, Asset.USD)
    found = auditor.close(ledger.balances())
    assert found.balanced
    assert found.postings == 6


# -- how much is written down --------------------------------------------------------------------------------------------


def much_wrong(rows: int) -> Books:
    """Books in which so many transactions do not balance, cross a border, overdraw an account and differ from the balances."""
    books = Books()
    ledger = books.ledger
    for number in range(rows):
        here = ledger.account(f"here{number}", Country.CN, Form.CASH, Asset.CNY)
        pesos = ledger.account(f"pesos{number}", Country.MX, Form.CASH, Asset.MXN)
        ledger.book(FUND, 70, NO_DEAL, **by_name(FUND, books.bank, here, 0))
        books.change(FUND, 4 + number, SOURCE, here)
        books.change(FUND, 4 + number, DESTINATION, pesos)
        books.change(FUND, 4 + number, AMOUNT, 1)
    return books


def findings(first: int, rows: int) -> list[str]:
    """What the audit writes down of those: the first five of each sort."""
    names = [name for number in range(rows) for name in (f"CN:cash:CNY:here{number}", f"MX:cash:MXN:pesos{number}")]
    assets = [(first + row, asset) for row in range(rows) for asset in ("CNY", "MXN")]
    return [
        *(f"transaction {txn} does not balance in {asset}" for txn, asset in assets[:5]),
        *(f"{name}: the ledger says 0, the journal {1 if 'pesos' in name else -1}" for name in names[:5]),
        *(f"CN:cash:CNY:here{number} was overdrawn" for number in range(min(rows, 5))),
        *(f"transaction {first + row} (fund) moves value over a border" for row in range(min(rows, 5))),
    ]


@pytest.mark.parametrize("rows", [1, 5, 6, 9])
def test_the_first_five_findings_of_each_sort_are_written_down(rows: int) -> None:
    books = much_wrong(rows)
    first = books.at(FUND, 4, 0)
    assert books.audit().findings == findings(first, rows)
    assert audited_in_blocks(books.ledger, {first + 2, first + 3}).findings == findings(first, rows)
