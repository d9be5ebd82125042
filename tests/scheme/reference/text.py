"""The terms of a made-up world as the YAML of a scenario."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.scheme.reference.terms import DAYS, Broker, Client, Length, Merchants, Provider, Savers, World


def as_yaml(world: World) -> str:
    """The scenario of these terms."""
    document: dict[str, Any] = {
        "mirrorsim": 1,
        "name": f"deals-{world.number}",
        "title": "deals whose every transaction is foretold",
        "start": "2021-01-01",
        "horizon": f"{DAYS} days",
        "seed": world.number,
        "rates": {"CNY": _decimal(world.cny), "MXN": _decimal(world.mxn)},
        "clients": {name: _client(one) for name, one in world.clients.items()},
        "brokers": {name: _broker(one) for name, one in world.brokers.items()},
        "handover": {
            "attempts": world.attempts,
            "token": {"valid_for": f"{world.valid_for} s"},
            "meeting": {
                "short_by": _percent(Fraction(world.short_by, 1_000_000)),
                "courier_pay": _percent(world.courier_pay),
            },
        },
        "buyers": {
            "merchants": {name: _merchants(one) for name, one in world.merchants.items()},
            "savers": {name: _savers(one) for name, one in world.savers.items()},
        },
        "repatriation": {"choose": world.choose},
        "channels": {name: {"fee": _percent(fee)} for name, fee in world.fees.items()},
        "rules": world.rules,
        "sources": {"'*'": "assumption"},
    }
    if world.providers:
        document |= {"second_mirror": {}, "providers": {name: _provider(one) for name, one in world.providers.items()}}
    if world.forwarders >= 0:
        low, high = (_percent(Fraction(at, 1_000_000)) for at in world.mark_down)
        document["goods"] = {
            "ports": {"manz": {"dwell": "4 days"}},
            "forwarders": "[" + ", ".join(["{takes: 2 days}"] * world.forwarders) + "]",
            "sale": {
                "parts": world.parts,
                "mark_down": {"uniform": {"low": low, "high": high}} if low != high else low,
            },
        }
    if world.turnover:
        document["mirror"] = {"account_turnover": _usd(world.turnover)}
    written = {key: _length(span) for key, span in world.lengths.items()}
    for key, value in {**written, **{key: f"{chance} %" for key, chance in world.chances.items()}}.items():
        *path, last = key.split(".")
        if path[0] in document or path[0] in ("handover", "mirror", "transport"):
            section = document.setdefault(path[0], {})
            for part in path[1:]:
                section = section.setdefault(part, {})
            section[last] = value
    return "\n".join(_lines(document, 0)) + "\n"


def _client(one: Client) -> dict[str, Any]:
    low, high = one.amount
    return {
        "batches": one.batches, "every": f"{one.every} s", "first_after": f"{one.first_after} s", "max_commission": "20 %",
        "amount": {"uniform": {"low": _usd(low), "high": _usd(high)}},
        "patience": f"{one.patience} s", "asks_again_after": f"{one.asks_again_after} s",
    }  # fmt: skip


def _broker(one: Broker) -> dict[str, Any]:
    bears = {cost: "broker" if cost in one.bears else "client" for cost in ("losses", "spread", "mark_down")}
    return {
        "commission": _percent(one.commission), "capital": _usd(one.capital), "credit": _usd(one.credit),
        "couriers": one.couriers, "backups": {"secondary": {"people": 20, "after": "1 h"}}, "guarantee": bears,
    }  # fmt: skip


def _merchants(one: Merchants) -> dict[str, Any]:
    return {
        "count": one.count,
        "appetite": _usd(one.appetite),
        "premium": _percent(one.premium),
        "placed": _percent(one.placed),
    }


def _savers(one: Savers) -> dict[str, Any]:
    low, high = one.wanted
    return {
        "people": one.people, "wanted_per_year": {"uniform": {"low": _usd(low), "high": _usd(high)}},
        "premium": _percent(one.premium), "placed": _percent(one.placed),
    }  # fmt: skip


def _provider(one: Provider) -> dict[str, Any]:
    return {
        "pesos": f"'{_minor(one.pesos)} MXN'", "replenished": f"'{_minor(one.replenished)} MXN'", "spread": _percent(one.spread),
    }  # fmt: skip


def _minor(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _usd(cents: int) -> str:
    return f"'{_minor(cents)} USD'"


def _percent(share: Fraction) -> str:
    ppm = int(share * 1_000_000)
    return f"{ppm // 10_000}.{ppm % 10_000:04d} %"


def _decimal(rate: Fraction) -> str:
    whole = int(rate * 10**6)
    return f"{whole // 10**6}.{whole % 10**6:06d}"


def _length(span: Length) -> Any:
    low, high = span
    return f"{low} s" if low == high else {"uniform": {"low": f"{low} s", "high": f"{high} s"}}


def _lines(section: dict[str, Any], depth: int) -> list[str]:
    lines = []
    for key, part in section.items():
        head = f"{'  ' * depth}{key}:"
        lines += [head, *_lines(part, depth + 1)] if isinstance(part, dict) and part else [f"{head} {part}"]
    return lines
