"""The verb ``export`` and the word ``mirrorsim.export``: where they write, what they refuse, what they describe."""

import csv
import json
import shutil
from pathlib import Path

import networkx as nx
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mirrorsim
from mirrorsim.exports.formats import FORMATS, Format
from mirrorsim.exports.layout import Unavailable
from mirrorsim.fields.messages import listed
from tests.exports.exporting import contents, left_over, refused, run
from tests.helpers.run_folders import reseal
from tests.helpers.worlds import ROOT

PROMISED = {"csv", "parquet", "ocel", "graphml", "ibm-aml", "beancount"}
OURS = ("csv", "parquet", "graphml", "ibm-aml")
SHIPPED = [*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted((ROOT / "scenarios" / "cases").glob("*.yaml"))]


@pytest.fixture
def copied(run_dir: Path, tmp_path: Path) -> Path:
    """A copy of the run folder that may be spoilt."""
    return shutil.copytree(run_dir, tmp_path / "copied")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_lands_beside_the_run_folder_and_what_it_writes_is_described(copied: Path, name: str) -> None:
    result = run(copied, "--format", name)
    assert result.exit_code == 0
    assert result.stderr == "It holds baseline, replication 0, of 4 that are kept.\n" * FORMATS[name].one_run
    written = Path(result.stdout.strip())
    assert written == copied.with_name(f"copied{FORMATS[name].suffix}")
    assert left_over(copied.parent) == sorted(["copied", written.name])
    assert FORMATS[name].tables
    assert all(table.columns for table in FORMATS[name].tables)
    if written.is_dir():
        files = {table.name.replace("SCENARIO", "network") for table in FORMATS[name].tables}
        assert set(left_over(written)) - {"queries.sql"} == files
    again = mirrorsim.export(copied, name, copied.parent / "deep" / "down" / "again")
    assert contents(again) == contents(written), "the same run gives the same bytes"


def test_the_place_is_beside_the_folder_however_it_is_spelled(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copied)
    beside = copied.with_name("copied-parquet")
    assert run(".", "--format", "parquet").stdout == f"{beside}\n"
    assert refused(1, ".", "--format", "parquet") == f"mirrorsim: {beside} exists; remove it or choose another --out"
    monkeypatch.chdir(copied.parent)
    assert refused(1, "copied/", "--format", "parquet").startswith("mirrorsim: copied-parquet exists")


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.one_run])
def test_a_format_of_one_run_takes_the_first_or_the_one_that_is_named(run_dir: Path, tmp_path: Path, name: str) -> None:
    def written(place: str, **named: object) -> dict[str, bytes]:
        return contents(mirrorsim.export(run_dir, name, tmp_path / place, **named))  # type: ignore[arg-type]

    first = written("a")
    assert first == written("b", policy="baseline", replication=0)
    assert len({str(one) for one in (first, written("c", policy="tight"), written("d", replication=1))}) == 3


def test_nothing_is_overwritten(copied: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "mine.txt").write_text("mine")
    assert refused(1, copied, "--format", "csv", "--out", kept) == (
        f"mirrorsim: {kept} exists; remove it or choose another --out"
    )
    assert refused(1, copied, "--format", "graphml", "--out", kept / "mine.txt").endswith("choose another --out")
    assert refused(1, copied, "--format", "csv", "--out", copied).endswith("choose another --out")
    assert (kept / "mine.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    assert run(copied, "--format", "csv", "--out", tmp_path / "empty").exit_code == 0


def test_a_failure_leaves_nothing_behind(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = pq.read_table(copied / "journal.parquet")
    pq.write_table(journal.slice(0, len(journal) - 1), copied / "journal.parquet")
    reseal(copied)
    for name in OURS:
        said = refused(1, copied, "--format", name, "--policy", "tight", "--replication", 1)
        assert "damaged: the two rows of a transfer do not agree" in said
    assert left_over(copied.parent) == ["copied"]

    def interrupted(run: object, out: Path) -> None:
        out.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(Format, "write", property(lambda self: interrupted))
    assert run(copied, "--format", "csv").exit_code == 130
    assert left_over(copied.parent) == ["copied"]


@pytest.mark.parametrize("name", OURS)
def test_a_run_in_which_nothing_happened_can_be_exported(copied: Path, name: str) -> None:
    for table in ("journal", "events"):
        pq.write_table(pq.read_table(copied / f"{table}.parquet").slice(0, 0), copied / f"{table}.parquet")
    reseal(copied)
    result = run(copied, "--format", name, "--policy", "tight", "--replication", 1)
    assert (result.exit_code, result.stderr) == (0, "")


def test_bad_input_gets_one_line(copied: Path, tmp_path: Path) -> None:
    assert refused(2, copied, "--format", "parket") == (
        f"Invalid value for '--format': 'parket' is unknown here (did you mean \"parquet\"?): use {listed(FORMATS)}"
    )
    with pytest.raises(Unavailable, match=r"no format is called 'graphlm' \(did you mean \"graphml\"\?\): use csv, "):
        mirrorsim.export(copied, "graphlm")
    assert refused(2, copied) == f"which format? give --format {listed(FORMATS)}"
    assert refused(2, "--format", "csv").startswith("which run? give a RUN_DIR")
    assert refused(2, copied, "--format", "csv", "--json") == "--json goes with --describe"
    assert refused(2, copied, "--format", "csv", "--policy", "tigth") == (
        f"{copied} has no policy 'tigth' (did you mean \"tight\"?): use baseline or tight"
    )
    assert refused(2, copied, "--format", "csv", "--replication", 7) == (
        f"{copied} kept no journal of replication 7: use 0 or 1, or run it with --journal all"
    )
    assert refused(1, tmp_path / "no", "--format", "csv").endswith("is no run folder: it has no manifest.json")
    (copied / "names.json").unlink()
    assert refused(1, copied, "--format", "csv").endswith("is damaged: it has no names.json")
    (copied / "journal.parquet").unlink()
    (copied / "events.parquet").unlink()
    reseal(copied)
    assert refused(1, copied, "--format", "csv").endswith(
        "has no journal (it was made with --journal none); run it again with --journal first or all"
    )


@pytest.mark.parametrize("name", ["journal", "events", "measures"])
def test_a_damaged_table_is_named(copied: Path, name: str) -> None:
    path = copied / f"{name}.parquet"
    whole = pq.read_table(path)
    pq.write_table(whole.drop_columns([whole.column_names[-1]]), path)
    assert refused(1, copied, "--format", "csv") == (
        f"mirrorsim: {path} is damaged: it is not as it was written (its hash differs)"
    )
    reseal(copied)
    assert refused(1, copied, "--format", "csv") == (
        f"mirrorsim: {path} is damaged: it has no column {whole.column_names[-1]}"
    )
    path.write_bytes(b"no parquet")
    reseal(copied)
    assert refused(1, copied, "--format", "csv").startswith(f"mirrorsim: {path} is damaged: ")
    path.unlink()
    assert refused(1, copied, "--format", "csv") == f"mirrorsim: {copied} is damaged: it has no {name}.parquet"


def test_describe_prints_every_column_as_text_and_as_json() -> None:
    text, document = run("--describe").stdout, json.loads(run("--describe", "--json").stdout)
    assert PROMISED <= set(document) == set(FORMATS)
    assert all(name in run("--help").stdout for name in FORMATS)
    for name, about in document.items():
        assert about["one_run"] is FORMATS[name].one_run
        for table in about["tables"]:
            assert f"{table['name']}: " in text
            for column in table["columns"]:
                assert column["name"] in text
                assert column["type"] in {"text", "integer", "decimal", "number", "timestamp", "date", "boolean"}
                assert column["meaning"]
    assert max(map(len, text.splitlines())) <= 100
    assert json.loads(run("--describe", "--json", "--format", "csv").stdout) == {"csv": document["csv"]}
    assert run("--describe", "--format", "csv").stdout.startswith("csv: ")


def test_the_columns_travel_with_the_tables(run_dir: Path, tmp_path: Path) -> None:
    folder = mirrorsim.export(run_dir, "csv", tmp_path / "csv")
    with (folder / "columns.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    tables = json.loads(run("--describe", "--json", "--format", "csv").stdout)["csv"]["tables"]
    assert told == [
        {"table": table["name"].removesuffix(".csv"), "column": column.pop("name"), **column}
        for table in tables
        for column in table["columns"]
    ]


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_has_its_books_in_every_format(scenario: Path, tmp_path: Path) -> None:
    # one is of a whole country, whose regions are no one world: a few days of a city are as much as weeks of the others
    days = {"factbox": 150, "national": 2}.get(scenario.stem, 45)
    of_one_world = ("regions=null",) if scenario.stem == "national" else ()
    short = (f"horizon={days} days", *of_one_world, "sources={'*': assumption}")
    loaded = mirrorsim.load_scenario(scenario, short)
    folder = mirrorsim.run(loaded, list(loaded.policies)[-1:]).save(tmp_path / "run")
    journal = pq.read_table(folder / "journal.parquet", columns=["kind", "leg", "asset", "amount", "deal"]).to_pandas()
    arrived = journal[journal.amount > 0].astype({"asset": str, "kind": str, "leg": str})
    sums = arrived.groupby("asset").amount.sum().to_dict()

    tables = mirrorsim.export(folder, "parquet")
    transfers = pd.read_parquet(tables / "transfers.parquet", columns=["asset", "amount_minor"]).astype({"asset": str})
    assert len(transfers) == len(arrived)
    assert transfers.groupby("asset").amount_minor.sum().to_dict() == sums
    assert pq.read_metadata(tables / "postings.parquet").num_rows == len(journal)
    assert pa.compute.sum(pq.read_table(tables / "accounts.parquet")["postings"]).as_py() == len(journal)

    told = pq.read_table(folder / "events.parquet", columns=["amount", "detail"])
    numbers = pq.read_table(tables / "events.parquet", columns=["amount_minor", "detail"])
    assert [column.fill_null(0) for column in numbers.columns] == told.columns, "no number is lost"

    graph = nx.read_graphml(mirrorsim.export(folder, "graphml"))
    flows = pd.DataFrame(
        [{"asset": graph.nodes[source]["asset"], **about} for source, _, about in graph.edges(data=True)]
    )
    assert flows.groupby("asset").amount_minor.sum().to_dict() == sums
    assert flows.transfers.sum() == len(arrived)

    labelled = mirrorsim.export(folder, "ibm-aml")
    rows = pd.read_csv(labelled / f"{loaded.scenario.name}_Trans.csv", dtype={"Amount Paid": str})
    money = arrived[arrived.asset.isin(["USD", "CNY", "MXN"]) & (arrived.kind != "opening")]
    money = money[(money.kind != "bank_deposit") | (money.leg != "credit")]
    assert len(rows) == len(money)
    assert rows["Amount Paid"].str.replace(".", "").astype("int64").sum() == money.amount.sum()
    assert rows["Is Laundering"].sum() == money.deal.notna().sum()
