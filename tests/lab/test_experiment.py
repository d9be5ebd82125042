"""Runs that are interrupted, parallel, killed, stopped by precision: the result is that of an undisturbed one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import mirrorsim
from mirrorsim.lab import executors
from mirrorsim.lab.checkpoint import Checkpoint
from mirrorsim.lab.cluster import cluster_executor
from mirrorsim.lab.executors import WorkerDied, run_tasks, split_replications
from mirrorsim.lab.manifest import NotARun
from mirrorsim.lab.precision import Precision
from mirrorsim.lab.ranking_selection import may_be_best
from mirrorsim.lab.replay import replay
from mirrorsim.lab.replication import Outcome, Task, run_replication
from mirrorsim.lab.run import run
from mirrorsim.lab.run_key import run_key
from mirrorsim.lab.warmup import mser5
from tests.helpers.run_folders import reseal

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["horizon=40 days", "ordinary=null", 'sources={"*": assumption}']


@pytest.fixture(scope="module")
def small():
    return mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL)


def hashes(result):
    return [(one.policy, one.replication, one.journal_hash) for one in result.outcomes]


def test_the_number_of_processes_changes_nothing(small):
    alone, together = run(small, reps=5, jobs=1), run(small, reps=5, jobs=2)
    assert hashes(alone) == hashes(together)
    assert alone.as_json() == together.as_json()


def test_any_executor_will_do(small):
    with ThreadPoolExecutor(2) as threads:
        assert hashes(run(small, reps=3, executor=threads)) == hashes(run(small, reps=3))


def test_finished_replications_are_taken_over(small, tmp_path):
    keep = Checkpoint(tmp_path / "run", "k" * 64)
    run(small, reps=2, done=keep.add)
    keep.close()
    new: list[Outcome] = []
    again = run(small, reps=4, done=new.append, finished=Checkpoint(tmp_path / "run", "k" * 64).load())
    # the first replication's journal is kept in the folder, so that one alone is made again
    assert [one.replication for one in new] == [0, 2, 3]
    assert again.as_json() == run(small, reps=4).as_json()


def test_what_other_code_has_made_is_not_taken_over_and_goes_when_the_run_is_whole(small, tmp_path):
    old, new = (Checkpoint(tmp_path / "run", "k" * 64, code) for code in ("a" * 64, "b" * 64))
    other = Checkpoint(tmp_path / "run", "l" * 64, "a" * 64)
    for keep in (old, other):
        run(small, reps=2, done=keep.add, spool=keep.journal_parts)
        keep.close()
    assert len(Checkpoint(tmp_path / "run", "k" * 64, "a" * 64).load()) == 2
    assert new.load() == {}
    new.drop()
    assert {path.name for path in tmp_path.iterdir()} == {other.path.name, other.journal_parts.name}


def test_a_kept_replication_that_was_changed_is_made_again(small, tmp_path):
    keep = Checkpoint(tmp_path / "run", "k" * 64)
    run(small, reps=2, done=keep.add, spool=keep.journal_parts)
    keep.close()
    [first, second] = keep.path.read_text().splitlines()
    changed = first.replace('"balanced": true', '"balanced": false')
    assert changed != first
    keep.path.write_text(f"{changed}\n{second}\n")
    assert list(keep.load()) == [("baseline", 1)]
    keep.path.write_text(f"{first}\n{second}\n")
    assert keep.load()["baseline", 0].kept
    part = next(keep.journal_parts.glob("*.journal.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    assert not keep.load()["baseline", 0].kept, "its journal is to be written again"


def test_half_a_line_is_no_replication(small, tmp_path):
    keep = Checkpoint(tmp_path / "run", "k" * 64)
    run(small, reps=3, done=keep.add)
    keep.close()
    text = keep.path.read_text()
    keep.path.write_text(text[: len(text) - 40])
    assert sorted(r for _, r in keep.load()) == [0, 1]
    broken = Checkpoint(tmp_path / "run", "k" * 64)
    run(small, reps=1, done=broken.add)
    broken.close()
    assert sorted(r for _, r in broken.load()) == [0, 1]


def _die_once(task: Task, replication: int):
    mark = Path(os.environ["MIRRORSIM_TEST_MARK"])
    if replication == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_replication(task, replication)


def _die_always(task: Task, replication: int):
    if replication == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_replication(task, replication)


def tasks(small, reps: int) -> list[Task]:
    (variant,) = small.variants()
    return [Task(variant.name, variant.phases, 3, part) for part in split_replications(range(reps), 4)]


def test_a_killed_worker_is_tried_again(small, tmp_path, monkeypatch):
    monkeypatch.setenv("MIRRORSIM_TEST_MARK", str(tmp_path / "mark"))
    monkeypatch.setattr(executors, "run_replication", _die_once)
    got = {one.replication: one.journal_hash for one in run_tasks(tasks(small, 4), 2, lambda outcome: None)}
    assert (tmp_path / "mark").exists()
    alone = {one.replication: one.journal_hash for one in run_tasks(tasks(small, 4), 1, lambda outcome: None)}
    assert got == alone


def test_a_task_that_kills_its_worker_twice_is_named(small, monkeypatch):
    monkeypatch.setattr(executors, "run_replication", _die_always)
    kept: list[Outcome] = []
    with pytest.raises(WorkerDied, match="replication 1 of policy baseline"):
        list(run_tasks(tasks(small, 3), 2, kept.append))
    assert {one.replication for one in kept} <= {0, 2}


def interrupted(command: list[str], folder: Path) -> str:
    """What a command says that is interrupted once its first replications are kept."""
    running = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any(p.stat().st_size for p in folder.glob(".run-*.partial")) and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    return said


def test_an_interrupted_command_is_taken_up_again(tmp_path):
    command = [
        sys.executable, "-m", "mirrorsim", "run", str(ROOT / "scenarios" / "network.yaml"), "--reps", "40",
        *(part for setting in SMALL for part in ("--set", setting)), "--out", "run",
    ]  # fmt: skip
    said = interrupted(command, tmp_path)
    assert "the same command goes on from there" in said
    assert not (tmp_path / "run").exists()
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "taken up again" in again.stderr
    assert not list(tmp_path.glob(".run-*"))
    whole = subprocess.run([*command[:-1], "undisturbed"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert whole.stdout.replace("undisturbed", "run") == again.stdout
    for name in ("manifest.json", "summary.json", "measures.parquet", "journal.parquet", "events.parquet"):
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()


def test_replay_finds_the_same_and_a_difference(small, tmp_path):

    folder = run(small, reps=2).save(tmp_path / "run")
    assert replay(folder).same
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"seed": 11', '"seed": 12'))
    with pytest.raises(NotARun, match="is not as it was written"):
        replay(folder)
    reseal(folder, seed=12)
    assert replay(folder).differing == [("baseline", 0), ("baseline", 1)]
    reseal(folder, mirrorsim="0.0.1")
    with pytest.raises(NotARun, match="read it with that version"):
        replay(folder)
    manifest.write_text("{")
    with pytest.raises(NotARun, match="damaged"):
        replay(folder)


def test_precision_stops_at_the_width_and_not_before_ten(small):
    rule = Precision(1e9, max_reps=50)
    assert run(small, precision=rule).replications == 10
    strict = Precision(1e-6, max_reps=20)
    result = run(small, precision=strict)
    assert result.replications == 20
    assert not strict.reached(result)
    with pytest.raises(ValueError, match="no measure 'nonsense'"):
        run(small, precision=Precision(1.0, measure="nonsense"))


def test_a_policy_changes_nothing_before_its_date(tmp_path):
    policy = tmp_path / "tighter.yaml"
    policy.write_text(
        "since: 2018-01-25\n"
        "change:\n"
        "  rules: {capital_flight_cap: {per_person: '10,000 USD'}, deposit_limit: null}\n"
        "  handover: {meeting: {no_show: 30 %}}\n"
        "  transport: {travel: 30 h}\n"
    )
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL, [policy])
    base = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL)
    columns = ["at", "kind", "leg", "deal", "account", "amount"]
    before = run(base, reps=1).journal[columns].astype(str)
    after = run(loaded, ["tighter"], reps=1).journal[columns].astype(str)
    first = before[before["at"] < "2018-01-25"].reset_index(drop=True)
    assert len(first) > 500
    assert first.equals(after[after["at"] < "2018-01-25"].reset_index(drop=True))
    assert not before.equals(after)


def test_common_random_numbers_pair_the_policies(small):
    """Differences of paired runs vary less than those of independent ones would."""
    tighter = mirrorsim.load_scenario(
        ROOT / "scenarios" / "network.yaml",
        [
            *SMALL,
            "policies.a={title: a}",
            "policies.b={change: {rules: {capital_flight_cap: {per_person: '45,000 USD'}}}}",
        ],
    )
    result = run(tighter, reps=12)
    a, b = (np.array(list(result.values(p, "throughput_usd_per_day").values())) for p in ("a", "b"))
    (difference,) = result.compare("throughput_usd_per_day").to_dict("records")
    assert difference["correlation"] == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert difference["correlation"] > 0.5
    assert difference["gain"] == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))
    assert difference["gain"] > 2


def test_the_best_policy_is_among_the_selected(small):
    loaded = mirrorsim.load_scenario(
        ROOT / "scenarios" / "network.yaml",
        [*SMALL, "policies.open={title: a}", "policies.shut={change: {handover: {meeting: {no_show: 100 %}}}}"],
    )
    result = run(loaded, reps=6)
    assert may_be_best(result, "throughput_usd_per_day", best="least") == ["shut"]
    assert may_be_best(result, "throughput_usd_per_day", best="most") == ["open"]


def test_mser_cuts_the_transient_and_nothing_else():
    random = np.random.Generator(np.random.Philox(key=[1, 2]))
    steady = random.normal(10, 1, 400)
    biased = np.r_[np.linspace(60, 10, 50), steady]
    assert 35 <= mser5(biased.tolist()) <= 75
    assert mser5([5.0] * 100) == 0
    assert mser5([1.0] * 9) == 0


def test_the_key_depends_on_what_matters_only(small):
    same = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL)
    assert run_key(small, ["baseline"], 1) == run_key(same, ["baseline"], 1)
    assert run_key(small, ["baseline"], 1) != run_key(small, ["baseline"], 2)


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_journals(small):
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        cluster_executor(local.scheduler_address) as executor,
    ):
        assert hashes(run(small, reps=6, executor=executor)) == hashes(run(small, reps=6))


def test_an_interrupted_parallel_command_keeps_each_finished_replication(tmp_path):
    command = [
        sys.executable, "-m", "mirrorsim", "run", str(ROOT / "scenarios" / "network.yaml"), "--reps", "400",
        "--jobs", "2", *(part for setting in SMALL for part in ("--set", setting)), "--out", "run",
    ]  # fmt: skip
    said = interrupted(command, tmp_path)
    kept = int(said.split("interrupted; ")[1].split()[0])
    assert kept >= 1
    (partial,) = tmp_path.glob(".run-*.partial")
    assert len(partial.read_text().splitlines()) == kept


def test_a_policy_file_is_compared_with_the_scenario_as_it_is(tmp_path):
    (tmp_path / "nocap.yaml").write_text("change: {rules: {capital_flight_cap: null}}\n")
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL, [tmp_path / "nocap.yaml"])
    assert list(loaded.policies) == ["baseline", "nocap"]
    result = run(loaded, ["baseline", "nocap"], reps=1)
    assert (
        hashes(result)[0][2] == hashes(run(mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL)))[0][2]
    )


def test_policy_files_do_not_overwrite_each_other_or_the_scenarios_own(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "trade.yaml").write_text("change: {rules: {}}\n")
    files = [tmp_path / "a" / "trade.yaml", tmp_path / "b" / "trade.yaml"]
    with pytest.raises(mirrorsim.ScenarioError, match="is named 'trade' already"):
        mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL, files)
    with pytest.raises(mirrorsim.ScenarioError, match="is named 'trade' already"):
        mirrorsim.load_scenario(ROOT / "scenarios" / "factbox.yaml", [], files[:1])
    (tmp_path / "Bad.Name.yaml").write_text("change: {rules: {}}\n")
    with pytest.raises(mirrorsim.ScenarioError, match="is no name"):
        mirrorsim.load_scenario(ROOT / "scenarios" / "factbox.yaml", [], [tmp_path / "Bad.Name.yaml"])


def test_a_policy_that_is_named_twice_is_refused(small):
    with pytest.raises(ValueError, match=r"^the policy 'baseline' is named twice: a policy is compared with others"):
        run(small, ["baseline", "baseline"])


def test_a_change_after_the_end_is_checked_and_said(tmp_path):
    late = tmp_path / "late.yaml"
    late.write_text("since: 2035-01-01\nchange: {handover: {attempts: 1}}\n")
    loaded = mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL, [late])
    assert loaded.policies["late"].never == ("policies.late.change",)
    late.write_text("since: 2035-01-01\nchange: {nonsense: {foo: 1}}\n")
    with pytest.raises(mirrorsim.ScenarioError, match="nonsense"):
        mirrorsim.load_scenario(ROOT / "scenarios" / "network.yaml", SMALL, [late])


def test_a_rule_that_names_no_port_is_an_error():
    with pytest.raises(mirrorsim.ScenarioError, match="there is no port 'manzanilo'"):
        mirrorsim.load_scenario(
            ROOT / "scenarios" / "network.yaml", [*SMALL, "rules.customs_inspection={ports: [manzanilo]}"]
        )


def test_the_warm_up_leaves_flows_out_and_stocks_in(small):
    whole, later = run(small, reps=3), run(small, reps=3, warm_up=20 * 86_400_000_000)
    for name in ("in_flight_usd", "unmoved_usd"):
        assert later.values("baseline", name) == whole.values("baseline", name)
    for name in ("cash_collected_usd", "seized_usd", "yuan_moved_usd"):
        assert all(later.values("baseline", name)[r] <= whole.values("baseline", name)[r] for r in range(3))
    assert later.estimates["baseline"]["seized_share"].mean <= 1
