"""All rules there are. A new rule is a file of its own and one line here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator

from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.rules.deposit_limit import DepositLimit

AnyRule = Annotated[CapitalFlightCap | DepositLimit, Discriminator("kind")]

KINDS: tuple[str, ...] = ("capital_flight_cap", "deposit_limit")
