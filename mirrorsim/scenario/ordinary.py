"""People and firms outside the scheme, on whom every rule acts as well."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    BORDER_CASH,
    CASH_CARRIED,
    CASH_DEPOSIT,
    CASH_RECEIVED,
    IMPORT,
    YUAN_TRANSFER,
)
from mirrorsim.units.distributions import DurationDist, UsdDist
from mirrorsim.units.sections import Section, required, takes_time, value

Does = Literal[
    "bank_deposit", "border_cash", "cash_carried", "cash_deposit", "cash_received", "import", "yuan_transfer"
]

assert set(Does.__args__) == {  # type: ignore[attr-defined]
    BANK_DEPOSIT,
    BORDER_CASH,
    CASH_CARRIED,
    CASH_DEPOSIT,
    CASH_RECEIVED,
    IMPORT,
    YUAN_TRANSFER,
}


class Ordinary(Section):
    """A group of ordinary people or firms who do one thing now and then, for good reasons."""

    does: Does = required("what they do")
    people: int = value(100, "how many there are", source="assumption", ge=1, le=100_000_000)
    every: Annotated[DurationDist, AfterValidator(takes_time)] = value(
        "7 days", "time from one such act in the group to the next", source="assumption"
    )
    amount: UsdDist = required("dollars' worth of one act")
    holder: Literal["person", "firm"] = value("person", "whether they are people or firms", source="assumption")
