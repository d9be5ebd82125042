"""Steps 2 to 6: cash is pledged, reserved, handed over against a note, stored, and sold."""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType
from mirrorsim.books.ledger import HoldState
from mirrorsim.scheme import events
from mirrorsim.scheme.accounts import ClaimStages
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.agents.buyer import Buyer
from mirrorsim.scheme.agents.couriers import Courier
from mirrorsim.scheme.position.shares import Shares, Stage
from mirrorsim.scheme.transactions import (
    AGREEMENT,
    CLIENT_SEIZURE,
    COURIER_PAY,
    HAND_OVER,
    MIRROR_SWAP,
    NOTE_ISSUED,
    TO_STASH,
    WITHDRAWAL,
)

NOTE = 100
"""A one-dollar note, in cents."""


class BrokeredCash(Shares):
    """The cash of a deal, from its client's hands to its buyers'."""

    __slots__ = ()

    def agree(self, owner: str, claims: ClaimStages, amount: int, commission: int) -> None:
        """Pledge ``amount`` cents at a commission (parts per million) to a broker, or another channel, that now owes them."""
        self.claims = claims
        self._ledger.book(
            AGREEMENT, self._clock.now, self.number, promise=(self._outcomes.pledged, claims.agreed, amount)
        )
        self.record(events.AGREED, owner, amount, commission)

    def withdraw(self, amount: int) -> None:
        """Take back what was pledged: the handshake has failed for good and the cash stays with the client."""
        self._ledger.book(
            WITHDRAWAL, self._clock.now, self.number, promise=(self.claims.agreed, self._outcomes.pledged, amount)
        )
        self.record(events.FAILED, self.broker.owner, amount)

    def reserve(self, amount: int, valid_for: int) -> None:
        """Set the client's cash aside for as long as a token is good (ticks)."""
        now = self._clock.now
        self.hold = self._ledger.hold(now, self.number, self.client.cash, amount, now + valid_for)

    @property
    def reservation_over(self) -> bool:
        """Whether the reservation, and with it the token, has expired."""
        return self._ledger.hold_expires(self.hold) <= self._clock.now

    def release(self) -> None:
        """End the reservation of the cash: expired when its time is over, voided otherwise."""
        state = HoldState.EXPIRED if self.reservation_over else HoldState.VOIDED
        self._ledger.release(self.hold, self._clock.now, state)
        self.hold = -1

    def issue_note(self, token: int) -> None:
        """Let the broker take a one-dollar note, whose serial is part of the token with this number."""
        broker = self.broker
        self._ledger.book(NOTE_ISSUED, self._clock.now, self.number, note=(self._outside.us_cash, broker.notes, NOTE))
        self.record(events.TOKEN, broker.owner, 0, token)

    def hand_over(self, courier: Courier, counted: int, short: int, commission: int) -> None:
        """Hand ``counted`` cents of the reserved cash over against the note; ``short`` cents of the pledge are not there."""
        client, claims, outcomes = self.client, self.claims, self._outcomes
        self._ledger.post(
            self.hold,
            HAND_OVER,
            self._clock.now,
            cash=(client.cash, courier.bag, counted),
            note=(self.broker.notes, client.cash, NOTE),
            promise=(claims.agreed, claims.as_cash, counted - commission),
            commission=(claims.agreed, outcomes.commission, commission),
            short=(claims.agreed, outcomes.pledged, short),
        )
        self.hold = -1
        self.cash, self.cash_at = counted, courier.bag
        self.as_cash = counted - commission
        self.record(events.HANDED_OVER, courier.name, counted)

    def pay_courier(self, pay: int) -> None:
        """Let the courier keep its pay."""
        self._ledger.book(
            COURIER_PAY, self._clock.now, self.number, pay=(self.cash_at, self._outside.couriers_own, pay)
        )
        self.cash -= pay

    def stash(self) -> None:
        """Bring the cash to the broker's stash."""
        broker = self.broker
        self._ledger.book(TO_STASH, self._clock.now, self.number, cash=(self.cash_at, broker.stash, self.cash))
        self.cash_at = broker.stash
        self.record(events.STASHED, broker.owner, self.cash)

    def swap(self, buyer: Buyer, receiver: int, piece: int, yuan: int, premium: int) -> None:
        """Mirror ``piece`` cents against ``yuan`` fen and a premium (fen): the cash stays in the US, the yuan in China.

        The buyer pays into the account ``receiver``, from which the yuan are gathered; the premium is the broker's own.
        """
        broker, claims = self.broker, self.claims
        claim = self.as_cash if piece == self.cash else self.as_cash * piece // self.cash
        self._ledger.book(
            MIRROR_SWAP,
            self._clock.now,
            self.number,
            cash=(self.cash_at, buyer.cash, piece),
            yuan=(buyer.yuan, receiver, yuan),
            gathering=(receiver, broker.yuan, yuan),
            premium=(buyer.yuan, broker.own_yuan, premium),
            promise=(claims.as_cash, claims.as_yuan, claim),
        )
        self.cash -= piece
        self.yuan += yuan
        self.as_cash -= claim
        self.as_yuan += claim
        self.record(events.SWAPPED, buyer.name, piece, yuan)

    def lose_cash(self, kind: TransactionType, taker: int, amount: int, *, borne: bool) -> None:
        """Lose ``amount`` cents of the cash to an account, by seizure or theft."""
        self._lose(kind, Stage.CASH, (self.cash_at, taker, amount), of=self.cash, worth=amount, borne=borne)
        self.cash -= amount

    def seize_from_client(self, amount: int) -> None:
        """Let the state take cash that lies with the client; nobody owes it."""
        client = self.client
        self._ledger.book(
            CLIENT_SEIZURE, self._clock.now, self.number, taken=(client.cash, self._outside.state_us, amount)
        )
        self.record(events.RAIDED, client.owner, amount)

    def take_on(self, broker: Broker) -> None:
        """Take note of the broker whose accounts the deal's value will pass through."""
        self.broker = broker
