"""The questions that analysts ask first, put to DuckDB, answered a second time from the journal on disk."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import mirrorsim

RUN = ["policy", "replication"]
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def folder(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mirrorsim.export(run_dir, "parquet", tmp_path_factory.mktemp("queries") / "parquet")


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, Rows]:
    """Every query of the file by its question."""
    db = duckdb.connect(config={"file_search_path": str(folder)})
    asked = re.findall(r"^-- ([^\n]+\?)\n(.*?;)$", (folder / "queries.sql").read_text(), re.DOTALL | re.MULTILINE)
    return {question: db.sql(query).fetchall() for question, query in asked}


def answer(answers: dict[str, Rows], begins: str) -> Rows:
    (found,) = [rows for question, rows in answers.items() if question.startswith(begins)]
    return found


def counted(frame: pd.DataFrame, by: list[str], **how: tuple[str, str]) -> Rows:
    return list(frame.groupby(by).agg(**how).reset_index().itertuples(index=False, name=None))


def test_every_question_has_an_answer(answers: dict[str, Rows], folder: Path) -> None:
    text = (folder / "queries.sql").read_text()
    assert len(answers) == text.count(";\n") == len(re.findall(r"^-- .*\?$", text, re.MULTILINE)) == 10
    assert all(answers.values())


def test_the_file_runs_as_a_whole_in_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert duckdb.connect().execute((folder / "queries.sql").read_text()).fetchall()


def test_the_books_close(answers: dict[str, Rows], journal: pd.DataFrame) -> None:
    rows = answer(answers, "Do the books close")
    assert {row[3] for row in rows} == {0}
    assert [(*row[:3], row[4]) for row in rows] == counted(journal, [*RUN, "asset"], n=("amount", "size"))


def test_where_each_dollar_went(answers: dict[str, Rows], journal: pd.DataFrame) -> None:
    rows = answer(answers, "What became of each dollar")
    parts = ["delivered", "commission", "spread", "mark_down", "seized", "lost", "rounding"]
    assert len(rows) == 2
    for policy, pledged, *where, in_flight, borne in rows:
        mine = journal[journal.policy == policy].groupby("owner").amount.sum()
        assert [int(one.scaleb(2)) for one in where] == [mine.get(f"promise.{part}", 0) for part in parts]
        assert int(pledged.scaleb(2)) == -mine["promise.pledged"]
        assert pledged + borne == sum(where) + in_flight


def test_how_long_deals_take(answers: dict[str, Rows], events: pd.DataFrame) -> None:
    rows = answer(answers, "How long does a deal take")
    deals, over = (dict.fromkeys(events.policy.unique(), 0) for _ in range(2))
    for policy, _, many, still_open, _ in rows:
        deals[policy] += many
        over[policy] += many - still_open
    for found, what in ((deals, "agreed"), (over, "closed")):
        told = events[events.event == what].drop_duplicates([*RUN, "deal"])
        assert found == told.groupby("policy").size().to_dict()


def test_what_crossed_a_border(answers: dict[str, Rows], journal: pd.DataFrame) -> None:
    rows = answer(answers, "What crossed a border")
    keys = [*RUN, "txn", "leg"]
    left, came = (journal[side].set_index(keys) for side in (journal.amount < 0, journal.amount > 0))
    abroad = came[(left.country != came.country) & (came.asset != "CLAIM")].assign(left=left.country).reset_index()
    booked = counted(
        abroad, ["policy", "kind", "asset", "left", "country"], n=("amount", "size"), sum=("amount", "sum")
    )
    assert [(*row[:6], int(row[6].scaleb(2))) for row in rows] == booked
    assert {row[1] for row in rows} <= {"loading", "landing", "crossing"}


def test_receiving_accounts(answers: dict[str, Rows], journal: pd.DataFrame) -> None:
    rows = answer(answers, "Which accounts in China received most")
    came = journal[journal.amount > 0]
    paid_in = came[(came.kind == "mirror_swap") & (came.leg == "yuan")]
    total = came.groupby([*RUN, "account"]).amount.sum()
    expected = total[total.index.isin(pd.MultiIndex.from_frame(paid_in[[*RUN, "account"]]))].nlargest(10)
    assert [int(row[4].scaleb(2)) for row in rows] == expected.tolist()
    assert all(row[2].startswith("CN:bank:CNY:") for row in rows)


def test_cash_by_week(answers: dict[str, Rows], events: pd.DataFrame) -> None:
    rows = answer(answers, "How much cash was handed over")
    over = events[events.event.isin(["handed_over", "carried_off"])]
    assert sum(row[3] for row in rows) == len(over)
    assert sum(int(row[4].scaleb(2)) for row in rows) == over.amount.sum()
    assert all(row[2].weekday() == 0 for row in rows)


def test_deposits_under_the_threshold(answers: dict[str, Rows], journal: pd.DataFrame) -> None:
    rows = answer(answers, "Who pays cash into banks")
    credited = journal.kind.isin(["bank_deposit", "cash_deposit", "ordinary_deposit"]) & journal.leg.isin(
        ["credit", "deposit"]
    )
    under = journal[credited & journal.amount.between(800_000, 999_999)]
    booked = counted(under, [*RUN, "account"], n=("amount", "size"), usd=("amount", "sum"), deals=("deal", "count"))
    assert sorted((*row[:4], int(row[4].scaleb(2)), row[5]) for row in rows) == [row for row in booked if row[3] >= 2]


def test_one_deal(answers: dict[str, Rows], journal: pd.DataFrame, events: pd.DataFrame) -> None:
    rows = answer(answers, "What does one deal look like")
    first = events[events.event == "closed"].sort_values("at").iloc[0]
    same = (journal.policy == first.policy) & (journal.replication == first.replication) & (journal.deal == first.deal)
    arrived = journal[same & (journal.amount > 0)].sort_values(["txn", "leg"])
    assert [(row[1], row[2], row[4], int(row[5].scaleb(2))) for row in rows] == list(
        arrived[["kind", "leg", "account", "amount"]].itertuples(index=False, name=None)
    )


def test_reports_and_measures(answers: dict[str, Rows], run_dir: Path) -> None:
    measures = pd.read_parquet(run_dir / "measures.parquet").set_index(["measure", *RUN]).value
    rows = answer(answers, "Which reports")
    assert {(f"reports_filed.{kind}", policy, number): filed for policy, number, kind, filed, _ in rows} == measures[
        measures.index.get_level_values(0).str.startswith("reports_filed.")
    ].to_dict()
    on_the_scheme = measures["reports_on.scheme"].sum()
    assert sum(row[4] for row in rows) == on_the_scheme
    means = {row[0]: row[2:] for row in answer(answers, "How do the policies compare")}
    for policy, value in zip(("baseline", "tight"), means["throughput_usd_per_day"], strict=True):
        assert value == pytest.approx(measures["throughput_usd_per_day"][policy].mean())
