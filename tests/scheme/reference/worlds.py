"""Terms drawn at random, one world a number: in each other ways to fail, other bearers, other roundings."""

from __future__ import annotations

import random
from fractions import Fraction

from tests.scheme.reference.terms import DAY, HOUR, Broker, Client, Length, Merchants, Provider, Savers, World

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
ON_TIME = (
    "handover.token.takes", "handover.call.takes", "handover.meeting.after", "handover.meeting.takes", "transport.travel",
)  # fmt: skip
"""What lies between a token and the cash, when all goes well."""
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
    lengths = {key: length(*span) if key not in FIXED else (draws.randint(*span),) * 2 for key, span in LENGTHS.items()}
    good_for = draws.randint(3 * HOUR, 5 * DAY)
    if maybe(0.5):
        # as long as it takes from the token to the cash, give or take a second
        lengths |= {key: (low, low) for key in ON_TIME for low, _ in (lengths[key],)}
        good_for = max(sum(lengths[key][0] for key in ON_TIME) + draws.randint(-1, 1), 1)
    return World(
        number=number,
        cny=Fraction(draws.choice(("6.53", "6.531", "6.66667", "0.37", "19.8", "7"))),
        mxn=_peso_rate(draws, number, second=second),
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
            "town": Savers(draws.randint(20, 120), (500_000, draws.randint(600_000, 20_000_000)), share(12), share(60))
        }
        if not shop or maybe(0.4)
        else {},
        providers={
            f"trader{at}": Provider(
                draws.randint(2_000_000, 200_000_000), draws.randint(2_000_000, 200_000_000), share(5)
            )
            for at in range(draws.randint(1, 2) if second else 0)
        },
        choose=draws.choice(("cheapest", "by_liquidity"))
        if second and trade
        else "second_mirror"
        if second
        else "goods",
        lengths=lengths,
        chances={key: 0 if calm or maybe(0.4) else draws.randint(1, most) for key, most in CHANCES.items()},
        short_by=draws.choice((1, 250, 10_000, 333_333, 1_000_000)),
        courier_pay=share(3),
        attempts=draws.randint(1, 4),
        valid_for=good_for,
        forwarders=draws.randint(0, 2) if trade else -1,
        parts=draws.randint(1, 6),
        mark_down=(lambda low: (low, low + draws.randint(0, 200_000)))(draws.randint(0, 100_000)),
        turnover=draws.randint(300_000, 6_000_000) if maybe(0.4) else None,
        fees={name: share(12) for name in ("bulk_cash", "bmpe") if maybe(0.25)} if big else {},
        # without a quota savers would buy all that they want from a bank
        rules={"capital_flight_cap": {"per_person": f"{draws.randint(0, 9_000)} USD"}}
        | ({} if calm else _rules(draws)),
    )


def _peso_rate(draws: random.Random, number: int, *, second: bool) -> Fraction:
    """Pesos per dollar; now and then so few that a cent buys none, where no provider rounds to whole centavos before."""
    rate = Fraction(draws.choice(("19.80", "19.873", "20.3", "1.07", "17")))
    return rate if second or number % 5 != 2 else Fraction("0.37")


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
