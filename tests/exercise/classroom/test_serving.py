"""What has to be right before a class is opened at all."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from mirrorsim.cli.main import main
from mirrorsim.exercise import build
from mirrorsim.exercise.classroom.server import MISSING, CannotServe, is_loopback, serve
from tests.helpers.classrooms import FIRST_LOOK


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.3.2.1"])
def test_this_machine_alone(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org", "", "127.0.0.1.example.org"])
def test_hosts_that_others_reach_need_a_password(host, tmp_path):
    assert not is_loopback(host)
    with pytest.raises(CannotServe, match="trainer-password"):
        serve(tmp_path, host=host)
    said = CliRunner().invoke(main, ["exercise", "serve", str(tmp_path), "--host", host])
    assert said.exit_code == 2
    assert "trainer-password" in said.output


def test_without_the_extra_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "nicegui", None)
    said = CliRunner().invoke(main, ["exercise", "serve", str(tmp_path)])
    assert said.exit_code == 1
    assert said.output.strip() == f"mirrorsim: {MISSING}"


def test_a_folder_that_is_no_exercise(tmp_path):
    pytest.importorskip("nicegui")
    said = CliRunner().invoke(main, ["exercise", "serve", str(tmp_path)])
    assert said.exit_code == 1
    assert "no built exercise" in said.output
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken(tmp_path):
    pytest.importorskip("nicegui")
    build(FIRST_LOOK, tmp_path / "pack")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [
            sys.executable,
            "-m",
            "mirrorsim",
            "exercise",
            "serve",
            "pack",
            "--port",
            str(taken.getsockname()[1]),
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("in use")
    assert len(done.stderr.splitlines()) == 1


def test_importing_the_package_does_not_load_the_browser_part():
    code = "import sys, mirrorsim, mirrorsim.cli.main, mirrorsim.exercise.classroom.server as a; print('nicegui' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
