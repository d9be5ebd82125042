"""What stands in a scenario: the terms of a channel, and the columns of records. Imported while the schema is made."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator

from mirrorsim.fields.sections import above_zero, value
from mirrorsim.scenario.plugin_types import ChannelTerms, Source
from mirrorsim.units.distributions import DurationDist
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Share


class Parcels(ChannelTerms):
    """Notes sent to Mexico in parcels: small batches only, and the border may open any of them."""

    carrier: ClassVar[str] = "mirrorsim_example.carrier:Parcels"
    says: ClassVar[str] = "cash in parcels"

    fee: Share = value("5 %", "what the senders keep", source="assumption")
    takes: DurationDist = value({"uniform": {"low": "4 days", "high": "12 days"}}, "on the way", source="assumption")
    feared_loss: Share = value("2 %", "the loss that a client reckons with", source="assumption")
    largest: Annotated[Usd, AfterValidator(above_zero)] = value(
        "100,000 USD", "the largest batch that is taken", source="assumption"
    )


QUEUE_TICKETS = Source(
    title="Queue tickets of the bank's branches",
    prefix="QT",
    columns=("account", "counter", "waited_min"),
    names=("account",),
    make="mirrorsim_example.records:queue_tickets",
)
