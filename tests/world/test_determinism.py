"""The same scenario and seed give the same journal, whoever runs it; what changes nothing changes nothing."""

import gc
import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from mirrorsim.lab.frames import journal_table
from mirrorsim.lab.run import run
from mirrorsim.scenario.load import Loaded, load_text
from mirrorsim.world.build import simulate
from mirrorsim.world.record import RecordedReplication
from tests.helpers.worlds import ROOT, document, events, factbox

BUSY = {
    "horizon": "200 days",
    "clients": {
        "one": {"batches": "6", "every": {"exponential": {"mean": "3 days"}}},
        "two": {"batches": "6", "every": {"uniform": {"low": "1 day", "high": "5 days"}}},
    },
    "buyers": {
        "merchants": {"shop": {"count": "3", "appetite": "60,000 USD", "premium": {"uniform": {"low": "0 %", "high": "3 %"}}}},
        "savers": {"town": {"people": "60", "wanted_per_year": {"lognormal": {"median": "60,000 USD", "sigma": "0.6"}}}},
    },
    "rules": {"capital_flight_cap": {}, "deposit_limit": {}},
}  # fmt: skip


def busy(**changes: Any) -> Loaded:
    return factbox(**{**BUSY, **changes})


def record_of(
    loaded: Loaded, policy: str = "second-mirror", seed: int = 7, replication: int = 0
) -> RecordedReplication:
    return simulate(loaded.policies[policy].phases, policy, seed, replication)


def by_deal(record: RecordedReplication) -> dict[str, list[tuple[Any, ...]]]:
    """Each deal's postings, everything spelled out; deals of nobody under an empty name."""
    columns = journal_table(record).select(["deal", "at", "kind", "leg", "account", "amount"]).to_pydict()
    found: dict[str, list[tuple[Any, ...]]] = {}
    for deal, *rest in zip(*columns.values(), strict=True):
        found.setdefault(deal or "", []).append(tuple(rest))
    return found


def permuted(content: Any) -> Any:
    """The same content with the keys of every mapping in reverse order, but for policies, whose order means something."""
    if isinstance(content, dict):
        turned = {key: permuted(content[key]) for key in reversed(content)}
        return turned | ({"policies": content["policies"]} if "policies" in content else {})
    return [permuted(item) for item in content] if isinstance(content, list) else content


@pytest.mark.parametrize("policy", ["second-mirror", "trade"])
def test_a_second_run_is_the_same_byte_for_byte(policy: str) -> None:
    first, second = record_of(busy(), policy), record_of(busy(), policy)
    assert first.journal_hash == second.journal_hash
    assert first.events == second.events
    assert first.names == second.names


def test_seeds_and_replications_differ() -> None:
    hashes = {record_of(busy(), seed=seed, replication=number).journal_hash for seed in (1, 2) for number in (0, 1)}
    assert len(hashes) == 4


def test_the_order_of_keys_does_not_matter() -> None:
    plain = document(**BUSY)
    turned = permuted(plain)
    assert json.dumps(turned) != json.dumps(plain)
    first, second = load_text(json.dumps(plain)), load_text(json.dumps(turned))
    assert first.resolved() == second.resolved()
    for policy in first.policies:
        assert record_of(first, policy).journal_hash == record_of(second, policy).journal_hash


def test_the_hash_seed_of_python_does_not_matter(tmp_path: Any) -> None:
    scenario = tmp_path / "busy.yaml"
    scenario.write_text(json.dumps(document(**BUSY)))
    program = (
        "import sys; from mirrorsim import load_scenario; from mirrorsim.lab.run import run;"
        "print([one.journal_hash for one in run(load_scenario(sys.argv[1])).outcomes])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program, str(scenario)],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4242")
    }
    assert len(printed) == 1


def test_the_number_of_processes_does_not_matter() -> None:
    one, two = run(busy(), reps=4, jobs=1), run(busy(), reps=4, jobs=2)
    assert one.outcomes == two.outcomes
    assert one.as_json() == two.as_json()


def test_nothing_is_written_after_the_horizon() -> None:
    record = record_of(busy(horizon="20 days"))
    count = len(record.events)
    gc.collect()
    assert len(record.events) == count
    assert max(int(event["time"]) for event in events(record)) < record.horizon


def test_a_client_without_batches_changes_no_posting() -> None:
    extra = BUSY["clients"] | {"none": {"batches": "0"}}
    for policy in ("second-mirror", "trade"):
        assert by_deal(record_of(busy(clients=extra), policy)) == by_deal(record_of(busy(), policy))


def test_a_client_whom_no_broker_serves_changes_no_other_deal() -> None:
    extra = BUSY["clients"] | {"stingy": {"batches": "9", "max_commission": "0 %", "patience": "2 days"}}
    usual, record = by_deal(record_of(busy())), by_deal(record_of(busy(clients=extra)))
    refused = {name for name in record if name.startswith("stingy-")}
    assert len(refused) == 9
    assert {name: rows for name, rows in record.items() if name not in refused} == usual
    for name in refused:
        assert Counter(row[1] for row in record[name]) == {"street_sales": 2}


@pytest.mark.parametrize(
    "rule",
    [
        {"capital_flight_cap": {"per_person": "10,000,000,000 USD"}},
        {"deposit_limit": {"per_account": "10,000,000,000 USD", "per_firm": "10,000,000,000 USD"}},
        {"interdiction": {"stopped": "0 %", "found_per_day": "0 %"}},
        {"customs_inspection": {"inspected": "0 %"}},
        {"transfer_monitoring": {"frozen": "0 %"}},
    ],
    ids=lambda rule: next(iter(rule)),
)
@pytest.mark.parametrize("policy", ["second-mirror", "trade"])
def test_a_rule_that_never_binds_changes_no_byte_of_the_journal(rule: dict[str, Any], policy: str) -> None:
    channels = {"bulk_cash": {"fee": "0 %"}}
    usual = record_of(busy(rules={}, channels=channels), policy)
    record = record_of(busy(rules=rule, channels=channels), policy)
    assert record.journal_hash == usual.journal_hash


def test_a_policy_changes_nothing_before_its_date() -> None:
    change = {
        "handover": {"meeting": {"no_show": "60 %"}},
        "mirror": {"account_turnover": "9,000 USD"},
        "rules": {"interdiction": {"stopped": "50 %"}},
        "providers": {"wholesaler": {"replenished": "1 MXN"}},
    }
    later = {"since": "2021-01-20", "change": change}
    loaded = busy(policies={"usual": {}, "later": later})
    usual, changed = record_of(loaded, "usual"), record_of(loaded, "later")
    date = loaded.policies["later"].phases[1][0]

    def until(record: RecordedReplication) -> list[Any]:
        columns = journal_table(record).select(["at", "deal", "kind", "leg", "account", "amount"]).to_pylist()
        count = int((record.postings.time < date).sum())
        return columns[:count]

    assert until(changed) == until(usual)
    assert len(until(usual)) > 200
    assert changed.journal_hash != usual.journal_hash
