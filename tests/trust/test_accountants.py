"""Beancount and hledger check the books: they accept them to the cent, and refuse them when a cent is wrong."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mirrorsim
from mirrorsim.books.journal import TransactionType
from mirrorsim.lab.manifest import NotARun
from mirrorsim.scheme import transactions
from mirrorsim.scheme.events import EVENTS
from tests.helpers.run_folders import reseal
from tests.trust import accountants, shipped
from tests.trust.conftest import Parts

WITH_HLEDGER = pytest.mark.skipif(
    shutil.which("hledger") is None, reason="needs hledger: apt-get update && apt-get install -y hledger"
)
PROGRAMS = {"beancount": accountants.bean_check, "hledger": accountants.hledger}


@WITH_HLEDGER
@pytest.mark.parametrize("scenario", shipped.SCENARIOS, ids=shipped.name)
def test_both_programs_accept_the_books_of_every_shipped_scenario(
    scenario: Path, short_run: Callable[[Path], Parts]
) -> None:
    for which, part in short_run(scenario):
        for one in accountants.opinions(part):
            assert one.objections == [], which
            assert one.transactions
            assert one.balances


NEVER_LEGS = {("cash_deposit", "rounding"), ("delivery", "rounding"), ("peso_delivery", "rounding")}
NEVER_EVENTS = {"cash_taken", "defaulted", "frozen", "lost_at_sea", "supplier_defaulted", "unsold", "walked_away"}
"""What does not happen in the first 150 days of any shipped scenario."""


def test_short_runs_have_everything_that_happens(short_run: Callable[[Path], Parts]) -> None:
    legs: set[tuple[str, str]] = set()
    events: set[str] = set()
    for scenario in shipped.SCENARIOS:
        for _, part in short_run(scenario):
            booked = pq.read_table(part / "journal.parquet", columns=["kind", "leg"]).to_pandas().drop_duplicates()
            legs |= set(booked.itertuples(index=False, name=None))
            events |= set(pq.read_table(part / "events.parquet", columns=["event"]).to_pandas().event.unique())
    kinds = [one for one in vars(transactions).values() if isinstance(one, TransactionType)]
    assert {(kind.name, leg) for kind in kinds for leg in kind.legs} - legs == NEVER_LEGS
    assert {event.name for event in EVENTS} - events == NEVER_EVENTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven weeks of the small network: every channel, losses, and a month's end in the middle."""
    return shipped.run(shipped.ROOT / "scenarios" / "network.yaml", tmp_path_factory.mktemp("books") / "run", 50)


@pytest.fixture(scope="module", params=["beancount", pytest.param("hledger", marks=WITH_HLEDGER)])
def books(request: pytest.FixtureRequest, folder: Path) -> tuple[str, Path]:
    """The books in one of the two forms."""
    return request.param, mirrorsim.export(folder, request.param, folder.with_name(f"books.{request.param}"))


POSTING = re.compile(r"^ {2,4}[A-Z]\S+  (-?\d+\.\d\d) [A-Z]+(?:  ; leg.*)?$", re.M)
BALANCE = {
    "beancount": re.compile(r"^\d+-\d+-\d+ balance \S+  (-?\d+\.\d\d) ", re.M),
    "hledger": re.compile(r"== (-?\d+\.\d\d) ", re.M),
}


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_one_cent_more_in_a_posting_is_refused(books: tuple[str, Path], where: float, tmp_path: Path) -> None:
    form, path = books
    assert "balance" in PROGRAMS[form](_changed(path, [_pick(POSTING, path, where)], tmp_path))


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_one_cent_more_in_a_month_end_balance_is_refused(books: tuple[str, Path], where: float, tmp_path: Path) -> None:
    form, path = books
    said = PROGRAMS[form](_changed(path, [_pick(BALANCE[form], path, where)], tmp_path))
    assert "balance" in said.lower()
    assert "0.01" in said


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_a_cent_that_goes_from_one_account_to_another_unseen_is_refused(
    books: tuple[str, Path], where: float, tmp_path: Path
) -> None:
    # the transaction still sums to zero: only what the accounts have at the month's end gives it away
    form, path = books
    leaves = _pick(POSTING, path, where)
    place = re.compile(POSTING.pattern, re.M)
    found = list(place.finditer(path.read_text(encoding="utf-8")))
    number = next(n for n, match in enumerate(found) if match.start() == leaves.start())
    pair = found[number - number % 2 : number - number % 2 + 2]
    said = PROGRAMS[form](_changed(path, pair, tmp_path))
    assert "balance" in said.lower()
    assert "assert" in said.lower() or "Balance failed" in said


def _pick(pattern: re.Pattern[str], path: Path, where: float) -> re.Match[str]:
    found = list(pattern.finditer(path.read_text(encoding="utf-8")))
    return found[round(where * (len(found) - 1))]


def _changed(path: Path, places: list[re.Match[str]], tmp_path: Path) -> Path:
    """A copy in which each amount is a cent further from zero."""
    text = path.read_text(encoding="utf-8")
    for place in sorted(places, key=lambda match: -match.start()):
        amount = Decimal(place[1])
        more = amount + Decimal("0.01").copy_sign(amount)
        text = f"{text[: place.start(1)]}{more}{text[place.end(1) :]}"
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    return copy


def test_beancount_reads_every_transaction_and_every_balance_of_the_journal(folder: Path) -> None:
    from beancount import loader
    from beancount.core import data, realization

    ledger = mirrorsim.export(folder, "beancount", folder.with_name("read.beancount"))
    read, errors, options = loader.load_file(str(ledger))
    journal = pq.read_table(folder / "journal.parquet").to_pandas()
    assert errors == []
    assert options["tolerance_multiplier"] == 0

    names = {one.account: one.meta["name"] for one in read if isinstance(one, data.Open)}
    assert sorted(names.values()) == sorted(journal.account.unique())
    transactions = [one for one in read if isinstance(one, data.Transaction)]
    booked = [
        (one.meta["txn"], one.meta["kind"], one.meta.get("deal"), f"{one.date} {one.meta['time']}", posting.meta["leg"],
         names[posting.account], posting.units.currency, int(posting.units.number * 100))
        for one in transactions
        for posting in one.postings
    ]  # fmt: skip
    rows = journal.assign(at=journal["at"].dt.strftime("%Y-%m-%d %H:%M:%S.%f"), deal=journal.deal.astype(object))
    rows["deal"] = rows.deal.where(rows.deal.notna(), None)
    columns = ["txn", "kind", "deal", "at", "leg", "account", "asset", "amount"]
    assert booked == list(rows[columns].itertuples(index=False, name=None))

    sums = journal.groupby("account", observed=True).amount.sum()
    root = realization.realize(read)
    for account, name in names.items():
        held = realization.get(root, account).balance
        assert sum(int(position.units.number * 100) for position in held) == sums[name], name


def test_the_reference_rates_are_the_prices(folder: Path) -> None:
    from beancount import loader
    from beancount.core import prices

    read, _, _ = loader.load_file(str(mirrorsim.export(folder, "beancount", folder.with_name("prices.beancount"))))
    rates = mirrorsim.load_scenario(folder / "scenario.resolved.yaml").scenario.rates
    found = prices.build_price_map(read)
    assert prices.get_latest_price(found, ("USD", "CNY"))[1] == Decimal(rates.CNY.numerator) / rates.CNY.denominator
    assert prices.get_latest_price(found, ("USD", "MXN"))[1] == Decimal(rates.MXN.numerator) / rates.MXN.denominator
    assert prices.get_latest_price(found, ("CLAIM", "USD"))[1] == 1
    assert prices.get_latest_price(found, ("GOODS", "CNY"))[1] == 1


def test_at_every_month_end_the_books_sum_to_zero_and_nobody_has_less_than_nothing(folder: Path) -> None:
    ledger = mirrorsim.export(folder, "beancount", folder.with_name("sums.beancount"))
    sums: dict[tuple[str, str], int] = defaultdict(int)
    roots = set()
    for line in ledger.read_text(encoding="utf-8").splitlines():
        if line[10:19] == " balance ":
            day, _, account, amount, commodity = line.split()
            cents = int(Decimal(amount) * 100)
            sums[day, commodity] += cents
            root = account.partition(":")[0]
            roots.add(root)
            assert cents >= 0 or root in ("Equity", "Income"), line
    assert roots == {"Assets", "Equity", "Expenses"}
    assert len({day for day, _ in sums}) == 2
    assert set(sums.values()) == {0}


def test_names_that_would_be_spelled_alike_stay_apart(tmp_path: Path) -> None:
    scenario = tmp_path / "alike.yaml"
    scenario.write_text(
        """
mirrorsim: 1
name: alike
title: two clients whose names differ in a dash
start: 2021-01-25
horizon: 40 days
rates: {CNY: 6.45, MXN: 20.30}
clients:
  a-b: {every: 10 days, amount: "12,000 USD"}
  a_b: {every: 10 days, amount: "34,000 USD"}
brokers: {alfa: {}}
buyers: {merchants: {shops: {count: 3, appetite: "90,000 USD"}}}
second_mirror: {}
providers: {importer: {pesos: "10,000,000 MXN", replenished: "10,000,000 MXN"}}
sources: {"*": assumption}
""",
        encoding="utf-8",
    )
    folder = shipped.run(scenario, tmp_path / "run", None)
    ledger = mirrorsim.export(folder, "beancount", tmp_path / "books.beancount")
    assert accountants.bean_check(ledger) == ""
    text = ledger.read_text(encoding="utf-8")
    opened = re.findall(r"^\S+ open (\S+)", text, re.M)
    assert len(opened) == len(set(opened))
    assert "Assets:US:Cash:USD:Client:A-b" in opened
    assert "Assets:US:Cash:USD:Client:A-b--2" in opened


@pytest.mark.parametrize("form", PROGRAMS)
@pytest.mark.parametrize("column", ["kind", "leg", "deal", "account", "owner"])
def test_a_journal_whose_names_would_write_lines_of_their_own_is_refused(
    folder: Path, form: str, column: str, tmp_path: Path
) -> None:
    spoilt = shutil.copytree(folder, tmp_path / "spoilt")
    journal = pq.read_table(folder / "journal.parquet")
    words = [*journal[column].to_pylist()[:-1], 'x"\nplugin "beancount.plugins.auto"']
    place = journal.schema.get_field_index(column)
    pq.write_table(journal.set_column(place, column, pa.array(words)), spoilt / "journal.parquet")
    reseal(spoilt)
    with pytest.raises(NotARun, match=rf"is damaged: .*plugin.* is no {column}"):
        mirrorsim.export(spoilt, form, tmp_path / "out")
    assert not (tmp_path / "out").exists()
