"""Random worlds, as many as CI has time for; `python tests/storm/storm.py --worlds 10000` runs for longer.

`HYPOTHESIS_PROFILE=night python -m pytest` looks at twenty times as many.
"""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path

import pytest

from mirrorsim.scenario.load import load_text
from tests.helpers.profiles import examples
from tests.storm.generator import as_yaml, world
from tests.storm.judge import judge, judge_number
from tests.storm.seeded_defects import DEFECTS
from tests.storm.shrink import shrink
from tests.storm.storm import storm

HERE = Path(__file__).parent
WORLDS = [*range(max(examples(120), 120)), 227]
"""The last is the first in which customs take a cargo, which is rare."""
FINDS = {
    "lost-cent": 42, "double-posting": 11, "cap-off-by-a-day": 108, "reused-token": 1, "mirror-across-a-border": 51,
}  # fmt: skip
"""For each seeded defect: a world in which it is found, and the first of all."""


def test_no_world_breaks_anything() -> None:
    met: set[str] = set()
    for verdict in storm(WORLDS):
        assert not verdict.check, f"{verdict.name}: {verdict.check}: {verdict.finding}"
        met |= verdict.met
    # nearly all kinds of transaction and event occur in these worlds, or passing would mean little
    assert {
        "transaction mirror_swap",
        "transaction second_mirror",
        "transaction landing",
        "transaction crossing",
        "transaction seizure",
    } <= met
    assert {"event no_show", "event arrested", "event expired", "event shortfall", "event customs_took"} <= met
    assert len(met) > 85


def test_the_same_number_is_the_same_world_and_another_is_another() -> None:
    assert as_yaml(world(7)) == as_yaml(world(7)) != as_yaml(world(8))
    assert judge_number(7) == judge_number(7)


def test_a_world_is_an_ordinary_file(tmp_path: Path) -> None:
    """What the command keeps is what `mirrorsim run` and `mirrorsim replay` take."""
    text = as_yaml(world(3))
    assert load_text(text, "storm.yaml").tree.plain()["name"] == "storm-3"
    assert judge(text, "storm-3", resolved=True).check == ""


@pytest.mark.parametrize("defect", list(DEFECTS))
def test_a_seeded_defect_is_found_made_small_and_kept(defect: str, tmp_path: Path) -> None:
    """In a process of its own: a defect changes the program for good. It would have been found in the worlds above too."""
    assert FINDS[defect] in WORLDS
    asked = [
        "--defect",
        defect,
        "--first",
        str(FINDS[defect]),
        "--worlds",
        "1",
        "--out",
        str(tmp_path),
        "--tries",
        "10",
    ]
    done = subprocess.run(
        [sys.executable, str(HERE / "storm.py"), *asked],
        capture_output=True, text=True, check=False, cwd=HERE.parent.parent,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"after 1 worlds, storm-{FINDS[defect]}: " in done.stdout
    assert "made small: " in done.stdout
    assert f"reproduce: mirrorsim replay {tmp_path}/storm-{FINDS[defect]}\n" in done.stdout
    assert (tmp_path / f"storm-{FINDS[defect]}" / "manifest.json").is_file()


def test_what_is_made_small_still_fails_and_nothing_in_it_can_be_left_out() -> None:
    document = world(5)

    def fails(candidate: dict[str, object]) -> bool:
        return "rates" in candidate and bool(candidate.get("clients"))

    small = shrink(copy.deepcopy(document), fails, tries=2_000)
    assert set(small) == {"rates", "clients"}
    assert small["rates"] == {}
    assert len(small["clients"]) == 1
