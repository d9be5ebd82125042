"""What measures, steps and parts of a promise are called in the report."""

from __future__ import annotations

from mirrorsim.lab.measures.registry import declared
from mirrorsim.report.wording import COSTS, STEPS

_ACRONYMS = {"ctr": "CTR", "sar": "SAR", "bmpe": "BMPE", "form": "Form"}
PARTS = {"delivered": "delivered", **COSTS, "in_flight": "still in flight"}
"""Where a pledged dollar is at the end."""


def label(name: str) -> str:
    """A measure as people read it."""
    measure = declared(name)
    if measure is None:
        return words(name[:1].upper() + name[1:])
    if measure.name == measure.root:
        return measure.label
    rest = name.partition(".")[2]
    return f"{measure.label}: {STEPS.get(rest, words(rest))}"


def words(name: str) -> str:
    """A name without its underscores and dots."""
    plain = name.replace("_", " ").replace(".", ": ")
    return " ".join(_ACRONYMS.get(word, word) for word in plain.split(" "))
