"""The schema beside the shipped scenarios, which editors read: it is the one that is printed, and every scenario names it."""

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from mirrorsim.scenario.new import SCHEMA_FILE
from mirrorsim.scenario.validation import schema_text
from tests.helpers.worlds import ROOT

SCHEMA = ROOT / "scenarios" / SCHEMA_FILE


def test_the_schema_beside_the_scenarios_is_the_one_that_is_printed() -> None:
    if os.environ.get("UPDATE_DOCS"):
        SCHEMA.write_text(schema_text(), encoding="utf-8")
    how = "UPDATE_DOCS=1 .venv/bin/python -m pytest -n 0 tests/docs writes it anew"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), how


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("**/*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_tells_editors_where_its_schema_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    assert (path.parent / named[1]).resolve() == SCHEMA


def test_editors_that_know_draft_7_only_take_the_schema_and_the_scenarios() -> None:
    schema = json.loads(schema_text())
    Draft7Validator.check_schema(schema)
    editor = Draft7Validator(schema)
    for path in (ROOT / "scenarios").glob("**/*.yaml"):
        content = dates_as_text(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
        assert [error.message for error in editor.iter_errors(content)] == [], path.name
    assert not editor.is_valid({**content, "horizn": "3 days"})


def dates_as_text(content: Any) -> Any:
    """What an editor sees."""
    if isinstance(content, dict):
        return {key: dates_as_text(item) for key, item in content.items()}
    if isinstance(content, list):
        return [dates_as_text(item) for item in content]
    return content.isoformat() if isinstance(content, date) else content
