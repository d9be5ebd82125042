from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from mirrorsim.exercise.packs import build
from mirrorsim.exercise.packs.pack import read_pack
from tests.exercise.shipped import SHIPPED, Shipped, evidence_of, loaded
from tests.helpers.once import Once


@pytest.fixture(scope="session")
def shipped(once: Once) -> Callable[[str], Shipped]:
    """Build a shipped exercise once, by name."""
    from ruamel.yaml import YAML

    def make(name: str, place: Path) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "assemble_evidence", lambda _: evidence_of(name))  # which the tests want anyway
            return build.build_pack(loaded(name), place / name).folder

    @cache
    def built(name: str) -> Shipped:
        folder = once(f"exercise-{name}", lambda place: make(name, place))
        text = (folder / "facilitator" / "model_answers.yaml").read_text(encoding="utf-8")
        return Shipped(name, folder, read_pack(folder), evidence_of(name), YAML(typ="safe").load(text))

    return built


@pytest.fixture(params=SHIPPED)
def each(request: pytest.FixtureRequest, shipped: Callable[[str], Shipped]) -> Shipped:
    """Each of the shipped exercises in turn."""
    return shipped(request.param)
