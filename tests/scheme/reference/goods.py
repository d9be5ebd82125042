"""Step 9: yuan buy goods, which are shipped and sold in parts."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from tests.scheme.reference.ledgers import Happening, Leg
from tests.scheme.reference.repatriation import Repatriation, backed
from tests.scheme.reference.start import BORNE, SECOND, Booked, Unforeseen, claim, ended
from tests.scheme.reference.terms import DAY, DAYS, HOUR

HORIZON = DAYS * DAY * SECOND
WITH_FORWARDER, IN_PORT, INSPECTED = 2 * DAY * SECOND, 4 * DAY * SECOND, 7 * HOUR * SECOND


class Trade(Repatriation):
    """A deal whose yuan become pesos by goods."""

    def __init__(self, *what: object) -> None:
        super().__init__(*what)
        self.goods = self.goods_whole = 0
        self.as_goods = self.as_goods_whole = 0
        self.holder = ""
        """The account in which the goods lie."""
        self.forwarders = 0

    # -- step 9 -----------------------------------------------------------------------------------------------------

    def _bought(self, happening: Happening) -> Booked:
        self.goods = self.goods_whole = self.yuan
        self.as_goods = self.as_goods_whole = self.as_yuan
        self.holder = f"CN:goods:GOODS:{self.promiser}"
        yield from self.book(
            "goods_purchase",
            Leg("yuan", self.in_china, "CN:bank:CNY:factories", self.yuan),
            Leg("goods", "CN:goods:GOODS:factories", self.holder, self.goods),
            Leg("promise", self.stage("as_yuan"), self.stage("as_goods"), self.as_goods),
        )
        self.yuan = self.as_yuan = 0
        if self.now != self.bought:
            raise Unforeseen("goods are bought later than they are chosen")
        self.states("bought", self.promiser, self.goods, 0)

    def _supplier_defaulted(self, happening: Happening) -> Booked:
        self.lasted(self.bought, "goods.purchase")
        yuan = self.yuan
        yield from self._lose(
            "theft", self.in_china, "CN:bank:CNY:thieves", yuan, "as_yuan", self.as_yuan, "lost", self.as_yuan
        )
        self.yuan, self.bought = 0, self.now
        self.states("supplier_defaulted", self.promiser, yuan, 0)
        yield from self._make_good()

    def _forwarded(self, happening: Happening) -> Booked:
        yield from self._to_forwarder(self.now - WITH_FORWARDER)
        self.states("forwarded", happening.party, self.goods, 0)

    def _to_forwarder(self, time: int) -> Booked:
        """The goods go to the next forwarder, two days before it passes them on: no event tells of it."""
        reached = self.bought + SECOND * self.world.lengths["goods.purchase"][0] + WITH_FORWARDER * self.forwarders
        if time != reached:
            raise Unforeseen(f"goods at a forwarder at {time} and not at {reached}")
        now, self.now = self.now, time
        self.forwarders += 1
        yield from self._pass_on(f"CN:goods:GOODS:forwarder.{self.forwarders}")
        self.now = now

    def _unfinished(self) -> Booked:
        """Goods that the end of the run finds with a forwarder."""
        if self.goods and self.holder.startswith("CN:") and self.forwarders < self.world.forwarders:
            reached = self.bought + SECOND * self.world.lengths["goods.purchase"][0] + WITH_FORWARDER * self.forwarders
            if reached < HORIZON:
                yield from self._to_forwarder(reached)

    def _pass_on(self, to: str, kind: str = "forwarding") -> Booked:
        source, self.holder = self.holder, to
        yield from self.book(kind, Leg("goods", source, to, self.goods))

    def _sailed(self, happening: Happening) -> Booked:
        self.lasted(self.bought, "goods.purchase", extra=(WITH_FORWARDER * self.world.forwarders,))
        self.ready = self.now
        yield from self._pass_on("NOWHERE:goods:GOODS:ship", "loading")
        self.states("sailed", happening.party, self.goods, 0)

    def _lost_at_sea(self, happening: Happening) -> Booked:
        self.lasted(self.ready, "goods.voyage")
        yield from self._goods_gone("theft", "NOWHERE:goods:GOODS:lost_at_sea", "lost", happening)

    def _landed(self, happening: Happening) -> Booked:
        self.lasted(self.ready, "goods.voyage")
        self.ready = self.now + IN_PORT
        yield from self._pass_on(f"MX:goods:GOODS:{happening.party}", "landing")
        self.states("landed", happening.party, self.goods, 0)

    def _inspected(self, happening: Happening) -> Booked:
        if self.now != self.ready:
            raise Unforeseen("an inspection at another time than when the goods leave the port")
        self.ready = self.now + INSPECTED
        self.states("inspected", happening.party, self.goods, INSPECTED)
        yield from ()

    def _customs_took(self, happening: Happening) -> Booked:
        if self.now != self.ready:
            raise Unforeseen("customs take goods at another time than after the inspection")
        yield from self._goods_gone("seizure", "MX:goods:GOODS:state", "seized", happening)

    def _goods_gone(self, kind: str, taker: str, end: str, happening: Happening) -> Booked:
        amount, promise = self.goods, self.as_goods
        yield from self._lose(kind, self.holder, taker, amount, "as_goods", promise, end, self.dollars(amount))
        self.goods = 0
        self.states(happening.name, happening.party, amount)
        yield from self._make_good_goods(promise)

    def _make_good_goods(self, promise: int) -> Booked:
        """What the broker guarantees of lost goods it pays from its own pesos."""
        if not self.bears("losses"):
            return
        paid = backed(promise, self.held(self.own_pesos), self.mxn(promise))
        yield from self._pay_in_pesos("as_goods", paid)
        lost = promise - paid
        yield from self.book("shortfall", Leg("promise", self.stage("as_goods"), ended("lost"), lost))
        self.as_goods -= promise
        if paid:
            self.states("delivered", self.client, self.mxn(paid), paid - self.residue(paid))
        if lost:
            self.states("shortfall", self.promiser, lost, 0)

    def _next_part(self) -> tuple[int, int]:
        """Cost in fen, and the claim, of the next of the parts in which goods are sold."""
        self.lasted(self.ready, "goods.sale.every")
        self.ready = self.now
        at, parts = self.part, self.world.parts
        self.part += 1
        goods, promise = (
            whole * (at + 1) // parts - whole * at // parts for whole in (self.goods_whole, self.as_goods_whole)
        )
        self.goods -= goods
        self.as_goods -= promise
        return goods, promise

    def _sold(self, happening: Happening) -> Booked:
        goods, promise = self._next_part()
        share = happening.detail
        low, high = self.world.mark_down
        if not isinstance(share, int) or not low <= share <= high:
            raise Unforeseen(f"a mark-down of {share}")
        down = floor(promise * Fraction(share, 1_000_000))
        fetched = self.mxn(promise - down)
        cover = self.mxn(promise) - fetched
        borne = self.bears("mark_down") and self.held(self.own_pesos) >= cover
        yield from self.book(
            "goods_sale",
            Leg("goods", self.holder, "MX:goods:GOODS:consumers", goods),
            Leg("pesos", "MX:cash:MXN:consumers", self.in_mexico, fetched),
            Leg("cover", self.own_pesos, self.in_mexico, cover if borne else 0),
            Leg("promise", self.stage("as_goods"), self.stage("as_pesos"), promise if borne else promise - down),
            Leg("mark_down", claim(BORNE) if borne else self.stage("as_goods"), ended("mark_down"), down),
        )
        self.due.append((self.now, fetched + (cover if borne else 0), promise - (0 if borne else down)))
        self.states("sold", self.promiser, fetched, share)

    def _unsold(self, happening: Happening) -> Booked:
        goods, promise = self._next_part()
        self.as_goods += promise
        yield from self._lose(
            "theft", self.holder, "MX:goods:GOODS:unsold", goods, "as_goods", promise, "lost", promise
        )
        self.states("unsold", self.promiser, goods, 0)
        yield from self._make_good_goods(promise)
