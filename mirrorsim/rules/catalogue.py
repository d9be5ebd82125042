"""All rules there are. A new rule is a file of its own and one line here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator

from mirrorsim.rules.border_inspection import BorderInspection
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.rules.customs_inspection import CustomsInspection
from mirrorsim.rules.deposit_limit import DepositLimit
from mirrorsim.rules.interdiction import Interdiction
from mirrorsim.rules.targeted_order import TargetedOrder
from mirrorsim.rules.transfer_monitoring import TransferMonitoring

AnyRule = Annotated[
    CapitalFlightCap
    | DepositLimit
    | CashReporting
    | CustomsInspection
    | BorderInspection
    | Interdiction
    | TransferMonitoring
    | TargetedOrder,
    Discriminator("kind"),
]
