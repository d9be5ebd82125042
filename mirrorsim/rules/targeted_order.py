"""An order against named accounts, people or shipments, as a court or an agency gives it; it touches nobody else."""

from __future__ import annotations

from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    CASH_CARRIED,
    CASH_STORED,
    IMPORT,
    YUAN_TRANSFER,
    Movement,
    Office,
    Rule,
    Verdict,
)
from mirrorsim.units.time import Duration


class TargetedOrder(Rule):
    """Freezes accounts, has people watched who carry or keep cash, and holds shipments until they are opened.

    A frozen account in the US takes no deposit; what comes into one in China is taken. Who is watched loses cash that
    cannot be explained. A held shipment waits, and is taken if its papers do not say what it is.
    """

    watches: ClassVar[tuple[str, ...]] = (YUAN_TRANSFER, BANK_DEPOSIT, CASH_CARRIED, CASH_STORED, IMPORT)

    kind: Literal["targeted_order"] = "targeted_order"
    frozen: tuple[str, ...] = value((), "owners whose bank accounts are frozen", source="assumption")
    watched: tuple[str, ...] = value((), "people who are watched", source="assumption")
    shipments: tuple[int, ...] = value((), "shipments that are held, by their numbers", source="assumption")
    ports: tuple[str, ...] = value((), "ports where every shipment is held", source="assumption")
    takes: Duration = value("9 days", "how long a hold lasts", source="assumption")

    def decide(self, movement: Movement, office: Office) -> Verdict | None:
        """Let be, refuse, hold up, or take."""
        if movement.what == IMPORT:
            return self._at_port(movement)
        named = self.watched if movement.what in (CASH_CARRIED, CASH_STORED) else self.frozen
        if not named or office.owner(movement) not in named:
            return None
        if movement.what == BANK_DEPOSIT:
            return Verdict(0, reason="account frozen")
        if movement.what == YUAN_TRANSFER:
            return Verdict(0, seized=movement.amount, reason="account frozen", closed=True)
        if movement.what == CASH_CARRIED and not movement.irregular:
            return None
        return Verdict(0, seized=movement.amount, reason="watched")

    def _at_port(self, movement: Movement) -> Verdict | None:
        if movement.entity not in self.shipments and movement.place not in self.ports:
            return None
        if movement.irregular:
            return Verdict(0, seized=movement.amount, delay=self.takes, reason="held and opened")
        return Verdict(movement.amount, delay=self.takes)
