"""Each assumption about behaviour and burden is a key: it changes what it says it changes, and nothing that is apart from it."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsim.books.journal import NO_DEAL
from mirrorsim.scenario.behaviour import Behaviour, BurdenTerms
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.agents.broker import Broker
from mirrorsim.scheme.steps.trade import choose_port
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import WHOLE
from mirrorsim.units.time import DAY, HOUR
from tests.helpers.networks import deal_of, network, of_network, spelled_out, told, wired
from tests.helpers.worlds import cents, factbox, world

MARKET = ("brokers.alfa.pricing=market", "brokers.alfa.margin=4.5678 %", "brokers.alfa.credit=1,000,000 USD",
          "handover.meeting.courier_pay=0 %")  # fmt: skip
SOURCED = "sources={'*': assumption}"


def alfa(*settings: str) -> tuple[World, Broker]:
    """A broker at market pricing with a margin of 4.5678 %, in a world that stands."""
    wires = wired(network(*MARKET, *settings, SOURCED))
    return wires, wires.brokers["alfa"]


def owe(wires: World, broker: Broker, dollars: str) -> None:
    owed = (wires.outcomes.pledged, broker.claims.agreed, cents(dollars))
    wires.ledger.book(transactions.AGREEMENT, 0, NO_DEAL, promise=owed)


def test_every_key_has_a_test_here() -> None:
    tested = {"learning", "first_delay", "commission_step", "scarcity_mark_up", "least_port_weight", "least_peso_lot"}
    assert set(Behaviour.model_fields) == tested
    assert set(BurdenTerms.model_fields) == {"delay_cost_per_day"}


@pytest.mark.parametrize(
    ("setting", "default"),
    [
        ("behaviour.learning", "6.25 %"),
        ("behaviour.first_delay", "3 days"),
        ("behaviour.commission_step", "0.01 %"),
        ("behaviour.scarcity_mark_up", "100 %"),
        ("behaviour.least_port_weight", "5 %"),
        ("behaviour.least_peso_lot", "25 %"),
        ("burden.delay_cost_per_day", "0.03 %"),
        ("channels.bmpe.most_ahead", "28 days"),
        ("rules.cash_reporting.just_below", "80 %"),
    ],
)
def test_a_world_that_says_what_holds_anyway_is_the_same_world(setting: str, default: str) -> None:
    short = "horizon=2 months"
    assert of_network(short, f"{setting}={default}", SOURCED).journal_hash == of_network(short).journal_hash


# -- learning -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("learning", "seen"), [("6.25 %", 1_000), ("50 %", 8_000), ("100 %", 16_000)])
def test_learning_is_what_one_observation_counts_of_everything_that_a_broker_sees(learning: str, seen: int) -> None:
    _, broker = alfa(f"behaviour.learning={learning}")
    first = broker.experience.delay
    broker.experience.of_premium(16_000)
    broker.experience.of_deal(first + 16_000, 16_000)
    broker.experience.of_port("veracruz", trouble=True)
    assert broker.experience.premium == broker.experience.losses == broker.experience.delay - first == seen
    assert broker.experience.trouble == {"veracruz": WHOLE * seen // 16_000}


def test_carriers_of_bulk_cash_learn_as_fast() -> None:
    """The first batch is lost at the border, after which clients fear what they have learned, and a fee of 4 %."""
    bulk = {"bulk_cash": {"fee": "4 %", "carry": "5 days", "people": 3, "firms": 1, "feared_loss": "0 %"}}
    sections: dict[str, Any] = {
        "clients": {"client": {"batches": 2, "every": "12 days", "delay_cost_per_day": "0 %"}},
        "brokers": {"none": {"credit": "0 USD"}},
        "channels": bulk,
        "rules": {"border_inspection": {"inspected": "100 %"}},
    }
    for learning, feared in (("6.25 %", 62_500), ("25 %", 250_000)):
        record = world(f"behaviour.learning={learning}", **sections)
        assert [one["detail"] for one in told(record, events.CHANNEL)][:2] == [40_000, 40_000 + feared]


def test_learning_changes_nothing_where_nobody_learns_anything_new() -> None:
    assert world("behaviour.learning=100 %").journal_hash == world().journal_hash


# -- first_delay --------------------------------------------------------------------------------------------------------


def test_first_delay_is_what_a_broker_is_thought_to_take_before_anybody_knows() -> None:
    (_, usual), (_, slow) = alfa(), alfa("behaviour.first_delay=10 days")
    before, after = usual.quote(1_000_000), slow.quote(1_000_000)
    assert before is not None
    assert after is not None
    assert (before.delay, after.delay) == (3 * DAY, 10 * DAY)
    assert (before.fee, before.loss) == (after.fee, after.loss)


def test_first_delay_decides_between_a_broker_and_another_channel() -> None:
    """6.61 % and 3 days at 0.3 % against 7.5 %, all told, of bulk cash; the brokers alone stand as they stood."""
    bulk = {"bulk_cash": {"fee": "4 %", "carry": "5 days", "per_visit": "3,000 USD", "visits_per_day": 10}}
    both = {"brokers": {"broker": {"commission": "6.55 %"}}, "channels": bulk}
    for first, taken in (("3 days", "broker.broker"), ("4 days", "channel.bulk_cash")):
        (agreed,) = told(world(f"behaviour.first_delay={first}", **both), events.AGREED)
        assert agreed["party"] == taken
    assert world("behaviour.first_delay=300 days").journal_hash == world().journal_hash


# -- commission_step ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "asked"), [("0.01 %", 45_600), ("0.0001 %", 45_678), ("1 %", 40_000), ("5 %", 0), ("100 %", 0)]
)
def test_commission_step_is_what_a_commission_at_market_pricing_is_rounded_down_to(step: str, asked: int) -> None:
    assert alfa(f"behaviour.commission_step={step}")[1].commission() == asked


def test_commission_step_leaves_a_fixed_commission_alone() -> None:
    _, broker = alfa("behaviour.commission_step=5 %", "brokers.alfa.pricing=fixed", "brokers.alfa.commission=1.2345 %")
    assert broker.commission() == 12_345
    assert world("behaviour.commission_step=5 %").journal_hash == world().journal_hash


# -- scarcity_mark_up ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark_up", "owing", "waiting"), [("100 %", 68_500, 91_300), ("0 %", 45_600, 45_600), ("400 %", 137_000, 228_300)]
)
def test_scarcity_mark_up_is_added_as_credit_and_couriers_run_short(mark_up: str, owing: int, waiting: int) -> None:
    setting = f"behaviour.scarcity_mark_up={mark_up}"
    wires, broker = alfa(setting)
    assert broker.commission() == 45_600, "at rest it adds nothing"
    owe(wires, broker, "500,000 USD")
    assert broker.commission() == owing
    _, broker = alfa(setting)
    for _ in range(2 * broker.couriers.at_large):
        broker.couriers.request()
    assert broker.commission() == waiting


def test_scarcity_mark_up_leaves_a_fixed_commission_alone() -> None:
    assert world("behaviour.scarcity_mark_up=1000 %").journal_hash == world().journal_hash


# -- least_port_weight --------------------------------------------------------------------------------------------------

PORTS = {"manzanillo": {"weight": 6}, "veracruz": {"weight": 4}}
SHIPMENTS = 2_000


def to_manzanillo(least: str, trouble: int) -> float:
    at = wired(factbox(f"behaviour.least_port_weight={least}", goods={"learns": True, "ports": PORTS}))
    at.brokers["bravo"].experience.trouble["manzanillo"] = trouble
    chosen = 0
    for number in range(SHIPMENTS):
        deal = deal_of(at, at.clients["client"], number, 1)
        deal.broker = at.brokers["bravo"]
        chosen += choose_port(at, deal) == "manzanillo"
    return chosen / SHIPMENTS


def test_least_port_weight_is_what_a_port_keeps_with_nothing_but_trouble() -> None:
    for least, left in (("5 %", 0.3), ("50 %", 3.0), ("100 %", 6.0)):
        assert to_manzanillo(least, WHOLE) == pytest.approx(left / (left + 4), abs=0.035)


def test_least_port_weight_changes_nothing_where_there_is_less_trouble_than_that() -> None:
    assert to_manzanillo("5 %", 0) == to_manzanillo("100 %", 0)
    assert to_manzanillo("5 %", WHOLE // 2) == to_manzanillo("50 %", WHOLE // 2) != to_manzanillo("80 %", WHOLE // 2)


# -- least_peso_lot -----------------------------------------------------------------------------------------------------


def test_least_peso_lot_is_from_what_on_a_provider_serves_a_part_of_a_large_need() -> None:
    need = cents("900,000 USD")
    for lot, enough in (("25 %", "1,000,000 MXN"), ("50 %", "2,000,000 MXN"), ("100 %", "4,000,000 MXN")):
        (provider,) = wired(factbox(f"behaviour.least_peso_lot={lot}")).pesos.providers
        assert provider.enough_for(need, provider.terms) == cents(enough)
        assert provider.enough_for(cents("1,000 USD"), provider.terms) == cents("19,800 MXN"), (
            "a small need is served in full"
        )


def test_least_peso_lot_makes_deals_wait_for_more_at_a_time() -> None:
    few = ("providers.wholesaler.pesos=1,000,000 MXN", "providers.wholesaler.replenished=200,000 MXN")
    small, large = (world(*few, f"behaviour.least_peso_lot={lot}") for lot in ("25 %", "100 %"))
    assert len(told(small, events.PESOS_FOUND)) > len(told(large, events.PESOS_FOUND)) > 1


def test_least_peso_lot_changes_nothing_where_pesos_are_plentiful() -> None:
    assert world("behaviour.least_peso_lot=100 %").journal_hash == world().journal_hash


# -- burden -------------------------------------------------------------------------------------------------------------


def test_what_a_day_costs_people_changes_the_burden_of_delays_and_nothing_else() -> None:
    """Importers are held up for two days, by 60,000 dollars each; whoever is refused or loses something bears all of it."""
    sections: dict[str, Any] = {
        "ordinary": {"importers": {"does": "import", "every": "5 days", "amount": "60,000 USD"}},
        "rules": {"customs_inspection": {"inspected": "100 %", "takes": "48 h"}},
    }
    usual, dear, free = (
        world(*settings, **sections)
        for settings in ((), ("burden.delay_cost_per_day=1 %",), ("burden.delay_cost_per_day=0 %",))
    )
    for record, share in ((usual, 0.0003), (dear, 0.01), (free, 0.0)):
        burdens = told(record, events.BURDEN)
        assert len(burdens) > 20
        assert [one["amount"] for one in burdens] == [
            pytest.approx(2 * share * cents("60,000 USD"), abs=1) for _ in burdens
        ]
        assert {one["detail"] for one in told(record, events.HELD_UP)} == {48 * HOUR}
    assert usual.journal_hash == dear.journal_hash == free.journal_hash


# -- keys of a channel and of a rule ------------------------------------------------------------------------------------


def test_most_ahead_is_how_long_the_peso_broker_lets_a_batch_wait_and_the_first_does_not_wait() -> None:
    bmpe = {"fee": "9 %", "takes": "10 days", "per_week": "136,500 USD"}  # a batch a week, less the fee
    client = {"batches": 9, "every": "1 h", "amount": "150,000 USD", "patience": "2 days"}
    taken = {}
    for most in ("0 s", "7 days", "28 days"):
        record = world(
            brokers={"none": {"credit": "0 USD"}},
            channels={"bmpe": {**bmpe, "most_ahead": most}},
            clients={"client": client},
        )
        carried = told(record, events.CARRIED_OFF)
        taken[most] = len(carried)
        assert carried[0]["time"] == 2 * HOUR
        assert carried[0]["amount"] == cents("150,000 USD")
    assert taken == {"0 s": 1, "7 days": 2, "28 days": 5}


def test_just_below_is_from_where_a_bank_suspects_structuring_and_moves_no_money() -> None:
    settings = (
        "horizon=4 months",
        "rules.cash_reporting={sar_chance: 0 %, structuring_chance: 100 %, sar_from: 1 USD}",
        SOURCED,
    )
    found = [of_network(*settings, f"rules.cash_reporting.just_below={share}") for share in ("100 %", "80 %", "20 %")]
    filed = [
        sorted(one["amount"] for one in told(record, events.REPORT) if record.names[one["detail"]] == "sar")
        for record in found
    ]
    for amounts, least in zip(filed, (1_000_000, 800_000, 200_000), strict=True):
        assert all(least <= amount <= 1_000_000 for amount in amounts)
    assert len(filed[0]) < len(filed[1]) < len(filed[2])
    assert spelled_out(found[0]) == spelled_out(found[1]) == spelled_out(found[2])
    assert len({record.journal_hash for record in found}) == 1
