"""What a token looks like: a code word, a short-lived phone number, the serial of a one-dollar note."""

from __future__ import annotations

from typing import NamedTuple

from mirrorsim.engine.draws import Draws, stable_hash

WORDS = (
    "heron", "maple", "violin", "copper", "lantern", "harbor", "saddle", "pepper", "ribbon", "walnut", "anchor", "meadow",
    "marble", "falcon", "ginger", "canyon", "velvet", "orchard", "pebble", "timber", "saffron", "cedar", "thistle", "amber",
    "cobalt", "juniper", "quarry", "willow", "beacon", "garnet", "hazel", "summit",
)  # fmt: skip
DISTRICTS = "ABCDEFGHIJKL"
"""Letters of the twelve Federal Reserve banks, with which a one-dollar note's serial begins."""
SUFFIXES = "ABCDEFGHIJKLMNPQRSTUVWXY"
"""Letters with which a serial may end; O and Z are not used."""


class Token(NamedTuple):
    """The three things that the client's cash holder is told."""

    code_word: str
    phone: str
    serial: str


def token_number(draws: Draws, deal: int, attempt: int) -> int:
    """The number that stands for a deal's token at an attempt; always the same for the same world."""
    region = f" {draws.region}" if draws.region else ""
    return stable_hash(f"token {draws.seed} {draws.replication} {deal} {attempt}{region}", 56)


def token(number: int) -> Token:
    """Spell out a token. Phone numbers lie in the range that is kept free for fiction."""
    number, word = divmod(number, len(WORDS))
    number, line = divmod(number, 100)
    number, first = divmod(number, len(DISTRICTS))
    number, last = divmod(number, len(SUFFIXES))
    return Token(WORDS[word], f"555-01{line:02d}", f"{DISTRICTS[first]} {number % 10**8:08d} {SUFFIXES[last]}")
