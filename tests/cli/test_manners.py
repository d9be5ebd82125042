"""Manners of the command line: completion, guesses at what was meant, names of shipped scenarios, a scenario to start from."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

import mirrorsim
from mirrorsim.cli import main
from mirrorsim.cli.main import VERBS
from mirrorsim.scenario.shipped import shipped, title_of
from tests.helpers.worlds import FACTBOX, ROOT

PACKAGE = ROOT / "mirrorsim"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def completed(*words: str) -> list[tuple[str, str]]:
    """What the shell is offered for the last word: values with their kinds."""
    *before, last = words
    found = ShellComplete(main, {}, "mirrorsim", "_MIRRORSIM_COMPLETE").get_completions(before, last)
    return [(one.value, one.type) for one in found]


def values(*words: str) -> list[str]:
    return [value for value, kind in completed(*words) if kind == "plain"]


# -- completion -----------------------------------------------------------------------------------------------------------


def test_verbs_and_options_are_completed() -> None:
    assert values("re") == ["report", "replay"]
    assert values("exercise", "") == ["build", "grade", "serve"]
    assert values("run", "factbox", "--pre") == ["--precision", "--precision-of"]


def test_scenarios_are_completed_by_name_and_by_file() -> None:
    Path("fancy.yaml").touch()
    Path("fancy.txt").touch()
    assert values("run", "fa") == ["fancy.yaml", "factbox"]
    assert values("exercise", "build", "tri") == ["triangle"]
    assert completed("check", "scenarios/fa") == [("scenarios/fa", "file")]


def test_policies_are_those_of_the_scenario_on_the_line() -> None:
    assert values("run", "factbox", "--policy", "") == ["second-mirror", "trade"]
    assert values("run", str(FACTBOX), "--policy", "tr") == ["trade"]
    Path("broken.yaml").write_text("a: [")
    for scenario in ("broken.yaml", "nowhere", "nowhere.yaml"):
        assert values("run", scenario, "--policy", "tr") == []


def test_measures_words_and_facts_are_completed() -> None:
    assert values("run", "factbox", "--precision-of", "delay_days_m") == ["delay_days_mean", "delay_days_median"]
    assert values("run", "factbox", "--precision-of", "burd") == ["burden."]
    assert values("run", "factbox", "--journal", "") == ["first", "all", "none"]
    assert "R07" in values("facts", "r")
    assert completed("report", "ru") == [("ru", "dir")]


def test_the_shell_is_told_how() -> None:
    told = CliRunner().invoke(main, [], env={"_MIRRORSIM_COMPLETE": "bash_source"}, prog_name="mirrorsim")
    assert told.exit_code == 0
    assert "complete -o nosort -F _mirrorsim_completion mirrorsim" in told.stdout


# -- guesses ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rnu",), "there is no command 'rnu' (did you mean \"run\"?)"),
        (("exercise", "biuld"), "there is no command 'biuld' (did you mean \"build\"?)"),
        (("exercise", "fly"), "there is no command 'fly': build, grade or serve"),
        (("run", "factbox", "--replications", "3"), "--replications"),
        (("run", "factbox", "--polcy", "x"), "Did you mean '--policy'?"),
        (("run", "factbox", "--journal", "frist"), "'frist' is unknown here (did you mean \"first\"?)"),
        (("run", "factbox", "--policy", "trad"), "no policy is named 'trad' (did you mean \"trade\"?)"),
        (("run", "factbox", "--precision", "1", "--precision-of", "delay_mean"), '(did you mean "delay_days_mean"?)'),
        (("run", "factbxo"), 'no shipped scenario of that name (did you mean "factbox"?)'),
        (("exercise", "build", "triangel", "--out", "x"), '(did you mean "triangle"?)'),
        (("run", "scenarios/factbox.yaml"), "the shipped scenario is run by its name: factbox"),
        (("facts", "R72"), "no fact has the id 'R72'; did you mean R2"),
        (("run", "--reps", "3"), "which scenario? give a file, or a name that mirrorsim run lists"),
    ],
)  # fmt: skip
def test_what_was_meant_is_guessed(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert not list(Path().iterdir())


def test_every_section_of_the_readme_that_a_message_names_exists() -> None:
    headings = set(re.findall(r"^#+ (.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(_sections_named())
    assert len(named) > 5
    assert named <= headings


def _sections_named() -> Iterator[str]:
    for file in PACKAGE.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "see":
                yield ast.literal_eval(node.args[0])


def test_a_file_beside_it_may_have_been_meant() -> None:
    Path("weekly.yaml").touch()
    for written in ("weekly.yml", "weakly.yaml"):
        result = run("check", written)
        assert result.exit_code == 2
        assert (
            result.stderr == f'{written}:1:1: cannot be read: No such file or directory (did you mean "weekly.yaml"?)\n'
        )


# -- one JSON document ------------------------------------------------------------------------------------------------------


def test_check_as_json_has_each_problem_with_its_place() -> None:
    fine = run("check", "factbox", "--json")
    assert (fine.exit_code, json.loads(fine.stdout), fine.stderr) == (0, {"problems": []}, "")
    wrong = run("check", "factbox", "--set", "horizon=5", "--json")
    assert (wrong.exit_code, wrong.stderr) == (2, "")
    [problem] = json.loads(wrong.stdout)["problems"]
    assert problem.keys() == {"file", "line", "column", "path", "message"}
    assert (problem["path"], problem["line"]) == ("horizon", 1)


def test_a_fact_as_json_has_these_keys() -> None:
    fact = json.loads(run("facts", "R07", "--json").stdout)
    assert list(fact) == [
        "id", "quantity", "value", "unit", "source", "status", "confidence", "low", "base", "high", "sets",
    ]  # fmt: skip


# -- help -------------------------------------------------------------------------------------------------------------------


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from commands(found, f"{name} {inner}")


@pytest.mark.parametrize(("name", "command"), list(commands(main, "mirrorsim"))[1:])
def test_every_verbs_help_has_an_example_and_says_what_each_option_does(name: str, command: click.Command) -> None:
    assert command.help
    assert command.epilog
    assert command.epilog.startswith(f"Example: {name} ")
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "port":
            assert option.help, option.name


def test_a_verb_imports_no_other_verb() -> None:
    import subprocess
    import sys

    program = "import sys; from mirrorsim.cli import main; main(['facts', 'R07'], standalone_mode=False); "
    program += "print(*(name for name in sys.modules if name.startswith('mirrorsim.cli.')), file=sys.stderr)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr.split()
    assert {name.rpartition(".")[2] for name in said} & VERBS.keys() == {"facts"}


# -- shipped scenarios by name ------------------------------------------------------------------------------------------------


def test_run_without_anything_lists_what_can_be_run() -> None:
    result = run("run")
    assert result.exit_code == 0
    listed = re.findall(r"^  (\S+)  ", result.stdout, flags=re.MULTILINE)
    assert listed == list(shipped())
    assert {*shipped().values()} == {*(ROOT / "scenarios").glob("**/*.yaml")}
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "mirrorsim run factbox" in result.stdout


def test_the_titles_that_are_listed_are_the_scenarios_own() -> None:
    for name, file in shipped().items():
        scenario = mirrorsim.load_scenario(name).scenario
        assert (scenario.name, scenario.title) == (name, title_of(file))


def test_a_shipped_scenario_runs_by_name_from_anywhere_as_from_its_file() -> None:
    assert run("run", "factbox", "--quiet", "--out", "by-name").exit_code == 0
    assert run("run", FACTBOX, "--quiet", "--out", "by-file").exit_code == 0
    assert Path("by-name/manifest.json").read_bytes() == Path("by-file/manifest.json").read_bytes()
    assert run("check", "factbox", "li").exit_code == 0


def test_a_file_of_that_name_comes_first() -> None:
    Path("factbox").write_text("name: mine\n")
    result = run("check", "factbox")
    assert result.exit_code == 2
    assert "factbox:1:1: " in result.stderr


# -- new --------------------------------------------------------------------------------------------------------------------


def test_new_writes_a_scenario_that_runs_and_teaches() -> None:
    made = run("new", "weekly")
    assert (made.exit_code, made.stderr) == (0, "")
    assert "mirrorsim run weekly.yaml" in made.stdout
    assert run("check", "weekly.yaml").exit_code == 0
    text = Path("weekly.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert json.loads(Path("scenario.schema.json").read_text()) == mirrorsim.schema()
    ran = json.loads(run("run", "weekly.yaml", "--json", "--reps", "3").stdout)
    assert ran["scenario"] == "weekly"
    assert len(ran["policies"]) == 2
    assert max(map(len, text.splitlines())) <= 130


def test_every_alternative_of_the_template_is_one() -> None:
    """Each commented line or block, taken alone, leaves a scenario that still checks."""
    run("new", "weekly")
    lines = Path("weekly.yaml").read_text().splitlines()
    tried = 0
    for first, last in _alternatives(lines):
        changed = [re.sub(r"^( *)# ?", r"\1", line) if first <= n <= last else line for n, line in enumerate(lines)]
        if re.match(r" *amount:", changed[first]):
            changed[first - 1] = ""  # instead of the line above
        Path("changed.yaml").write_text("\n".join(changed) + "\n")
        assert [str(problem) for problem in mirrorsim.check("changed.yaml")] == []
        tried += 1
    assert tried == 12


def _alternatives(lines: list[str]) -> Iterator[tuple[int, int]]:
    start = lines.index("mirrorsim: 1                              # the version of this format")
    blocks: list[list[int]] = []
    for number, line in enumerate(lines[start:], start):
        if not re.match(r" *# ", line):
            continue
        deeper = re.match(r" *# ( +|- )", line)
        if deeper and blocks and blocks[-1][1] == number - 1:
            blocks[-1][1] = number
        else:
            blocks.append([number, number])
    yield from ((first, last) for first, last in blocks)


@pytest.mark.parametrize("source", ["factbox", "sun", "triangle"])
def test_new_starts_from_any_shipped_scenario(source: str) -> None:
    assert run("new", "mine", "--from", source).exit_code == 0
    text = Path("mine.yaml").read_text()
    mine, theirs = mirrorsim.load_scenario("mine.yaml").scenario, mirrorsim.load_scenario(source).scenario
    assert mine == theirs.model_copy(update={"name": "mine"})
    assert text.count("yaml-language-server") == 1
    assert f"{source}.yaml" not in text


def test_new_overwrites_nothing_and_names_what_a_name_may_be() -> None:
    Path("weekly.yaml").write_text("dear")
    again = run("new", "weekly")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "mirrorsim: weekly.yaml exists already, and is left as it is; choose another name\n"
    Path("scenario.schema.json").write_text("mine")
    assert run("new", "other.yaml").exit_code == 0
    assert (Path("weekly.yaml").read_text(), Path("scenario.schema.json").read_text()) == ("dear", "mine")
    for name in ("Weekly", "two words", "1st", "x" * 41):
        wrong = run("new", name)
        assert wrong.exit_code == 2
        assert "is no name: use up to 40 small letters" in wrong.stderr
    assert run("new", "third", "--from", "nowhere").exit_code == 2
    assert {one.name for one in Path().iterdir()} == {"weekly.yaml", "other.yaml", "scenario.schema.json"}


# -- the same words in Python -------------------------------------------------------------------------------------------------


def test_what_the_command_line_does_python_does_in_the_same_words() -> None:
    assert mirrorsim.check("factbox") == []
    assert [problem.path for problem in mirrorsim.check("factbox", ["horizon=5"])] == ["horizon"]
    assert mirrorsim.facts("r7") is mirrorsim.facts()["R07"]
    with pytest.raises(ValueError, match="did you mean"):
        mirrorsim.facts("R72")
    result = mirrorsim.run("factbox", precision=mirrorsim.Precision(1e9, max_reps=10))
    assert mirrorsim.replay(result.save("here")).differing == []
    assert mirrorsim.new("mine", "factbox") == Path("mine.yaml")
    assert set(mirrorsim.__all__) <= set(dir(mirrorsim))
    for name in mirrorsim.__all__:
        assert getattr(mirrorsim, name) is not None
