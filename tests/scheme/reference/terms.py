"""The terms of a made-up world, as plain numbers: drawn from a number, and written down as the YAML of a scenario.

Nothing here asks the program what a key means. Money is in minor units, shares are fractions, lengths of time are
``(shortest, longest)`` in seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

HOUR, DAY = 3_600, 86_400
DAYS = 150
"""How long every world lasts."""
Length = tuple[int, int]


@dataclass(frozen=True)
class Broker:
    """What a broker asks and promises; ``bears`` names the costs that it bears itself."""

    commission: Fraction
    capital: int
    credit: int
    couriers: int
    bears: frozenset[str]


@dataclass(frozen=True)
class Client:
    """Who brings cash: ``batches`` of them, one ``every`` so often."""

    batches: int
    every: int
    first_after: int
    amount: tuple[int, int]
    patience: int
    asks_again_after: int


@dataclass(frozen=True)
class Merchants:
    """A group of merchants; ``placed`` is the share of the cash that goes to a bank."""

    count: int
    appetite: int
    premium: Fraction
    placed: Fraction


@dataclass(frozen=True)
class Savers:
    """A group of savers."""

    people: int
    wanted: tuple[int, int]
    premium: Fraction
    placed: Fraction


@dataclass(frozen=True)
class Provider:
    """Who has pesos."""

    pesos: int
    replenished: int
    spread: Fraction


@dataclass(frozen=True)
class World:
    """All terms of one world. ``lengths`` and ``chances`` are by the path of their key."""

    number: int
    cny: Fraction
    mxn: Fraction
    clients: dict[str, Client]
    brokers: dict[str, Broker]
    merchants: dict[str, Merchants]
    savers: dict[str, Savers]
    providers: dict[str, Provider]
    choose: str
    lengths: dict[str, Length]
    chances: dict[str, int]
    short_by: int
    courier_pay: Fraction
    attempts: int
    valid_for: int
    forwarders: int
    parts: int
    mark_down: tuple[int, int]
    turnover: int | None
    fees: dict[str, Fraction]
    rules: dict[str, dict[str, str]] = field(default_factory=dict)


LENGTHS: dict[str, Length] = {
    "handover.quotes.takes": (0, 6 * HOUR),
    "handover.agreement.takes": (0, 3 * HOUR),
    "handover.token.takes": (0, 12 * HOUR),
    "handover.call.takes": (0, 9 * HOUR),
    "handover.meeting.after": (0, 30 * HOUR),
    "handover.meeting.takes": (1, HOUR),
    "handover.meeting.late_by": (60, 20 * HOUR),
    "handover.meeting.moved_by": (60, 20 * HOUR),
    "handover.again_after": (60, 15 * HOUR),
    "transport.travel": (0, 2 * HOUR),
    "mirror.to_buyer": (60, 6 * HOUR),
    "mirror.takes": (1, HOUR),
    "repatriation.takes": (0, 6 * HOUR),
    "second_mirror.takes": (60, 30 * HOUR),
    "second_mirror.delivery": (0, 6 * HOUR),
    "goods.purchase": (DAY, 9 * DAY),
    "goods.voyage": (5 * DAY, 20 * DAY),
    "goods.sale.every": (DAY, 9 * DAY),
    "goods.delivery": (0, 5 * DAY),
}
"""From what to what each length of time is drawn."""
FIXED = ("goods.purchase", "goods.delivery")
"""Lengths that are the same for all deals of a world: no event tells how long they took, or what was delivered first."""
CHANCES = {
    "handover.quotes.no_answer": 10,
    "handover.agreement.walks_away": 10,
    "handover.token.lost": 15,
    "handover.call.unanswered": 15,
    "handover.call.wrong_code_word": 15,
    "handover.meeting.late": 30,
    "handover.meeting.moved": 30,
    "handover.meeting.no_show": 20,
    "handover.meeting.wrong_serial": 20,
    "handover.meeting.short": 40,
    "mirror.backs_out": 25,
    "mirror.robbed": 15,
    "repatriation.frozen": 15,
    "second_mirror.provider_defaults": 25,
    "goods.supplier_defaults": 20,
    "goods.lost_at_sea": 15,
    "goods.mislabelled": 60,
    "goods.sale.unsold": 25,
}
"""The greatest chance, in per cent, of each thing that goes wrong."""


def draw(number: int) -> World:
    """The world of a number."""
    draws = random.Random(f"deals {number}")

    def maybe(chance: float) -> bool:
        return draws.random() < chance

    def share(most: int) -> Fraction:
        """Up to ``most`` per cent, to four decimals; at times nothing."""
        return Fraction(0) if maybe(0.2) else Fraction(draws.randint(1, most * 10_000), 1_000_000)

    def length(low: int, high: int) -> Length:
        at = draws.randint(low, high)
        return (at, at) if maybe(0.7) else (at, at + draws.randint(1, high))

    calm = maybe(0.2)
    second, trade = draws.choice(((True, False), (False, True), (True, True)))
    shop = maybe(0.75)
    big = maybe(0.8)
    return World(
        number=number,
        cny=Fraction(draws.choice(("6.53", "6.531", "6.66667", "0.37", "19.8", "7"))),
        mxn=Fraction(draws.choice(("19.80", "19.873", "20.3", "1.07", "17"))),
        clients={
            f"cell{at}": Client(
                batches=draws.randint(1, 5),
                every=draws.randint(6 * HOUR, 9 * DAY),
                first_after=draws.randint(0, DAY),
                amount=(lambda low: (low, low + draws.randint(1, 9_000_000)))(draws.randint(50_000, 5_000_000)),
                patience=draws.randint(0, 6 * DAY),
                asks_again_after=draws.randint(HOUR, 2 * DAY),
            )
            for at in range(draws.randint(1, 2))
        },
        brokers={
            f"alfa{at}": Broker(
                commission=share(9),
                capital=draws.choice((0, draws.randint(1, 3_000_000), draws.randint(1, 60_000_000))),
                credit=draws.randint(5_000_000, 60_000_000),
                couriers=draws.randint(1, 3),
                bears=frozenset(cost for cost in ("losses", "spread", "mark_down") if maybe(0.6)),
            )
            for at in range(draws.randint(1, 2))
        },
        merchants={
            "shop": Merchants(
                draws.randint(1, 4), draws.randint(500_000, 9_000_000), share(8), draws.choice((share(99), Fraction(0)))
            )
        }
        if shop
        else {},
        savers={
            "town": Savers(
                draws.randint(20, 120), (500_000, draws.randint(600_000, 20_000_000)), share(12), share(60)
            )
        }
        if not shop or maybe(0.4)
        else {},
        providers={
            f"trader{at}": Provider(draws.randint(2_000_000, 200_000_000), draws.randint(2_000_000, 200_000_000), share(5))
            for at in range(draws.randint(1, 2) if second else 0)
        },
        choose=draws.choice(("cheapest", "by_liquidity")) if second and trade else "second_mirror" if second else "goods",
        lengths={key: length(*span) if key not in FIXED else (draws.randint(*span),) * 2 for key, span in LENGTHS.items()},
        chances={
            key: 0 if calm or maybe(0.4) else draws.randint(1, most) for key, most in CHANCES.items()
        },
        short_by=draws.choice((1, 250, 10_000, 333_333, 1_000_000)),
        courier_pay=share(3),
        attempts=draws.randint(1, 4),
        valid_for=draws.randint(3 * HOUR, 5 * DAY),
        forwarders=draws.randint(0, 2) if trade else -1,
        parts=draws.randint(1, 6),
        mark_down=(lambda low: (low, low + draws.randint(0, 200_000)))(draws.randint(0, 100_000)),
        turnover=draws.randint(300_000, 6_000_000) if maybe(0.4) else None,
        fees={name: share(12) for name in ("bulk_cash", "bmpe") if maybe(0.25)} if big else {},
        rules={} if calm else _rules(draws),
    )


def _rules(draws: random.Random) -> dict[str, dict[str, str]]:
    def chance(most: int) -> str:
        return f"{draws.randint(1, most)} %"

    found = {
        "interdiction": {
            "stopped": chance(20), "undercover": chance(10), "found_per_day": chance(4), "from_amount": "1,000 USD",
        },
        "customs_inspection": {"inspected": chance(60), "recognised": chance(60), "takes": "7 h"},
        "transfer_monitoring": {"threshold": f"{draws.randint(1, 400_000)} CNY", "frozen": chance(30)},
        "border_inspection": {"inspected": chance(20)},
        "deposit_limit": {},
        "cash_reporting": {},
    }  # fmt: skip
    return {name: rule for name, rule in found.items() if draws.random() < 0.4}


# -- as a file ----------------------------------------------------------------------------------------------------------


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
            "meeting": {"short_by": _percent(Fraction(world.short_by, 1_000_000)), "courier_pay": _percent(world.courier_pay)},
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
            "sale": {"parts": world.parts, "mark_down": {"uniform": {"low": low, "high": high}} if low != high else low},
        }
    if world.turnover:
        document["mirror"] = {"account_turnover": _usd(world.turnover)}
    for key, value in {**world.lengths, **world.chances}.items():
        *path, last = key.split(".")
        if path[0] in document or path[0] in ("handover", "mirror", "transport"):
            section = document.setdefault(path[0], {})
            for part in path[1:]:
                section = section.setdefault(part, {})
            section[last] = f"{value} %" if isinstance(value, int) else _length(value)
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
    return {"count": one.count, "appetite": _usd(one.appetite), "premium": _percent(one.premium), "placed": _percent(one.placed)}


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
