"""What does nothing changes nothing: rules that never bind, and parties who never act."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from mirrorsim.scheme import events
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import SOURCES, altered, network, of_network, simulated, spelled_out, told, without

BUSY = (
    "horizon=4 months",
    "channels.bulk_cash.fee=0.5 %",
    "clients.cartel.every=36 h",
    "repatriation.patience=1 h",
    "buyers.savers.savers.people=3000",
)
"""Four months with bulk cash and cargo in them, so that every rule has something to look at."""

NEVER_BINDS = {
    "capital_flight_cap": "{per_person: '900,000,000 USD'}",
    "deposit_limit": "{per_account: '900,000,000 USD', per_firm: '900,000,000 USD'}",
    "cash_reporting": "{ctr_above: '900,000,000 USD', form_8300_above: '900,000,000 USD', sar_chance: 0 %}",
    "customs_inspection": "{inspected: 0 %, recognised: 100 %}",
    "border_inspection": "{inspected: 0 %}",
    "interdiction": "{stopped: 0 %, undercover: 0 %, found_per_day: 0 %}",
    "transfer_monitoring": "{threshold: '9,000,000,000 CNY', frozen: 100 %}",
}
BINDS = {
    "capital_flight_cap": "{per_person: '1,000 USD'}",
    "deposit_limit": "{per_account: '500 USD', per_firm: '500 USD'}",
    "customs_inspection": "{inspected: 100 %, recognised: 100 %}",
    "border_inspection": "{inspected: 100 %}",
    "interdiction": "{stopped: 50 %, found_per_day: 20 %}",
    "transfer_monitoring": "{threshold: '1 CNY', frozen: 50 %}",
}


@cache
def unruled(rule: str) -> str:
    return of_network(*BUSY, *without(rule)).journal_hash


def ruled(rule: str, parameters: str) -> str:
    return of_network(*BUSY, SOURCES, f"rules.{rule}={parameters}").journal_hash


@pytest.mark.parametrize("rule", list(NEVER_BINDS))
def test_a_rule_that_never_binds_changes_no_byte_of_the_journal(rule: str) -> None:
    assert ruled(rule, NEVER_BINDS[rule]) == unruled(rule)


@pytest.mark.parametrize("rule", list(BINDS))
def test_one_that_binds_does_change_it(rule: str) -> None:
    assert ruled(rule, BINDS[rule]) != unruled(rule)


def test_reports_alone_move_nothing() -> None:
    everything = (
        "{ctr_above: '1 USD', form_8300_above: '1 USD', form_8300_filed: 100 %, sar_from: '1 USD', sar_chance: 100 %}"
    )
    assert ruled("cash_reporting", everything) == unruled("cash_reporting")


def test_customs_that_look_at_ports_nobody_uses_change_nothing() -> None:
    unused = "goods.ports.veracruz.weight=0"
    rule = "rules.customs_inspection={inspected: 100 %, ports: [veracruz]}"
    without_it = of_network(*BUSY, unused, *without("customs_inspection"))
    # ordinary importers use open ports only, and nobody else uses this one
    assert of_network(*BUSY, SOURCES, unused, rule).journal_hash == without_it.journal_hash


def test_all_rules_together_without_bite_are_as_no_rules_at_all() -> None:
    toothless = "{" + ", ".join(f"{rule}: {parameters}" for rule, parameters in NEVER_BINDS.items()) + "}"
    free = of_network(*BUSY, SOURCES, "rules=null")
    assert of_network(*BUSY, SOURCES, f"rules={toothless}").journal_hash == free.journal_hash


def test_a_rule_that_begins_to_bind_on_a_date_changes_nothing_before() -> None:
    policies = "policies={p: {since: 2018-03-01, change: {rules: {capital_flight_cap: {per_person: '1,000 USD'}}}}}"
    before, after = of_network(*BUSY), of_network(*BUSY, policies)
    march = 59 * 86_400_000_000
    assert [row for row in spelled_out(before) if row[0] < march] == [
        row for row in spelled_out(after) if row[0] < march
    ]
    assert spelled_out(before) != spelled_out(after)


def test_a_policy_that_says_what_holds_already_changes_nothing() -> None:
    same = "policies={p: {since: 2018-03-01, change: {brokers: {alfa: {couriers: 2}}, rules: {deposit_limit: {}}}}}"
    assert of_network(*BUSY, same).journal_hash == of_network(*BUSY).journal_hash


# -- parties who never act ----------------------------------------------------------------------------------------------


@cache
def undisturbed() -> list[Any]:
    return spelled_out(simulated(altered(lambda document: None, *BUSY)))


def add(path: str, name: str, section: dict[str, Any]) -> RecordedReplication:
    """The busy network with one more party."""

    def change(document: dict[str, Any]) -> None:
        group = document
        for step in path.split("."):
            group = group[step]
        group[name] = section

    return simulated(altered(change, *BUSY))


@pytest.mark.parametrize("name", ["aaa", "zzz"])
@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("clients", {"batches": 0}),
        ("buyers.merchants", {"count": 0}),
        ("buyers.merchants", {"count": 5, "appetite": "0 USD"}),
        ("buyers.savers", {"people": 0, "wanted_per_year": "90,000 USD"}),
        ("buyers.savers", {"people": 9, "wanted_per_year": "0 USD"}),
        ("brokers", {"credit": "0 USD"}),
        ("providers", {"pesos": "0 MXN", "replenished": "0 MXN", "spread": "90 %"}),
        ("goods.ports", {"weight": 0}),
    ],
)
def test_somebody_who_never_acts_changes_nothing_for_the_others(path: str, section: dict[str, Any], name: str) -> None:
    assert spelled_out(add(path, name, section)) == undisturbed()


def test_the_deals_are_the_ones_that_were_meant() -> None:
    kinds = {kind for _, _, kind, _ in undisturbed()}
    assert kinds >= {"hand_over", "mirror_swap", "second_mirror", "landing", "goods_sale", "crossing", "cash_deposit"}


@pytest.mark.parametrize("does", ["cash_received", "border_cash", "cash_carried", "import", "bank_deposit"])
def test_ordinary_people_whom_no_rule_watches_change_no_deal(does: str) -> None:
    crowd = {"does": does, "every": "6 h", "amount": "20,000 USD"}

    def only_them(document: dict[str, Any]) -> None:
        document["rules"] = {}
        document["ordinary"] = {"crowd": crowd}

    def nobody(document: dict[str, Any]) -> None:
        document["rules"] = {}
        document["ordinary"] = {}

    assert spelled_out(simulated(altered(only_them, *BUSY))) == spelled_out(simulated(altered(nobody, *BUSY)))


def test_ordinary_people_change_no_deal_even_under_the_same_rules() -> None:
    def nobody(document: dict[str, Any]) -> None:
        document["ordinary"] = {}

    assert spelled_out(simulated(altered(nobody, *BUSY))) == undisturbed()


def test_a_client_whom_nobody_serves_changes_no_other_deal() -> None:
    """Its batches are larger than anybody's room, and the only channel that has room is too dear for it."""
    record = add("clients", "giant", {"every": "2 days", "amount": "90,000,000 USD", "max_commission": "1 %"})
    refused = {event["deal"] for event in told(record, events.NO_OFFER)}
    kinds = {row[2] for row in spelled_out(record) if row[1] in refused}
    assert len(refused) == 60
    assert kinds <= {"street_sales", "client_seizure"}
    assert [row for row in spelled_out(record) if row[1] not in refused] == undisturbed()


def test_the_network_itself_is_the_same_twice() -> None:
    assert of_network(*BUSY).journal_hash == simulated(network(*BUSY)).journal_hash
