"""All brokers of a world: made when they are first asked, so that thousands cost nothing until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mirrorsim.scheme import kinds
from mirrorsim.scheme.parties import Broker, Deal

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.scheme.network import Network


class Brokerage:
    """The brokers by number, in the order of their groups' names; each begins with its own capital when it is made."""

    def __init__(self, net: Network, first: Scenario) -> None:
        self._net = net
        self._names: list[tuple[str, str]] = [
            (group, group if terms.count == 1 else f"{group}-{number + 1}")
            for group, terms in sorted(first.brokers.items())
            for number in range(terms.count)
        ]
        self._made: dict[int, Broker] = {}
        self._opened = False
        self._lots = net.draws.uniforms("handover.quotes.asked")
        if self._few is None:
            # every client will ask all of them
            for number in range(len(self._names)):
                self._broker(number)

    def open(self) -> None:
        """Book the capital that the brokers begin with."""
        self._opened = True
        for broker in self._made.values():
            self._endow(broker)

    def __getitem__(self, name: str) -> Broker:
        """The broker of a name. Raises KeyError when there is none."""
        for number, (_, one) in enumerate(self._names):
            if one == name:
                return self._broker(number)
        raise KeyError(name)

    def asked(self, deal: Deal, rounds: int) -> Iterator[tuple[int, Broker]]:
        """The brokers that a client asks for a deal in one round, each once, and what keys the luck of each call."""
        few = self._few
        if few is None:
            for number in range(len(self._names)):
                broker = self._broker(number)
                yield broker.key << 16 | rounds, broker
        else:
            for call, number in enumerate(self._drawn(deal.number, rounds, few)):
                yield call << 16 | rounds, self._broker(number)

    def set_couriers(self) -> None:
        """Let every broker have the couriers of the day."""
        for broker in self._made.values():
            broker.set_couriers(self._net.ledger, self._net.now_in_force.brokers[broker.group].couriers)

    @property
    def _few(self) -> int | None:
        """How many are asked; None where it is everybody."""
        asked = self._net.now_in_force.handover.quotes.asked
        return None if asked is None or asked >= len(self._names) else asked

    def _drawn(self, deal: int, rounds: int, few: int) -> list[int]:
        chosen: dict[int, None] = {}
        draw = 0
        while len(chosen) < few:
            chosen[int(self._lots(deal, rounds << 32 | draw) * len(self._names))] = None
            draw += 1
        return sorted(chosen)

    def _broker(self, number: int) -> Broker:
        broker = self._made.get(number)
        if broker is None:
            net, (group, name) = self._net, self._names[number]
            broker = Broker(net.ledger, net.env, group, name, net.now_in_force.brokers[group].couriers)
            self._made[number] = broker
            if self._opened:
                self._endow(broker)
        return broker

    def _endow(self, broker: Broker) -> None:
        net = self._net
        half = net.now_in_force.brokers[broker.group].capital // 2
        net.book(kinds.OPENING, None, net.outside.cn_economy, broker.own_yuan, net.to_yuan(half))
        net.book(kinds.OPENING, None, net.outside.mx_economy, broker.own_pesos, net.to_pesos(half)[0])
