"""A rule, a channel and records of another package work like this package's own: same schema, same errors, same duties."""

import json
import shutil
from pathlib import Path

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from tests.helpers.worlds import ROOT
from tests.plugins.plugin_scenario import SCENARIO, Run

FIRST_LOOK = ROOT / "scenarios" / "exercises" / "first-look.yaml"
NEEDED = "needs the package mirrorsim-example 1.0, which is not installed (see README, 'Plug-ins')"


def test_a_run_has_the_rule_and_the_channel_and_can_be_repeated(mirrorsim: Run, place: Path, site: Path) -> None:
    for jobs, out in (("1", "one"), ("2", "two")):
        ran = mirrorsim("run", "borrowed.yaml", "--reps", "3", "--jobs", jobs, "--out", out, "--json", "--no-report")
        assert (ran.returncode, ran.stderr) == (0, "")
    found = json.loads(ran.stdout)
    assert found["books"]["balanced"]
    with_parcels, without = (policy["measures"] for policy in found["policies"])
    assert 0 < with_parcels["channel_share.parcels"]["mean"] < 1
    assert "channel_share.parcels" not in without
    assert with_parcels["burden.teller_questions.cases"]["mean"] > 0
    assert (place / "one" / "manifest.json").read_bytes() == (place / "two" / "manifest.json").read_bytes()
    assert json.loads((place / "one" / "manifest.json").read_text())["plugins"] == {"mirrorsim-example": "1.0"}

    assert mirrorsim("replay", "one", "--jobs", "2").returncode == 0
    missing = mirrorsim("replay", "one", among=None)
    assert (missing.returncode, missing.stderr) == (1, f"mirrorsim: one {NEEDED}\n")
    other = mirrorsim("replay", "one", among=_of_another_version(site, place / "other"))
    assert other.returncode == 1
    assert (
        other.stderr == "mirrorsim: one was run with mirrorsim-example 1.0, here is 1.1; replay it with that version\n"
    )
    # what needs no run needs no plug-in
    assert mirrorsim("report", "one", among=None).returncode == 0


def _of_another_version(site: Path, folder: Path) -> Path:
    shutil.copytree(site, folder)
    metadata = next(folder.glob("*.dist-info/METADATA"))
    metadata.write_text(metadata.read_text().replace("Version: 1.0\n", "Version: 1.1\n"))
    return folder


def test_every_default_says_where_it_comes_from(mirrorsim: Run, place: Path) -> None:
    assert mirrorsim("run", "borrowed.yaml", "--quiet", "--no-report", "--out", "run").returncode == 0
    resolved = YAML(typ="safe").load((place / "run" / "scenario.resolved.yaml").read_text())
    assert resolved["rules"]["teller_questions"]["turned_away"] == "5 %"
    sources = resolved["sources"]
    assert (sources["rules.teller_questions.turned_away"], sources["channels.parcels.takes"]) == ("XT1", "assumption")
    fact = json.loads(mirrorsim("facts", "XT1", "--json").stdout)
    assert fact["status"] == "assumption"
    assert mirrorsim("facts", "XT1", among=None).returncode == 2


def test_the_schema_shows_them(mirrorsim: Run) -> None:
    schema = json.loads(mirrorsim("schema").stdout)
    plain = json.loads(mirrorsim("schema", among=None).stdout)
    content = YAML(typ="safe").load(SCENARIO) | {"start": "2021-01-01"}
    assert Draft202012Validator(schema).is_valid(content)
    assert not Draft202012Validator(plain).is_valid(content)
    assert schema["properties"]["rules"]["properties"].keys() - plain["properties"]["rules"]["properties"].keys() == {
        "teller_questions"
    }
    rule = schema["$defs"]["TellerQuestions"]["properties"]["turned_away"]
    assert (rule["source"], rule["description"]) == ("XT1", "chance that who is asked leaves with the cash")
    assert "queue_tickets" in json.dumps(schema["$defs"]["Role"])


SLIPS = {
    # what is written: instead of what, and what is said of it
    "ask_from:": ("asks_from:", '15:22: rules.teller_questions.ask_from: unknown key "ask_from" (did you mean "asks_from"?)'),
    "  teller_question:": ("  teller_questions:", '(did you mean "teller_questions"?)'),
    '"2,000 MXN"}': (
        '"2,000 USD"}',
        '15:33: rules.teller_questions.asks_from: "2,000 MXN" is in MXN, but this amount is in USD',
    ),
    "  parcel:": ("  parcels:", '13:3: channels.parcel: unknown key "parcel" (did you mean "parcels"?)'),
    "fee: 4}": ("fee: 4 %}", '13:18: channels.parcels.fee: "4" has no sign'),
    "largest: 0 USD": ("fee: 4 %", "13:22: channels.parcels.largest: must be more than nothing"),
    "rates: E01": ('"*": assumption', "15:33: rules.teller_questions.asks_from: has no source: add "),
    '"*": XT2': ('"*": assumption', "no fact has the id 'XT2'"),
}  # fmt: skip


def test_what_is_wrong_is_said_with_its_place(mirrorsim: Run, place: Path) -> None:
    files = {f"slip-{number}.yaml": (new, *slip) for number, (new, slip) in enumerate(SLIPS.items())}
    for file, (new, old, _) in files.items():
        assert SCENARIO.count(old) == 1
        (place / file).write_text(SCENARIO.replace(old, new))
    checked = mirrorsim("check", *files)
    assert checked.returncode == 2
    for file, (*_, message) in files.items():
        said = [line for line in checked.stderr.splitlines() if line.startswith(f"{file}:")]
        assert [line for line in said if message in line], (message, said)


def test_without_the_package_the_scenario_is_refused_with_places(mirrorsim: Run) -> None:
    refused = mirrorsim("run", "borrowed.yaml", among=None)
    assert refused.returncode == 2
    assert [line.split(": ")[0:2] for line in refused.stderr.splitlines()] == [
        ["borrowed.yaml:13:3", "channels.parcels"],
        ["borrowed.yaml:15:21", "rules.teller_questions"],
    ]


def test_an_exercise_shows_the_records(mirrorsim: Run, place: Path) -> None:
    text = FIRST_LOOK.read_text(encoding="utf-8")
    assert text.count("sees: [") == 1
    (place / "class.yaml").write_text(text.replace("sees: [", "sees: [queue_tickets, "))
    built = mirrorsim("exercise", "build", "class.yaml", "--out", "pack")
    assert (built.returncode, built.stderr) == (0, "")
    table = (place / "pack" / "participant" / "evidence" / "bank-queue_tickets.csv").read_text().splitlines()
    assert table[0] == "id,time,account,counter,waited_min"
    assert len(table) > 50
    assert all(line.startswith("QT-") for line in table[1:])
    key = json.loads((place / "pack" / "facilitator" / "key.json").read_text())
    shown = key["noise"]["queue_tickets"]
    assert 0 < shown["of_the_scheme"] < 0.25 * shown["records"]
    assert (
        "Queue tickets of the bank's branches" in (place / "pack" / "participant" / "situation_manual.md").read_text()
    )
    graded = mirrorsim("exercise", "grade", "pack", "pack/facilitator/model_answers.yaml", "--json")
    assert json.loads(graded.stdout)["score"] == 100

    (place / "class.yaml").write_text(text.replace("sees: [", "sees: [queue_ticket, "))
    slip = mirrorsim("exercise", "build", "class.yaml", "--out", "other")
    assert slip.returncode == 2
    assert 'is unknown here (did you mean "queue_tickets"?)' in slip.stderr


def test_what_is_installed_and_not_used_changes_nothing(mirrorsim: Run, place: Path, site: Path) -> None:
    for name, among in (("with", site), ("without", None)):
        for arguments in (
            ("run", "network", "--quiet", "--no-report", "--set", "horizon=1 month"),
            ("exercise", "build", "first-look"),
        ):
            done = mirrorsim(*arguments, "--out", f"{name}/{arguments[0]}", among=among)
            assert (done.returncode, done.stderr) == (0, "")
    one, other = (
        {file.relative_to(place / name): file.read_bytes() for file in (place / name).rglob("*") if file.is_file()}
        for name in ("with", "without")
    )
    assert len(one) > 10
    assert one == other
