"""A deal's position agrees with the books: what all deals hold together is what the accounts hold, at every look."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from mirrorsim.books.accounts import Account, Form
from mirrorsim.scheme.arrivals import batches
from mirrorsim.scheme.position import Position
from mirrorsim.scheme.world import World
from mirrorsim.units.money import Asset
from mirrorsim.units.time import HOUR
from mirrorsim.world import build
from mirrorsim.world.block import Block
from tests.helpers.networks import SOURCES, network

BUSY = (
    "horizon=5 months",
    "clients.cartel.every=24 h",
    "channels.bulk_cash.fee=0.5 %",
    "repatriation.patience=1 h",
    "mirror.robbed=3 %",
    "repatriation.frozen=3 %",
    "goods.supplier_defaults=5 %",
    "goods.lost_at_sea=5 %",
    "rules.interdiction={stopped: 3 %, found_per_day: 3 %}",
    "rules.transfer_monitoring={threshold: '100,000 CNY', frozen: 10 %}",
    "rules.customs_inspection={inspected: 50 %, recognised: 50 %}",
    SOURCES,
)
"""Five months in which every kind of value is under way at any time, and much goes wrong."""
CARRIERS = ("courier", "stash", "carrier")
IN_CHINA_AND_AT_SEA = ("broker", "forwarder", "ship", "port")


class Look:
    """Compares positions with balances at the end of each slice of a run."""

    def __init__(self) -> None:
        self.positions: list[Position] = []
        self.world: World | None = None
        self.looks = 0
        self.held: dict[str, int] = defaultdict(int)
        """By share: looks at which somebody held something of it."""

    def at(self, world: World) -> None:
        self.looks += 1
        shares = self._shares()
        for share, by_account in shares.items():
            self.held[share] += any(by_account.values())
            for account in by_account.keys() | set(self._accounts(world, share)):
                name, balance = world.ledger.chart[account].name, world.ledger.balance(account)
                assert by_account[account] == balance, f"{share} of {name} at {world.clock.now}"

    def _shares(self) -> dict[str, dict[int, int]]:
        found: dict[str, dict[int, int]] = {
            share: defaultdict(int) for share in ("cash", "yuan", "goods", "as_cash", "as_yuan", "as_goods")
        }
        for one in self.positions:
            if one.cash:
                found["cash"][one.cash_at] += one.cash
            if one.goods:
                found["goods"][one.goods_at] += one.goods
            if one.yuan:
                found["yuan"][one.broker.yuan] += one.yuan
            for share in ("as_cash", "as_yuan", "as_goods"):
                if claimed := getattr(one, share):
                    found[share][getattr(one.claims, share)] += claimed
            assert min(one.cash, one.yuan, one.goods, one.as_cash, one.as_yuan, one.as_goods) >= 0
        return found

    @staticmethod
    def _accounts(world: World, share: str) -> list[int]:
        """The accounts in which nobody but deals has anything of a share, whether any has or not."""
        return [code for code, one in enumerate(world.ledger.chart.accounts) if _is_of_deals(one, share)]


def _is_of_deals(account: Account, share: str) -> bool:
    if account.outside:
        return False
    if share == "cash":
        return account.role in CARRIERS and account.asset is Asset.USD and account.form is Form.CASH
    if share == "yuan":
        return account.asset is Asset.CNY and (
            account.role == "receiver" or (account.role == "broker" and account.owner.count(".") == 1)
        )
    if share == "goods":
        return account.asset is Asset.GOODS and account.role in IN_CHINA_AND_AT_SEA
    return account.asset is Asset.CLAIM and account.owner.endswith(f".{share}")


def looked_at(monkeypatch: pytest.MonkeyPatch, *settings: str, policy_bears: str = "broker") -> Look:
    look = Look()
    bears = f"{{losses: {policy_bears}, spread: client, mark_down: client}}"
    guarantees = tuple(f"brokers.{name}.guarantee={bears}" for name in ("alfa", "bravo", "charlie"))

    class Kept(Position):
        __slots__ = ()

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            look.positions.append(self)

    original = build.take_out

    def take_out(world: World) -> Block:
        look.at(world)
        return original(world)

    monkeypatch.setattr(batches, "Position", Kept)
    monkeypatch.setattr(build, "take_out", take_out)
    loaded = network(*BUSY, *guarantees, *settings)
    ended = build.stream(loaded.variants()[0].phases, "baseline", 3, 0, slice=5 * HOUR, most=1)
    assert ended.audit.balanced
    return look


@pytest.mark.parametrize("bearer", ["broker", "client"])
def test_what_deals_hold_and_are_owed_is_what_the_accounts_hold(monkeypatch: pytest.MonkeyPatch, bearer: str) -> None:
    look = looked_at(monkeypatch, policy_bears=bearer)
    assert look.looks > 500
    assert len(look.positions) > 120
    # at most looks there is something of each to compare
    assert all(look.held[share] > look.looks / 3 for share in look.held), dict(look.held)


def test_a_cent_that_is_missing_in_a_position_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    stash = Position.stash

    def losing(self: Position) -> None:
        stash(self)
        self.cash -= 1

    monkeypatch.setattr(Position, "stash", losing)
    with pytest.raises(AssertionError, match=r"cash of US:cash:USD:stash"):
        looked_at(monkeypatch)
