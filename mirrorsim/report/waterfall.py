"""Where every cent of the pledged dollars is, as lines of a terminal table."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.scheme.accounts import STAGES
from mirrorsim.units.money import Asset, format_money

_COSTS = {
    "commission": "commission of the broker",
    "spread": "spread of the peso provider",
    "mark_down": "mark-down of the goods",
    "seized": "seized",
    "lost": "lost",
    "rounding": "rounding",
}
_STAGES = {
    "agreed": "agreed, not yet handed over",
    "as_cash": "as cash",
    "as_yuan": "as yuan",
    "as_goods": "as goods",
    "as_pesos": "as pesos",
}


def waterfall_lines(parts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Label and amount: pledged, less each cost, plus what the broker bore, less what is in flight, is delivered.

    Raises AssertionError when it does not close to the cent.
    """
    flight = sum(parts.get(stage, 0) for stage in STAGES)
    costs = sum(parts.get(cost, 0) for cost in _COSTS)
    assert parts["pledged"] + parts["borne_by_broker"] == parts["delivered"] + costs + flight, "the waterfall is open"
    yield "pledged", _usd(parts["pledged"])
    for cost, label in _COSTS.items():
        if parts.get(cost):
            yield f"- {label}", _usd(parts[cost])
    if parts["borne_by_broker"]:
        yield "+ borne by the broker", _usd(parts["borne_by_broker"])
    for stage in STAGES:
        if parts.get(stage):
            yield f"- in flight, {_STAGES[stage]}", _usd(parts[stage])
    yield "= delivered", _usd(parts["delivered"])


def _usd(cents: int) -> str:
    return format_money(cents, Asset.USD)
