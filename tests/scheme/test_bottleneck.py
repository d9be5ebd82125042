"""The bottleneck is where deals wait longest, and it moves to whatever is made scarce."""

from __future__ import annotations

import numpy as np
import pytest

from mirrorsim.engine.log import COLUMNS
from mirrorsim.engine.queue_monitor import QueueMonitor
from mirrorsim.scheme.events import GOES_ON, WAITS
from mirrorsim.world.build import Unsound
from mirrorsim.world.littles_law import littles_law_findings
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import SOURCES, mean, of_network, replications
from tests.helpers.worlds import world

HALF = "horizon=6 months"
REPS = 3
FEW_COURIERS = (
    HALF,
    "channels=null",
    SOURCES,
    "brokers.alfa.credit=100,000,000 USD",
    "brokers.alfa.couriers=1",
    "brokers.bravo.credit=0 USD",
    "brokers.charlie.credit=0 USD",
    "transport.travel=3 days",
    "handover.token.valid_for=90 days",
)
FEW_PESOS = (
    HALF,
    "repatriation.choose=second_mirror",
    "providers.wholesaler.replenished=1,000,000 MXN",
    "providers.importer.replenished=500,000 MXN",
)
FEW_BUYERS = (HALF, "buyers.savers.savers.people=100", "buyers.merchants.shops.appetite=5,000 USD")
STEPS = ("offer", "courier", "buyer", "pesos", "port")


def waits(*settings: str) -> dict[str, float]:
    """Mean wait in days by step, over replications."""
    return {step: mean(f"wait_days.{step}", REPS, *settings) for step in STEPS}


@pytest.mark.parametrize(
    ("settings", "bottleneck"), [(FEW_COURIERS, "courier"), (FEW_PESOS, "pesos"), (FEW_BUYERS, "buyer")]
)
def test_the_longest_wait_is_at_what_was_made_scarce(settings: tuple[str, ...], bottleneck: str) -> None:
    before, after = waits(HALF), waits(*settings)
    assert max(after, key=lambda step: after[step]) == bottleneck
    assert after[bottleneck] > 5 * max(before.values())
    assert all(after[step] < after[bottleneck] / 2 for step in STEPS if step != bottleneck)
    for replication in replications(REPS, *settings):
        measured = {step: replication.get(f"wait_days.{step}", 0.0) for step in STEPS}
        assert max(measured, key=lambda step: measured[step]) == bottleneck


def test_making_the_scarce_thing_plentiful_again_takes_the_wait_away() -> None:
    couriers = (*FEW_COURIERS, "brokers.alfa.couriers=60")
    pesos = (*FEW_PESOS, "providers.wholesaler={pesos: '90,000,000 MXN', replenished: '90,000,000 MXN', spread: 0.5 %}")
    buyers = (*FEW_BUYERS, "buyers.merchants.shops.appetite=900,000 USD")
    for step, settings in (("courier", couriers), ("pesos", pesos), ("buyer", buyers)):
        assert waits(*settings)[step] < 0.01, step


def test_what_is_scarce_moves_less() -> None:
    found = [mean("throughput_usd_per_day", REPS, *settings) for settings in (FEW_COURIERS, FEW_PESOS, FEW_BUYERS)]
    assert max(found) < 0.8 * mean("throughput_usd_per_day", REPS, HALF)


# -- Little's law -------------------------------------------------------------------------------------------------------

TIME, EVENT, PARTY, DETAIL = (COLUMNS.index(name) for name in ("time", "event", "party", "detail"))


@pytest.fixture(scope="module")
def queues() -> RecordedReplication:
    """A run in which deals queue for couriers, buyers and pesos, some of them to the end."""
    record = of_network(*FEW_BUYERS, "brokers.alfa.couriers=1", "brokers.charlie.couriers=1", "transport.travel=20 h")
    assert sum(line.entered > 0 for line in record.queues) >= 3
    assert any(line.waiting for line in record.queues)
    return record


def rows(record: RecordedReplication) -> np.ndarray:
    return np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS)).copy()


def findings(record: RecordedReplication, log: np.ndarray, lines: list[QueueMonitor] | None = None) -> list[str]:
    return littles_law_findings(record.queues if lines is None else lines, log, record.names, record.horizon)


def of_line(record: RecordedReplication, log: np.ndarray, code: int, line: str) -> np.ndarray:
    return np.flatnonzero((log[:, EVENT] == code) & (log[:, PARTY] == record.names.index(line)))


def test_the_log_and_the_lines_of_a_run_agree_to_the_tick(queues: RecordedReplication) -> None:
    assert findings(queues, rows(queues)) == []


@pytest.mark.parametrize("tick", [1, -1, 3_600_000_000])
@pytest.mark.parametrize("line", ["courier", "buyer"])
def test_a_wait_that_is_off_by_a_tick_is_found(queues: RecordedReplication, line: str, tick: int) -> None:
    for column, code in ((DETAIL, GOES_ON.code), (TIME, WAITS.code)):
        log = rows(queues)
        log[of_line(queues, log, code, line)[0], column] += tick
        (finding,) = findings(queues, log)
        assert f"Little's law fails at {line}" in finding


@pytest.mark.parametrize("code", [WAITS.code, GOES_ON.code])
def test_a_coming_or_going_that_is_missing_is_found(queues: RecordedReplication, code: int) -> None:
    log = rows(queues)
    assert findings(queues, np.delete(log, of_line(queues, log, code, "buyer")[0], axis=0))


def test_a_coming_that_never_was_is_found(queues: RecordedReplication) -> None:
    log = rows(queues)
    assert findings(queues, np.vstack([log, log[of_line(queues, log, WAITS.code, "buyer")[:1]]]))


def test_a_wait_at_the_wrong_step_is_found_at_both(queues: RecordedReplication) -> None:
    log = rows(queues)
    for code in (WAITS.code, GOES_ON.code):
        log[of_line(queues, log, code, "courier")[0], PARTY] = queues.names.index("buyer")
    assert len(findings(queues, log)) == 2


def test_a_line_that_counts_wrongly_is_found(queues: RecordedReplication) -> None:
    line = next(line for line in queues.queues if line.name == "buyer")
    line.area += 1
    try:
        assert len(findings(queues, rows(queues))) == 1
    finally:
        line.area -= 1


def test_a_run_whose_lines_lie_does_not_end_well(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = QueueMonitor.leave

    def lying(self: QueueMonitor, now: int, since: int) -> int:
        waited = honest(self, now, since)
        self.area += 1
        return waited

    monkeypatch.setattr(QueueMonitor, "leave", lying)
    with pytest.raises(Unsound, match="Little's law fails"):
        world("clients.client={batches: 4, every: 1 h, amount: '150,000 USD'}", "brokers.bravo.couriers=1")
