"""The ports of entry in Mexico as resources: berths, and the lot that each port draws for a shipment."""

from __future__ import annotations

from mirrorsim.engine.draws import Uniforms
from mirrorsim.engine.pool import Pool
from mirrorsim.scheme.services import Services


class Seaports:
    """The ports by name, each made when it is first met."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._berths: dict[str, Pool] = {}
        self._lots: dict[str, Uniforms] = {}

    def berths(self, port: str) -> Pool:
        """The berths of a port, as many as it has now."""
        trade = self._services.terms.trade
        many = trade.ports[port].berths if trade is not None and port in trade.ports else 1
        pool = self._berths.get(port)
        if pool is None:
            pool = self._berths[port] = Pool(self._services.clock, many)
        elif pool.size != many:
            pool.resize(many)
        return pool

    def resize(self) -> None:
        """Let the ports have the berths of the day."""
        for port in self._berths:
            self.berths(port)

    def lot(self, port: str, entity: int) -> float:
        """The lot that a port draws for a shipment, in [0, 1)."""
        lots = self._lots.get(port)
        if lots is None:
            lots = self._lots[port] = self._services.draws.keyed.uniforms(f"goods.ports.{port}.lot")
        return lots(entity)
