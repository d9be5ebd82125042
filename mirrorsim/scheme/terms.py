"""The parameters in force, which a policy or a dated shock may change while the world runs; and the exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mirrorsim.scenario import model
from mirrorsim.scenario.steps import Goods
from mirrorsim.units.rates import convert


class TermsInForce:
    """The scenario as it holds now. ``phases`` are all that it will be, each from a tick on, the first from 0."""

    __slots__ = ("_trade", "last_change", "now", "phases")

    def __init__(self, phases: Sequence[tuple[int, model.Scenario]]) -> None:
        self.phases = [scenario for _, scenario in phases]
        self.now = self.phases[0]
        self._trade = self.now.goods
        self.last_change = phases[-1][0]
        """The tick from which on nothing changes any more."""

    @property
    def trade(self) -> Goods | None:
        """The terms of trade; for goods under way once trade is no option any more, the last there were."""
        return self._trade

    def change(self, scenario: model.Scenario) -> None:
        """Put later parameters in force."""
        self.now = scenario
        self._trade = scenario.goods or self._trade


class Rates:
    """Minor units of one currency for those of another, at the scenario's rates, rounded down."""

    __slots__ = ("_cny", "_mxn", "_usd_for_cny", "_usd_for_mxn", "cent_in_pesos")

    def __init__(self, rates: model.Rates) -> None:
        self._cny, self._mxn = _rational(rates.CNY), _rational(rates.MXN)
        self._usd_for_cny, self._usd_for_mxn = self._cny[::-1], self._mxn[::-1]
        self.cent_in_pesos = -(-self._mxn[0] // self._mxn[1])
        """Centavos that are needed to pay a cent, rounded up."""

    def yuan(self, cents: int) -> int:
        """Fen for US cents."""
        return convert(cents, self._cny)[0]

    def pesos(self, cents: int) -> tuple[int, int]:
        """Centavos for US cents, and the cents that buy nothing."""
        return convert(cents, self._mxn)

    def dollars_of_yuan(self, fen: int) -> int:
        """US cents for fen."""
        return convert(fen, self._usd_for_cny)[0]

    def dollars_of_pesos(self, centavos: int) -> int:
        """US cents for centavos."""
        return convert(centavos, self._usd_for_mxn)[0]


def _rational(rate: Fraction) -> tuple[int, int]:
    return rate.numerator, rate.denominator
