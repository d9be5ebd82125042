"""A run folder read back gives the very measures that were taken from memory."""

from __future__ import annotations

import pytest
from folders import POLICIES, finished

from mirrorsim.lab.measures import measure, waterfall
from mirrorsim.lab.reading import read_folder


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return read_folder(finished(tmp_path_factory.mktemp("reading"), reps=2))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_measures_from_disk(run, policy):
    frame = run.measures[(run.measures.policy == policy) & (run.measures.replication == 0)]
    assert {one.name: one.value for one in measure(run.kept[policy]).values()} == dict(
        zip(frame.measure, frame.value, strict=True)
    )


@pytest.mark.parametrize("policy", POLICIES)
def test_the_waterfall_closes(run, policy):
    parts = waterfall(run.kept[policy])
    held = sum(cents for part, cents in parts.items() if part not in ("pledged", "borne_by_broker"))
    assert parts["pledged"] + parts["borne_by_broker"] == held


def test_policies_in_the_order_in_which_they_were_run(run):
    assert run.policies == list(POLICIES)
    assert run.baseline == "as-it-is"
