"""The waterfall closes at every instant, and every delivery pays what its dollars are at the rate, rounded down."""

import pytest

from tests.helpers.worlds import GOODS, MIRROR, assert_closes_at_every_instant, world

BUSY = (
    "clients.client={batches: 12, every: 2 days, amount: {uniform: {low: 0.07 USD, high: '180,000 USD'}}}",
    "handover.meeting={short: 40 %, short_by: {uniform: {low: 0 %, high: 90 %}}, no_show: 30 %, courier_pay: 1.2345 %}",
    "mirror={robbed: 15 %, backs_out: 20 %, account_turnover: {uniform: {low: '9,000 USD', high: '80,000 USD'}}}",
    "buyers.merchants.shop={count: 3, appetite: '33,333.33 USD', premium: {uniform: {low: 0 %, high: 5 %}}}",
    "repatriation.frozen=10 %",
    "second_mirror.provider_defaults=20 %",
    "providers.wholesaler={pesos: '700,000.01 MXN', replenished: '900,000 MXN', spread: 1.5 %}",
    "goods.supplier_defaults=15 %",
    "goods.lost_at_sea=15 %",
    "goods.sale={parts: 3, unsold: 20 %}",
    "goods.mislabelled=50 %",
    "rules.customs_inspection={inspected: 50 %, recognised: 50 %}",
    "rules.interdiction={stopped: 5 %, found_per_day: 2 %}",
    "rules.transfer_monitoring={threshold: '100,000 CNY', frozen: 20 %}",
    "rates={CNY: 6.66667, MXN: 19.0123}",
    "horizon=300 days",
)
WEAK = "brokers.bravo={commission: 1.5 %, capital: '90,000 USD', credit: '900,000 USD', couriers: 4}"
CLIENT_BEARS = "brokers.bravo.guarantee={losses: client, spread: client, mark_down: client}"

WORLDS = pytest.mark.parametrize("settings", [(), BUSY, (*BUSY, WEAK), (*BUSY, WEAK, CLIENT_BEARS)])
POLICIES = pytest.mark.parametrize("policy", [MIRROR, GOODS])


@WORLDS
@POLICIES
@pytest.mark.parametrize("seed", [1, 2])
def test_the_waterfall_closes_after_every_transaction(settings: tuple[str, ...], policy: str, seed: int) -> None:
    assert_closes_at_every_instant(world(*settings, policy=policy, seed=seed))


@WORLDS
@POLICIES
def test_every_delivery_pays_its_dollars_at_the_rate_rounded_down(settings: tuple[str, ...], policy: str) -> None:
    record = world(*settings, policy=policy, seed=3)
    rate = record.scenario.rates.MXN
    found = 0
    for kind, table in record.journal.tables():
        if kind.name == "delivery":
            for row in table.tolist():
                pesos, delivered, rounded = row[5], row[8], row[11]
                assert pesos == int((delivered + rounded) * rate)
                assert pesos == int(delivered * rate)
                assert 0 <= rounded <= 1 / rate
                found += 1
    assert found


@WORLDS
@POLICIES
def test_yuan_and_goods_do_not_pile_up_where_nobody_owns_them(settings: tuple[str, ...], policy: str) -> None:
    """Receiving accounts, forwarders and ships pass everything on; only a port may hold what is not sold yet."""
    record = world(*settings, policy=policy, seed=4)
    for account, balance in zip(record.chart.accounts, record.balances, strict=True):
        if account.role == "receiver":
            assert balance == 0, account.name
