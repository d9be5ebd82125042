"""Everything that the README shows is true: its scenarios load, its commands print what stands beside them.

Kinds of blocks, by what follows the three backticks:

``yaml FILE.yaml``      a whole scenario, which the other blocks find under this name
``yaml policy FILE``    a policy in a file of its own
``yaml broken FILE``    a scenario with mistakes
``yaml fragment``       sections of a scenario, checked laid over the factbox scenario
``console``             commands after ``$ `` and what they print; ``...`` stands for anything; ``console exit=2`` fails so
``python``              run in one namespace from top to bottom; with ``>>>`` what is printed is compared too
``json``                what --json prints, with one measure of all
``sh``                  set-up, which .ci/run runs word for word
``toml``                lines of the example package's pyproject.toml
``toml FILE``           a file of the package that a reader makes, as is ``python FILE``; tests/plugins installs and runs it
``text``                shown only
"""

import contextlib
import doctest
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from tests.helpers.shown_output import brought_up_to_date, same

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
HOW = "UPDATE_DOCS=1 .venv/bin/python -m pytest -n 0 tests/docs writes down what has only changed in numbers"
FLAGS = doctest.ELLIPSIS
FACTBOX = ROOT / "scenarios" / "factbox.yaml"


class Block(NamedTuple):
    line: int
    language: str
    words: tuple[str, ...]
    text: str


def read_blocks():
    text = README.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
        yield Block(text.count("\n", 0, found.start()) + 1, found[1], tuple(found[2].split()), found[3])


BLOCKS = list(read_blocks())


def blocks(language, *words):
    """Parameters: the blocks of a language whose words begin so."""
    chosen = [one for one in BLOCKS if one.language == language and one.words[: len(words)] == words]
    return [pytest.param(one, id=f"line-{one.line}") for one in chosen]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder like the one that a reader works in: the shipped scenarios and the README's own files."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "scenarios", place / "scenarios")
    for one in BLOCKS:
        if one.language == "yaml" and one.words != ("fragment",):
            (place / one.words[-1]).write_text(one.text, encoding="utf-8")
    return place


PROGRAMS = {
    "mirrorsim": [sys.executable, "-m", "mirrorsim"],
    "bean-check": [str(Path(sys.executable).parent / "bean-check")],
}
"""What the console blocks may show, and how it is started here."""


def mirrorsim(place, *arguments):
    """Run mirrorsim as a reader would; return its exit code and all that it printed."""
    return ran(place, "mirrorsim", *arguments)


def ran(place, program, *arguments):
    command = [*PROGRAMS[program], *arguments]
    environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300
    )
    return done.returncode, done.stdout


def test_every_block_is_of_a_kind_that_is_checked():
    assert {one.language for one in BLOCKS} <= {"yaml", "console", "python", "json", "sh", "text", "toml"}
    yaml = [one.words for one in BLOCKS if one.language == "yaml"]
    assert all(words and (words == ("fragment",) or words[-1].endswith(".yaml")) for words in yaml)


@pytest.mark.parametrize("block", [one for one in blocks("yaml") if len(one.values[0].words) == 1])
def test_a_scenario_or_a_fragment_is_valid(workplace, tmp_path, block):
    if block.words == ("fragment",):
        file = tmp_path / "laid-over.yaml"
        file.write_text(laid_over(FACTBOX.read_text(encoding="utf-8"), block.text), encoding="utf-8")
    else:
        file = workplace / block.words[0]
    assert mirrorsim(workplace, "check", str(file)) == (0, "")


def laid_over(base, fragment):
    """A scenario with sections changed; what they give without naming a source is an assumption."""
    yaml = YAML()
    document = merged(yaml.load(base), yaml.load(fragment))
    document["sources"].setdefault("*", "assumption")
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def merged(base, over):
    for key, value in over.items():
        base[key] = merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
    return base


def commands(block):
    """Each command of a console block with what is printed under it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, printed = re.match(r"((?:[^\n]*\\\n)*[^\n]*\n)(.*)", part, flags=re.DOTALL).groups()
        yield shlex.split(command.replace("\\\n", " ")), printed


@pytest.mark.parametrize("block", blocks("console"))
def test_a_command_prints_what_stands_beside_it(workplace, block):
    code = next((int(word.removeprefix("exit=")) for word in block.words if word.startswith("exit=")), 0)
    for (program, *arguments), wanted in commands(block):
        assert program in PROGRAMS, f"README.md:{block.line}: {program} is not shown in console blocks"
        exit_code, printed = ran(workplace, program, *arguments)
        printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
        if UPDATE and not same(wanted, printed):
            text = README.read_text(encoding="utf-8")
            wanted, before = brought_up_to_date(wanted, printed), wanted
            README.write_text(text.replace(before, wanted), encoding="utf-8")
        if not same(wanted, printed):
            now = f"README.md:{block.line}: {program} {shlex.join(arguments)} prints now ({HOW}):"
            pytest.fail(f"{now}\n{printed}", pytrace=False)
        assert exit_code == code, f"README.md:{block.line}: exit code {exit_code}"


def test_the_python_blocks_run_from_top_to_bottom(workplace):
    namespace = {"__name__": "readme"}
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    with contextlib.chdir(workplace):
        for block in [one for one in BLOCKS if one.language == "python"]:
            if ">>> " in block.text:
                found = doctest.DocTestParser().get_doctest(block.text, namespace, "README", "README.md", block.line)
                said = []
                result = runner.run(found, out=said.append, clear_globs=False)
                namespace |= found.globs
                assert not result.failed, "".join(said)
            else:
                exec(compile(block.text, f"README.md:{block.line}", "exec"), namespace)


def test_the_lines_of_a_package_are_those_of_the_example():
    [shown] = [one.text for one in BLOCKS if one.language == "toml" and not one.words]
    assert shown in (ROOT / "tests" / "plugin_example" / "pyproject.toml").read_text(encoding="utf-8")


def test_the_json_document_has_the_form_that_is_shown(workplace, tmp_path):
    shown = json.loads(next(one.text for one in BLOCKS if one.language == "json"))
    file = tmp_path / "expecting.yaml"
    expecting = next(one.text for one in BLOCKS if one.text.startswith("expect:"))
    file.write_text(laid_over(FACTBOX.read_text(encoding="utf-8"), expecting), encoding="utf-8")
    code, printed = mirrorsim(workplace, "run", str(file), "--reps", str(shown["replications"]), "--json")
    document = json.loads(printed)
    document["books"]["postings"] = shown["books"]["postings"]  # changes with every form of transaction
    for policy in document["policies"]:
        for part in policy.keys() & {"measures", "difference"}:
            policy[part] = {"cost_pct": policy[part]["cost_pct"]}
    assert (code, rounded(document)) == (0, shown)


def rounded(content):
    """A document with its numbers rounded."""
    if isinstance(content, dict):
        return {key: rounded(value) for key, value in content.items()}
    if isinstance(content, list):
        return [rounded(one) for one in content]
    return round(content, 6) if isinstance(content, float) else content


def test_ci_runs_the_set_up_commands_word_for_word():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for one in BLOCKS if one.language == "sh" for line in one.text.splitlines()]
    assert len(commands) == 2
    assert commands[0].endswith("mirrorsim run scenarios/factbox.yaml")
    assert commands[1].endswith("pytest")
    assert set(commands) <= set(script)


def test_the_set_up_commands_are_on_the_first_screen():
    first_screen = README.read_text(encoding="utf-8").splitlines()[:40]
    for command in (line for one in BLOCKS if one.language == "sh" for line in one.text.splitlines()):
        assert command in first_screen


def test_links_within_the_repository_lead_somewhere():
    text = README.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors
        elif "://" not in target:
            assert (ROOT / target.partition("#")[0]).exists()
