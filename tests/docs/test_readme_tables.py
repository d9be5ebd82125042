"""The README's reference tables say what the code says: keys and defaults, events, transactions, measures, columns.

A table is found by the comment before it, such as <!-- keys: brokers -->. When a table that is derived from the code is
out of date, UPDATE_DOCS=1 .venv/bin/python -m pytest -n 0 tests/docs writes it anew; a new section needs its comment first.
"""

import ast
import os
import re
from itertools import groupby, pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import mirrorsim
from mirrorsim.books.journal import TransactionType
from mirrorsim.cli.run import run as run_command
from mirrorsim.cli.sensitivity import sensitivity as sensitivity_command
from mirrorsim.exports.formats import FORMATS
from mirrorsim.lab.measures.registry import MEASURES, declared
from mirrorsim.report.html import write_report
from mirrorsim.rules import base
from mirrorsim.scenario.validation import scenario_schema
from mirrorsim.scheme import transactions
from mirrorsim.scheme.events import EVENTS
from tests.helpers.shipped_results import shipped_result

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SCENARIOS = sorted((ROOT / "scenarios").glob("**/*.yaml"))
UPDATE = bool(os.environ.get("UPDATE_DOCS"))
HOW = "UPDATE_DOCS=1 .venv/bin/python -m pytest -n 0 tests/docs writes it anew"
TABLE = r"<!-- {} -->\n\n?((?:\|.*\n)+)"
SCHEMA = scenario_schema()
IN_ORDER = ("low", "mode", "high", "median", "mean", "sigma", "sd", "values", "weights", "min", "max")
"""The parameters of a distribution as one writes them."""
INLINE = ("rates",)
"""Sections that are too small for a table of their own."""


def table(name):
    """A table of the README as lists of cells, without its head."""
    found = re.search(TABLE.format(re.escape(name)), README.read_text(encoding="utf-8"))
    assert found, f"the README has no table after the comment <!-- {name} -->"
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found[1].splitlines()[2:]]


def check(name, head, rows):
    """Compare a table with what it should be; write it anew when asked to."""
    lines = [head, ["---"] * len(head), *rows]
    wanted = "".join("|" + "".join(f" {cell} |" if cell else " |" for cell in cells) + "\n" for cells in lines)
    wanted = f"<!-- {name} -->\n\n{wanted}\n"
    place = re.compile(rf"<!-- {re.escape(name)} -->\n+(?:\|.*\n)*\n*")
    text = README.read_text(encoding="utf-8")
    if not place.search(text):
        pytest.fail(f"the README needs a place for this table:\n\n{wanted}", pytrace=False)
    if UPDATE:
        README.write_text(place.sub(lambda _: wanted, text), encoding="utf-8")
    elif wanted not in text:
        pytest.fail(f"this table of the README is out of date ({HOW}):\n\n{wanted}", pytrace=False)


# -- keys ---------------------------------------------------------------------------------------------------------


def definition(reference):
    return SCHEMA["$defs"][reference["$ref"].rpartition("/")[2]]


def present(field):
    """A field without the null that stands for its absence."""
    some = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if len(some) != 1 or len(some) == len(field["anyOf"]):
        return field
    return {key: value for key, value in field.items() if key != "anyOf"} | some[0]


def below(field):
    """The sections that a field holds, each with what leads to it; nothing for a plain value."""
    field = present(field)
    if "$ref" in field and "properties" in definition(field):
        return {"": definition(field)}
    if "items" in field:
        return {"N.": definition(field["items"])} if "$ref" in field["items"] else {}
    if isinstance(field.get("additionalProperties"), dict) and "$ref" in field["additionalProperties"]:
        return {"NAME.": definition(field["additionalProperties"])}
    if "patternProperties" in field and not field.get("properties"):
        return {"NAME.": definition(next(iter(field["patternProperties"].values())))}
    return {f"{name}.": definition(present(one)) for name, one in field.get("properties", {}).items()}


WORDS = {"Share of a whole": "share", "Length of time": "length of time"}
PLAIN = {
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "array": "list",
    "object": "keys",
}


def takes(field):
    """What a key takes, in a word or two; ~ marks what may also be a distribution."""
    field = present(field)
    if leading := list(below(field)):
        return {"": "section", "N.": "list of sections"}.get(leading[0], "sections by name")
    if "enum" in field:
        return " or ".join(f"`{one}`" for one in field["enum"] if isinstance(one, str))
    if "examples" not in field and "$ref" not in field:
        return PLAIN.get(field.get("type"), "text")
    title, _, rest = field["title"].partition(", ")
    word = title.removeprefix("Amount in ") if title.startswith("Amount") else WORDS.get(title, title.lower())
    return f"{word} ~" if rest.endswith("a distribution of it") else word


def written(value):
    """A default as one would write it in YAML."""
    if isinstance(value, dict):
        parts = sorted(value, key=lambda key: IN_ORDER.index(key) if key in IN_ORDER else -1)
        return "{" + ", ".join(f"{key}: {written(value[key])}" for key in parts) + "}"
    if isinstance(value, str) and "," in value:
        return f'"{value}"'
    return str(value)


def rows_of(section, path=""):
    for name, field in section["properties"].items():
        if name == "kind":
            continue
        default = field.get("default")
        if name in section.get("required", ()):
            shown = "required"
        elif default in ({}, [], ""):
            shown = ""
        else:
            shown = "absent" if default is None else f"`{written(default)}`"
        source = field.get("source", "") if shown not in ("", "required", "absent") else ""
        yield [f"`{path}{name}`", takes(field), shown, source, field.get("description", "")]
        for leading, inner in below(field).items():
            if path or name in INLINE or section is not SCHEMA:
                yield from rows_of(inner, f"{path}{name}.{leading}")


def sections():
    return {name: below(field) for name, field in SCHEMA["properties"].items() if below(field) and name not in INLINE}


HEAD = ["key", "takes", "default", "source", "meaning"]


def test_the_top_level_keys():
    check("keys: top", HEAD, list(rows_of(SCHEMA)))


@pytest.mark.parametrize("name", sections())
def test_the_keys_of_a_section(name):
    rows = []
    for leading, inner in sections()[name].items():
        rows += rows_of(inner, "" if leading in ("", "N.", "NAME.") else leading)
    check(f"keys: {name}", HEAD, rows)


def test_the_shipped_scenarios():
    rows = []
    for path in sorted(SCENARIOS, key=lambda path: (len(path.parts), path)):
        scenario = mirrorsim.load_scenario(path).scenario
        link = f"[{scenario.name}]({path.relative_to(ROOT).as_posix()})"
        rows.append([link, scenario.title, scenario.question])
    check("scenarios", ["scenario", "what it is", "what it asks"], rows)


# -- what a run folder holds --------------------------------------------------------------------------------------


def test_the_events():
    rows = [[str(event.step or ""), f"`{event.name}`", event.sentence] for event in EVENTS]
    check("events", ["step", "event", "reads"], sorted(rows, key=lambda row: row[0] or "99"))


def test_the_transactions():
    every = [kind for kind in vars(transactions).values() if isinstance(kind, TransactionType)]
    rows = [
        [f"`{kind.name}`", ", ".join(f"`{leg}`" for leg in kind.legs), "yes" if kind.crosses_border else ""]
        for kind in every
    ]
    check("transactions", ["kind", "legs", "may cross a border"], rows)


def test_the_movements_that_a_rule_may_watch():
    body = ast.parse(Path(base.__file__).read_text(encoding="utf-8")).body
    said = {
        one.targets[0].id: " ".join(after.value.value.split()).rstrip(".")
        for one, after in pairwise(body)
        if isinstance(one, ast.Assign) and isinstance(after, ast.Expr)
    }
    rows = [
        [
            f"`{name}`",
            re.sub("``", "`", said[name]),
            " or ".join(f"`{one.__name__}`" for one in base.HONOURED[value]) or "nothing",
        ]
        for name, value in vars(base).items()
        if name.isupper() and isinstance(value, str) and value in base.HONOURED
    ]
    assert len(rows) == len(base.HONOURED)
    check("movements", ["watches", "what is about to happen", "may rule"], rows)


@pytest.fixture(scope="module")
def run():
    return mirrorsim.run(mirrorsim.load_scenario(ROOT / "scenarios" / "factbox.yaml"))


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    folder = run.save(tmp_path_factory.mktemp("docs") / "run")
    write_report(folder)
    return folder


def test_the_files_of_a_run_folder(folder):
    listed = {row[0].strip("`") for row in table("run folder")}
    assert listed == {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("file", ["journal", "events", "measures"])
def test_the_columns_of_a_table_in_a_run_folder(folder, file):
    names = [name for row in table(f"columns: {file}") for name in re.findall(r"`(\w+)`", row[0])]
    assert names == pq.read_schema(folder / f"{file}.parquet").names


def rows_of_measures():
    """A row a declaration; measures that are declared with the same definition share one."""
    for definition, group in groupby(sorted(MEASURES, key=lambda one: one.definition), lambda one: one.definition):
        shared = list(group)
        names, units = " ".join(f"`{one.name}`" for one in shared), ", ".join(dict.fromkeys(one.unit for one in shared))
        yield [names, units, definition]


def test_the_measures():
    known = [names for names, *_ in table("measures")]
    # the order is the README's own; what is new comes last
    rows = sorted(rows_of_measures(), key=lambda row: known.index(row[0]) if row[0] in known else len(known))
    check("measures", ["measure", "unit", "definition"], rows)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_measure_of_a_shipped_scenario_is_declared(once, path):
    result = shipped_result(once, path.relative_to(ROOT / "scenarios").as_posix())
    for name, unit in result.units.items():
        assert declared(name).unit == unit


@pytest.mark.parametrize("command", [run_command, sensitivity_command], ids=lambda command: command.name)
def test_every_option_is_explained(command):
    listed = {name for row in table(f"options: {command.name}") for name in re.findall(r"`(--[\w-]+)", row[0])}
    assert listed == {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


def test_every_format_of_export_is_listed():
    assert [row[0].strip("`") for row in table("formats")] == list(FORMATS)
