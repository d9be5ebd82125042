"""One deal's value, as README's words have it: which transactions follow from the terms and from what happened.

Written from README alone; nothing of the program is imported or looked at. What happened (who came, what was taken,
which chance struck) is given, as events; what is booked for it, with which legs, in which order, when and to the cent,
is worked out here, and so are the amounts that events state.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from tests.scheme.reference.ledgers import Happening, Leg
from tests.scheme.reference.mirror import Mirror
from tests.scheme.reference.start import BORNE, SECOND, Booked, Unforeseen, claim, ended
from tests.scheme.reference.terms import DAYS

WITH_FORWARDER = 2 * 24 * 3_600 * SECOND
HORIZON = DAYS * 24 * 3_600 * SECOND
SETTLING = ("frozen", "delivered", "shortfall", "holds_yuan", "closed")


class Deal(Mirror):
    """The whole course of one deal."""

    def __init__(self, *what: object) -> None:
        super().__init__(*what)
        self.lot = 0
        """The claim that a provider's pesos are for."""
        self.goods = self.goods_whole = 0
        self.as_goods = self.as_goods_whole = 0
        self.bought = 0
        self.part = 0
        self.due: list[tuple[int, int]] = []
        """Pesos on their way to the client: centavos, and the claim that they settle."""
        self.delivered = 0
        self.holder = ""
        self.forwarders = 0

    def _follow(self, happening: Happening) -> Booked:
        if self.handed_over and not self.cash and not self.settled and happening.name in SETTLING:
            yield from self._settle(happening)
        else:
            yield from super()._follow(happening)

    @property
    def own_yuan(self) -> str:
        """The broker's own money in China."""
        return f"CN:bank:CNY:{self.promiser}.own"

    @property
    def own_pesos(self) -> str:
        """The broker's own money in Mexico."""
        return f"MX:cash:MXN:{self.promiser}.own"

    @property
    def in_china(self) -> str:
        """The deal's yuan."""
        return f"CN:bank:CNY:{self.promiser}"

    @property
    def in_mexico(self) -> str:
        """The deal's pesos."""
        return f"MX:cash:MXN:{self.promiser}"

    def dollars(self, fen: int) -> int:
        """Cents that fen are worth, rounded down."""
        return floor(fen / self.world.cny)

    # -- step 7 -----------------------------------------------------------------------------------------------------

    def _settle(self, happening: Happening) -> Booked:
        self.settled = True
        self.lasted(self.last_cash, "repatriation.takes")
        frozen = happening.name == "frozen"
        if frozen:
            amount = self.yuan
            yield from self._lose("seizure", self.in_china, "CN:bank:CNY:state", amount, "as_yuan", self.as_yuan, "seized",
                                  self.dollars(amount))
            self.yuan = 0
            self.states("frozen", self.promiser, amount, 0)
        commission = min(self.cny(self.commission), self.yuan)
        yield from self.book("commission", Leg("yuan", self.in_china, self.own_yuan, commission))
        self.yuan -= commission
        yield from self.book("guarantee", Leg("promise", self.stage("as_cash"), self.stage("as_yuan"), self.as_cash))
        self.as_yuan += self.as_cash
        self.as_cash = 0
        yield from self._make_good(surplus=True)
        self.states("holds_yuan", self.promiser, self.yuan)

    def _make_good(self, *, surplus: bool = False) -> Booked:
        """The broker's own money fills up the deal's yuan, then pays in pesos, and the client loses the rest."""
        cover = max(min(self.cny(self.as_yuan) - self.yuan, self.held(self.own_yuan)), 0)
        yield from self.book("cover", Leg("money", self.own_yuan, self.in_china, cover))
        self.yuan += cover
        missing = self.as_yuan - _backed(self.as_yuan, self.yuan, self.cny(self.as_yuan))
        paid = 0
        pesos = 0
        if missing:
            paid = _backed(missing, self.held(self.own_pesos), self.mxn(missing))
            pesos = self.mxn(paid)
            yield from self._pay_in_pesos("as_yuan", paid)
            self.as_yuan -= paid
        lost = missing - paid
        yield from self.book("shortfall", Leg("promise", self.stage("as_yuan"), ended("lost"), lost))
        self.as_yuan -= lost
        if surplus:
            over = self.yuan - self.cny(self.as_yuan)
            yield from self.book("surplus", Leg("yuan", self.in_china, self.own_yuan, over))
            self.yuan -= over
        if paid:
            self.states("delivered", self.client, pesos, paid)
        if lost:
            self.states("shortfall", self.promiser, lost, 0)

    def _pay_in_pesos(self, stage: str, cents: int) -> Booked:
        pesos = self.mxn(cents)
        yield from self.book(
            "cover_in_pesos",
            Leg("money", self.own_pesos, self.in_mexico, pesos),
            Leg("promise", self.stage(stage), self.stage("as_pesos"), cents),
        )
        yield from self._hand_out(pesos, cents)

    def _hand_out(self, pesos: int, cents: int) -> Booked:
        yield from self.book(
            "delivery",
            Leg("pesos", self.in_mexico, f"MX:cash:MXN:{self.client}", pesos),
            Leg("promise", self.stage("as_pesos"), ended("delivered"), cents),
        )
        self.delivered += cents

    def _lose(
        self, kind: str, source: str, taker: str, amount: int, stage: str, promise: int, end: str, value: int
    ) -> Booked:
        """Something is gone: the broker bears what it was worth, or the client its part of the promise."""
        borne = self.bears("losses")
        yield from self.book(
            kind,
            Leg("taken", source, taker, amount),
            Leg("promise", claim(BORNE) if borne else self.stage(stage), ended(end), value if borne else promise),
        )
        if not borne:
            setattr(self, stage, getattr(self, stage) - promise)

    # -- step 8 -----------------------------------------------------------------------------------------------------

    def _pesos_found(self, happening: Happening) -> Booked:
        self.lot = ceil(happening.amount / self.world.mxn)
        if not self.lot <= self.as_yuan or self.mxn(self.lot) != happening.amount:
            raise Unforeseen(f"{happening.amount} centavos for {self.as_yuan} cents")
        self.found = self.now
        self.states("pesos_found", happening.party, happening.amount)
        yield from ()

    def _yuan_of_lot(self) -> int:
        return self.yuan if self.lot == self.as_yuan else self.cny(self.lot)

    def _second_swap(self, happening: Happening) -> Booked:
        self.lasted(self.found, "second_mirror.takes")
        provider = self.world.providers[happening.party.partition(".")[2]]
        yuan = self._yuan_of_lot()
        spread = floor(self.lot * provider.spread)
        fee = self.cny(spread)
        borne = self.bears("spread") and self.held(self.own_yuan) >= fee
        into = f"CN:bank:CNY:{happening.party}"
        kept = self.lot if borne else self.lot - spread
        pesos = self.mxn(kept)
        yield from self.book(
            "second_mirror",
            Leg("pesos", f"MX:cash:MXN:{happening.party}", self.in_mexico, pesos),
            Leg("yuan", self.in_china, into, yuan if borne else yuan - fee),
            Leg("fee", self.own_yuan if borne else self.in_china, f"{into}.fees", fee),
            Leg("promise", self.stage("as_yuan"), self.stage("as_pesos"), kept),
            Leg("spread", claim(BORNE) if borne else self.stage("as_yuan"), ended("spread"), spread),
        )
        self.yuan -= yuan
        self.as_yuan -= self.lot
        self.due.append((pesos, kept))
        self.states("second_swap", happening.party, pesos, yuan + fee if borne else yuan)

    def _defaulted(self, happening: Happening) -> Booked:
        self.lasted(self.found, "second_mirror.takes")
        yuan = self._yuan_of_lot()
        yield from self._lose(
            "theft", self.in_china, f"CN:bank:CNY:{happening.party}", yuan, "as_yuan", self.lot, "lost", self.lot
        )
        self.yuan -= yuan
        self.states("defaulted", happening.party, yuan, 0)
        yield from self._make_good()

    def _delivered(self, happening: Happening) -> Booked:
        if self.promiser == "channel.bmpe":
            yield from self._sold_to_importers()
            return
        if not self.due:
            raise Unforeseen("pesos of which nobody knows")
        pesos, cents = self.due.pop(0)
        yield from self._hand_out(pesos, cents)
        self.states("delivered", self.client, pesos, cents)

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
        self.bought = self.now
        self.states("bought", self.promiser, self.goods, 0)

    def _supplier_defaulted(self, happening: Happening) -> Booked:
        yuan = self.yuan
        yield from self._lose(
            "theft", self.in_china, "CN:bank:CNY:thieves", yuan, "as_yuan", self.as_yuan, "lost", self.as_yuan
        )
        self.yuan = 0
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
            if reached <= HORIZON:
                yield from self._to_forwarder(reached)

    def _pass_on(self, to: str, kind: str = "forwarding") -> Booked:
        source, self.holder = self.holder, to
        yield from self.book(kind, Leg("goods", source, to, self.goods))

    def _sailed(self, happening: Happening) -> Booked:
        yield from self._pass_on("NOWHERE:goods:GOODS:ship", "loading")
        self.states("sailed", happening.party, self.goods, 0)

    def _lost_at_sea(self, happening: Happening) -> Booked:
        yield from self._goods_gone("theft", "NOWHERE:goods:GOODS:lost_at_sea", "lost", happening)

    def _landed(self, happening: Happening) -> Booked:
        yield from self._pass_on(f"MX:goods:GOODS:{happening.party}", "landing")
        self.states("landed", happening.party, self.goods, 0)

    def _customs_took(self, happening: Happening) -> Booked:
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
        paid = _backed(promise, self.held(self.own_pesos), self.mxn(promise))
        yield from self._pay_in_pesos("as_goods", paid)
        lost = promise - paid
        yield from self.book("shortfall", Leg("promise", self.stage("as_goods"), ended("lost"), lost))
        self.as_goods -= promise
        if paid:
            self.states("delivered", self.client, self.mxn(paid), paid)
        if lost:
            self.states("shortfall", self.promiser, lost, 0)

    def _next_part(self) -> tuple[int, int]:
        """Cost in fen, and the claim, of the next of the parts in which goods are sold."""
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
        self.due.append((fetched + cover, promise) if borne else (fetched, promise - down))
        self.states("sold", self.promiser, fetched, share)

    def _unsold(self, happening: Happening) -> Booked:
        goods, promise = self._next_part()
        self.as_goods += promise
        yield from self._lose("theft", self.holder, "MX:goods:GOODS:unsold", goods, "as_goods", promise, "lost", promise)
        self.states("unsold", self.promiser, goods, 0)
        yield from self._make_good_goods(promise)

    # -- the end ----------------------------------------------------------------------------------------------------

    def _closed(self, happening: Happening) -> Booked:
        left = (self.cash, self.as_cash, self.yuan, self.as_yuan, self.goods, self.as_goods, len(self.due))
        if any(left):
            raise Unforeseen(f"closed with cash, yuan, goods, pesos {left} left")
        self.states("closed", self.client, self.delivered, 0)
        self.closed = True
        yield from ()

    # -- other channels ---------------------------------------------------------------------------------------------

    def _carried_off(self, happening: Happening) -> Booked:
        name = self.promiser.partition(".")[2]
        fee = floor(self.pledged * self.world.fees[name])
        self.keeper = f"carrier.{name}"
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
        self.states("border_took", self.promiser, amount, 0)

    def _deposited(self, happening: Happening) -> Booked:
        amount, into = happening.amount, f"MX:cash:USD:{happening.party}"
        pesos = self.mxn(amount)
        yield from self.book(
            "cash_deposit",
            Leg("deposit", f"MX:cash:USD:{self.keeper}", f"MX:bank:USD:{happening.party}", amount),
            Leg("exchange", f"MX:bank:USD:{happening.party}", "MX:bank:USD:banks", amount),
            Leg("pesos", "MX:bank:MXN:banks", f"MX:cash:MXN:{self.client}", pesos),
            Leg("promise", self.stage("as_cash"), ended("delivered"), amount),
        )
        self.cash -= amount
        self.as_cash -= amount
        self.delivered += amount
        self.states("deposited", happening.party, amount, 0)
        self.states("delivered", self.client, pesos, amount)

    def _sold_to_importers(self) -> Booked:
        amount = self.cash
        pesos = self.mxn(amount)
        yield from self.book("peso_exchange", Leg("cash", self.usd, "US:cash:USD:economy", amount))
        yield from self.book(
            "peso_delivery",
            Leg("pesos", "MX:cash:MXN:economy", f"MX:cash:MXN:{self.client}", pesos),
            Leg("promise", self.stage("as_cash"), ended("delivered"), amount),
        )
        self.cash = self.as_cash = 0
        self.delivered += amount
        self.states("delivered", self.client, pesos, amount)


def _backed(promise: int, there: int, needed: int) -> int:
    """The part of a promise for which what is there suffices, in proportion and rounded down: all of it when it is enough."""
    return promise if there >= needed else promise * there // needed
