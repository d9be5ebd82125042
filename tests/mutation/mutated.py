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
    near: tuple[tuple[str, str], ...] = ()
    """The tests that are most likely to notice, by part of a module's path; the first that fits counts."""
    slow: tuple[str, ...] = ()
    """Single tests of the package's own that are left to the wider ones."""

    def paths(self, root: Path) -> Iterator[str]:
        """The package's files."""
        for pattern in self.modules:
            yield from sorted(str(path.relative_to(root)) for path in root.glob(pattern))

    def tests_of(self, root: Path, path: str) -> list[str]:
        """The package's tests, those that are near a module, are named for it or import from it first."""
        module, stem = path.removesuffix(".py").replace("/", "."), f"test_{Path(path).stem}"

        near = next((test for part, test in self.near if part in path), None)

        def far(file: Path) -> tuple[bool, bool, bool]:
            named = f"from {module} import" in file.read_text(encoding="utf-8")
            return str(file.relative_to(root)) != near, file.stem != stem, not named

        files = dict.fromkeys(file for test in self.tests for file in sorted(root.glob(test)))
        return [str(file.relative_to(root)) for file in sorted(files, key=far)] + [
            f"--deselect={one}" for one in self.slow
        ]


UNITS = (
    "hypothesis",
    "numpy",
    "mirrorsim.units.money",
    "mirrorsim.units.distributions",
    "mirrorsim.fields.sections",
    "mirrorsim.units.time",
)

ORACLE = ("factbox", "cold-case", "zero-fee")
"""Short scenarios of which every journal is known: they see nearly any change, and do not say whether it is wrong."""

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
    "scheme": Package(
        ("mirrorsim/scheme/**/*.py",),
        tuple(
            f"tests/scheme/test_{name}.py"
            for name in (
                "published_names",
                "tokens",
                "choice",
                "turns",
                "what_rules_see",
                "typed_draws",
                "nine_steps",
                "instants",
                "reference_deal",
                "partial_seizures",
                "closure",
                "ports",
                "closed_accounts",
                "one_at_a_time",
                "windows",
                "lying",
                "brokerage",
                "failures",
                "cash_matter",
                "behaviour",
                "markets",
                "channels",
            )
        ),
        (
            *(
                f"tests/world/test_published_journals.py::test_journals_are_the_published_ones[{name}]"
                for name in ORACLE
            ),
            "tests/scheme/test_bottleneck.py",
            "tests/scheme/test_positions.py",
        ),
        (
            *UNITS,
            "pandas",
            "pyarrow.parquet",
            "scipy.stats",
            "simpy",
            "mirrorsim.scenario.load",
            "mirrorsim.rules.catalogue",
            "mirrorsim.plugins",
            "mirrorsim.engine.log",
        ),
        near=(
            *(
                (f"scheme/{name}.py", "tests/scheme/test_published_names.py")
                for name in ("events", "transactions", "accounts")
            ),
            ("channels/", "tests/scheme/test_channels.py"),
            ("markets/", "tests/scheme/test_markets.py"),
            ("arrivals/b", "tests/scheme/test_markets.py"),
            ("agents/broker", "tests/scheme/test_brokerage.py"),
            ("token", "tests/scheme/test_tokens.py"),
            ("seaports", "tests/scheme/test_ports.py"),
            ("exposure", "tests/scheme/test_channels.py"),
            ("draws", "tests/scheme/test_typed_draws.py"),
            ("position/", "tests/scheme/test_reference_deal.py"),
            ("", "tests/scheme/test_nine_steps.py"),
        ),
        slow=tuple(
            f"tests/scheme/test_markets.py::test_a_tighter_{name}"
            for name in (
                "deposit_limit_banks_fewer_dollars_and_other_channels_take_the_rest",
                "cap_makes_the_service_cheaper_and_no_smaller",
                "cap_feeds_the_scheme_with_demand",
            )
        ),
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
    "marking": Package(
        ("mirrorsim/exercise/marking/*.py",),
        tuple(
            f"tests/exercise/marking/test_{name}.py"
            for name in (
                "whole_sheets",
                "entities",
                "reconstruction",
                "narrative",
                "proportionality",
                "decisions",
                "marks",
                "answer_sheet",
            )
        ),
        ("tests/exercise/marking/test_grading.py",),
        (
            *UNITS,
            "pandas",
            "mirrorsim.cli.main",
            "mirrorsim.scenario.load",
            "mirrorsim.exercise.key.consequences",
            "mirrorsim.exercise.key.answer_key",
            "mirrorsim.exercise.key.reference_decisions",
            "mirrorsim.exercise.evidence.assembly",
        ),
    ),
}
