"""Random parties: so many, and so busy, that a world stays small however long it lasts."""

from __future__ import annotations

from typing import Any

from tests.storm.dice import DAY, HOUR, Dice, Doc

MOST_BATCHES = 14
TINY = 700
"""Batches of a client in a world of very many very small deals."""
LEAST = 5
"""Seconds: of shorter intervals some distributions have a mean of less than a second, in which time would stand still."""
ACTS = ("bank_deposit", "border_cash", "cash_carried", "cash_deposit", "cash_received", "import", "yuan_transfer")


def parties(dice: Dice) -> Doc:
    """Clients, brokers, buyers, and at times ordinary people."""
    tiny = dice.maybe(0.015)
    return {
        "clients": dice.named("client", 1 if tiny else dice.whole(1, 3), lambda: _client(dice, tiny)),
        "brokers": dice.named("broker", dice.whole(1, 3), lambda: _broker(dice)),
        "buyers": _buyers(dice),
        "ordinary": dice.named("people", dice.pick((0, 0, 1, 2)), lambda: _ordinary(dice)),
    }


def _client(dice: Dice, tiny: bool) -> Doc:
    every = max(dice.horizon // dice.pick((3, 10, 30)), LEAST)
    most = 1_000
    found: Doc = {"batches": str(dice.whole(0, MOST_BATCHES)), "every": dice.spread(lambda: dice.span(LEAST, every))}
    if tiny:
        most, found = 1, {"batches": str(TINY), "every": f"{max(dice.horizon // (2 * TINY), 1)} s"}
    found["amount"] = dice.spread(lambda: dice.money(most))
    return found | dice.some(
        first_after=dice.takes,
        max_commission=dice.share,
        delay_cost_per_day=lambda: dice.share(5),
        asks_again_after=lambda: dice.span(max(dice.horizon // 40, 1), 3 * DAY + dice.horizon // 10),
        patience=lambda: dice.span(0, 40 * DAY),
    )


def _broker(dice: Dice) -> Doc:
    bearer = ("broker", "client")

    def backup() -> Doc:
        return dice.some(people=lambda: str(dice.whole(0, 2)), after=dice.takes)

    found = dice.some(
        commission=lambda: dice.share(20),
        pricing=lambda: dice.pick(("fixed", "market", "zero_fee")),
        margin=lambda: dice.share(20),
        capital=lambda: dice.money(4_000),
        couriers=lambda: str(dice.whole(1, 3)),
        backups=lambda: dice.some(secondary=backup, reserve=backup),
        stash_litres=lambda: str(dice.grown(0, 1_000)),
        guarantee=lambda: dice.some(
            losses=lambda: dice.pick(bearer), spread=lambda: dice.pick(bearer), mark_down=lambda: dice.pick(bearer)
        ),
    )
    if dice.maybe(0.8):
        found["credit"] = dice.money(20_000, least=0 if dice.maybe(0.3) else 1_000)
    return found


def _buyers(dice: Dice) -> Doc:
    found: Doc = {}
    if dice.maybe(0.75):
        found["merchants"] = dice.named("shop", dice.whole(1, 2), lambda: _merchants(dice))
    if not found or dice.maybe(0.6):
        found["savers"] = dice.named("town", dice.whole(1, 2), lambda: _savers(dice))
    return found


def _merchants(dice: Dice) -> Doc:
    # at most some forty rounds of at most four merchants
    return {"every": dice.span(max(dice.horizon // 40, HOUR), max(dice.horizon, DAY))} | dice.some(
        count=lambda: str(dice.whole(0, 4)),
        appetite=lambda: dice.money(2_000),
        premium=lambda: dice.spread(lambda: dice.share(10)),
        placed=dice.share,
    )


def _savers(dice: Dice) -> Doc:
    years = max(dice.horizon // (365 * DAY), 1)
    crowd = dice.horizon > 365 * DAY and dice.maybe(0.5)  # somebody buys on each side of a new year
    return {
        "people": str(dice.whole(50, 300 // years) if crowd else dice.grown(0, 240 // years)),
        "wanted_per_year": dice.spread(lambda: dice.money(1_000)),
    } | dice.some(
        premium=lambda: dice.spread(lambda: dice.share(10)),
        patience=lambda: dice.span(0, 400 * DAY),
        placed=dice.share,
    )


def _ordinary(dice: Dice) -> Doc:
    does = dice.pick(ACTS)
    every = max(dice.horizon // 60, 1)
    found: Doc = {
        "does": does,
        "amount": dice.spread(lambda: dice.money(100)),
        # a mean of a second or more, or time would stand still
        "every": dice.pick((f"{every} s", {"uniform": {"low": "0 s", "high": f"{2 * every} s"}})),
    }
    more: dict[str, Any] = {}
    if does in ("bank_deposit", "cash_deposit", "yuan_transfer"):
        more["people"] = lambda: str(dice.grown(1, 50))
    if does in ("cash_deposit", "cash_received"):
        more["holder"] = lambda: dice.pick(("person", "firm"))
    return found | dice.some(**more)
