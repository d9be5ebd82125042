"""What comes with the package beside its code: how to cite it, and that it is typed."""

import tomllib
from importlib.metadata import version

import pytest
from jsonschema import Draft202012Validator
from packaging.requirements import Requirement
from ruamel.yaml import YAML

import mirrorsim
from tests.helpers.worlds import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
CFF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["cff-version", "message", "title", "authors"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "title": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "abstract": TEXT,
        "version": TEXT,
        "license": {"const": "Apache-2.0"},
        "keywords": TEXTS,
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": TEXT, "website": TEXT, "orcid": TEXT},
            },
        },
        "date-released": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "doi": {"type": "string", "pattern": r"^10\.[0-9]{4,9}/"},
        "repository-code": TEXT,
    },
}
"""The keys of the citation file format 1.2.0 that this project may use, with the format's own rules."""


def test_the_citation_is_valid_and_says_what_the_project_says() -> None:
    citation = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(CFF).iter_errors(citation)] == []
    assert citation["version"] == mirrorsim.__version__
    assert citation["license"] == PROJECT["project"]["license"]
    assert set(citation["keywords"]) == set(PROJECT["project"]["keywords"])


def test_type_checkers_are_told_that_the_package_is_typed() -> None:
    assert (ROOT / "mirrorsim" / "py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["project"]["classifiers"]


EXTRAS = PROJECT["project"]["optional-dependencies"]
REQUIREMENTS = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(one for extra in EXTRAS.values() for one in extra),
]


@pytest.mark.parametrize("written", sorted(set(REQUIREMENTS)))
def test_every_requirement_has_a_least_version_and_an_end(written: str) -> None:
    """A new major version of anything is tried here first; nobody's installation takes it unseen."""
    requirement = Requirement(written)
    operators = sorted(one.operator for one in requirement.specifier)
    assert operators == ["<", ">="], "write name>=LEAST,<END"
    assert requirement.url is None
    assert requirement.specifier.contains(version(requirement.name)), "not the version that these tests run with"


def test_the_extras_are_those_that_are_checked() -> None:
    assert set(EXTRAS) >= {"cluster", "notebooks", "sensitivity", "ui", "dev"}
    assert len(REQUIREMENTS) > 30
