"""The decisions that the key holds a team's against: the best of those that the visible evidence supports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, RECEIVER
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.wording import amount_text
from mirrorsim.exercise.key.consequences import Consequences, Order, consequences
from mirrorsim.scenario.exercise import Action

AGAINST: Mapping[Action, tuple[str, ...]] = {"freeze": (RECEIVER, BUYER), "watch": (COURIER,), "hold": ()}
"""The roles against which each kind of decision can work."""


def reference(evidence: Evidence, key: Mapping[str, Any]) -> dict[str, Any]:
    """The decisions of the model answers, and what they stop, by kind of decision."""
    terms = evidence.exercise.decisions
    since = terms.earliest or evidence.exercise.window.until
    phases = evidence.phases
    tried: dict[Action, list[tuple[int, str, Order]]] = {action: [] for action in terms.allowed}
    for action, target, owner in _candidates(key, terms.allowed, since.isoformat()):
        order = Order(action, owner, since)
        result = consequences(phases, evidence.record.policy, [order], terms.hold_for)
        if result.stopped > 0:
            tried[action].append((-result.stopped, target, order))
    chosen: list[tuple[str, Order]] = []
    queues = [sorted(found, key=lambda one: one[:2]) for found in tried.values()]
    while any(queues) and len(chosen) < terms.most:
        for queue in queues:
            if queue and len(chosen) < terms.most:
                _, target, order = queue.pop(0)
                chosen.append((target, order))
    together = consequences(phases, evidence.record.policy, [order for _, order in chosen], terms.hold_for)
    return {
        "earliest": since.isoformat(),
        "allowed": list(terms.allowed),
        "model": [{"action": order.action, "target": target, "since": since.isoformat()} for target, order in chosen],
        "stopped": {action: amount_text(max(part, 0)) for action, part in by_action(together).items()},
        "stopped_usd": amount_text(max(together.stopped, 0)),
        "sentence": together.sentence(),
    }


def by_action(result: Consequences) -> dict[Action, int]:
    """What each kind of decision stopped, in cents."""
    return {"freeze": result.yuan + result.refused, "watch": result.cash, "hold": result.goods}


def _candidates(key: Mapping[str, Any], allowed: tuple[Action, ...], since: str) -> list[tuple[Action, str, str]]:
    found: list[tuple[Action, str, str]] = []
    for action in allowed:
        for one in key["entities"]:
            if one["role"] in AGAINST[action]:
                target = one["names"][0] if action == "watch" or one["role"] == RECEIVER else one["names"][1]
                found.append((action, target, one["owner"]))
        if action == "hold":
            for paper, shipment in key["shipments"].items():
                waiting = not shipment["entered"] or shipment["entered"] >= since
                if shipment["deal"] and paper.startswith("BL-") and waiting:
                    found.append((action, paper, shipment["deal"]))
    return found
