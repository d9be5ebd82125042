"""Other ways for a batch of cash than a mirror broker: what displacement is measured against."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from mirrorsim.units.distributions import DurationDist
from mirrorsim.units.money import Usd
from mirrorsim.units.sections import Section, above_zero, optional, value
from mirrorsim.units.shares import Share


class BulkCash(Section):
    """Notes carried over the border and paid into accounts in Mexico, visit by visit."""

    fee: Share = value("4 %", "what the carriers keep", source="A01")
    carry: DurationDist = value(
        {"uniform": {"low": "3 days", "high": "14 days"}}, "from the client to Mexico", source="A01"
    )
    feared_loss: Share = value("0.5 %", "the loss that a client reckons with before it has seen any", source="A01")
    people: int = value(40, "accounts of people that take deposits", source="assumption", ge=0, le=100_000)
    firms: int = value(4, "accounts of firms that take deposits", source="assumption", ge=0, le=100_000)
    per_visit: Annotated[Usd, AfterValidator(above_zero)] = value(
        "3,000 USD", "the most that is deposited in one visit", source="assumption"
    )
    visits_per_day: int = value(10, "visits to banks in a day", source="assumption", ge=1, le=10_000)
    most_waiting: Usd = value("1,500,000 USD", "cash that may lie in Mexico or on its way there", source="assumption")


class TraditionalPesoBroker(Section):
    """A black-market peso exchange: dearer and slower, through importers who pay US exporters with the cash."""

    fee: Share = value("9 %", "its commission", source="E05")
    takes: DurationDist = value({"uniform": {"low": "7 days", "high": "45 days"}}, "from cash to pesos", source="T02")
    feared_loss: Share = value("0.5 %", "the loss that a client reckons with", source="assumption")
    per_week: Annotated[Usd, AfterValidator(above_zero)] = value(
        "500,000 USD", "cash that its importers can use in a week", source="assumption"
    )


class Channels(Section):
    """The channels besides the mirror; one that is absent does not exist in this world."""

    bulk_cash: BulkCash | None = optional("bulk cash over the border into Mexican accounts")
    bmpe: TraditionalPesoBroker | None = optional("the traditional peso broker")
