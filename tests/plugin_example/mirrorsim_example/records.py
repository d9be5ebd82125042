"""The rows of ``queue_tickets``: of the scheme's deposits and of everybody's alike, or they would give the scheme away."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.case import Row, Scene
from mirrorsim.units.time import MINUTE


def queue_tickets(scene: Scene) -> Iterator[Row]:
    """A ticket for most deposits, drawn some minutes before."""
    luck = scene.luck
    for key, act in scene.of("deposit"):
        if not luck.happens(0.7, "ticket.drawn", key):
            continue
        waited = 1 + luck.below(25, "ticket.waited", key)
        counter = str(1 + luck.below(6, "ticket.counter", key))
        cells = {"account": scene.ids.account(act.who), "counter": counter, "waited_min": str(waited)}
        yield Row("queue_tickets", key, max(act.tick - waited * MINUTE, scene.since), act.who, dict(cells), act)
