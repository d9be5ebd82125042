"""What a client weighs: the fee, what delay costs it, and what it fears to lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    from mirrorsim.scheme.channel import Channel
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Broker, Deal

    Carrier: TypeAlias = Broker | Channel

WHOLE = 1_000_000


class Offer(NamedTuple):
    """One way for a batch: all it costs (parts per million of the amount), who offers it, and the fee alone."""

    cost: int
    name: str
    carrier: Carrier
    fee: int


def offer(deal: Deal, name: str, carrier: Carrier, fee: int, delay: int, loss: int) -> Offer:
    """Weigh an offer with a fee and an expected loss (parts per million) and an expected delay (ticks)."""
    return Offer(fee + deal.terms.delay_cost_per_day * delay // DAY + loss, name, carrier, fee)


def commission(net: Network, broker: Broker) -> int:
    """What a broker asks, in parts per million of the amount.

    With market pricing it wants a margin on both legs together: what couriers cost and losses have cost lately comes on
    top, what buyers have lately paid above the rate comes off, and a broker whose credit or couriers run short asks up
    to twice the margin more. So it asks for nothing when buyers pay enough; nobody switches that on.
    """
    terms = net.now_in_force.brokers[broker.group]
    if terms.pricing == "fixed":
        return terms.commission
    if terms.pricing == "zero_fee":
        return 0
    owed = min(broker.promise.owed(net.ledger), terms.credit)
    waiting = min(len(broker.couriers.get_queue), broker.strength)
    pressure = terms.margin * owed // max(terms.credit, 1) + terms.margin * waiting // max(broker.strength, 1)
    pay = net.now_in_force.handover.meeting.courier_pay
    asked = terms.margin + pressure + pay + broker.losses_seen - broker.premium_seen
    # quoted to a hundredth of a percent
    return max(0, min(asked, WHOLE)) // 100 * 100


def broker_offer(net: Network, deal: Deal, broker: Broker) -> Offer | None:
    """A broker's offer for a batch; None when its credit or its couriers have no room for it."""
    terms = net.now_in_force.brokers[broker.group]
    if not broker.strength or broker.promise.owed(net.ledger) + broker.quoted + deal.amount > terms.credit:
        return None
    return offer(deal, broker.name, broker, commission(net, broker), broker.delay_seen, _extras(net, broker))


def _extras(net: Network, broker: Broker) -> int:
    """What the client must reckon with beyond the commission, where the broker does not bear it."""
    scenario = net.now_in_force
    guarantee = scenario.brokers[broker.group].guarantee
    extras = broker.losses_seen if guarantee.losses == "client" else 0
    if guarantee.spread == "client" and scenario.providers:
        extras += min(provider.spread for provider in scenario.providers.values())
    return extras
