"""A first plug-in by somebody else: the package, policy and commands that the README's section on plug-ins shows, as they are."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.shown_output import brought_up_to_date, same
from tests.helpers.worlds import ROOT
from tests.plugins.plugin_scenario import Run

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {words.split()[-1]: text for _, words, text in FENCED.findall(README) if words.strip()}
"""The README's files by name."""
PACKAGE = ("payee-check/pyproject.toml", "payee-check/payee_check.py")
[SHOWN] = [text for _, _, text in FENCED.findall(README) if "pip install --quiet ./payee-check" in text]
COMMANDS = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", SHOWN, re.MULTILINE)


@pytest.fixture
def package(place: Path) -> Path:
    """A folder of packages with the README's, built and installed from the files that it shows."""
    for name in (*PACKAGE, "weekly.yaml", "payees.yaml"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(FILES[name], encoding="utf-8")
    (installing, _), _ = COMMANDS
    pip, *arguments = shlex.split(installing)
    assert pip == ".venv/bin/pip"
    # beside the environment, so that the package is gone when the test is
    options = ["--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--target", str(place / "site")]
    subprocess.run([sys.executable, "-m", "pip", *arguments, *options], cwd=place, check=True)
    return place / "site"


def test_the_rule_of_the_readme_is_installed_compared_and_shown(mirrorsim: Run, place: Path, package: Path) -> None:
    _, (command, printed) = COMMANDS
    program, *arguments = shlex.split(command)
    assert program == "mirrorsim"
    ran = mirrorsim(*arguments, among=package)
    assert (ran.returncode, ran.stderr) == (0, "")
    now = "".join(f"{line.rstrip()}\n" for line in ran.stdout.splitlines())
    if os.environ.get("UPDATE_DOCS") and not same(printed, now):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        printed, before = brought_up_to_date(printed, now), printed
        (ROOT / "README.md").write_text(text.replace(before, printed), encoding="utf-8")
    assert same(printed, now), now

    folder = place / arguments[arguments.index("--out") + 1]
    assert json.loads((folder / "manifest.json").read_text())["plugins"] == {"payee-check": "0.1"}
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "banks freeze three large payments in ten" in report
    assert mirrorsim("replay", str(folder), "--quiet", among=package).returncode == 0

    slip = (place / "payees.yaml").read_text().replace("payee_check", "payee_cheque")
    (place / "slip.yaml").write_text(slip)
    refused = mirrorsim("run", "weekly.yaml", "--policy", "slip.yaml", among=package)
    assert refused.returncode == 2
    assert 'did you mean "payee_check"?' in refused.stderr
    without = mirrorsim("run", "weekly.yaml", "--policy", "payees.yaml", among=None)
    assert (without.returncode, "rules.payee_check" in without.stderr) == (2, True)
