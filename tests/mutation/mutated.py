"""The packages, or parts of one, whose tests are put to the test: their modules, and which tests are for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Package(NamedTuple):
    """``tests`` are quick and meant for the package; what survives them meets ``wider``, which takes longer."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    wider: tuple[str, ...]
    imported: tuple[str, ...]
    """What its tests need that knows nothing of the package."""

    def paths(self, root: Path) -> Iterator[str]:
        """The package's files."""
        for pattern in self.modules:
            yield from sorted(str(path.relative_to(root)) for path in root.glob(pattern))

    def tests_of(self, root: Path, path: str) -> list[str]:
        """The package's tests, those that are named for a module or import from it first."""
        module, stem = path.removesuffix(".py").replace("/", "."), f"test_{Path(path).stem}"

        def far(file: Path) -> tuple[bool, bool]:
            return file.stem != stem, f"from {module} import" not in file.read_text(encoding="utf-8")

        files = [file for test in self.tests for file in sorted(root.glob(test))]
        return [str(file.relative_to(root)) for file in sorted(files, key=far)]


UNITS = (
    "hypothesis",
    "numpy",
    "mirrorsim.units.money",
    "mirrorsim.units.distributions",
    "mirrorsim.fields.sections",
    "mirrorsim.units.time",
)

PACKAGES = {
    "books": Package(
        ("mirrorsim/books/*.py",),
        ("tests/books/test_*.py",),
        ("tests/engine/test_gate.py", "tests/world/test_determinism.py", "tests/world/test_random_worlds.py"),
        UNITS,
    ),
    "rules": Package(
        ("mirrorsim/rules/*.py",),
        ("tests/rules/test_*.py", "tests/plugins/test_registry.py", "tests/docs/test_editor_schema.py"),
        ("tests/engine/test_gate.py", "tests/docs/test_readme_tables.py", "tests/world/test_random_worlds.py"),
        (*UNITS, "pydantic", "mirrorsim.books.ledger", "mirrorsim.plugins"),
    ),
    "comparison": Package(
        tuple(f"mirrorsim/lab/{name}.py" for name in ("estimate", "precision", "result", "ranking_selection")),
        tuple(
            f"tests/lab/test_{name}.py" for name in ("estimate", "precision", "result", "ranking_selection", "policies")
        ),
        ("tests/lab/test_measures_basic.py", "tests/lab/test_experiment.py"),
        (
            *UNITS,
            "pandas",
            "pyarrow.parquet",
            "scipy.special",
            "scipy.stats",
            "mirrorsim.world.build",
            "mirrorsim.scenario.load",
            "mirrorsim.lab.record_arrays",
        ),
    ),
}
