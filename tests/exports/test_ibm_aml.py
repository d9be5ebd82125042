"""The format ibm-aml, read as readers of the published data set read it, against the journal on disk."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import mirrorsim

HEADER = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering"
)
"""The published first line, word for word; both accounts are called ``Account``."""
CURRENCIES = {"USD": "US Dollar", "CNY": "Yuan", "MXN": "Mexican Peso"}
ORDINARY = {"earnings", "official_purchase", "ordinary_transfer", "ordinary_deposit", "bank_deposit"}
"""Forms of transaction by which people outside the scheme move money."""


@pytest.fixture(scope="module")
def folder(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mirrorsim.export(run_dir, "ibm-aml", tmp_path_factory.mktemp("ibm") / "run")


@pytest.fixture(scope="module")
def rows(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "network_Trans.csv", dtype={"Amount Paid": str, "Amount Received": str})


@pytest.fixture(scope="module")
def truth(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "network_Truth.csv")


@pytest.fixture(scope="module")
def mine(journal: pd.DataFrame) -> pd.DataFrame:
    """Where money arrives in the exported replication, opening balances left out."""
    first = (journal.policy == "baseline") & (journal.replication == 0)
    return journal[first & (journal.amount > 0) & journal.asset.isin(CURRENCIES) & (journal.kind != "opening")]


def cents(texts: pd.Series) -> pd.Series:
    assert texts.str.fullmatch(r"\d+\.\d\d").all()
    return texts.str.replace(".", "").astype("int64")


def test_the_first_line_and_the_fields_are_the_published_ones(folder: Path, rows: pd.DataFrame) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "network_Trans.csv", "network_accounts.csv", "network_Patterns.txt", "network_Truth.csv",
    }  # fmt: skip
    with (folder / "network_Trans.csv").open(encoding="ascii", newline="") as file:
        assert file.readline() == HEADER + "\n"
    assert pd.to_datetime(rows.Timestamp, format="%Y/%m/%d %H:%M").is_monotonic_increasing
    assert rows.Account.str.fullmatch("8[0-9A-F]{8}").all()
    assert rows["Account.1"].str.fullmatch("8[0-9A-F]{8}").all()
    assert set(rows["Payment Format"]) <= {"Cash", "ACH", "Wire"}
    assert set(rows["Is Laundering"]) == {0, 1}
    assert rows["Payment Currency"].equals(rows["Receiving Currency"].rename("Payment Currency"))
    assert rows["Amount Paid"].equals(rows["Amount Received"].rename("Amount Paid"))


def test_rows_and_sums_are_the_journals_a_deposit_in_one_row(rows: pd.DataFrame, mine: pd.DataFrame) -> None:
    credited = (mine.kind == "bank_deposit") & (mine.leg == "credit")
    assert credited.any()
    assert len(rows) == (~credited).sum()
    sums = cents(rows["Amount Paid"]).groupby(rows["Payment Currency"]).sum()
    booked = mine[~credited].groupby("asset").amount.sum()
    assert sums.to_dict() == {CURRENCIES[asset]: amount for asset, amount in booked.items()}


def test_each_row_is_a_transfer_of_the_journal(rows: pd.DataFrame, truth: pd.DataFrame, mine: pd.DataFrame) -> None:
    assert truth.row.tolist() == list(range(len(rows)))
    arrived, some = mine.set_index(["txn", "leg"]).sort_index(), slice(None, None, max(1, len(rows) // 300))
    for (_, true), (_, row) in zip(truth[some].iterrows(), rows[some].iterrows(), strict=True):
        leg = "credit" if true.kind == "bank_deposit" else true.leg
        booked = arrived.loc[true.txn, leg]
        assert (booked.account, booked.kind) == (true.to_account, true.kind)
        assert cents(pd.Series([row["Amount Paid"]])).item() == booked.amount
        assert row.Timestamp == booked["at"].strftime("%Y/%m/%d %H:%M")
        assert row["Payment Currency"] == CURRENCIES[booked.asset]
        assert ("cash" in (true.from_account.split(":")[1], booked.form)) <= (row["Payment Format"] == "Cash")


def test_labels_are_the_truth(rows: pd.DataFrame, truth: pd.DataFrame) -> None:
    assert truth.deal.notna().astype(int).tolist() == rows["Is Laundering"].tolist()
    assert set(truth[truth.deal.isna()].kind) <= ORDINARY
    assert set(truth[truth.deal.notna()].kind) & ORDINARY <= {"bank_deposit"}


def test_accounts_join_and_give_nothing_away(folder: Path, rows: pd.DataFrame, truth: pd.DataFrame) -> None:
    accounts = pd.read_csv(folder / "network_accounts.csv")
    assert list(accounts.columns) == ["Bank Name", "Bank ID", "Account Number", "Entity ID", "Entity Name"]
    assert not accounts["Account Number"].duplicated().any()
    met = {*zip(rows["From Bank"], rows.Account, strict=True), *zip(rows["To Bank"], rows["Account.1"], strict=True)}
    assert met == set(zip(accounts["Bank ID"], accounts["Account Number"], strict=True))
    names = {
        *zip(truth.from_account, rows.Account, strict=True),
        *zip(truth.to_account, rows["Account.1"], strict=True),
    }
    assert len(names) == len({name for name, _ in names}) == len(accounts), "an account has one number, and it alone"
    owners = {number: name.rpartition(":")[2] for name, number in names}
    entities = accounts.assign(owner=accounts["Account Number"].map(owners)).groupby("Entity ID").owner.nunique()
    assert (entities == 1).all()
    assert accounts["Entity Name"].str.fullmatch(r"Party #\d+").all()
    banks = dict(zip(accounts["Bank Name"], accounts["Bank ID"], strict=True))
    assert banks.items() <= {
        "US cash": 110, "US banks": 111, "CN banks": 121, "MX cash": 130, "MX banks": 131, "NOWHERE cash": 100,
    }.items()  # fmt: skip


def test_patterns_are_the_laundering_rows_by_deal(folder: Path, truth: pd.DataFrame, events: pd.DataFrame) -> None:
    lines = (folder / "network_Trans.csv").read_text(encoding="ascii").splitlines()[1:]
    text = (folder / "network_Patterns.txt").read_text(encoding="ascii")
    blocks = re.findall(
        r"^BEGIN LAUNDERING ATTEMPT - ([A-Z-]+):  (\S+)\n(.*?)^END LAUNDERING ATTEMPT - ([A-Z-]+)\n\n",
        text, re.DOTALL | re.MULTILINE,
    )  # fmt: skip
    assert "".join(f"BEGIN LAUNDERING ATTEMPT - {a}:  {deal}\n{rows}END LAUNDERING ATTEMPT - {b}\n\n"
                   for a, deal, rows, b in blocks) == text  # fmt: skip
    for channel, deal, rows, end in blocks:
        assert channel == end
        assert rows.splitlines() == [lines[row] for row in truth[truth.deal == deal].row]
    assert Counter(deal for _, deal, *_ in blocks) == Counter(truth.deal.dropna().unique())
    mine = events[(events.policy == "baseline") & (events.replication == 0)]
    agreed = set(mine[mine.event == "agreed"].deal)
    assert {deal for channel, deal, *_ in blocks if channel != "UNMOVED"} == agreed & {deal for _, deal, *_ in blocks}
