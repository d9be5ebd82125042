"""People and firms outside the scheme, on whom every rule acts as well."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from mirrorsim.fields.errors import refused
from mirrorsim.fields.sections import Section, required, takes_time, value
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


_BY_ACCOUNT = (BANK_DEPOSIT, CASH_DEPOSIT, YUAN_TRANSFER)
"""Acts that rules add up by person, so that it matters how many do them."""
_BY_HOLDER = (CASH_DEPOSIT, CASH_RECEIVED)
"""Acts in which rules tell people from firms."""


class Bystanders(Section):
    """A group of people or firms outside the scheme who do one thing now and then, for good reasons."""

    does: Does = required("what they do")
    people: int = value(100, "how many there are", source="assumption", ge=1, le=100_000_000)
    every: Annotated[DurationDist, AfterValidator(takes_time)] = value(
        "7 days", "time from one such act in the group to the next", source="assumption"
    )
    amount: UsdDist = required("dollars' worth of one act")
    holder: Literal["person", "firm"] = value("person", "whether they are people or firms", source="assumption")

    @model_validator(mode="after")
    def _nothing_idle(self) -> Self:
        """Refuse a key that this act makes no use of: it would silently do nothing.

        One that says what holds anyway is no such key: a resolved scenario spells every default out.
        """
        fields = type(self).model_fields
        given = {key for key in self.model_fields_set if getattr(self, key) != fields[key].default}
        if "people" in given and self.does not in _BY_ACCOUNT:
            raise refused(
                ("people",), f"makes no difference to {self.does}, which no rule counts by person; leave it out"
            )
        if "holder" in given and self.does not in _BY_HOLDER:
            raise refused(("holder",), f"makes no difference to {self.does}, which rules treat alike; leave it out")
        return self
