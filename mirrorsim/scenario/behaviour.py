"""How parties learn and weigh, and what a delay costs people outside the scheme: assumptions that move measures."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from mirrorsim.fields.sections import Section, above_zero, value
from mirrorsim.units.shares import Percent, Share
from mirrorsim.units.time import Duration


class Behaviour(Section):
    """How brokers, providers and carriers learn from what they see, and how they set prices and lots."""

    learning: Annotated[Share, AfterValidator(above_zero)] = value(
        "6.25 %", "how much one new observation counts against what was believed before", source="assumption"
    )
    first_delay: Duration = value(
        "3 days", "how long a broker is thought to take before anybody has seen it", source="assumption"
    )
    commission_step: Annotated[Share, AfterValidator(above_zero)] = value(
        "0.01 %", "what a commission at market pricing is rounded down to a multiple of", source="assumption"
    )
    scarcity_mark_up: Percent = value(
        "100 %",
        "what a broker at market pricing adds when its credit is used up, and again when a client waits for every "
        "courier, as a share of its margin",
        source="assumption",
    )
    least_port_weight: Annotated[Share, AfterValidator(above_zero)] = value(
        "5 %",
        "part of a port's weight that a broker that learns still gives it, whatever it has seen there",
        source="assumption",
    )
    least_peso_lot: Share = value(
        "25 %",
        "share of a provider's full stock of pesos from which it serves a need that is larger than what it has",
        source="assumption",
    )


class BurdenTerms(Section):
    """What rules cost people outside the scheme, where they stop nothing."""

    delay_cost_per_day: Share = value(
        "0.03 %", "what a day's delay costs an honest importer or traveller, of the value", source="assumption"
    )
