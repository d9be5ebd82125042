"""The command line: verbs, streams, exit codes, run folders."""

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from mirrorsim.books.ledger import Ledger
from mirrorsim.cli import main
from tests.helpers.worlds import FACTBOX, ROOT, document

NUMBER, WHOLE, TEXT = {"type": "number"}, {"type": "integer"}, {"type": "string"}
INTERVAL = {"anyOf": [{"type": "null"}, {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}]}
CONTRACT = {
    "type": "object",
    "required": [
        "mirrorsim", "scenario", "seed", "replications", "horizon_days", "books", "policies", "expectations",
    ],
    "properties": {
        "mirrorsim": TEXT,
        "scenario": TEXT,
        "seed": WHOLE,
        "replications": WHOLE,
        "horizon_days": NUMBER,
        "books": {
            "type": "object",
            "required": ["balanced", "off", "postings"],
            "properties": {
                "balanced": {"type": "boolean"},
                "off": {"required": ["USD", "CNY", "MXN", "GOODS"], "additionalProperties": WHOLE},
                "postings": WHOLE,
            },
        },
        "policies": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "measures"],
                "properties": {
                    "name": TEXT,
                    "measures": {
                        "additionalProperties": {
                            "required": ["unit", "mean", "ci95", "n"],
                            "properties": {"unit": TEXT, "mean": NUMBER, "ci95": INTERVAL, "n": WHOLE},
                        }
                    },
                    "difference": {
                        "additionalProperties": {
                            "required": ["mean", "ci95", "p_adjusted"],
                            "properties": {"mean": NUMBER, "ci95": INTERVAL, "p_adjusted": {"type": ["number", "null"]}},
                        }
                    },
                },
            },
        },
        "expectations": {
            "type": "array",
            "items": {
                "required": ["name", "source", "measure", "target", "tolerance", "bounds", "got", "ci95", "met", "verdict"],
                "properties": {"ci95": INTERVAL, "verdict": {"enum": ["met", "not met", "undecided"]}},
            },
        },
    },
}  # fmt: skip
FILES = {
    "manifest.json", "scenario.resolved.yaml", "summary.json", "measures.parquet", "journal.parquet", "events.parquet",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs in an empty folder of its own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def mirrorsim(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def lines(text: str) -> list[str]:
    return text.splitlines()


def broken(*replacements: tuple[str, str], more: str = "") -> Path:
    """The factbox scenario with some texts replaced, as ``broken.yaml``."""
    text = FACTBOX.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = Path("broken.yaml")
    path.write_text(text + more, encoding="utf-8")
    return path


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# -- run ----------------------------------------------------------------------------------------------------------------


def test_run_tells_the_deal_its_waterfall_the_books_and_the_folder() -> None:
    result = mirrorsim("run", FACTBOX)
    assert result.exit_code == 0
    assert result.stderr == ""
    said = lines(result.stdout)
    assert "  = delivered                       147,750.00 USD" in said
    assert any(line.startswith("Crossed a border: ") and "no money" in line for line in said)
    assert any(line.startswith("books balance: ") for line in said)
    folder = Path(next(line for line in said if line.startswith("run folder: ")).removeprefix("run folder: "))
    assert folder.parent == Path("runs")
    assert folder.name.startswith("factbox-")
    assert len(folder.name) == len("factbox-") + 8
    assert {path.name for path in folder.iterdir()} >= FILES
    assert max(map(len, said)) <= 80
    assert not list(Path("runs").glob(".*"))


def test_json_is_one_document_of_the_contracts_shape() -> None:
    result = mirrorsim("run", FACTBOX, "--json", "--reps", "3", "--seed", "11")
    assert result.exit_code == 0
    assert result.stderr == ""
    found = json.loads(result.stdout)
    Draft202012Validator(CONTRACT).validate(found)
    assert (found["scenario"], found["seed"], found["replications"], found["horizon_days"]) == ("factbox", 11, 3, 150)
    assert found["books"]["balanced"] is True
    assert set(found["books"]["off"].values()) == {0}
    first, second = found["policies"]
    assert (first["name"], second["name"]) == ("second-mirror", "trade")
    assert "difference" not in first
    assert set(second["difference"]) <= set(second["measures"])
    assert first["measures"]["cost_pct"] == {"unit": "%", "mean": 1.5, "ci95": [1.5, 1.5], "n": 3}
    assert "channel_share.goods" not in first["measures"]
    assert json.loads((next(Path("runs").iterdir()) / "summary.json").read_text()) == found


def test_one_replication_has_no_interval() -> None:
    found = json.loads(mirrorsim("run", FACTBOX, "--json").stdout)
    assert {one["ci95"] for policy in found["policies"] for one in policy["measures"].values()} == {None}


def test_quiet_is_silent() -> None:
    result = mirrorsim("run", FACTBOX, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_trace_tells_the_steps_even_of_many_replications() -> None:
    plain = mirrorsim("run", FACTBOX, "--reps", "2", "--out", "a").stdout
    traced = mirrorsim("run", FACTBOX, "--reps", "2", "--out", "b", "--trace").stdout
    assert "2020-12-07 03:00:00  2" not in plain
    assert "2020-12-07 03:00:00  2" in traced


def test_set_changes_a_value() -> None:
    result = mirrorsim("run", FACTBOX, "--json", "--set", "rates.MXN=20", "--set", "brokers.bravo.commission=1 %")
    assert result.exit_code == 0
    measures = json.loads(result.stdout)["policies"][0]["measures"]
    assert measures["cost_pct"]["mean"] == 1
    resolved = YAML(typ="safe").load((next(Path("runs").iterdir()) / "scenario.resolved.yaml").read_text())
    assert resolved["rates"]["MXN"] == "20"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("brokers.bravo.commision=1 %", 'unknown key "commision" (did you mean "commission"?)'),
        ("brokers.delta.commission=1 %", "there is no 'delta' in brokers"),
        ("horizon", "is not a setting: write path.to.key=value"),
        ("horizon=5", "has no unit"),
    ],
)
def test_a_wrong_setting_is_a_bad_scenario(setting: str, message: str) -> None:
    result = mirrorsim("run", FACTBOX, "--set", setting)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(lines(result.stderr)) == 1
    assert result.stderr.startswith("--set")
    assert message in result.stderr


def test_policies_are_chosen_by_name_and_the_first_is_the_baseline() -> None:
    found = json.loads(mirrorsim("run", FACTBOX, "--json", "--policy", "trade", "--policy", "second-mirror").stdout)
    assert [policy["name"] for policy in found["policies"]] == ["trade", "second-mirror"]
    assert ["difference" in policy for policy in found["policies"]] == [False, True]


def test_a_policy_may_stand_in_a_file_of_its_own() -> None:
    Path("Dear broker.yaml").write_text("title: dearer\nchange: {brokers: {bravo: {commission: 1.9 %}}}\n")
    result = mirrorsim("run", FACTBOX, "--json", "--policy", "second-mirror", "--policy", "Dear broker.yaml")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [policy["name"] for policy in found["policies"]] == ["second-mirror", "dear-broker"]
    assert found["policies"][1]["measures"]["cost_pct"]["mean"] == pytest.approx(1.9)


@pytest.mark.parametrize(
    ("policies", "twice"),
    [
        (("trade", "trade"), "'trade' is there twice"),
        (("trade", "second-mirror", "trade"), "'trade' is there twice"),
        (("dear.yaml", "dear.yaml"), "'dear.yaml' is there twice"),
        (("dear", "dear.yaml"), "'dear' is there twice"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "sensitivity"])
def test_a_policy_that_is_named_twice_is_bad_usage(verb: str, policies: tuple[str, ...], twice: str) -> None:
    Path("dear.yaml").write_text("title: dearer\nchange: {brokers: {bravo: {commission: 1.9 %}}}\n")
    result = mirrorsim(verb, FACTBOX, *(word for one in policies for word in ("--policy", one)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert lines(result.stderr)[-1] == f"Error: Invalid value for --policy: {twice}: name each policy once"
    assert not Path("runs").exists()


@pytest.mark.parametrize("precision", ["inf", "-inf", "nan", "0", "-1", "1e999", "-0"])
def test_a_precision_that_no_run_could_have_is_bad_usage(precision: str) -> None:
    result = mirrorsim("run", FACTBOX, "--precision", precision)
    assert (result.exit_code, result.stdout) == (2, "")
    said = f"precision is {float(precision)}; it must be a number above 0, in the unit of throughput_usd_per_day, such as 1000"
    assert lines(result.stderr)[-1] == f"Error: {said}"
    assert not Path("runs").exists()


def test_an_unknown_policy_is_bad_usage() -> None:
    result = mirrorsim("run", FACTBOX, "--policy", "trad")
    assert result.exit_code == 2
    assert "no policy is named 'trad' (did you mean \"trade\"?) (there are: second-mirror, trade)" in result.stderr
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("run", FACTBOX, "--reps", "0"), ("run", FACTBOX, "--seed", "-1"), ("run", FACTBOX, "--nonsense"), ("fly",)],
)  # fmt: skip
def test_bad_usage(arguments: tuple[str | Path, ...]) -> None:
    result = mirrorsim(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Usage: ")


def test_a_lost_cent_is_exit_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Ledger.balances

    def one_short(ledger: Ledger) -> list[int]:
        first, *others = honest(ledger)
        return [first - 1, *others]

    monkeypatch.setattr(Ledger, "balances", one_short)
    result = mirrorsim("run", FACTBOX, "--json")
    assert result.exit_code == 3
    assert lines(result.stderr)[-1] == "the books do not balance"
    assert "the ledger says" in result.stderr
    found = json.loads(result.stdout)
    assert found["books"]["balanced"] is False
    assert sum(found["books"]["off"].values()) == 2  # a cent under each policy


def test_any_other_failure_is_one_line_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mirrorsim.lab.run.run_tasks", _fails)
    result = mirrorsim("run", FACTBOX)
    assert result.exit_code == 1
    assert lines(result.stderr) == ["mirrorsim: something broke"]
    assert isinstance(mirrorsim("--debug", "run", FACTBOX).exception, RuntimeError)


def _fails(*arguments: Any, **named: Any) -> Any:
    raise RuntimeError("something\nbroke")


# -- run folders --------------------------------------------------------------------------------------------------------


def test_a_second_run_is_the_same_byte_for_byte() -> None:
    printed = []
    for folder in ("one", "two"):
        result = mirrorsim("run", FACTBOX, "--reps", "2", "--out", folder)
        assert result.exit_code == 0
        printed.append(result.stdout.replace(f"run folder: {folder}", ""))
    assert printed[0] == printed[1]
    assert set(everything_in(Path("one"))) >= FILES
    assert everything_in(Path("one")) == everything_in(Path("two"))


def test_nothing_in_a_folder_names_a_path_a_host_or_the_time() -> None:
    mirrorsim("run", FACTBOX, "--out", "one", "--quiet")
    found = everything_in(Path("one"))
    for trace in (str(Path.cwd()), str(date.today()), str(FACTBOX.parent)):
        assert trace.encode() not in b"".join(found.values())
    texts = b"".join(content for name, content in found.items() if name.endswith((".json", ".yaml"))).decode()
    assert re.search(rf"\b{re.escape(os.uname().nodename)}\b", texts) is None


def test_a_run_folder_may_be_written_again() -> None:
    for _ in range(2):
        assert mirrorsim("run", FACTBOX, "--out", "one", "--quiet").exit_code == 0
    assert [path.name for path in Path().iterdir()] == ["one"]


def test_a_changed_scenario_has_a_folder_of_its_own() -> None:
    mirrorsim("run", FACTBOX, "--quiet")
    mirrorsim("run", FACTBOX, "--quiet")
    assert len(list(Path("runs").iterdir())) == 1
    mirrorsim("run", FACTBOX, "--quiet", "--set", "rates.MXN=20")
    mirrorsim("run", FACTBOX, "--quiet", "--seed", "8")
    assert len(list(Path("runs").iterdir())) == 3


def _a_file(place: Path) -> None:
    place.write_text("dear")


def _a_link(place: Path) -> None:
    mirrorsim("run", FACTBOX, "--quiet", "--out", "real")
    place.symlink_to("real")


def _a_full_folder(place: Path) -> None:
    place.mkdir()
    (place / "diary.txt").write_text("dear")


@pytest.mark.parametrize("make", [_a_file, _a_link, _a_full_folder])
def test_out_never_overwrites_what_is_no_run_folder(make: Any) -> None:
    place = Path("out")
    make(place)
    before, link = everything_in(Path()), place.is_symlink()
    result = mirrorsim("run", FACTBOX, "--out", place)
    assert result.exit_code == 1
    assert lines(result.stderr) == ["mirrorsim: out exists and is not a run folder; choose another --out"]
    assert result.stdout == ""
    assert everything_in(Path()) == before
    assert place.is_symlink() is link


def test_out_below_a_file_is_one_line() -> None:
    Path("file").write_text("dear")
    result = mirrorsim("run", FACTBOX, "--out", "file/below", "--quiet")
    assert result.exit_code == 1
    assert len(lines(result.stderr)) == 1
    assert Path("file").read_text() == "dear"


# -- check --------------------------------------------------------------------------------------------------------------


def test_check_is_silent_when_all_is_well() -> None:
    result = mirrorsim("check", *sorted((ROOT / "scenarios").glob("*.yaml")))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_check_reports_all_problems_of_all_files_at_once() -> None:
    first = broken(("horizon: 150 days", "horizon: 150 dayz"), ("seed: 7", "seed: -7"))
    second = Path("second.yaml")
    second.write_text(first.read_text().replace("start: 2020-12-07", "start: 2020-12-32"))
    result = mirrorsim("check", first, FACTBOX, second)
    assert result.exit_code == 2
    assert result.stdout == ""
    places = [line.split(": ")[0] for line in lines(result.stderr)]
    assert places == ["broken.yaml:8:10", "broken.yaml:9:7", "second.yaml:7:8", "second.yaml:8:10", "second.yaml:9:7"]


EXPECTATION = "expect: [{measure: cost_pct, target: 1, tolerance: 1 %, source: E01, policy: nobody}]\n"
NO_SOURCE = "has no source: add `rates.{0}: ID` under sources, with the id of a fact (mirrorsim facts) or assumption"
BROKEN: dict[str, tuple[tuple[tuple[str, str], ...], str, list[str]]] = {
    "unknown key": (
        (("horizon: 150 days", "horizn: 150 days"),),
        "",
        [
            "broken.yaml:3:1: horizon: is missing; add 'horizon: ...' here",
            'broken.yaml:8:1: horizn: unknown key "horizn" (did you mean "horizon"?)',
        ],
    ),
    "duplicate key": (
        (("seed: 7", "seed: 7\nseed: 8"),),
        "",
        ['broken.yaml:10:1: seed: key "seed" is there twice: the first is at line 9, column 1'],
    ),
    "wrong unit": (
        (("150 days", "150 dayz"),),
        "",
        ['broken.yaml:8:10: horizon: unknown unit of time "dayz" (did you mean "day"?): use s, min, h, days or weeks'],
    ),
    "wrong currency": (
        (("150,000 USD", "150,000 MXN"),),
        "",
        ['broken.yaml:13:32: clients.client.amount: "150,000 MXN" is in MXN, but this amount is in USD'],
    ),
    "impossible date": (
        (("2020-12-07", "2021-02-30"),),
        "",
        ["broken.yaml:7:8: start: 2021-02-30: February 2021 has 28 days"],
    ),
    "negative amount": (
        (('"150,000 USD"', "-5 USD"),),
        "",
        ['broken.yaml:13:32: clients.client.amount: "-5 USD" is negative: an amount is zero or more'],
    ),
    "source of nothing": (
        (("  policies: B07", "  policies: B07\n  buyer: assumption"),),
        "",
        ["broken.yaml:48:3: sources: 'buyer' names nothing that this scenario gives"],
    ),
    "unknown fact": (
        (("clients.client: E15", "clients.client: E99"),),
        "",
        ["broken.yaml:39:19: sources.clients.client: no fact has the id 'E99'; did you mean E39?"],
    ),
    "dangling policy": ((), EXPECTATION, ["expect.0.policy: no policy is named 'nobody'"]),
    "missing source": (
        (("  rates: assumption\n", ""),),
        "",
        [f"broken.yaml:10:14: rates.CNY: {NO_SOURCE.format('CNY')}", f"broken.yaml:10:25: rates.MXN: {NO_SOURCE.format('MXN')}"],
    ),
    "anchor": (
        (("title: One", "title: &a One"),),
        "",
        ["broken.yaml:5:8: title: anchors (&a) are not used in scenarios: write the value out"],
    ),
    "tag": (
        (("title: One", "title: !!python/object One"),),
        "",
        ["broken.yaml:5:8: title: tags (tag:yaml.org,2002:python/object) are not used in scenarios: remove it"],
    ),
    "overlay key that matches nothing": (
        (("choose: goods", "chose: goods"),),
        "",
        ['repatriation.chose: unknown key "chose" (did you mean "choose"?)'],
    ),
    "overlay of a stranger": (
        (("{repatriation: {choose: goods}}", "{brokers: {delta: {commission: 1 %}}}"),),
        "",
        ["broken.yaml:35:24: policies.trade.change.brokers.delta: there is no 'delta' in brokers: there are alfa, bravo,"],
    ),
    "overlay that removes nothing": (
        (("{repatriation: {choose: goods}}", "{providers: {wholesaler: {spread: null}}}"),),
        "",
        ["providers.wholesaler.spread: removes a key that does not exist"],
    ),
    "list without end": (
        (("ports: {manzanillo: {}}", "ports: [manzanillo"),),
        "",
        ["a list in [ ] needs ', ' between its items"],
    ),
    "not a mapping": (
        (("brokers:                         # the client asks all three and takes the cheapest", "brokers: 3\nbroker:"),),
        "",
        ['brokers: must be a section with keys of its own, not "3"'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", ["check", "run"])
@pytest.mark.parametrize("case", BROKEN)
def test_broken_yaml_is_explained(verb: str, case: str) -> None:
    replacements, more, messages = BROKEN[case]
    result = mirrorsim(verb, broken(*replacements, more=more))
    assert result.exit_code == 2
    assert result.stdout == ""
    for message in messages:
        assert message in result.stderr
    assert all(line.startswith("broken.yaml:") for line in lines(result.stderr))
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "x" * 1_200_000, "broken.yaml:1:1: is larger than 256 KiB: a scenario is a few pages"),
        ("a: " + "[" * 10_000, "values are nested more than 24 deep: write them flatter"),
        ("a: " + "{b: " * 10_000, "values are nested more than 24 deep: write them flatter"),
        ("\n".join(" " * depth + "a:" for depth in range(600)), "values are nested more than 24 deep"),
        ("a: [" + "1, " * 30_000 + "1]", "there are more than 20,000 values: a scenario is a few pages"),
        ("", "broken.yaml:1:1: the scenario is empty: write keys, such as 'name: factbox'"),
        ("- 1\n", "the scenario must be a mapping at its top level"),
        ("a: *b\n", "aliases (*name) are not used in scenarios: write the value out"),
        ("a: 1\n---\na: 2\n", "a scenario is one document"),
    ],
    ids=["1 MB", "lists", "mappings", "indents", "values", "empty", "list", "alias", "two"],
)
def test_a_hostile_or_odd_file_is_refused(text: str, message: str) -> None:
    Path("broken.yaml").write_text(text)
    result = mirrorsim("check", "broken.yaml")
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(lines(result.stderr)) < 10


def test_a_file_that_does_not_exist_is_a_bad_scenario() -> None:
    result = mirrorsim("run", "nowhere.yaml")
    assert result.exit_code == 2
    assert lines(result.stderr) == ["nowhere.yaml:1:1: cannot be read: No such file or directory"]


def test_control_characters_of_a_file_do_not_reach_the_terminal() -> None:
    Path("broken.yaml").write_text('"\\x1b[31mred": 1\n')
    result = mirrorsim("check", "broken.yaml")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


# -- facts and schema ---------------------------------------------------------------------------------------------------


def test_facts_lists_one_a_line_and_shows_one_in_full() -> None:
    listed = lines(mirrorsim("facts").stdout)
    assert len(listed) > 100
    assert any(line.startswith("R07 ") for line in listed)
    shown = mirrorsim("facts", "r07")
    assert shown.exit_code == 0
    assert [line.split()[0] for line in lines(shown.stdout) if not line.startswith(" ")] == [
        "id", "quantity", "value", "unit", "source", "status", "confidence",
    ]  # fmt: skip
    one = json.loads(mirrorsim("facts", "R07", "--json").stdout)
    assert one["id"] == "R07"
    assert one in json.loads(mirrorsim("facts", "--json").stdout)


def test_an_unknown_fact_is_bad_usage_with_a_hint() -> None:
    result = mirrorsim("facts", "R72")
    assert result.exit_code == 2
    assert "no fact has the id 'R72'; did you mean R2" in result.stderr


def test_a_fact_is_found_however_its_id_is_written() -> None:
    assert mirrorsim("facts", "r7").stdout == mirrorsim("facts", "R07").stdout


def typed(content: Any) -> Any:
    """What an editor sees: a date is text."""
    if isinstance(content, dict):
        return {key: typed(item) for key, item in content.items()}
    if isinstance(content, list):
        return [typed(item) for item in content]
    return content.isoformat() if isinstance(content, date) else content


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found = json.loads(CliRunner().invoke(main, ["schema"]).stdout)
    Draft202012Validator.check_schema(found)
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_takes_every_shipped_scenario(path: Path, schema: dict[str, Any]) -> None:
    content = typed(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(content)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"horizn": "3 days"},
        {"horizon": "soon"},
        {"clients": {}},
        {"clients": {"client": {"amount": "150,000 MXN"}}},
        {"brokers": {"alfa": {"commission": "much"}}},
        {"rules": {"capital_flight_cap": {"per_persn": "5 USD"}}},
        {"mirror": {"takes": {"uniform": {"low": "2 min"}}}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_what_the_loader_refuses(change: dict[str, Any], schema: dict[str, Any]) -> None:
    content = typed(YAML(typ="safe").load(FACTBOX.read_text(encoding="utf-8"))) | change
    assert not Draft202012Validator(schema).is_valid(content)
    Path("broken.yaml").write_text(json.dumps(document(**change)))
    assert mirrorsim("check", "broken.yaml").exit_code == 2


# -- the program itself -------------------------------------------------------------------------------------------------


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_help_and_version_import_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "pydantic", "simpy", "scipy", "pyarrow", "ruamel", "rich")
    for option in ("--help", "--version"):
        program = f"""
import sys
from mirrorsim.cli import main
main([{option!r}], standalone_mode=False)
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
        result = python("-c", program)
        assert result.returncode == 0
        assert result.stderr == "[]\n"
        assert result.stdout


def test_importing_the_package_imports_nothing_heavy() -> None:
    result = python("-c", "import mirrorsim, sys; print('numpy' in sys.modules, mirrorsim.__version__)")
    assert result.stdout == "False 0.1.0\n"


def test_the_program_as_a_module_and_its_exit_codes() -> None:
    good = python("-m", "mirrorsim", "run", str(FACTBOX), "--json")
    assert (good.returncode, good.stderr) == (0, "")
    Draft202012Validator(CONTRACT).validate(json.loads(good.stdout))
    bad = python("-m", "mirrorsim", "check", str(broken(("150 days", "150"))))
    assert bad.returncode == 2
    assert bad.stdout == ""
    assert "Traceback" not in bad.stderr


def test_output_that_is_no_terminal_has_no_colour_and_no_bar() -> None:
    result = python("-m", "mirrorsim", "run", str(FACTBOX), "--reps", "3", NO_COLOR="1")
    assert result.returncode == 0
    assert result.stderr == ""
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("verb", ["run", "schema"])
def test_without_docstrings_and_asserts_it_says_the_same(verb: str) -> None:
    words = ("-m", "mirrorsim", verb, *(["--help"] if verb == "run" else []))
    plain, stripped = python(*words), python(*words, PYTHONOPTIMIZE="2")
    assert plain.returncode == 0
    assert (stripped.returncode, stripped.stdout, stripped.stderr) == (0, plain.stdout, plain.stderr)


def test_without_docstrings_and_asserts_a_run_has_its_report_and_replays(tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    done = python("-m", "mirrorsim", "run", "factbox", "--reps", "2", "--jobs", "2", "--out", out, PYTHONOPTIMIZE="2")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "run" / "report.html").is_file()
    done = python("-m", "mirrorsim", "replay", out, PYTHONOPTIMIZE="2")
    assert done.returncode == 0
    assert "byte for byte" in done.stdout
