"""Random steps, ways home, channels and rules."""

from __future__ import annotations

from typing import Any

from tests.storm.dice import DAY, Dice, Doc

PERIODS = ("calendar day", "calendar month", "calendar year")


def lasting(dice: Dice) -> Any:
    """How long something takes that is tried again and again where it always fails: not so short that it never ends."""
    return dice.spread(lambda: dice.span(dice.horizon // 3_000 + 1, 4 * DAY))


def steps(dice: Dice) -> Doc:
    """Steps 1 to 6, each in its own way slow and unreliable."""
    chance, takes = dice.chance, dice.takes
    handover = dice.some(
        quotes=lambda: dice.some(takes=takes, no_answer=chance),
        agreement=lambda: dice.some(takes=takes, walks_away=chance),
        token=lambda: dice.some(takes=takes, valid_for=lambda: dice.span(1, 6 * DAY), lost=chance),
        call=lambda: dice.some(takes=takes, unanswered=chance, wrong_code_word=chance),
        meeting=lambda: dice.some(
            after=takes, takes=takes, late=chance, late_by=takes, moved=chance, moved_by=takes, no_show=chance,
            wrong_serial=chance, short=chance, short_by=lambda: dice.spread(dice.share), courier_pay=dice.share,
        ),
        attempts=lambda: str(dice.whole(1, 5)),
        again_after=takes,
    )  # fmt: skip
    transport = dice.some(
        hours=lambda: dice.pick(("00:00-24:00", "09:00-17:30", "23:59-24:00", "02:00-02:30")),
        twenties=dice.share,
        carries_kg=lambda: str(dice.grown(1, 10_000)),
        travel=takes,
        further_trip=takes,
    )
    mirror = dice.some(
        to_buyer=lambda: lasting(dice),
        takes=takes,
        backs_out=chance,
        robbed=chance,
        account_turnover=lambda: dice.spread(lambda: dice.money(1_000, least=50)),
    )
    return {"handover": handover, "transport": transport, "mirror": mirror}


def ways_home(dice: Dice) -> Doc:
    """A second mirror, goods, or both, and who chooses how."""
    found: Doc = {}
    if dice.maybe(0.75):
        found["second_mirror"] = dice.some(
            takes=lambda: lasting(dice), provider_defaults=dice.chance, delivery=dice.takes
        )
        found["providers"] = dice.named("trader", dice.whole(1, 3), lambda: _provider(dice))
    options = ["second_mirror"] if found else []
    if not found or dice.maybe(0.5):
        found["goods"] = _goods(dice)
        options.append("goods")
    choices = [*options, "cheapest", "by_liquidity"]
    choose = dice.pick(choices) if "second_mirror" in options else dice.pick(choices[:2])
    return found | {
        "repatriation": {"choose": choose}
        | dice.some(
            takes=dice.takes,
            frozen=dice.chance,
            delay_cost_per_day=lambda: dice.share(5),
            patience=lambda: dice.span(0, 20 * DAY),
        )
    }


def _provider(dice: Dice) -> Doc:
    pesos = dice.money(20_000, "MXN", least=0 if dice.maybe(0.1) else 400)
    return {
        "pesos": pesos,
        "replenished": pesos,
        "every": dice.span(max(dice.horizon // 40, 60), 20 * DAY),
    } | dice.some(spread=dice.share)


def _goods(dice: Dice) -> Doc:
    def port() -> Doc:
        return dice.some(
            dwell=dice.takes, berths=lambda: str(dice.grown(1, 3)), weight=lambda: str(dice.grown(1, 1_000))
        )

    return {"ports": dice.named("port", dice.whole(1, 3), port)} | dice.some(
        purchase=lambda: lasting(dice),
        supplier_defaults=dice.chance,
        forwarders=lambda: [{"takes": dice.takes()} for _ in range(dice.whole(1, 3))],
        voyage=dice.takes,
        lost_at_sea=dice.chance,
        learns=lambda: dice.pick(("true", "false")),
        mislabelled=dice.chance,
        sale=lambda: dice.some(
            parts=lambda: str(dice.grown(1, 12)),
            every=dice.takes,
            mark_down=lambda: dice.spread(dice.share),
            unsold=dice.chance,
        ),
        delivery=dice.takes,
    )


def channels(dice: Dice) -> Doc:
    """Bulk cash over the border, and the traditional peso broker."""
    visits = 10 if dice.horizon < 100 * DAY else 2
    return dice.some(
        bulk_cash=lambda: dice.some(
            fee=lambda: dice.share(20), carry=dice.takes, feared_loss=dice.share, people=lambda: str(dice.grown(0, 9)),
            firms=lambda: str(dice.whole(0, 2)), most_waiting=lambda: dice.money(5_000),
        )
        | {"per_visit": dice.money(500, least=20), "visits_per_day": str(dice.whole(1, visits))},
        bmpe=lambda: dice.some(fee=lambda: dice.share(20), takes=dice.takes, feared_loss=dice.share)
        | {"per_week": dice.money(2_000, least=10)},
    )  # fmt: skip


def rules(dice: Dice) -> Doc:
    """Rules of every kind, some under a name of their own; ``ports`` may name some that a world does not have."""
    chance, money = dice.chance, dice.money

    def period() -> str:
        return dice.pick(PERIODS)

    def lag() -> str:
        return dice.span(0, 40 * DAY)

    def quota() -> Doc:
        return dice.some(per_person=lambda: money(600), every=period)

    def ports() -> list[str]:
        return [f"port{number}" for number in range(dice.whole(0, 2))]

    found = dice.some(
        capital_flight_cap=quota,
        deposit_limit=lambda: dice.some(per_account=lambda: money(200), per_firm=lambda: money(400), every=period),
        cash_reporting=lambda: dice.some(
            ctr_above=lambda: money(100), ctr_lag=lag, form_8300_above=lambda: money(100), form_8300_filed=chance,
            form_8300_lag=lag, sar_from=lambda: money(50), sar_chance=chance, structuring_chance=chance, sar_lag=lag,
        ),
        customs_inspection=lambda: dice.some(inspected=chance, recognised=chance, takes=lag, ports=ports),
        border_inspection=lambda: dice.some(inspected=chance, declared_above=lambda: money(100), takes=lag),
        interdiction=lambda: dice.some(
            stopped=chance, undercover=chance, from_amount=lambda: money(5), found_per_day=chance, takes=lag
        ),
        transfer_monitoring=lambda: dice.some(
            threshold=lambda: money(900, "CNY"), every=period, frozen=chance, report_lag=lag
        ),
        targeted_order=lambda: dice.some(
            frozen=lambda: [dice.pick(("broker.broker0", "receiver.broker0-1", "merchant.shop0-1", "saver.town0-1"))],
            watched=lambda: [dice.pick(("courier.broker0-1", "stash.broker0", "client.client0", "carrier.bulk_cash"))],
            ports=ports,
            takes=lag,
        ),
    )  # fmt: skip
    if dice.horizon > 365 * DAY and dice.maybe(0.3):
        found["capital_flight_cap"] = {"per_person": money(600, least=1)}
    if dice.maybe(0.1):
        found["second-quota"] = {"kind": "capital_flight_cap", **quota()}
    return found
