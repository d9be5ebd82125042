"""The example of a plug-in, built and installed as a user would, into a folder that only some processes look into."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.worlds import ROOT
from tests.plugins.plugin_scenario import SCENARIO, Run


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with the example in it."""
    folder = tmp_path_factory.mktemp("site")
    example = ROOT / "tests" / "plugin_example"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--target", str(folder), str(example)],
        check=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the scenario ``borrowed.yaml``."""
    (tmp_path / "borrowed.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


@pytest.fixture
def mirrorsim(place: Path, site: Path) -> Run:
    """Run the program in ``place`` with the packages in ``among``: those of ``site`` unless said otherwise."""

    def run(*arguments: str, among: Path | None = site) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, filter(None, [among, _checkout()])))}
        return subprocess.run(
            [sys.executable, "-m", "mirrorsim", *arguments],
            cwd=place, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def _checkout() -> Path:
    """Where the program under test is."""
    import mirrorsim as package

    return Path(package.__file__).parents[1]
