"""Other ways to Mexico than the mirror: bulk cash over the border, the traditional peso broker, and those of plug-ins.

A channel owns one way: what it quotes, whom it keeps waiting, what becomes of a batch on it. It is a subclass of
:class:`mirrorsim.scheme.channels.base.Channel` in a file of its own, with its terms under ``channels`` in a scenario.
It uses the services of the world and the position of the deal that it moves; it knows no broker, no market and no other
channel. Its claims, cash and fees are booked by the position; only a new way of moving value needs a new transaction there.
"""
