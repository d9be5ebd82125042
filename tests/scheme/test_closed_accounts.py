"""An account that a rule closes is closed for good: for the scheme, for people outside it, and when the rule is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, Literal

import pytest

from mirrorsim.books.accounts import Country
from mirrorsim.rules.base import (
    BANK_DEPOSIT,
    CASH_DEPOSIT,
    YUAN_TRANSFER,
    CloseAccount,
    Movement,
    Rule,
    RuleContext,
    Rulings,
)
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.scheme import events
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY
from mirrorsim.world.build import simulate
from mirrorsim.world.record import RecordedReplication
from tests.helpers.networks import legs, told, wired
from tests.helpers.worlds import assert_closes_at_every_instant, assert_sound, cents, factbox, held, parts, under


class Closes(Rule):
    """A stranger's rule: closes the accounts of these owners (all when none is named) at the first movement from a tick on."""

    watches: ClassVar[Mapping[str, Rulings]] = dict.fromkeys(
        (CASH_DEPOSIT, BANK_DEPOSIT, YUAN_TRANSFER), (CloseAccount,)
    )

    kind: Literal["closes"] = "closes"
    at: str
    owners: tuple[str, ...] = ()
    since: int = 0

    def decide(self, movement: Movement, context: RuleContext) -> CloseAccount | None:
        named = not self.owners or context.owner(movement) in self.owners
        return CloseAccount() if movement.what == self.at and movement.time >= self.since and named else None


def sound(record: RecordedReplication) -> RecordedReplication:
    assert_sound(record)
    assert_closes_at_every_instant(record)
    return record


# -- cash at banks in Mexico --------------------------------------------------------------------------------------------

BULK = {"bulk_cash": {"fee": "4 %", "carry": "5 days", "people": 2, "firms": 1, "visits_per_day": 6}}
BY_BULK = {"brokers": {"none": {"credit": "0 USD"}}, "channels": BULK}
"""A world whose only way is to deposit 144,000 dollars, 3,000 a visit, 6 visits a day: 8 days."""


def deposits(record: RecordedReplication) -> list[tuple[int, str, int]]:
    return [(time, owner, amount) for time, _, _, owner, amount in legs(record, "cash_deposit", "deposit")]


def test_bulk_cash_gets_nothing_into_an_account_that_was_closed_and_all_into_the_others() -> None:
    record = sound(under({"closes": Closes(at=CASH_DEPOSIT, owners=("depositor.person-1",))}, factbox(**BY_BULK)))
    assert {owner for _, owner, _ in deposits(record)} == {"depositor.person-2", "depositor.firm-3"}
    assert parts(record)["delivered"] == cents("144,000 USD")


def test_an_account_may_be_closed_when_it_has_taken_some() -> None:
    free = sound(under({}, factbox(**BY_BULK)))
    third = sorted({time for time, _, _ in deposits(free)})[2]
    closes = Closes(at=CASH_DEPOSIT, owners=("depositor.person-1",), since=third)
    record = sound(under({"closes": closes}, factbox(**BY_BULK)))
    mine = [time for time, owner, _ in deposits(record) if owner == "depositor.person-1"]
    assert mine == [time for time, owner, _ in deposits(free) if owner == "depositor.person-1" and time < third] != []
    assert parts(record)["delivered"] == cents("144,000 USD")


def test_where_every_account_is_closed_the_cash_lies_in_mexico() -> None:
    record = sound(under({"closes": Closes(at=CASH_DEPOSIT)}, factbox(**BY_BULK)))
    assert deposits(record) == []
    assert held(record, "carrier.bulk_cash", Asset.USD, Country.MX) == cents("144,000 USD")
    assert parts(record)["as_cash"] == cents("144,000 USD")


def test_what_was_closed_stays_closed_when_the_rule_is_gone() -> None:
    (_, first), *_ = factbox(**BY_BULK).policies["second-mirror"].phases
    closes = Closes(at=CASH_DEPOSIT, owners=("depositor.person-1", "depositor.person-2"))
    later = 12 * DAY
    phases = [
        (0, first.model_copy(update={"rules": {"closes": closes}})),
        (later, first.model_copy(update={"rules": {}})),
    ]
    record = sound(simulate(phases, "p", 7, 0))
    assert any(time > later for time, _, _ in deposits(record))
    assert {owner for _, owner, _ in deposits(record)} == {"depositor.firm-3"}


# -- people outside the scheme ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "kind", "leg", "per_dollar"),
    [
        ("cash_deposit", "ordinary_deposit", "deposit", 1),
        ("bank_deposit", "bank_deposit", "credit", 1),
        ("yuan_transfer", "ordinary_transfer", "yuan", 6.53),
    ],
)
def test_a_bystander_whose_account_is_closed_is_refused_for_good_and_bears_it(
    does: str, kind: str, leg: str, per_dollar: float
) -> None:
    loaded = factbox(ordinary={"families": {"does": does, "people": 3, "every": "1 day", "amount": "1,000 USD"}})
    since = 40 * DAY
    rules = {"closes": Closes(at=does, owners=("ordinary.families-1", "ordinary.families-3"), since=since)}
    free, closed = sound(under({}, loaded)), sound(under(rules, loaded))

    def acts(record: RecordedReplication) -> list[tuple[int, str, int]]:
        found = [(time, owner, amount) for time, deal, _, owner, amount in legs(record, kind, leg) if deal < 0]
        return [one for one in found if one[1].startswith("ordinary.")]

    refused = [one for one in acts(free) if one[0] >= since and one[1] != "ordinary.families-2"]
    assert len(refused) > 20
    assert {owner for _, owner, _ in refused} == {"ordinary.families-1", "ordinary.families-3"}
    assert acts(closed) == [one for one in acts(free) if one not in refused]
    burdens = told(closed, events.BURDEN)
    assert [(one["time"], one["party"]) for one in burdens] == [(time, "closes") for time, _, _ in refused]
    assert {one["amount"] for one in burdens} == {cents("1,000 USD")}
    assert {int(amount / per_dollar) for _, _, amount in refused} == {cents("1,000 USD")}
    assert told(free, events.BURDEN) == []


# -- a buyer's bank in the US -------------------------------------------------------------------------------------------


def test_a_buyer_whose_bank_account_is_closed_keeps_the_cash() -> None:
    clients = {"client": {"batches": 6, "every": "8 days", "amount": "150,000 USD"}}
    shops = {"merchants": {"shop": {"count": 2, "appetite": "100,000 USD", "placed": "50 %"}}}
    loaded = factbox("providers.wholesaler.pesos=90,000,000 MXN", clients=clients, buyers=shops)
    since = 20 * DAY
    free = sound(under({}, loaded))
    record = sound(under({"closes": Closes(at=BANK_DEPOSIT, owners=("merchant.shop-1",), since=since)}, loaded))

    def banked(one: RecordedReplication, owner: str) -> list[tuple[int, int]]:
        return [(time, amount) for time, _, _, into, amount in legs(one, "bank_deposit", "credit") if into == owner]

    before = banked(free, "merchant.shop-1")
    assert [one for one in before if one[0] >= since]
    assert banked(record, "merchant.shop-1") == [one for one in before if one[0] < since] != []
    assert banked(record, "merchant.shop-2") == banked(free, "merchant.shop-2")
    bought = sum(amount for *_, owner, amount in legs(record, "mirror_swap", "cash") if owner == "merchant.shop-1")
    placed = sum(amount for _, amount in banked(record, "merchant.shop-1"))
    assert held(record, "merchant.shop-1", Asset.USD, Country.US) == bought
    cash = sum(
        balance
        for account, balance in zip(record.chart.accounts, record.balances, strict=True)
        if account.name == "US:cash:USD:merchant.shop-1"
    )
    assert cash == bought - placed
    assert parts(record) == parts(free), "the scheme itself lost nothing"


# -- accounts in China --------------------------------------------------------------------------------------------------

FIRMS = {"merchants": {"shop": {"count": 1, "appetite": "60,000 USD"}}}
BATCHES = {"client": {"batches": 4, "every": "9 days", "amount": "150,000 USD"}}


def payments(record: RecordedReplication) -> list[str]:
    return [owner for _, _, _, owner, _ in legs(record, "mirror_swap", "yuan")]


def test_nobody_pays_into_a_closed_business_account_again() -> None:
    loaded = factbox("brokers.bravo.capital=4,000,000 USD", clients=BATCHES, buyers=FIRMS)
    record = sound(under({"closes": Closes(at=YUAN_TRANSFER, owners=("broker.bravo",))}, loaded))
    free = payments(under({}, loaded))
    assert set(free) == {"broker.bravo"}
    assert payments(record)[0] == "broker.bravo"
    assert set(payments(record)[1:]) == {"receiver.bravo-1"}
    (taken,) = told(record, events.YUAN_SEIZED)
    assert taken["amount"] == cents("60,000 USD") * 653 // 100 == held(record, "state", Asset.CNY)
    assert parts(record)["borne_by_broker"] == parts(record)["seized"] == cents("60,000 USD")


def test_a_private_account_that_is_closed_is_left_for_another() -> None:
    people = {"savers": {"town": {"people": 60, "wanted_per_year": "90,000 USD", "premium": "0 %"}}}
    rules = {"quota": CapitalFlightCap(per_person="0 USD"), "closes": Closes(at=YUAN_TRANSFER)}
    record = sound(under(rules, factbox("horizon=400 days", buyers=people)))
    assert len(payments(record)) > 1
    assert max(Counter(payments(record)).values()) == 1
    assert held(record, "state", Asset.CNY) == sum(amount for *_, amount in legs(record, "mirror_swap", "yuan"))


def test_even_one_that_nothing_could_be_taken_from_is_left() -> None:
    """A payment of less than a fen closes the account all the same."""
    broker = wired(factbox()).brokers["bravo"]
    account, _ = broker.receivers.next("person", 100)
    broker.receivers.close(account)
    assert broker.receivers.next("person", 100)[0] != account
    assert not broker.receivers.business_closed
    assert broker.receivers.next("firm", 100)[0] == broker.yuan
