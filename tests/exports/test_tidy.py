"""The formats csv and parquet, read by pandas, Arrow and DuckDB, against the journal on disk."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

import mirrorsim
from mirrorsim.exports import run_reader
from mirrorsim.exports.tidy_layout import TIDY
from mirrorsim.scheme.accounts import OUTCOMES

RUN = ["policy", "replication"]
KEYS = {
    "runs": RUN,
    "accounts": [*RUN, "account"],
    "transfers": [*RUN, "txn", "leg"],
    "postings": [*RUN, "txn", "leg", "amount_minor"],
    "events": [*RUN, "event_number"],
    "deals": [*RUN, "deal"],
    "measures": [*RUN, "measure"],
    "columns": ["table", "column"],
}


@pytest.fixture(scope="module")
def parquet(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mirrorsim.export(run_dir, "parquet", tmp_path_factory.mktemp("tidy") / "parquet")


@pytest.fixture(scope="module")
def csv(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mirrorsim.export(run_dir, "csv", tmp_path_factory.mktemp("tidy") / "csv")


def table(folder: Path, name: str) -> pd.DataFrame:
    frame = pd.read_parquet(folder / f"{name}.parquet")
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, object))


def test_rows_and_sums_are_the_journals(parquet: Path, journal: pd.DataFrame) -> None:
    postings, transfers, accounts = (table(parquet, name) for name in ("postings", "transfers", "accounts"))
    assert len(postings) == len(journal) == 2 * len(transfers) == accounts.postings.sum() > 10_000
    assert (
        postings.groupby([*RUN, "account"])
        .amount_minor.sum()
        .equals(journal.groupby([*RUN, "account"]).amount.sum().rename("amount_minor"))
    )
    assert (
        accounts.set_index([*RUN, "account"])
        .balance_minor.sort_index()
        .equals(journal.groupby([*RUN, "account"]).amount.sum().rename("balance_minor"))
    )
    moved = journal[journal.amount > 0].groupby([*RUN, "asset"]).amount.sum()
    assert transfers.groupby([*RUN, "asset"]).amount_minor.sum().to_dict() == moved.to_dict()
    assert accounts.groupby([*RUN, "asset"]).received_minor.sum().to_dict() == moved.to_dict()
    assert (accounts.groupby([*RUN, "asset"]).balance_minor.sum() == 0).all()


def test_a_transfer_goes_from_where_the_journal_takes_to_where_it_gives(parquet: Path, journal: pd.DataFrame) -> None:
    transfers = table(parquet, "transfers")
    taken, given = (journal[side].set_index([*RUN, "txn", "leg"]) for side in (journal.amount < 0, journal.amount > 0))
    found = transfers.set_index([*RUN, "txn", "leg"])
    assert found.index.equals(given.index)
    assert found.from_account.equals(taken.account.rename("from_account"))
    assert found.to_account.equals(given.account.rename("to_account"))
    assert found.amount_minor.equals(given.amount.rename("amount_minor"))


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_a_key_and_csv_says_the_same_as_parquet(name: str, csv: Path, parquet: Path) -> None:
    typed = table(parquet, name)
    assert not typed.empty
    assert not typed.duplicated(KEYS[name]).any()
    schema = pq.read_schema(parquet / f"{name}.parquet")
    described = next(one for one in TIDY if one.name == name)
    assert schema.names == [column.name for column in described.columns]
    assert [field.metadata[b"meaning"].decode() for field in schema] == [one.meaning for one in described.columns]
    moments = [column.name for column in described.columns if column.type == "timestamp"]
    exact = {column.name: str for column in described.columns if column.type in ("text", "decimal")}
    text = pd.read_csv(csv / f"{name}.csv", dtype=exact, parse_dates=moments, keep_default_na=False, na_values=[""])
    assert list(text.columns) == schema.names
    for column in described.columns:
        left, right = typed[column.name], text[column.name]
        if column.type == "text":
            left, right = left.fillna(""), right.fillna("")
        if column.type == "decimal":
            right = right.map(Decimal, na_action="ignore")
        assert left.isna().tolist() == right.isna().tolist()
        assert left.dropna().tolist() == right.dropna().tolist(), column.name


def test_every_decimal_is_its_minor_units_to_the_cent(parquet: Path) -> None:
    seen = 0
    for described in TIDY:
        for column in described.columns:
            if column.type == "decimal":
                rows = pq.read_table(
                    parquet / f"{described.name}.parquet", columns=[f"{column.name}_minor", column.name]
                )
                minor, major = (rows[at].to_pylist() for at in range(2))
                assert [None if one is None else Decimal(one).scaleb(-2) for one in minor] == major
                seen += len(rows)
    assert seen > 10_000


def test_a_deals_waterfall_closes_and_is_the_journals(parquet: Path, journal: pd.DataFrame) -> None:
    deals = table(parquet, "deals")
    ended = deals[[f"{end}_minor" for end in OUTCOMES]].sum(axis=1)
    assert (deals.pledged_minor + deals.borne_by_broker_minor == ended + deals.in_flight_minor).all()
    for end in OUTCOMES:
        booked = journal[journal.owner == f"promise.{end}"].amount.sum()
        assert deals[f"{end}_minor"].sum() == booked
    assert deals.delivered_minor.sum() > 0
    pesos = journal[(journal.role == "client") & (journal.asset == "MXN") & (journal.amount > 0)]
    assert deals.set_index([*RUN, "deal"]).pesos_minor.loc[lambda one: one > 0].to_dict() == (
        pesos.groupby([*RUN, "deal"]).amount.sum().to_dict()
    )
    assert set(deals.channel.dropna()) <= {"mirror", "goods", "bulk_cash", "bmpe"}
    order = deals[["batch_at", "agreed_at", "handed_over_at", "closed_at"]].dropna()
    assert (order.diff(axis=1).iloc[:, 1:] >= pd.Timedelta(0)).all(axis=None)


def test_channels_are_those_that_the_measures_count(parquet: Path) -> None:
    deals, measures = table(parquet, "deals"), table(parquet, "measures")
    shares = measures[measures.measure.str.startswith("channel_share.")]
    delivered = deals.groupby([*RUN, "channel"]).delivered_minor.sum()
    total = deals.groupby(RUN).delivered_minor.sum()
    assert len(shares) > 0
    for one in shares.itertuples():
        at = (one.policy, one.replication)
        assert one.value == pytest.approx(delivered[(*at, one.measure.removeprefix("channel_share."))] / total[at])


def test_events_say_what_their_numbers_are(parquet: Path, events: pd.DataFrame) -> None:
    found = table(parquet, "events")
    assert len(found) == len(events)
    assert found.groupby([*RUN, "event"]).size().equals(events.groupby([*RUN, "event"]).size())
    for column, shown in (("amount", "amount_minor"), ("detail", "detail")):
        # read by Arrow: pandas makes floats of whole numbers where some are absent
        numbers = pq.read_table(parquet / "events.parquet", columns=[shown])[shown].fill_null(0).to_pylist()
        assert numbers == events[column].tolist(), "no number is lost"
    delivered = found[found.event == "delivered"]
    assert set(delivered.asset) == {"MXN"}
    assert set(delivered.detail_unit) == {"USD"}
    assert found[found.event == "called"][["asset", "amount_minor", "detail"]].isna().all(axis=None)
    assert set(found[found.event == "holds_yuan"].detail_name) <= {"second_mirror", "goods"}
    assert found.detail_name.isna().equals(found.detail_unit.ne("name").rename("detail_name"))


def test_measures_and_runs_have_every_replication(parquet: Path, run_dir: Path) -> None:
    measures, runs = table(parquet, "measures"), table(parquet, "runs")
    assert measures.equals(pd.read_parquet(run_dir / "measures.parquet").astype(measures.dtypes))
    assert runs.kept.all()
    assert runs[RUN].to_numpy().tolist() == [["baseline", 0], ["baseline", 1], ["tight", 0], ["tight", 1]]


def test_batches_of_any_size_give_the_same_files(csv: Path, run_dir: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(run_reader, "BATCH", 777)
    again = mirrorsim.export(run_dir, "csv", tmp_path / "again")
    for name in KEYS:
        assert (again / f"{name}.csv").read_bytes() == (csv / f"{name}.csv").read_bytes()


def test_one_policy_or_one_replication_can_be_had_alone(run_dir: Path, parquet: Path, tmp_path: Path) -> None:
    one = mirrorsim.export(run_dir, "parquet", tmp_path / "one", policy="tight", replication=1)
    for name in ("accounts", "transfers", "deals", "measures", "runs"):
        whole, found = table(parquet, name), table(one, name)
        mine = whole[(whole.policy == "tight") & (whole.replication == 1)]
        pd.testing.assert_frame_equal(found, mine.reset_index(drop=True))


def test_duckdb_knows_the_types(parquet: Path, csv: Path) -> None:
    types = duckdb.sql(f"describe from '{parquet}/transfers.parquet'").fetchall()
    assert {name: kind for name, kind, *_ in types} == {
        "policy": "VARCHAR", "replication": "BIGINT", "txn": "BIGINT", "booked_at": "TIMESTAMP", "kind": "VARCHAR",
        "leg": "VARCHAR", "deal": "VARCHAR", "from_account": "VARCHAR", "to_account": "VARCHAR", "asset": "VARCHAR",
        "amount_minor": "BIGINT", "amount": "DECIMAL(19,2)",
    }  # fmt: skip
    sums = "select asset, sum(amount_minor) from '{}' group by 1 order by 1"
    assert (
        duckdb.sql(sums.format(parquet / "transfers.parquet")).fetchall()
        == duckdb.sql(sums.format(csv / "transfers.csv")).fetchall()
    )
