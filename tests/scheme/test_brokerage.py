"""Brokers alike, made when they are first asked; clients who ask a few of them."""

from collections import Counter

import pytest

from mirrorsim.scenario.problems import ScenarioError
from tests.helpers.networks import network, of_network, simulated, wired
from tests.helpers.worlds import events, factbox

SHORT = "horizon=4 months"
MANY = (SHORT, "brokers.charlie.count=500", "handover.quotes.asked=3", "handover.quotes.no_answer=0 %")


def asked_by(number: int, rounds: int = 0, *settings: str) -> list[str]:
    world = wired(network(*MANY, *settings))
    return [broker.name for _, broker in world.brokers.asked(number, rounds)]


def test_a_client_asks_as_many_as_it_says_each_once_and_others_next_time() -> None:
    first = asked_by(7)
    assert len(first) == len(set(first)) == 3
    assert first == asked_by(7)
    assert first != asked_by(7, rounds=1)
    assert first != asked_by(8)


def test_every_broker_is_asked_about_as_often() -> None:
    world = wired(network(SHORT, "brokers.charlie.count=8", "handover.quotes.asked=3"))
    count: Counter[str] = Counter()
    for number in range(3_000):
        count.update(broker.name for _, broker in world.brokers.asked(number, 0))
    assert len(count) == 10
    # 3,000 deals ask 3 of 10: 900 each, give or take five standard deviations of a binomial share
    assert all(abs(times - 900) < 126 for times in count.values())


def test_brokers_exist_from_when_they_are_first_asked() -> None:
    record = of_network(*MANY)
    assert record.audit.balanced
    quoted = {one["party"] for one in events(record) if one["name"] == "quote"}
    owners = {account.owner for account in record.chart.accounts if account.role == "broker"}
    made = {owner for owner in owners if owner.count(".") == 1}
    assert {party.removeprefix("broker.") for party in quoted} <= {owner.removeprefix("broker.") for owner in made}
    assert 30 < len(made) < 200  # of 502


def test_asking_more_than_there_are_is_asking_all() -> None:
    assert of_network(SHORT, "handover.quotes.asked=3").journal_hash == of_network(SHORT).journal_hash
    assert of_network(SHORT, "handover.quotes.asked=2").journal_hash != of_network(SHORT).journal_hash


def test_a_date_may_let_clients_ask_more() -> None:
    change = "{since: 2018-02-15, name: more, change: {handover: {quotes: {asked: 9}}}}"
    loaded = network(SHORT, "brokers.bravo.count=6", "handover.quotes.asked=1", "sources={'*': assumption}",
                     f"timeline=[{change}]")  # fmt: skip
    record = simulated(loaded)
    quotes = [one for one in events(record) if one["step"] == 1 and one["name"] in ("quote", "no_answer", "no_room")]
    day = 45 * 86_400 * 10**6
    before = Counter(one["deal"] for one in quotes if one["time"] < day)
    after = Counter(one["deal"] for one in quotes if one["time"] > day)
    assert max(before.values()) == 1
    assert min(after.values()) == 8


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (("brokers.alfa.count=0",), "count: "),
        (("handover.quotes.asked=0",), "asked: "),
    ],
)
def test_what_cannot_be_is_refused(settings: tuple[str, ...], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        network(*settings, "sources={'*': assumption}")


def test_two_brokers_of_one_name_are_refused() -> None:
    with pytest.raises(
        ScenarioError, match=r"brokers\.alfa-2: one of the alfa brokers has this name too; give it another"
    ):
        factbox(brokers={"alfa": {"count": 2}, "alfa-2": {}})
    assert len(factbox(brokers={"alfa": {"count": 2}, "alfa-3": {}}).scenario.brokers) == 2


def test_the_number_of_brokers_is_settled_at_the_start() -> None:
    change = "[{since: 2018-03-01, name: more, change: {brokers: {bravo: {count: 3}}}}]"
    with pytest.raises(ScenarioError, match="settled at the start"):
        network(SHORT, "sources={'*': assumption}", f"timeline={change}")


def test_an_arrested_courier_who_was_to_leave_is_not_missed_and_not_replaced() -> None:
    """Two at work, one is to leave when it comes back: whoever is arrested first is the one who leaves."""
    world = wired(factbox("brokers.bravo.couriers=2"))
    couriers = world.brokers["bravo"].couriers
    at_work = [couriers.request().value for _ in range(2)]
    fewer = world.terms.now.model_copy(
        update={"brokers": {"bravo": world.terms.now.brokers["bravo"].model_copy(update={"couriers": 1})}}
    )
    world.terms.change(fewer)
    couriers.set_number()
    assert couriers.at_large == 1
    couriers.lose_one()
    assert (couriers.at_large, couriers.exhausted) == (1, False)
    couriers.come_back(at_work[1])
    assert couriers.request().value is at_work[1], "the one who is left works on"
    couriers.lose_one()
    assert (couriers.at_large, couriers.exhausted) == (0, True)
