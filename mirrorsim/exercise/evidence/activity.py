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
MEANINGS = {
    HOLDER: "has the cash at the start, and hands it over",
    COURIER: "picks cash up and takes it to buyers",
    BUYER: "keeps the dollars and pays yuan in China for them",
    RECEIVER: "an account in China into which the yuan are paid",
    PROVIDER: "takes yuan in China and gives pesos in Mexico",
    IMPORTER: "takes in goods that the yuan have paid for",
}
ROLES = tuple(MEANINGS)
STEPS = {
    3: ("the token", "a code word, a phone number and the serial of a one-dollar note are agreed"),
    4: ("the call", "the number is rung, and a meeting set"),
    5: ("the hand-over", "cash against the note with that serial"),
    6: ("the mirror", "cash to a buyer and yuan inside China, of one value and in one minute"),
    8: ("the second mirror", "yuan inside China against pesos in Mexico"),
    9: ("the goods", "bought in China with the yuan, shipped, sold in Mexico"),
}
"""The steps that records can show, by their numbers in the public account of the scheme (B06): name and meaning."""


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
