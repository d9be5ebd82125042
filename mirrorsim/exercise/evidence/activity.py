"""Activities: what a party did at a moment, in the same form for the scheme's parties and for ordinary ones."""

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
"""The roles that a party can have in the scheme."""
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
class Activity:
    """What one party did at one moment, alone or with a counterparty.

    Both are named by inner names, which no record shows. ``tick`` is in microseconds since the scenario's start, ``cents``
    and ``fen`` are amounts in minor units. ``deal`` and ``swap`` number the deal and the mirror swap of the scheme that it
    belongs to, and are negative elsewhere; ``bundle`` ties the papers of one shipment. ``detail`` is what the kind of
    activity needs beside.
    """

    kind: str
    tick: int
    party: str
    counterparty: str = NOBODY
    cents: int = 0
    fen: int = 0
    deal: int = -1
    step: int = 0
    swap: int = -1
    detail: str = ""
    bundle: str = ""

    @property
    def in_scheme(self) -> bool:
        """Whether it is a part of the scheme."""
        return self.deal >= 0

    @property
    def order(self) -> tuple[int, str, str, str, int, int]:
        """Sorts activities by time; what happens at one tick has a fixed order too."""
        return (self.tick, self.kind, self.party, self.counterparty, self.cents, self.fen)
