from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from mirrorsim.exercise.packs.build import build_pack
from mirrorsim.exercise.packs.pack import read_pack
from tests.exercise.shipped import SHIPPED, Shipped, evidence_of, loaded


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Shipped]:
    """Build a shipped exercise once, by name."""
    from ruamel.yaml import YAML

    folder = tmp_path_factory.mktemp("packs")

    @cache
    def built(name: str) -> Shipped:
        build_pack(loaded(name), folder / name)
        text = (folder / name / "facilitator" / "model_answers.yaml").read_text(encoding="utf-8")
        return Shipped(name, folder / name, read_pack(folder / name), evidence_of(name), YAML(typ="safe").load(text))

    return built


@pytest.fixture(params=SHIPPED)
def each(request: pytest.FixtureRequest, shipped: Callable[[str], Shipped]) -> Shipped:
    """Each of the shipped exercises in turn."""
    return shipped(request.param)
