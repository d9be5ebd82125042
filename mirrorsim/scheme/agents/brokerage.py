"""All brokers of a world: made when they are first asked, so that thousands cost nothing until then."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.books.journal import NO_DEAL
from mirrorsim.scheme import transactions
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.services import Services


class Brokerage:
    """The brokers by number, in the order of their groups' names; each begins with its own capital when it is made."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._names: list[tuple[str, str]] = [
            (group, group if terms.count == 1 else f"{group}-{number + 1}")
            for group, terms in sorted(services.terms.now.brokers.items())
            for number in range(terms.count)
        ]
        self._made: dict[int, Broker] = {}
        self._opened = False
        self._lots = services.draws.keyed.uniforms("handover.quotes.asked")
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

    def asked(self, deal: int, rounds: int) -> Iterator[tuple[int, Broker]]:
        """The brokers that a client asks for a deal in one round, each once, and what keys the draws of each call."""
        few = self._few
        if few is None:
            for number in range(len(self._names)):
                broker = self._broker(number)
                yield broker.key << 16 | rounds, broker
        else:
            for call, number in enumerate(self._drawn(deal, rounds, few)):
                yield call << 16 | rounds, self._broker(number)

    def set_couriers(self) -> None:
        """Let every broker have the couriers of the day."""
        for broker in self._made.values():
            broker.couriers.set_number()

    @property
    def _few(self) -> int | None:
        """How many are asked; None where it is everybody."""
        asked = self._services.terms.now.handover.quotes.asked
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
            group, name = self._names[number]
            broker = self._made[number] = Broker(self._services, group, name)
            if self._opened:
                self._endow(broker)
        return broker

    def _endow(self, broker: Broker) -> None:
        services = self._services
        half = broker.terms.capital // 2
        now, outside, book = services.clock.now, services.outside, services.ledger.book
        yuan, (pesos, _) = services.rates.yuan(half), services.rates.pesos(half)
        book(transactions.OPENING, now, NO_DEAL, money=(outside.cn_economy, broker.own_yuan, yuan))
        book(transactions.OPENING, now, NO_DEAL, money=(outside.mx_economy, broker.own_pesos, pesos))
