"""The accounts in China that a broker has paid into: its own for business, and private ones that it has people open."""

from __future__ import annotations

from mirrorsim.books.accounts import Country, Form
from mirrorsim.scheme.services import Services
from mirrorsim.units.money import Asset

ENDLESS = 2**62
"""Cents that an account takes when nobody watches turnover."""


class ReceivingAccounts:
    """Who pays where: a firm into the business account, as one trader pays another; a person into private accounts.

    Each private account is left when it has taken its turnover.
    """

    def __init__(self, services: Services, broker: str, key: int, business: int) -> None:
        self._services = services
        self._broker = broker
        self._key = key
        self._business = business
        self.business_closed = False
        """Whether its business account is closed: then everybody pays into private ones."""
        self.opened = 0
        """Private accounts used so far."""
        self._private = -1
        self._left = 0
        """Cents that the private account in use may still take."""

    def next(self, holder: str, wanted: int) -> tuple[int, int]:
        """The account that a ``firm`` or ``person`` pays into now for ``wanted`` cents, and the cents that it may still take."""
        if holder == "firm" and not self.business_closed:
            return self._business, wanted
        draws = self._services.draws.mirror
        limited = self._services.terms.now.mirror.account_turnover is not None
        if self._left <= 0 or (limited and self._left > ENDLESS // 2):
            self.opened += 1
            self._private = self._services.ledger.account(
                f"receiver.{self._broker}-{self.opened}", Country.CN, Form.BANK, Asset.CNY
            )
            key = self._key << 32 | self.opened
            self._left = max(draws.account_turnover(key), 1) if limited else ENDLESS
        return self._private, self._left

    def paid(self, account: int, cents: int) -> None:
        """Take note of a payment into an account."""
        if account != self._business:
            self._left -= cents

    def abandon(self) -> None:
        """Use the private account of now no longer: what came in was taken."""
        self._left = 0

    def close(self, account: int) -> None:
        """Take note that an account is closed for good: nobody pays into it again."""
        if account == self._business:
            self.business_closed = True
        else:
            self.abandon()
