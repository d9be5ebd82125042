"""What a deal holds and what is claimed for it: the only writer of either.

A broker's accounts hold the value of all its deals together. A :class:`Position` is one deal's part of them: its cash,
its yuan, its goods, and its claim by what stands behind it. Each method books one transaction, updates the deal's part
and records the event, so that the three can never differ; nothing outside this package changes a deal's part.

``shares`` has what is held and how losses are booked, and then a file for each thing that the value is in turn:
``cash`` (steps 2 to 6), ``yuan`` (steps 6 to 8), ``goods`` (step 9), and ``carried`` for cash that another channel
takes. A position knows the parties' accounts; it takes no decision, draws nothing and waits for nothing.
"""

from mirrorsim.scheme.position.carried import CarriedCash
from mirrorsim.scheme.position.cash import BrokeredCash
from mirrorsim.scheme.position.goods import Goods
from mirrorsim.scheme.position.yuan import Yuan

__all__ = ["Position"]


class Position(BrokeredCash, Yuan, Goods, CarriedCash):
    """One deal's part of its broker's, or its channel's, accounts."""

    __slots__ = ()
