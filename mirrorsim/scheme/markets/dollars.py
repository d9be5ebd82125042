"""The market for dollar cash in the US: who wants it, at what premium, and who has it.

Orders stand by the premium that they would pay, the highest first; cash goes to the best order. So the premium that is paid
rises when dollars are scarce and only eager buyers are served, and falls when they pile up. Nobody sets it.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import simpy

from mirrorsim.engine.clock import Clock
from mirrorsim.scheme.agents.buyer import Buyer

FEW = 1024
"""Orders that may lie about before anybody looks which of them are over."""


@dataclass(slots=True)
class Order:
    """A wish for cash dollars: whose, how many cents are left of it, the most it pays above the rate, until when.

    ``placed`` is the share of the cash that goes on to the bank.
    """

    buyer: Buyer
    placed: int
    wanted: int
    left: int
    premium: int
    expires: int


class Match(NamedTuple):
    """An order, and the cents of cash that it takes."""

    order: Order
    amount: int


class Seller(Protocol):
    """Whoever has cash to sell."""

    @property
    def cash(self) -> int:
        """Cents that it has now."""


class DollarMarket:
    """Two lines that meet: orders by premium, cash by time of arrival."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._orders: list[tuple[int, int, Order]] = []
        self._serial = 0
        self._sweep_at = FEW
        self._sellers: deque[tuple[simpy.Event, Seller]] = deque()

    def place(self, order: Order) -> None:
        """Add an order and serve those who wait with cash, the longest waiting first."""
        self._push(order)
        while self._sellers:
            event, seller = self._sellers[0]
            if event.triggered:
                self._sellers.popleft()  # its cash is gone
                continue
            match = self._take(seller)
            if match is None:
                return
            self._sellers.popleft()
            event.succeed(match)

    def sell(self, seller: Seller) -> Match | None:
        """Take the best order for a seller's cash at once; None when there is none."""
        return None if self._sellers else self._take(seller)

    def wait(self, seller: Seller) -> simpy.Event:
        """An event whose value is the next match for this seller's cash."""
        event = self._clock.event()
        self._sellers.append((event, seller))
        return event

    def _take(self, seller: Seller) -> Match | None:
        now = self._clock.now
        while self._orders:
            order = self._orders[0][2]
            if order.left <= 0 or order.expires <= now:
                heapq.heappop(self._orders)
                continue
            amount = min(order.left, seller.cash)
            order.left -= amount
            if not order.left:
                heapq.heappop(self._orders)
            return Match(order, amount)
        return None

    def _push(self, order: Order) -> None:
        self._serial += 1
        heapq.heappush(self._orders, (-order.premium, self._serial, order))
        if len(self._orders) > self._sweep_at:
            self._sweep()

    def _sweep(self) -> None:
        """Forget orders that are filled or over: low ones would lie beneath better ones for ever."""
        now = self._clock.now
        self._orders = [one for one in self._orders if one[2].left > 0 and one[2].expires > now]
        heapq.heapify(self._orders)
        self._sweep_at = max(FEW, 2 * len(self._orders))
