"""What is believed of delays, losses, premiums and ports, and how each observation moves it."""

from __future__ import annotations

from mirrorsim.scheme.terms import TermsInForce
from mirrorsim.units.shares import WHOLE


def updated(belief: int, seen: int, learning: int) -> int:
    """A belief after an observation, which counts ``learning`` parts per million; rounded down."""
    return belief + (seen - belief) * learning // WHOLE


class Experience:
    """What one broker has lately seen."""

    __slots__ = ("_terms", "delay", "losses", "premium", "trouble")

    def __init__(self, terms: TermsInForce) -> None:
        self._terms = terms
        self.delay = terms.now.behaviour.first_delay
        """Ticks from an agreement to its end."""
        self.losses = 0
        """Share of what was handed over, in parts per million; so are the others."""
        self.premium = 0
        """What buyers pay above the rate."""
        self.trouble: dict[str, int] = {}
        """By port: the share of its own cargo that was opened or taken there."""

    def of_deal(self, delay: int, losses: int) -> None:
        """See a deal's end."""
        learning = self._terms.now.behaviour.learning
        self.delay = updated(self.delay, delay, learning)
        self.losses = updated(self.losses, losses, learning)

    def of_premium(self, premium: int) -> None:
        """See what a buyer pays."""
        self.premium = updated(self.premium, premium, self._terms.now.behaviour.learning)

    def of_port(self, port: str, *, trouble: bool) -> None:
        """See what becomes of its cargo in a port."""
        seen, learning = WHOLE if trouble else 0, self._terms.now.behaviour.learning
        self.trouble[port] = updated(self.trouble.get(port, 0), seen, learning)
