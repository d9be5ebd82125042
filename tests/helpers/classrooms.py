"""A class for tests: a built exercise, a server of its own, and people in front of browsers."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PASSWORD = "blue whale 7"
CHROMIUM = shutil.which("chromium")
FIRST_LOOK = Path(__file__).parents[2] / "scenarios" / "exercises" / "first-look.yaml"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """`mirrorsim exercise serve` as a process, which can be killed and started again on the same port."""

    def __init__(self, folder, port=None, password=PASSWORD):
        self.folder, self.port, self.password = Path(folder), port or free_port(), password
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        log = (self.folder / "server.log").open("ab")
        command = [sys.executable, "-m", "mirrorsim", "exercise", "serve", str(self.folder), "--port", str(self.port)]
        environment = {**os.environ, "NICEGUI_STORAGE_PATH": str(self.folder / "nicegui")}
        environment.pop("PYTEST_CURRENT_TEST", None)  # the server is no test
        self.process = subprocess.Popen(
            [*command, "--trainer-password", self.password], stdout=log, stderr=log, cwd=self.folder, env=environment
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(self.url, timeout=5):
                return self
            assert self.process.poll() is None, self.log()
            time.sleep(0.2)
        raise AssertionError(f"the server does not answer: {self.log()}")

    def kill(self):
        """As a power cut would: nothing is said goodbye to."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)

    def log(self):
        return (self.folder / "server.log").read_text(errors="replace")

    def memory(self):
        """Resident memory in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def trainer_in(page, url, password=PASSWORD):
    page.goto(f"{url}/trainer")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("button", name="Add the team").wait_for()


def add_team(page, name):
    """Add a team with the first role; its code."""
    page.get_by_label("Name of a new team").fill(name)
    page.get_by_role("button", name="Add the team").click()
    row = page.locator("tr", has_text=name)
    row.wait_for()
    return row.locator("td").nth(2).inner_text()


def join(page, url, code):
    page.goto(url)
    page.get_by_label("Team code").fill(code)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("tab", name="Briefing").wait_for()


def part(page, name):
    page.get_by_role("tab", name=name).click()


def choose(page, label, option):
    page.get_by_label(label, exact=True).last.click()
    page.get_by_role("option", name=option).first.click()
