"""Random steps, options of repatriation, channels and rules."""

from __future__ import annotations

from typing import Any

from tests.storm.random_source import DAY, Doc, RandomSource

PERIODS = ("calendar day", "calendar month", "calendar year")


def lasting(draws: RandomSource) -> Any:
    """How long something takes that is tried again and again where it always fails: not so short that it never ends."""
    return draws.spread(lambda: draws.span(draws.horizon // 3_000 + 1, 4 * DAY))


def steps(draws: RandomSource) -> Doc:
    """Steps 1 to 6, each in its own way slow and unreliable."""
    chance, takes = draws.chance, draws.takes
    handover = draws.some(
        quotes=lambda: draws.some(takes=takes, no_answer=chance),
        agreement=lambda: draws.some(takes=takes, walks_away=chance),
        token=lambda: draws.some(takes=takes, valid_for=lambda: draws.span(1, 6 * DAY), lost=chance),
        call=lambda: draws.some(takes=takes, unanswered=chance, wrong_code_word=chance),
        meeting=lambda: draws.some(
            after=takes, takes=takes, late=chance, late_by=takes, moved=chance, moved_by=takes, no_show=chance,
            wrong_serial=chance, short=chance, short_by=lambda: draws.spread(draws.share), courier_pay=draws.share,
        ),
        attempts=lambda: str(draws.whole(1, 5)),
        again_after=takes,
    )  # fmt: skip
    transport = draws.some(
        hours=lambda: draws.pick(("00:00-24:00", "09:00-17:30", "23:59-24:00", "02:00-02:30")),
        twenties=draws.share,
        carries_kg=lambda: str(draws.grown(1, 10_000)),
        travel=takes,
        further_trip=takes,
    )
    mirror = draws.some(
        to_buyer=lambda: lasting(draws),
        takes=takes,
        backs_out=chance,
        robbed=chance,
        account_turnover=lambda: draws.spread(lambda: draws.money(1_000, least=50)),
    )
    return {"handover": handover, "transport": transport, "mirror": mirror}


def repatriation(draws: RandomSource) -> Doc:
    """A second mirror, goods, or both, and who chooses how."""
    found: Doc = {}
    if draws.maybe(0.75):
        found["second_mirror"] = draws.some(
            takes=lambda: lasting(draws), provider_defaults=draws.chance, delivery=draws.takes
        )
        found["providers"] = draws.named("trader", draws.whole(1, 3), lambda: _provider(draws))
    options = ["second_mirror"] if found else []
    if not found or draws.maybe(0.5):
        found["goods"] = _goods(draws)
        options.append("goods")
    choices = [*options, "cheapest", "by_liquidity"]
    choose = draws.pick(choices) if "second_mirror" in options else draws.pick(choices[:2])
    return found | {
        "repatriation": {"choose": choose}
        | draws.some(
            takes=draws.takes,
            frozen=draws.chance,
            delay_cost_per_day=lambda: draws.share(5),
            patience=lambda: draws.span(0, 20 * DAY),
        )
    }


def _provider(draws: RandomSource) -> Doc:
    pesos = draws.money(20_000, "MXN", least=0 if draws.maybe(0.1) else 400)
    return {
        "pesos": pesos,
        "replenished": pesos,
        "every": draws.span(max(draws.horizon // 40, 60), 20 * DAY),
    } | draws.some(spread=draws.share)


def _goods(draws: RandomSource) -> Doc:
    def port() -> Doc:
        return draws.some(
            dwell=draws.takes, berths=lambda: str(draws.grown(1, 3)), weight=lambda: str(draws.grown(1, 1_000))
        )

    return {"ports": draws.named("port", draws.whole(1, 3), port)} | draws.some(
        purchase=lambda: lasting(draws),
        supplier_defaults=draws.chance,
        forwarders=lambda: [{"takes": draws.takes()} for _ in range(draws.whole(1, 3))],
        voyage=draws.takes,
        lost_at_sea=draws.chance,
        learns=lambda: draws.pick(("true", "false")),
        mislabelled=draws.chance,
        sale=lambda: draws.some(
            parts=lambda: str(draws.grown(1, 12)),
            every=draws.takes,
            mark_down=lambda: draws.spread(draws.share),
            unsold=draws.chance,
        ),
        delivery=draws.takes,
    )


def channels(draws: RandomSource) -> Doc:
    """Bulk cash over the border, and the traditional peso broker."""
    visits = 10 if draws.horizon < 100 * DAY else 2
    return draws.some(
        bulk_cash=lambda: draws.some(
            fee=lambda: draws.share(20), carry=draws.takes, feared_loss=draws.share, people=lambda: str(draws.grown(0, 9)),
            firms=lambda: str(draws.whole(0, 2)), most_waiting=lambda: draws.money(5_000),
        )
        | {"per_visit": draws.money(500, least=20), "visits_per_day": str(draws.whole(1, visits))},
        bmpe=lambda: draws.some(fee=lambda: draws.share(20), takes=draws.takes, feared_loss=draws.share)
        | {"per_week": draws.money(2_000, least=10)},
    )  # fmt: skip


def rules(draws: RandomSource) -> Doc:
    """Rules of every kind, some under a name of their own; ``ports`` may name some that a world does not have."""
    chance, money = draws.chance, draws.money

    def period() -> str:
        return draws.pick(PERIODS)

    def lag() -> str:
        return draws.span(0, 40 * DAY)

    def quota() -> Doc:
        return draws.some(per_person=lambda: money(600), every=period)

    def ports() -> list[str]:
        return [f"port{number}" for number in range(draws.whole(0, 2))]

    found = draws.some(
        capital_flight_cap=quota,
        deposit_limit=lambda: draws.some(per_account=lambda: money(200), per_firm=lambda: money(400), every=period),
        cash_reporting=lambda: draws.some(
            ctr_above=lambda: money(100), ctr_lag=lag, form_8300_above=lambda: money(100), form_8300_filed=chance,
            form_8300_lag=lag, sar_from=lambda: money(50), sar_chance=chance, structuring_chance=chance, sar_lag=lag,
        ),
        customs_inspection=lambda: draws.some(inspected=chance, recognised=chance, takes=lag, ports=ports),
        border_inspection=lambda: draws.some(inspected=chance, declared_above=lambda: money(100), takes=lag),
        interdiction=lambda: draws.some(
            stopped=chance, undercover=chance, from_amount=lambda: money(5), found_per_day=chance, takes=lag
        ),
        transfer_monitoring=lambda: draws.some(
            threshold=lambda: money(900, "CNY"), every=period, frozen=chance, report_lag=lag
        ),
        targeted_order=lambda: draws.some(
            frozen=lambda: [draws.pick(("broker.broker0", "receiver.broker0-1", "merchant.shop0-1", "saver.town0-1"))],
            watched=lambda: [draws.pick(("courier.broker0-1", "stash.broker0", "client.client0", "carrier.bulk_cash"))],
            ports=ports,
            takes=lag,
        ),
    )  # fmt: skip
    if draws.horizon > 365 * DAY and draws.maybe(0.3):
        found["capital_flight_cap"] = {"per_person": money(600, least=1)}
    if draws.maybe(0.1):
        found["second-quota"] = {"kind": "capital_flight_cap", **quota()}
    return found
