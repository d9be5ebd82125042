"""One deal's value, as README's words have it: which transactions follow from the terms and from what happened.

Written from README alone; nothing of the program is imported or looked at. What happened (who came, what was taken,
which chance struck) is given, as events; what is booked for it, with which legs, in which order, when and to the cent,
is worked out here, and so are the amounts that events state.
"""

from __future__ import annotations

from math import floor

from tests.scheme.reference.goods import Trade
from tests.scheme.reference.ledgers import Happening, Leg
from tests.scheme.reference.start import Booked, Unforeseen, ended


class Deal(Trade):
    """The whole course of one deal, through any channel."""

    # -- the end ----------------------------------------------------------------------------------------------------

    @property
    def _left(self) -> tuple[int, ...]:
        return self.cash, self.as_cash, self.as_yuan, self.goods, self.as_goods, len(self.due)

    def _unfinished(self) -> Booked:
        yield from super()._unfinished()
        if (self.settled or self.carried_off) and not any(self._left) and not self.closed:
            raise Unforeseen("nothing is left of the deal, and it is not closed")

    def _closed(self, happening: Happening) -> Booked:
        left = self._left
        # after a default the program leaves what it has covered and is worth less than a cent where it is
        if any(left) or self.yuan > max(self.cny(1), 1):
            raise Unforeseen(f"closed with {left} and {self.yuan} fen left")
        self.states("closed", self.client, self.delivered, 0)
        self.closed = True
        yield from ()

    # -- other channels ---------------------------------------------------------------------------------------------

    def _carried_off(self, happening: Happening) -> Booked:
        name = self.promiser.partition(".")[2]
        fee = floor(self.pledged * self.world.fees[name])
        self.keeper, self.carried_off = f"carrier.{name}", True
        self.cash = self.as_cash = self.pledged - fee
        yield from self.book(
            "carried_off",
            Leg("cash", f"US:cash:USD:{self.client}", self.usd, self.pledged),
            Leg("fee", self.usd, "US:cash:USD:couriers_own", fee),
            Leg("promise", self.stage("agreed"), self.stage("as_cash"), self.as_cash),
            Leg("commission", self.stage("agreed"), ended("commission"), fee),
        )
        self.states("carried_off", self.promiser, self.pledged, int(self.world.fees[name] * 1_000_000))

    def _crossed(self, happening: Happening) -> Booked:
        yield from self.book("crossing", Leg("cash", self.usd, f"MX:cash:USD:{self.keeper}", self.cash))
        self.states("crossed", self.client, self.cash, 0)

    def _border_took(self, happening: Happening) -> Booked:
        amount = self.cash
        yield from self.book(
            "seizure",
            Leg("taken", self.usd, "US:cash:USD:state", amount),
            Leg("promise", self.stage("as_cash"), ended("seized"), self.as_cash),
        )
        self.cash = self.as_cash = 0
        self.states("border_took", self.client, amount, 0)

    def _deposited(self, happening: Happening) -> Booked:
        amount = happening.amount
        pesos = self.mxn(amount)
        yield from self.book(
            "cash_deposit",
            Leg("deposit", f"MX:cash:USD:{self.keeper}", f"MX:bank:USD:{happening.party}", amount),
            Leg("exchange", f"MX:bank:USD:{happening.party}", "MX:bank:USD:banks", amount),
            Leg("pesos", "MX:bank:MXN:banks", f"MX:cash:MXN:{self.client}", pesos),
            Leg("promise", self.stage("as_cash"), ended("delivered"), amount - self.residue(amount)),
            Leg("rounding", self.stage("as_cash"), ended("rounding"), self.residue(amount)),
        )
        self.cash -= amount
        self.as_cash -= amount
        self.delivered += amount - self.residue(amount)
        self.states("deposited", happening.party, amount, 0)
        self.states("delivered", self.client, pesos, amount - self.residue(amount))

    def _delivered(self, happening: Happening) -> Booked:
        if self.promiser == "channel.bmpe":
            yield from self._sold_to_importers()
        else:
            yield from super()._delivered(happening)

    def _sold_to_importers(self) -> Booked:
        amount = self.cash
        pesos = self.mxn(amount)
        yield from self.book("peso_exchange", Leg("cash", self.usd, "US:cash:USD:economy", amount))
        yield from self.book(
            "peso_delivery",
            Leg("pesos", "MX:cash:MXN:economy", f"MX:cash:MXN:{self.client}", pesos),
            Leg("promise", self.stage("as_cash"), ended("delivered"), amount - self.residue(amount)),
            Leg("rounding", self.stage("as_cash"), ended("rounding"), self.residue(amount)),
        )
        self.cash = self.as_cash = 0
        self.delivered += amount - self.residue(amount)
        self.states("delivered", self.client, pesos, amount - self.residue(amount))
