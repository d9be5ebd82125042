"""The nightly command: what it runs exists, and what fails in it is named without stopping the others."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NIGHTLY = ROOT / ".ci" / "nightly"
FAKE = """#!/usr/bin/env bash
echo "ran $*"
[[ $* != *faults* ]] || exit 3
[[ $* != *miner* ]] || sleep 60
"""


def nightly(place: Path, *names: str, minutes: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NIGHTLY_MINUTES": minutes}
    command = ["bash", str(place / ".ci" / "nightly"), *names]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A tree whose Python only says what it was asked; one command of it fails, and one never ends."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(NIGHTLY, tmp_path / ".ci" / "nightly")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE)
    python.chmod(0o755)
    return tmp_path


def test_every_command_is_there() -> None:
    lines = nightly(ROOT, "--list").stdout.splitlines()
    assert {line.split()[0] for line in lines} >= {"suite", "storm", "mutation", "speed"}
    for line in lines:
        _, minutes, *command = line.split()
        assert int(minutes) > 0
        scripts = [word for word in command if word.endswith(".py")]
        assert "pytest" in command or scripts
        assert all((ROOT / script).is_file() for script in scripts), line


def test_what_fails_or_does_not_end_is_named_and_the_others_run(place: Path) -> None:
    done = nightly(place, "storm", "faults", "miner", "speed", minutes="0.02")
    assert done.returncode == 1
    ran = [line for line in done.stdout.splitlines() if line.startswith("ran ")]
    assert [line.split()[1] for line in ran] == [
        "tests/storm/storm.py", "tests/trust/miner.py", "tests/faults/faults.py", "tests/benchmarks/speed.py",
    ]  # fmt: skip
    assert done.stdout.splitlines()[-3:] == [
        "== not well ==", "miner: not done after 0.02 minutes", "faults: exit 3",
    ]  # fmt: skip


def test_nothing_wrong_is_exit_0_and_an_unknown_name_exit_2(place: Path) -> None:
    done = nightly(place, "storm")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "== all is well ==")
    assert "ran tests/storm/storm.py --worlds 10000 --jobs 2" in done.stdout
    wrong = nightly(place, "storms")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "there is no storms: --list says what there is\n"
