"""Shipped scenarios with a greater flow: every party and every capacity multiplied, the mix of deals unchanged."""

from __future__ import annotations

from pathlib import Path

from mirrorsim.lab.replication import Phases
from mirrorsim.scenario.load import Loaded, load_scenario
from mirrorsim.scenario.model import Scenario
from mirrorsim.units.money import Asset, format_money

ROOT = Path(__file__).resolve().parents[2]


def network(times: int, horizon: str = "12 months") -> Loaded:
    """``network.yaml`` with ``times`` the batches, brokers' room, couriers, buyers, pesos, ports and channels."""
    path = ROOT / "scenarios" / "network.yaml"
    base = load_scenario(path).scenario
    return load_scenario(path, [f"horizon={horizon}", *_settings(base, times)])


REGION, DEALS_A_YEAR = "seattle", 25_000
"""The smallest city of ``national.yaml``, and its deals a year, roughly."""


def city(deals: int, *settings: str) -> Phases:
    """That city alone, with a horizon that gives so many deals, roughly."""
    horizon = f"horizon={deals / DEALS_A_YEAR * 365:.2f} days"
    loaded = load_scenario(ROOT / "scenarios" / "national.yaml", [horizon, *settings])
    return dict(loaded.variants()[0].worlds)[REGION]


LASTING = (
    *(
        f"brokers.{group}.guarantee={{losses: client, spread: client, mark_down: client}}"
        for group in ("small", "large", "old-hands")
    ),
    "rules.interdiction=null",
)
"""What lets that city's brokers last for decades: losses do not eat up what they may owe, and nobody arrests their couriers."""


def settings(times: int) -> list[str]:
    """What has to be set of ``network.yaml`` for that, as ``mirrorsim run --set`` takes it."""
    return _settings(load_scenario(ROOT / "scenarios" / "network.yaml").scenario, times)


def _settings(base: Scenario, times: int) -> list[str]:
    def usd(cents: int) -> str:
        return format_money(cents * times, Asset.USD)

    settings = [f"clients.{name}.every={{exponential: {{mean: {66 * 3600 / times:.6f} s}}}}" for name in base.clients]
    for name, broker in base.brokers.items():
        settings += [
            f"brokers.{name}.credit={usd(broker.credit)}",
            f"brokers.{name}.capital={usd(broker.capital)}",
            f"brokers.{name}.couriers={broker.couriers * times}",
            f"brokers.{name}.stash_litres={broker.stash_litres * times}",
        ]
        settings += [
            f"brokers.{name}.backups.{tier}.people={one.people * times}"
            for tier in ("secondary", "reserve")
            if (one := getattr(broker.backups, tier)) is not None
        ]
    settings += [f"buyers.savers.{name}.people={one.people * times}" for name, one in base.buyers.savers.items()]
    settings += [f"buyers.merchants.{name}.count={one.count * times}" for name, one in base.buyers.merchants.items()]
    for name, provider in base.providers.items():
        settings += [
            f"providers.{name}.pesos={format_money(provider.pesos * times, Asset.MXN)}",
            f"providers.{name}.replenished={format_money(provider.replenished * times, Asset.MXN)}",
        ]
    if base.goods is not None:
        settings += [f"goods.ports.{name}.berths={port.berths * times}" for name, port in base.goods.ports.items()]
    if base.channels.bulk_cash is not None:
        bulk = base.channels.bulk_cash
        settings += [
            f"channels.bulk_cash.most_waiting={usd(bulk.most_waiting)}",
            f"channels.bulk_cash.visits_per_day={bulk.visits_per_day * times}",
            f"channels.bulk_cash.people={bulk.people * times}",
            f"channels.bulk_cash.firms={bulk.firms * times}",
        ]
    if base.channels.bmpe is not None:
        settings.append(f"channels.bmpe.per_week={usd(base.channels.bmpe.per_week)}")
    return settings
