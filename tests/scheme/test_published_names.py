"""What files and traces call things stays: see published_names.py. Nothing crosses a border but what may."""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType
from mirrorsim.books.ledger import Ledger
from mirrorsim.scheme import transactions
from mirrorsim.scheme.accounts import ClaimOutcomes, ClaimStages, Outside, claim_account
from mirrorsim.scheme.events import EVENTS
from tests.scheme.published_names import CROSS_THE_BORDER, OUTSIDE, TRANSACTIONS
from tests.scheme.published_names import EVENTS as PUBLISHED

KINDS = [one for one in vars(transactions).values() if isinstance(one, TransactionType)]


def told(ledger: Ledger, account: int) -> str:
    one = ledger.chart[account]
    return f"{one.owner} {one.country.name} {one.form.name} {one.asset.name}"


def outside(ledger: Ledger, account: int) -> bool:
    """Whether it may go below zero."""
    return ledger.chart[account].outside


def test_events_keep_their_codes_their_names_and_their_sentences() -> None:
    assert [(one.code, one.step, one.name, one.sentence) for one in EVENTS] == PUBLISHED


def test_transactions_keep_their_names_and_the_order_of_their_legs() -> None:
    assert [(one.name, " ".join(one.legs)) for one in KINDS] == TRANSACTIONS
    assert {one.name for one in KINDS if one.crosses_border} == CROSS_THE_BORDER


def test_the_outside_has_its_accounts_and_may_owe() -> None:
    ledger = Ledger()
    found = vars(Outside(ledger))
    assert {name: told(ledger, account) for name, account in found.items()} == OUTSIDE
    assert all(outside(ledger, account) for account in found.values())


def test_claims_begin_outside_and_stand_and_end_inside() -> None:
    ledger = Ledger()
    ends = ClaimOutcomes(ledger)
    assert {name: told(ledger, getattr(ends, name)) for name in ClaimOutcomes.__slots__} == {
        name: f"promise.{'borne_by_broker' if name == 'borne' else name} NOWHERE PROMISE CLAIM"
        for name in ("borne", "commission", "delivered", "lost", "mark_down", "pledged", "rounding", "seized", "spread")
    }
    assert {name for name in ClaimOutcomes.__slots__ if outside(ledger, getattr(ends, name))} == {"borne", "pledged"}
    stages = ClaimStages(ledger, "broker.x")
    names = ("agreed", "as_cash", "as_yuan", "as_goods", "as_pesos")
    assert [told(ledger, getattr(stages, name)) for name in names] == [
        f"broker.x.{name} NOWHERE PROMISE CLAIM" for name in names
    ]
    assert not any(outside(ledger, getattr(stages, name)) for name in names)
    assert outside(ledger, claim_account(ledger, "y", outside=True))
    assert not outside(ledger, claim_account(ledger, "z"))
