"""A run folder read back gives the very measures that were taken from memory."""

from __future__ import annotations

import pytest

from mirrorsim.lab import run_folder
from mirrorsim.lab.deals import waterfall
from mirrorsim.lab.measures.registry import measures_of_arrays
from mirrorsim.lab.run_folder import read_run_folder
from mirrorsim.report.html.timing import delays
from tests.helpers.run_folders import POLICIES, finished


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return read_run_folder(finished(tmp_path_factory.mktemp("reading"), reps=2))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_measures_from_disk(run, policy):
    frame = run.measures[(run.measures.policy == policy) & (run.measures.replication == 0)]
    assert {one.name: one.value for one in measures_of_arrays(run.kept[policy]).values()} == dict(
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
    longest = max(len(one.entries) for one in read_run_folder(folder).kept.values())
    monkeypatch.setattr(run_folder, "MOST_POSTINGS", longest)
    assert set(read_run_folder(folder).kept) == set(POLICIES)
    monkeypatch.setattr(run_folder, "MOST_POSTINGS", longest // 2)
    run = read_run_folder(folder)
    assert not run.kept
    assert "cannot be drawn" in str(delays(run))
