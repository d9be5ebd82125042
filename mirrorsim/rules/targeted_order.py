"""An order against named accounts, people or shipments, as a court or an agency gives it; it touches nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from mirrorsim.fields.sections import value
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    CASH_CARRIED,
    CASH_STORED,
    IMPORT,
    YUAN_TRANSFER,
    CloseAccount,
    Delay,
    Limit,
    Movement,
    Rule,
    RuleContext,
    Ruling,
    Rulings,
    Seize,
)
from mirrorsim.units.time import Duration


class TargetedOrder(Rule):
    """Freezes accounts, has people watched who carry or keep cash, and holds shipments until they are opened.

    A frozen account in the US takes no deposit; what comes into one in China is taken. Who is watched loses cash that
    cannot be explained. A held shipment waits, and is taken if its papers do not say what it is.
    """

    watches: ClassVar[Mapping[str, Rulings]] = {
        YUAN_TRANSFER: (CloseAccount,),
        BANK_DEPOSIT: (Limit,),
        CASH_CARRIED: (Seize,),
        CASH_STORED: (Seize,),
        IMPORT: (Seize, Delay),
    }

    kind: Literal["targeted_order"] = "targeted_order"
    frozen: tuple[str, ...] = value((), "owners whose bank accounts are frozen", source="assumption")
    watched: tuple[str, ...] = value((), "people who are watched", source="assumption")
    shipments: tuple[int, ...] = value((), "shipments that are held, by their numbers", source="assumption")
    ports: tuple[str, ...] = value((), "ports where every shipment is held", source="assumption")
    takes: Duration = value("9 days", "how long a hold lasts", source="assumption")

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        """Let be, refuse, hold up, or take."""
        if movement.what == IMPORT:
            return self._at_port(movement)
        named = self.watched if movement.what in (CASH_CARRIED, CASH_STORED) else self.frozen
        if not named or context.owner(movement) not in named:
            return None
        if movement.what == BANK_DEPOSIT:
            return Limit(0, reason="account frozen")
        if movement.what == YUAN_TRANSFER:
            return CloseAccount(reason="account frozen")
        if movement.what == CASH_CARRIED and not movement.irregular:
            return None
        return Seize(reason="watched")

    def _at_port(self, movement: Movement) -> Ruling | None:
        if movement.entity not in self.shipments and movement.place not in self.ports:
            return None
        if movement.irregular:
            return Seize(after=self.takes, reason="held and opened")
        return Delay(self.takes)
