"""Of a run with regions, the books of any one of them can be exported, in every format."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import mirrorsim
from mirrorsim.cli import main
from mirrorsim.exports.formats import FORMATS
from tests.exports.exporting import contents, left_over, refused, run
from tests.helpers.run_folders import reseal
from tests.helpers.worlds import ROOT

REGIONS = "regions={north: {}, south: {change: {clients: {cartel: {every: 30 h}}}}}"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("regions") / "country"
    options = ["--set", "horizon=20 days", "--set", REGIONS, "--set", "sources={'*': assumption}"]
    network = str(ROOT / "scenarios" / "network.yaml")
    done = CliRunner().invoke(main, ["run", network, *options, "--quiet", "--no-report", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_region_is_exported_as_if_it_were_a_run_of_its_own(country: Path, tmp_path: Path, name: str) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for file in [*country.glob("*.*"), *(country / "region=south").iterdir()]:
        if file.is_file():
            shutil.copy(file, alone)
    reseal(alone)
    region = mirrorsim.export(country, name, tmp_path / "region", region="south")
    assert contents(region) == contents(mirrorsim.export(alone, name, tmp_path / "whole"))
    assert contents(region) != contents(mirrorsim.export(country, name, tmp_path / "north", region="north"))


def test_the_postings_are_those_of_the_region_and_close(country: Path) -> None:
    done = run(country, "--format", "csv", "--region", "south")
    assert (done.exit_code, done.stdout) == (0, f"{country}-south-csv\n")
    assert left_over(country.parent) == ["country", "country-south-csv"]
    written = pd.read_csv(Path(done.stdout.strip()) / "postings.csv")
    kept = pd.read_parquet(country / "region=south" / "journal.parquet")
    assert len(written) == len(kept) > 100
    by_account = written.groupby("account").amount_minor.sum()
    assert by_account.to_dict() == kept.groupby("account", observed=True).amount.sum().to_dict()
    accounts = pd.read_csv(Path(done.stdout.strip()) / "accounts.csv")
    assert accounts.groupby("asset").balance_minor.sum().abs().sum() == 0
    shutil.rmtree(done.stdout.strip())


def test_a_region_is_asked_for_by_its_name(country: Path, run_dir: Path) -> None:
    assert refused(2, country, "--format", "csv") == (
        f"{country} has a journal for each region: name one with --region, north or south"
    )
    assert refused(2, country, "--format", "csv", "--region", "soth") == (
        f"{country} has no region 'soth' (did you mean \"south\"?): use north or south"
    )
    assert refused(2, run_dir, "--format", "csv", "--region", "south") == (
        f"{run_dir} has no regions; leave --region away"
    )
