"""Paths that lead nowhere, round in a loop, or to something that is no file: one sentence each, and nothing waits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mirrorsim.cli import main
from mirrorsim.scenario.input_file import read_input
from tests.helpers.worlds import ROOT

FACTBOX = ROOT / "scenarios" / "factbox.yaml"
LOOP = "it is a loop of symbolic links, which leads to no file"
PIPE = "it is a named pipe (FIFO), not a file; write /dev/stdin to read from a pipe"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").symlink_to("b.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    Path("loop").symlink_to("loop")
    Path("dangling.yaml").symlink_to("nowhere.yaml")
    os.mkfifo("pipe.yaml")
    os.mkfifo("pipe")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], prog_name="mirrorsim")


def in_time(*arguments: str | Path) -> Result:
    """What a command says; one that waits for the other end of a pipe gets it after 20 s, and the test fails."""
    late = threading.Event()

    def let_go() -> None:
        late.set()
        for name in ("pipe.yaml", "pipe"):
            os.close(os.open(name, os.O_RDWR | os.O_NONBLOCK))

    timer = threading.Timer(20, let_go)
    timer.start()
    try:
        result = run(*arguments)
    finally:
        timer.cancel()
    assert not late.is_set(), "it waited for somebody to write into the pipe"
    return result


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.yaml", LOOP),
        ("loop", LOOP),
        ("dangling.yaml", "it is a symbolic link to a file that does not exist"),
        ("pipe.yaml", PIPE),
        ("pipe", PIPE),
        (".", "it is a directory"),
        ("socket.yaml", "No such device or address"),
        ("/dev/zero", "it is a device, not a file"),
    ],
)
@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_scenario_that_is_no_file_is_one_sentence(verb: str, name: str, said: str) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
        result = in_time(verb, name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{name}:1:1: cannot be read: {said}\n"
    assert not Path("runs").exists()


@pytest.mark.parametrize(("name", "said"), [("a.yaml", LOOP), ("pipe.yaml", PIPE)])
def test_a_policy_an_answer_sheet_and_an_exercise_that_are_no_files(name: str, said: str) -> None:
    for words in (
        ("run", FACTBOX, "--policy", name),
        ("exercise", "build", name, "--out", "x"),
        ("new", "n", "--from", name),
    ):
        result = in_time(*words)
        assert (result.exit_code, result.stderr) == (2, f"{name}:1:1: cannot be read: {said}\n")
    assert in_time("exercise", "build", "first-look", "--out", "pack", "--quiet").exit_code == 0
    result = in_time("exercise", "grade", "pack", name)
    assert (result.exit_code, result.stderr) == (1, f"{name}: {said}\n")


@pytest.mark.parametrize("out", ["loop", "loop/below", "a.yaml"])
def test_a_run_into_a_loop_is_told_so(out: str) -> None:
    result = run("run", FACTBOX, "--quiet", "--out", out)
    assert (result.exit_code, result.stdout) == (1, "")
    said = "this path is a loop of symbolic links, which leads to no folder; choose another --out"
    assert result.stderr == f"{out}: {said}\n"
    assert Path("loop").readlink() == Path("loop")


def test_a_file_that_is_missing_is_not_said_to_be_itself() -> None:
    result = run("check", "c.yaml")
    assert result.stderr.startswith("c.yaml:1:1: cannot be read: No such file or directory")
    assert '(did you mean "c.yaml"?)' not in result.stderr


@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_standard_input_is_read_by_its_name(name: str) -> None:
    words = [sys.executable, "-m", "mirrorsim", "check", name]
    done = subprocess.run(words, input=FACTBOX.read_bytes(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    with FACTBOX.open("rb") as file:
        done = subprocess.run(words, stdin=file, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    done = subprocess.run(words, input=b"name: x\n", capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name}:1:1: brokers: is missing".encode())


def test_no_more_of_a_file_is_read_than_is_asked_for() -> None:
    Path("long").write_bytes(b"x" * 100)
    assert read_input("long", 7) == b"x" * 7
    assert read_input("long") == b"x" * 100
