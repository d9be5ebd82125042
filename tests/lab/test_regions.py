"""A country of regions: simulated apart, put together, the same whoever did the work."""

import json
from pathlib import Path

import pytest

import mirrorsim
from mirrorsim.lab.checkpoint import Checkpoint
from mirrorsim.lab.replay import replay
from mirrorsim.lab.run import run
from mirrorsim.scenario.load import Loaded
from tests.helpers.networks import SOURCES, network

SHORT = "horizon=40 days"
THREE = "regions={north: {}, east: {}, south: {change: {clients: {cartel: {every: 30 h}}}}}"


@pytest.fixture(scope="module")
def country() -> Loaded:
    return network(SHORT, THREE, SOURCES)


def test_the_country_is_the_sum_of_its_regions(country: Loaded) -> None:
    whole = run(country, reps=1)
    (outcome,) = whole.outcomes
    assert outcome.balanced
    assert set(outcome.off.values()) == {0}
    # a country of one region that changes nothing is not the plain scenario: its random draws are its own
    north, east = (run(network(SHORT, f"regions={{{name}: {{}}}}", SOURCES)) for name in ("north", "east"))
    south = run(network(SHORT, "regions={south: {change: {clients: {cartel: {every: 30 h}}}}}", SOURCES))
    parts = [one.outcomes[0] for one in (north, east, south)]
    assert len({one.journal_hash for one in (*parts, outcome)}) == 4
    assert outcome.postings == sum(one.postings for one in parts)
    for name in ("pickups_per_week", "throughput_usd_per_day", "seized_usd", "in_flight_usd", "yuan_accounts"):
        assert outcome.measures[name].value == pytest.approx(sum(one.measures[name].value for one in parts))
    delays = [one.measures["delay_days_median"].value for one in parts]
    assert min(delays) <= outcome.measures["delay_days_median"].value <= max(delays)


def test_random_draws_belong_to_a_region_and_not_to_its_place(country: Loaded) -> None:
    turned = network(
        SHORT, "regions={south: {change: {clients: {cartel: {every: 30 h}}}}, east: {}, north: {}}", SOURCES
    )
    one, other = run(country).outcomes[0], run(turned).outcomes[0]
    assert one.measures.keys() == other.measures.keys()
    for name, measure in one.measures.items():
        assert measure.value == pytest.approx(other.measures[name].value)


def test_the_number_of_workers_changes_nothing(country: Loaded, tmp_path: Path) -> None:
    folders = []
    for jobs in (1, 2):
        keep = Checkpoint(tmp_path / f"jobs-{jobs}", "x" * 16)
        result = run(country, reps=2, jobs=jobs, done=keep.add, spool=str(keep.journal_parts))
        folders.append(result.save(tmp_path / f"jobs-{jobs}"))
        keep.drop()
    names = sorted(str(path.relative_to(folders[0])) for path in folders[0].rglob("*") if path.is_file())
    assert "region=east/journal.parquet" in names
    assert "journal.parquet" not in names
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    again = replay(folders[0])
    assert (again.compared, again.differing) == (2, [])


def test_regions_read_as_one_data_set_and_balance(country: Loaded, tmp_path: Path) -> None:
    import pyarrow.dataset as ds

    keep = Checkpoint(tmp_path / "run", "x" * 16)
    result = run(country, done=keep.add, spool=str(keep.journal_parts))
    folder = result.save(tmp_path / "run")
    files = sorted(str(path) for path in folder.glob("region=*/journal.parquet"))
    journal = ds.dataset(files, partitioning="hive", partition_base_dir=str(folder)).to_table().to_pandas()
    assert set(journal.region) == {"north", "east", "south"}
    assert len(journal) == result.outcomes[0].postings
    assert (journal.groupby(["region", "txn", "asset"], observed=True).amount.sum() == 0).all()


def test_an_interrupted_run_takes_up_whole_countries_only(country: Loaded, tmp_path: Path) -> None:
    keep = Checkpoint(tmp_path / "run", "y" * 16)
    first = run(country, reps=1, done=keep.add, spool=str(keep.journal_parts))
    keep.close()
    found = Checkpoint(tmp_path / "run", "y" * 16).load()
    assert list(found) == [("baseline", 0)]
    assert found["baseline", 0] == first.outcomes[0]
    calls: list[object] = []
    second = run(country, reps=1, finished=found, done=calls.append, spool=str(keep.journal_parts))
    assert not calls
    assert second.outcomes == first.outcomes
    (keep.journal_parts / "baseline-0-east.names.json").unlink()
    assert Checkpoint(tmp_path / "run", "y" * 16).load()["baseline", 0].region_parts == {}


def test_python_and_json_know_the_country(country: Loaded, tmp_path: Path) -> None:
    result = mirrorsim.run(country, reps=2)
    written = json.loads(json.dumps(result.as_json()))
    assert written["books"]["balanced"]
    assert result.journal.empty  # journals of regions are kept in run folders only
    assert {one.replication for one in result.outcomes} == {0, 1}
