"""Acts: what somebody did at a moment, the same form for the scheme's people and for everybody else."""

from __future__ import annotations

from dataclasses import dataclass

NOBODY = ""

HOLDER, COURIER, BUYER, RECEIVER, PROVIDER, IMPORTER = (
    "cash_holder",
    "courier",
    "buyer",
    "receiving_account",
    "peso_provider",
    "importer",
)
"""What somebody can be in the scheme."""
ROLES = (HOLDER, COURIER, BUYER, RECEIVER, PROVIDER, IMPORTER)


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    ``who`` and ``other`` are parties by their inner names. ``deal`` is negative outside the scheme; ``swap`` ties what
    belongs to one mirror swap, and is negative elsewhere;
    ``bundle`` ties what belongs to one shipment. ``detail`` is what the kind of act needs beside.
    """

    kind: str
    tick: int
    who: str
    other: str = NOBODY
    cents: int = 0
    fen: int = 0
    deal: int = -1
    step: int = 0
    swap: int = -1
    detail: str = ""
    bundle: str = ""

    @property
    def guilty(self) -> bool:
        """Whether it is a part of the scheme."""
        return self.deal >= 0
