"""The order of test files: those that take longest first, so that at the end no process works alone on a long one."""

from __future__ import annotations

from pathlib import Path

LONGEST = (
    "trust/test_queues.py", "trust/test_accountants.py", "trust/test_miner.py", "docs/test_readme.py",
    "scenarios/test_shipped_scenarios.py", "storm/test_storm.py", "plugins/test_example.py", "browser/test_class_browser.py",
    "browser/test_class_accessibility.py", "browser/test_class_break_in.py", "docs/test_notebooks.py",
    "exercise/evidence/test_leakage.py", "exercise/packs/test_packs.py", "exercise/test_solvable.py",
    "cli/test_cli.py", "sensitivity/test_analysis.py", "report/test_html_report.py", "plugins/test_own_rule.py",
    "docs/test_gallery.py", "lab/test_experiment.py", "trust/test_metamorphic.py", "world/test_random_worlds.py",
    "world/test_determinism.py", "world/test_published_journals.py", "benchmarks/test_speed.py", "exports/test_export.py",
    "faults/test_faults.py", "storm/test_storm_relations.py",
)  # fmt: skip
"""By CPU seconds, children included, from two minutes down to ten seconds; `--durations=0` says when it has grown old."""
_RANK = {Path(__file__).parents[1] / name: place for place, name in enumerate(LONGEST)}


def rank(path: Path) -> int:
    """The place of a test file among the longest; those that are none of them come last, in their usual order."""
    return _RANK.get(path, len(_RANK))
