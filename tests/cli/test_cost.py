"""What a run will cost is said before a long one, on a terminal only."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mirrorsim.cli import cost as costs
from mirrorsim.cli.cost import Cost, cost, duration, machine_speed, size, tell_cost
from mirrorsim.scenario.load import load_scenario
from tests.helpers.worlds import ROOT

LINE = r"expected: about [0-9,]+ deals, about [0-9]+ (s|min|h|days), up to [0-9.]+ (MB|GB) of memory"
NETWORK = load_scenario("network").variants()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_cost_of_more_is_more_in_proportion() -> None:
    one, many = cost(NETWORK, 1, 1), cost(NETWORK, 1000, 1)
    assert many.deals == pytest.approx(1000 * one.deals)
    assert many.seconds == pytest.approx(1000 * one.seconds)
    assert many.memory == one.memory
    assert cost(NETWORK, 1000, 2).seconds == pytest.approx(many.seconds / 2)
    assert cost(NETWORK, 1000, 1, speed=4).seconds == pytest.approx(many.seconds / 4)
    assert cost(NETWORK, 2, 8).processes == 2
    both = load_scenario("factbox").variants()
    assert cost(both, 5, 1).deals == 10


def test_the_figures_are_those_that_were_measured() -> None:
    """README, under Speed: 1,000 replications of network.yaml in 71 s, national.yaml in 6 min 52 s and 239 MB, on two cores."""
    assert 71 / 2 < cost(NETWORK, 1000, 2).seconds < 71 * 2
    national = cost(load_scenario("national").variants(), 1, 2)
    assert 412 / 2 < national.seconds < 412 * 2
    assert 239e6 / 2 < national.memory < 239e6 * 2
    assert national.processes == 2
    assert str(national).startswith("expected: about 2,000,")


def test_the_machine_is_measured_in_no_time() -> None:
    assert 0.01 < machine_speed() < 100


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (40, "40 s"), (89, "89 s"), (91, "2 min"), (3600, "60 min"), (6000, "2 h"), (47 * 3600, "47 h"),
     (100 * 3600, "4 days"), (1e10, "115,741 days")],
)  # fmt: skip
def test_a_time_is_said_in_a_unit_that_suits_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_memory_is_said_in_two_figures() -> None:
    assert [size(count) for count in (1.5e8, 2.39e8, 9.94e8, 9.96e8, 2.04e10)] == [
        "150 MB",
        "240 MB",
        "990 MB",
        "1.0 GB",
        "20.4 GB",
    ]


def test_one_line_says_it() -> None:
    assert str(Cost(1234.6, 100, 2e8, 1, False)) == "expected: about 1,235 deals, about 2 min, up to 200 MB of memory"
    several = str(Cost(10, 100, 2e8, 4, True))
    assert several == "expected: about 10 deals, at least 2 min, up to 200 MB of memory in each of 4 processes"


def test_it_is_said_on_a_terminal_and_of_a_long_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "machine_speed", lambda: 1.0)

    def said(reps: int, stream: io.StringIO) -> str:
        monkeypatch.setattr(sys, "stderr", stream)
        tell_cost(NETWORK, reps, 1, at_least=False)
        return stream.getvalue()

    assert re.fullmatch(LINE + "\n", said(1000, Terminal()))
    assert said(1000, io.StringIO()) == ""
    assert said(1, Terminal()) == ""
    monkeypatch.setattr(costs, "machine_speed", lambda: 1e6)
    assert said(1000, Terminal()) == ""
    monkeypatch.setattr(sys, "stderr", None)
    tell_cost(NETWORK, 1000, 1, at_least=False)


@pytest.mark.parametrize(("more", "line"), [((), True), (("--quiet",), False), (("--json",), False)])
def test_a_long_run_says_it_on_the_terminal_that_it_is_started_from(
    more: tuple[str, ...], line: bool, tmp_path: Path
) -> None:
    """The run is interrupted as soon as anything, or nothing for a few seconds, has been said."""
    outside, inside = pty.openpty()
    words = [
        sys.executable,
        "-m",
        "mirrorsim",
        "run",
        str(ROOT / "scenarios" / "network.yaml"),
        "--reps",
        "5000",
        *more,
    ]
    running = subprocess.Popen(words, cwd=tmp_path, stderr=inside, stdout=subprocess.DEVNULL)
    os.close(inside)
    try:
        said = _until_it_works(outside, tmp_path) if not line else _first_line(outside)
    finally:
        running.terminate()
        try:
            running.wait(60)
        finally:
            running.kill()
            os.close(outside)
    assert (re.search(LINE, said) is not None) is line, said


def _first_line(handle: int) -> str:
    said = b""
    while b"\n" not in said:
        said += os.read(handle, 4096)
    return said.decode()


def _until_it_works(handle: int, place: Path) -> str:
    """What stands on the terminal when the first replications are finished: the line would have come before."""
    import time

    end = time.monotonic() + 60
    while not any(one.stat().st_size for one in place.rglob("*") if one.is_file()) and time.monotonic() < end:
        time.sleep(0.1)
    assert time.monotonic() < end, "nothing was finished"
    os.set_blocking(handle, False)
    try:
        return os.read(handle, 65_536).decode()
    except BlockingIOError:
        return ""
