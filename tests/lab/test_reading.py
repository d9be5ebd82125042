"""A run folder read back gives the very measures that were taken from memory."""

from __future__ import annotations

import pytest

from mirrorsim.lab import reading
from mirrorsim.lab.deals import waterfall
from mirrorsim.lab.measures import measure
from mirrorsim.lab.reading import read_folder
from mirrorsim.report.html.delays import delays
from tests.helpers.run_folders import POLICIES, finished


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


def test_a_journal_that_is_too_long_is_left_where_it_is(tmp_path, monkeypatch):
    folder = finished(tmp_path, reps=1)
    longest = max(len(one.entries) for one in read_folder(folder).kept.values())
    monkeypatch.setattr(reading, "MOST", longest)
    assert set(read_folder(folder).kept) == set(POLICIES)
    monkeypatch.setattr(reading, "MOST", longest // 2)
    run = read_folder(folder)
    assert not run.kept
    assert "cannot be drawn" in str(delays(run))
