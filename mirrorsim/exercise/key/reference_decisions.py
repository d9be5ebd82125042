"""The decisions that the key holds a team's against: the best of those that the visible evidence supports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, RECEIVER
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.key.answer_key import ModelDecision, ReferenceDecisions, SchemeEntity, Shipment
from mirrorsim.exercise.key.consequences import Consequences, InterventionOrder, consequences
from mirrorsim.scenario.exercise import Action

TARGET_ROLES: Mapping[Action, tuple[str, ...]] = {"freeze": (RECEIVER, BUYER), "watch": (COURIER,), "hold": ()}
"""The roles against which each kind of decision can work."""


def reference_decisions(
    evidence: Evidence, entities: Sequence[SchemeEntity], shipments: Mapping[str, Shipment]
) -> ReferenceDecisions:
    """Try every decision alone, choose the best of each kind in turn, and run the season again with the chosen."""
    terms = evidence.exercise.decisions
    since = terms.earliest or evidence.exercise.window.until
    phases, policy = evidence.phases, evidence.record.policy
    tried: dict[Action, list[tuple[int, str, InterventionOrder]]] = {action: [] for action in terms.allowed}
    for action, target, owner in _candidates(entities, shipments, terms.allowed, since):
        order = InterventionOrder(action, owner, since)
        result = consequences(phases, policy, [order], terms.hold_for)
        if result.stopped > 0:
            tried[action].append((-result.stopped, target, order))
    chosen: list[tuple[str, InterventionOrder]] = []
    queues = [sorted(found, key=lambda candidate: candidate[:2]) for found in tried.values()]
    while any(queues) and len(chosen) < terms.most:
        for queue in queues:
            if queue and len(chosen) < terms.most:
                _, target, order = queue.pop(0)
                chosen.append((target, order))
    together = consequences(phases, policy, [order for _, order in chosen], terms.hold_for)
    return ReferenceDecisions(
        earliest=since,
        allowed=terms.allowed,
        model=tuple(ModelDecision(action=order.action, target=target, since=since) for target, order in chosen),
        stopped={action: max(cents, 0) for action, cents in stopped_by_action(together).items()},
        stopped_usd=max(together.stopped, 0),
        sentence=together.sentence(),
    )


def stopped_by_action(result: Consequences) -> dict[Action, int]:
    """What each kind of decision stopped, in cents."""
    return {"freeze": result.yuan + result.refused, "watch": result.cash, "hold": result.goods}


def _candidates(
    entities: Sequence[SchemeEntity], shipments: Mapping[str, Shipment], allowed: tuple[Action, ...], since: date
) -> Iterator[tuple[Action, str, str]]:
    """Action, public target, inner target of every decision against something of the scheme that can still be reached."""
    for action in allowed:
        for entity in entities:
            if entity.role in TARGET_ROLES[action]:
                by_name = action == "watch" or entity.role == RECEIVER
                yield action, entity.names[0 if by_name else 1], entity.owner
        if action == "hold":
            for paper, shipment in shipments.items():
                waiting = shipment.entered is None or shipment.entered.date() >= since
                if shipment.deal and paper.startswith("BL-") and waiting:
                    yield action, paper, shipment.deal
