"""Defects that leave the books balanced and everybody solvent, planted one at a time: the tests have to see each.

None is in the program: each is put in by `monkeypatch`, for the length of one test. A defect changes what the program does,
never what the tests look at.
"""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsim.books.journal import TransactionType
from mirrorsim.books.usage import UsageCounter
from mirrorsim.engine.calendar import Calendar
from mirrorsim.scheme import transactions
from mirrorsim.scheme.agents.receivers import ReceivingAccounts
from mirrorsim.scheme.arrivals import buyers
from mirrorsim.scheme.claim import Claim
from mirrorsim.scheme.draws import GoodsDraws, SecondMirrorDraws, TokenDraws
from mirrorsim.scheme.position.cash import BrokeredCash
from mirrorsim.scheme.position.goods import Goods
from mirrorsim.scheme.position.shares import Shares, Stage
from mirrorsim.scheme.position.yuan import Yuan
from mirrorsim.scheme.steps import handover, mirror, quotes, trade
from mirrorsim.scheme.terms import Rates
from mirrorsim.units.shares import take
from mirrorsim.units.time import SECOND
from tests.scheme.planting import change_legs, longer


def fee_twice(patch: pytest.MonkeyPatch) -> None:
    """The spread's fee is posted twice from the second partial delivery on."""
    original = Yuan.second_mirror

    def again(self: Any, provider: Any, hold: int, dollars: int, yuan: int, spread: int, *, borne: bool) -> int:
        later = self.delivered > 0
        left = original(self, provider, hold, dollars, yuan, spread, borne=borne)
        fee = min(self._rates.yuan(spread), self._ledger.available(self.broker.own_yuan))
        if later and fee:
            nothing = dict.fromkeys(transactions.SECOND_MIRROR.legs, (self.broker.yuan, provider.yuan, 0))
            self._book(transactions.SECOND_MIRROR, **nothing | {"fee": (self.broker.own_yuan, provider.fees, fee)})
        return left

    patch.setattr(Yuan, "second_mirror", again)


def fee_twice_in_one(patch: pytest.MonkeyPatch) -> None:
    """From the second partial delivery on, the one leg of the fee moves twice the fee."""

    def change(self: Any, legs: dict[str, Any]) -> None:
        source, destination, fee = legs["fee"]
        borne = source != legs["yuan"][0]
        if fee and borne and self.available(source) >= 2 * fee and self.balance(destination) > 0:
            legs["fee"] = (source, destination, 2 * fee)

    change_legs(patch, transactions.SECOND_MIRROR, change)


def token_a_second_longer(patch: pytest.MonkeyPatch) -> None:
    """A token lives one second longer."""
    original = BrokeredCash.reserve
    patch.setattr(BrokeredCash, "reserve", lambda self, amount, time: original(self, amount, time + SECOND))


def token_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    """A token is still good at the instant at which it expires."""
    original = BrokeredCash.reserve
    patch.setattr(BrokeredCash, "reserve", lambda self, amount, time: original(self, amount, time + 1))


def commission_twice(patch: pytest.MonkeyPatch) -> None:
    """The broker takes its commission twice where there are yuan enough, and covers what is missing."""
    original = Yuan.keep_commission

    def twice(self: Any, fen: int) -> None:
        original(self, fen)
        if self.yuan >= fen:
            original(self, fen)

    patch.setattr(Yuan, "keep_commission", twice)


def commission_on_the_pledge(patch: pytest.MonkeyPatch) -> None:
    """The commission is on what was pledged, not on what was counted."""
    original = BrokeredCash.hand_over

    def on_all(self: Any, courier: Any, counted: int, short: int, commission: int) -> None:
        more = commission * (counted + short) // counted if counted else commission
        original(self, courier, counted, short, min(more, counted))

    patch.setattr(BrokeredCash, "hand_over", on_all)


def premium_to_the_deal(patch: pytest.MonkeyPatch) -> None:
    """The premium goes to the deal's yuan instead of to the broker's own: the right amount, the wrong payee."""

    def change(self: Any, legs: dict[str, Any]) -> None:
        source, _, premium = legs["premium"]
        legs["premium"] = (source, legs["gathering"][1], premium)

    change_legs(patch, transactions.MIRROR_SWAP, change)


def pesos_of_another_deal(patch: pytest.MonkeyPatch) -> None:
    """A delivery is booked for the client's deal before: the same amount and payee, the wrong deal."""
    original = Shares.deliver
    last: dict[Any, int] = {}

    def other(self: Any, dollars: int) -> None:
        right = self.number
        self.number = last.get(self.client, right)
        original(self, dollars)
        self.number = last[self.client] = right

    patch.setattr(Shares, "deliver", other)


def loss_to_the_other(patch: pytest.MonkeyPatch) -> None:
    """Whoever does not bear losses bears them."""
    right = vars(Claim)["losses_are_the_brokers"].fget
    patch.setattr(Claim, "losses_are_the_brokers", property(lambda self: not right(self)))


def cent_to_the_client(patch: pytest.MonkeyPatch) -> None:
    """The claim that goes with a part of the cash is rounded up, so that the last part has the cents too few."""
    original = BrokeredCash.swap

    def up(self: Any, buyer: Any, receiver: int, piece: int, yuan: int, premium: int) -> None:
        cash, as_cash = self.cash, self.as_cash
        if piece < cash and as_cash * piece % cash:
            # one cent more in the numerator than the division leaves over
            self.as_cash += 1
            original(self, buyer, receiver, piece, yuan, premium)
            self.as_cash -= 1
        else:
            original(self, buyer, receiver, piece, yuan, premium)

    patch.setattr(BrokeredCash, "swap", up)


def residue_to_the_broker(patch: pytest.MonkeyPatch) -> None:
    """What rounding the parts down left over goes to the broker's own money instead of the deal's."""
    original = Yuan.round_up

    def own(self: Any, fen: int) -> None:
        original(self, fen)
        self.keep_surplus(fen)

    patch.setattr(Yuan, "round_up", own)


def delivery_a_second_late(patch: pytest.MonkeyPatch) -> None:
    """Pesos in hand reach the client a second late."""
    longer(patch, SecondMirrorDraws, "delivery")


def goods_a_second_late(patch: pytest.MonkeyPatch) -> None:
    """Cargo is at sea a second longer."""
    longer(patch, GoodsDraws, "voyage")


def token_a_second_late(patch: pytest.MonkeyPatch) -> None:
    """A token reaches the cash holder a second late."""
    longer(patch, TokenDraws, "takes")


def parts_swapped(patch: pytest.MonkeyPatch) -> None:
    """A cent of the claim goes with the first part of the goods instead of with the last."""
    original = trade._sell_part

    def first(world: Any, deal: Any, cost: int, owed: int, mark_down: int) -> int:
        position = deal.position
        # where all parts are sold; when nothing has been delivered yet, this is the first of them
        more = not world.terms.trade.sale.unsold and not position.delivered and position.as_goods > owed
        return original(world, deal, cost, min(owed + more, position.as_goods), mark_down)

    patch.setattr(trade, "_sell_part", first)


def mark_down_twice(patch: pytest.MonkeyPatch) -> None:
    """The mark-down that the client bears is taken off twice, once as such and once as rounding of the pesos."""
    original = Goods.sell_goods

    def twice(self: Any, cost: int, claim: int, mark_down: int, *, borne: bool) -> int:
        return original(self, cost, claim, min(2 * mark_down, 1_000_000), borne=borne)

    patch.setattr(Goods, "sell_goods", twice)


def note_kept(patch: pytest.MonkeyPatch) -> None:
    """The courier keeps the note that was to be the receipt."""

    def change(self: Any, legs: dict[str, Any]) -> None:
        source, _, note = legs["note"]
        legs["note"] = (source, legs["cash"][1], note)

    change_legs(patch, transactions.HAND_OVER, change)


def pay_on_the_pledge(patch: pytest.MonkeyPatch) -> None:
    """The courier keeps its share of what was agreed, however little was counted."""
    original = handover._take_cash

    def take(world: Any, deal: Any, courier: Any) -> None:
        pay = BrokeredCash.pay_courier

        def more(self: Any, amount: int) -> None:
            pay(self, min(amount * deal.amount // max(deal.handed_over, 1), self.cash))

        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(BrokeredCash, "pay_courier", more)
            original(world, deal, courier)

    patch.setattr(handover, "_take_cash", take)


def own_pesos_first(patch: pytest.MonkeyPatch) -> None:
    """The broker makes good from its pesos before its yuan."""

    def pesos_first(self: Any) -> None:
        position, rates = self._position, self._rates
        needed = rates.yuan(position.as_yuan)
        if position.yuan < needed:
            unbacked = position.as_yuan - position.as_yuan * position.yuan // needed
            self._make_good_in_pesos(Stage.YUAN, unbacked)

    patch.setattr(Claim, "make_good", pesos_first)


def turnover_a_cent_more(patch: pytest.MonkeyPatch) -> None:
    """A receiving account takes a cent more than its turnover."""
    original = ReceivingAccounts.next

    def more(self: Any, holder: str, wanted: int) -> tuple[int, int]:
        account, room = original(self, holder, wanted)
        return account, room + 1

    patch.setattr(ReceivingAccounts, "next", more)


def rate_of_another_day(patch: pytest.MonkeyPatch) -> None:
    """Pesos are reckoned at a rate that is a hundred-thousandth lower."""
    original = Rates.pesos

    def lower(self: Any, cents: int) -> tuple[int, int]:
        pesos, residue = original(self, cents)
        return pesos - pesos // 100_000, residue

    patch.setattr(Rates, "pesos", lower)


def cents_that_buy_nothing_delivered(patch: pytest.MonkeyPatch) -> None:
    """Cents for which there is no centavo count as delivered instead of as rounding."""
    original = Rates.pesos
    patch.setattr(Rates, "pesos", lambda self, cents: (original(self, cents)[0], 0))


def spread_of_another_provider(patch: pytest.MonkeyPatch) -> None:
    """A provider keeps the spread of whoever asks most, and the books are right about it."""
    original = Yuan.second_mirror

    def dearest(self: Any, provider: Any, hold: int, dollars: int, yuan: int, spread: int, *, borne: bool) -> int:
        most = max(one.spread for one in provider._services.terms.now.providers.values())
        fee = take(dollars, most)
        if borne and self._ledger.available(self.broker.own_yuan) < self._rates.yuan(fee):
            fee = spread
        return original(self, provider, hold, dollars, yuan, fee, borne=borne)

    patch.setattr(Yuan, "second_mirror", dearest)


def thieves_share_with_the_state(patch: pytest.MonkeyPatch) -> None:
    """Thieves leave a tenth, which the state takes: two right amounts, and the wrong takers."""
    original = BrokeredCash.lose_cash

    def other(self: Any, kind: TransactionType, taker: int, amount: int, *, borne: bool) -> None:
        if kind is transactions.THEFT and amount > 10:
            original(self, kind, self._outside.state_us, amount // 10, borne=borne)
            amount -= amount // 10
        original(self, kind, taker, amount, borne=borne)

    patch.setattr(BrokeredCash, "lose_cash", other)


def a_dollar_more_placed(patch: pytest.MonkeyPatch) -> None:
    """What a buyer places with a bank is the share of a dollar more than it took."""
    original = mirror._see_in_us

    def whole(world: Any, deal: Any, order: Any, piece: int) -> None:
        original(world, deal, order, min(piece + 100, piece * 2))

    patch.setattr(mirror, "_see_in_us", whole)


def rule_counted_twice(patch: pytest.MonkeyPatch) -> None:
    """What an account has received counts twice against a limit."""
    original = UsageCounter.add
    patch.setattr(UsageCounter, "add", lambda self, time, account, amount: original(self, time, account, 2 * amount))


def window_a_tick_late(patch: pytest.MonkeyPatch) -> None:
    """Windows open a microsecond after midnight."""
    original = Calendar.boundaries
    patch.setattr(Calendar, "boundaries", lambda self, *which: tuple(tick + 1 for tick in original(self, *which)))


def hours_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    """Couriers still work at the instant at which their hours end."""
    original = Calendar.wait_for_hours
    patch.setattr(
        Calendar,
        "wait_for_hours",
        lambda self, tick, country, hours: original(self, tick, country, (hours[0], hours[1] + 1)),
    )


def wish_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    """A wish for cash dollars still stands at the instant at which its patience is over."""
    original = buyers.place_order

    def place(world: Any, buyer: Any, amount: int, premium: int, expires: int, placed: int) -> Any:
        return original(world, buyer, amount, premium, expires + 1, placed)

    patch.setattr(buyers, "place_order", place)


def patience_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    """A client asks once more at the instant at which its patience is over."""
    original = quotes._ask_again

    def again(world: Any, deal: Any, found: list[Any]) -> Any:
        deal.terms = deal.terms.model_copy(update={"patience": deal.terms.patience + 1})
        return original(world, deal, found)

    patch.setattr(quotes, "_ask_again", again)
