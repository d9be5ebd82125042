"""The rows of ``queue_tickets``: of the scheme's deposits and of everybody's alike, or they would give the scheme away."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.case import Case, EvidenceRow
from mirrorsim.units.time import MINUTE


def queue_tickets(case: Case) -> Iterator[EvidenceRow]:
    """A ticket for most deposits, drawn some minutes before."""
    draws = case.draws
    for key, activity in case.activities_of("deposit"):
        if not draws.bernoulli(0.7, "ticket.drawn", key):
            continue
        waited = 1 + draws.integer_below(25, "ticket.waited", key)
        counter = str(1 + draws.integer_below(6, "ticket.counter", key))
        cells = {"account": case.identities.account(activity.party), "counter": counter, "waited_min": str(waited)}
        yield EvidenceRow(
            "queue_tickets",
            key,
            max(activity.tick - waited * MINUTE, case.since),
            activity.party,
            dict(cells),
            activity,
        )
