"""Defects seeded on purpose, to see that the checks find them. None is in the program: each is applied while worlds are run.

A defect changes what the program does, never what the checks look at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Leg = tuple[int, int, int]
"""Source, destination, minor units."""

CENT_OF = 37
"""One booking in so many goes wrong: a defect that every booking had would be found by anybody."""


def a_lost_cent() -> None:
    """Now and then the destination of a peso delivery is credited a centavo less than the journal says."""
    from mirrorsim.books.ledger import Ledger

    book: Callable[..., int] = Ledger.book

    def losing(self: Any, kind: Any, time: int, deal: int, **legs: Leg) -> int:
        number = book(self, kind, time, deal, **legs)
        if kind.name == "delivery":
            _, destination, amount = legs["pesos"]
            if amount % CENT_OF == 0 and amount:
                self._balance[destination] -= 1
        return number

    Ledger.book = losing  # type: ignore[method-assign]


def a_double_posting() -> None:
    """Now and then a batch of cash is booked twice. The ledger itself stays in balance."""
    from mirrorsim.books.ledger import Ledger

    book: Callable[..., int] = Ledger.book

    def twice(self: Any, kind: Any, time: int, deal: int, **legs: Leg) -> int:
        if kind.name == "street_sales" and legs["cash"][2] % CENT_OF == 0:
            book(self, kind, time, deal, **legs)
        return book(self, kind, time, deal, **legs)

    Ledger.book = twice  # type: ignore[method-assign]


def a_cap_off_by_a_day() -> None:
    """China's quota is new again a day too early."""
    from mirrorsim.books.accounts import Country
    from mirrorsim.engine.calendar import Calendar
    from mirrorsim.units.time import DAY

    boundaries: Callable[..., tuple[int, ...]] = Calendar.boundaries

    def early(self: Any, country: Country, every: str) -> tuple[int, ...]:
        right = boundaries(self, country, every)
        return tuple(max(tick - DAY, 1) for tick in right) if country is Country.CN else right

    Calendar.boundaries = early  # type: ignore[method-assign]


def a_reused_token() -> None:
    """After a failed meeting the same token is used again."""
    from mirrorsim.scheme.steps import handover

    number: Callable[..., int] = handover.token_number

    def reused(*world: Any) -> int:
        *before, attempt = world
        return number(*before, max(attempt - 1, 0))

    handover.token_number = reused


def a_mirror_across_a_border() -> None:
    """Some merchants keep the cash that they buy in Mexico, and a mirror swap is said to be allowed to bring it there."""
    from mirrorsim.books.accounts import Country, Form
    from mirrorsim.books.ledger import Ledger
    from mirrorsim.scheme import transactions

    account: Callable[..., int] = Ledger.account

    def abroad(self: Any, owner: str, country: Country, form: Form, *more: Any, **named: Any) -> int:
        if owner.startswith("merchant.") and owner.endswith("-2") and form is Form.CASH:
            country = Country.MX
        return account(self, owner, country, form, *more, **named)

    Ledger.account = abroad  # type: ignore[method-assign]
    for kind in (transactions.MIRROR_SWAP, transactions.BANK_DEPOSIT):
        object.__setattr__(kind, "crosses_border", True)


DEFECTS: dict[str, Callable[[], None]] = {
    "lost-cent": a_lost_cent,
    "double-posting": a_double_posting,
    "cap-off-by-a-day": a_cap_off_by_a_day,
    "reused-token": a_reused_token,
    "mirror-across-a-border": a_mirror_across_a_border,
}
