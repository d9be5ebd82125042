"""One finished run for all tests of exports: the small network, two policies, two replications, every journal kept."""

from pathlib import Path

import pandas as pd
import pytest

import mirrorsim
from tests.helpers.worlds import ROOT

SETTINGS = ("horizon=60 days", "sources={'*': assumption}")


@pytest.fixture(scope="session")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("exports")
    tighter = place / "tight.yaml"
    tighter.write_text('change: {rules: {capital_flight_cap: {per_person: "25,000 USD"}}}\n', encoding="utf-8")
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SETTINGS, [tighter])
    result = mirrorsim.run(loaded, [next(iter(loaded.policies)), "tight"], reps=2, journal="all")
    return result.save(place / "run")


@pytest.fixture(scope="session")
def journal(run_dir: Path) -> pd.DataFrame:
    """The run's journal as it is on disk; names are plain texts."""
    return _plain(run_dir / "journal.parquet")


@pytest.fixture(scope="session")
def events(run_dir: Path) -> pd.DataFrame:
    return _plain(run_dir / "events.parquet")


def _plain(path: Path) -> pd.DataFrame:
    frame = pd.read_parquet(path)
    names = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(names, object))
