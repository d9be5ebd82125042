"""Random parties: so many, and so busy, that a world stays small however long it lasts."""

from __future__ import annotations

from typing import Any

from tests.storm.random_source import DAY, HOUR, Doc, RandomSource

MOST_BATCHES = 14
TINY = 700
"""Batches of a client in a world of very many very small deals."""
LEAST = 5
"""Seconds: of shorter intervals some distributions have a mean of less than a second, in which time would stand still."""
ACTS = ("bank_deposit", "border_cash", "cash_carried", "cash_deposit", "cash_received", "import", "yuan_transfer")


def parties(draws: RandomSource) -> Doc:
    """Clients, brokers, buyers, and at times ordinary people."""
    tiny = draws.maybe(0.015)
    clients = draws.named("client", 1 if tiny else draws.whole(1, 3), lambda: _client(draws, tiny))
    if all(client["batches"] == "0" for client in clients.values()):
        next(iter(clients.values()))["batches"] = "1"  # a world in which nobody ever has cash is refused
    return {
        "clients": clients,
        "brokers": draws.named("broker", draws.whole(1, 3), lambda: _broker(draws)),
        "buyers": _buyers(draws),
        "ordinary": draws.named("people", draws.pick((0, 0, 1, 2)), lambda: _ordinary(draws)),
    }


def _client(draws: RandomSource, tiny: bool) -> Doc:
    every = max(draws.horizon // draws.pick((3, 10, 30)), LEAST)
    most = 1_000
    found: Doc = {"batches": str(draws.whole(0, MOST_BATCHES)), "every": draws.spread(lambda: draws.span(LEAST, every))}
    if tiny:
        most, found = 1, {"batches": str(TINY), "every": f"{max(draws.horizon // (2 * TINY), 1)} s"}
    found["amount"] = draws.spread(lambda: draws.money(most))
    return found | draws.some(
        first_after=draws.takes,
        max_commission=draws.share,
        delay_cost_per_day=lambda: draws.share(5),
        asks_again_after=lambda: draws.span(max(draws.horizon // 40, 1), 3 * DAY + draws.horizon // 10),
        patience=lambda: draws.span(0, 40 * DAY),
    )


def _broker(draws: RandomSource) -> Doc:
    bearer = ("broker", "client")

    def backup() -> Doc:
        return draws.some(people=lambda: str(draws.whole(0, 2)), after=draws.takes)

    found = draws.some(
        commission=lambda: draws.share(20),
        pricing=lambda: draws.pick(("fixed", "market", "zero_fee")),
        margin=lambda: draws.share(20),
        capital=lambda: draws.money(4_000),
        couriers=lambda: str(draws.whole(1, 3)),
        backups=lambda: draws.some(secondary=backup, reserve=backup),
        stash_litres=lambda: str(draws.grown(0, 1_000)),
        guarantee=lambda: draws.some(
            losses=lambda: draws.pick(bearer), spread=lambda: draws.pick(bearer), mark_down=lambda: draws.pick(bearer)
        ),
    )
    if draws.maybe(0.8):
        found["credit"] = draws.money(20_000, least=0 if draws.maybe(0.3) else 1_000)
    return found


def _buyers(draws: RandomSource) -> Doc:
    found: Doc = {}
    if draws.maybe(0.75):
        found["merchants"] = draws.named("shop", draws.whole(1, 2), lambda: _merchants(draws))
    if not found or draws.maybe(0.6):
        found["savers"] = draws.named("town", draws.whole(1, 2), lambda: _savers(draws))
    return found


def _merchants(draws: RandomSource) -> Doc:
    # at most some forty rounds of at most four merchants
    return {"every": draws.span(max(draws.horizon // 40, HOUR), max(draws.horizon, DAY))} | draws.some(
        count=lambda: str(draws.whole(0, 4)),
        appetite=lambda: draws.money(2_000),
        premium=lambda: draws.spread(lambda: draws.share(10)),
        placed=draws.share,
    )


def _savers(draws: RandomSource) -> Doc:
    years = max(draws.horizon // (365 * DAY), 1)
    crowd = draws.horizon > 365 * DAY and draws.maybe(0.5)  # somebody buys on each side of a new year
    return {
        "people": str(draws.whole(50, 300 // years) if crowd else draws.grown(0, 240 // years)),
        "wanted_per_year": draws.spread(lambda: draws.money(1_000)),
    } | draws.some(
        premium=lambda: draws.spread(lambda: draws.share(10)),
        patience=lambda: draws.span(0, 400 * DAY),
        placed=draws.share,
    )


def _ordinary(draws: RandomSource) -> Doc:
    does = draws.pick(ACTS)
    every = max(draws.horizon // 60, 1)
    found: Doc = {
        "does": does,
        "amount": draws.spread(lambda: draws.money(100)),
        # a mean of a second or more, or time would stand still
        "every": draws.pick((f"{every} s", {"uniform": {"low": "0 s", "high": f"{2 * every} s"}})),
    }
    more: dict[str, Any] = {}
    if does in ("bank_deposit", "cash_deposit", "yuan_transfer"):
        more["people"] = lambda: str(draws.grown(1, 50))
    if does in ("cash_deposit", "cash_received"):
        more["holder"] = lambda: draws.pick(("person", "firm"))
    return found | draws.some(**more)
