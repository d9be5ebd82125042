"""The bank: customers, statements, tellers' notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import BUYER, Activity
from mirrorsim.exercise.evidence.case import Case, EvidenceRow
from mirrorsim.exercise.evidence.name_lists import FIRM_BUSINESS, OCCUPATIONS, REGIONS, STREETS
from mirrorsim.exercise.evidence.population import Party
from mirrorsim.exercise.evidence.wording import amount_text
from mirrorsim.units.time import DAY, HOUR, WEEK

_OPENS, _CLOSES, _SUNDAY = 9, 18, 6
"""When tellers are at their counters, in local hours."""
_FIRM_MEMOS = ("takings", "weekend takings", "sale of stock", "cash sales", "till")
_MEMOS = ("savings", "gift from family", "sold a car", "tuition", "rent money", "")
_EVERYDAY = (
    # what, in or out, memo, typical cents
    ("card payment", "out", "groceries", 84_00),
    ("card payment", "out", "fuel", 52_00),
    ("direct debit", "out", "electricity", 131_00),
    ("direct debit", "out", "rent", 1_650_00),
    ("cheque", "out", "supplier", 2_400_00),
    ("transfer", "out", "wages", 1_900_00),
    ("transfer", "in", "salary", 2_900_00),
    ("card receipts", "in", "card sales", 3_100_00),
    ("transfer", "out", "tuition fees", 6_200_00),
)
_QUIET = (
    "regular customer, counted by machine, no remarks",
    "asked for the balance",
    "deposit slip filled in at the counter",
    "mostly twenties after the weekend, as always",
    "queue, nothing particular",
    "brought by an employee with a letter",
)
_ODD = (
    "notes in twenties, banded with rubber bands",
    "not sure of the amount; counted twice",
    "asked whether two branches on one day are a problem",
    "strong smell on the notes",
    "looked at a phone during the whole transaction",
)


def customers(case: Case) -> Iterator[EvidenceRow]:
    """The file of each customer: what they say they are and earn."""
    cash: dict[str, int] = defaultdict(int)
    for _, activity in case.activities_of("deposit"):
        cash[activity.party] += activity.cents
    for party in case.parties_of(BUYER):
        draws, ids = case.draws, case.identities
        yield EvidenceRow(
            "bank_customers",
            party.key,
            case.since - int(draws.uniform("customer.opened", party.key) * 2000 * DAY) - 30 * DAY,
            party.key,
            {
                "account": ids.account(party.key),
                "name": ids.name(party.key),
                "holder": "firm" if party.firm else "person",
                "born_in": "" if party.firm else draws.choice(REGIONS, "customer.born", party.key),
                "occupation": occupation(case, party),
                "yearly_income_usd": amount_text(income(case, party, cash[party.key])),
                "phone": ids.phone(party.key),
            },
        )


def occupation(case: Case, party: Party) -> str:
    """What somebody says they do; drawn without looking at what they do."""
    return case.draws.choice(FIRM_BUSINESS if party.firm else OCCUPATIONS, "customer.occupation", party.key)


def income(case: Case, party: Party, cash: int) -> int:
    """Declared income or turnover in cents: it mostly explains an ordinary customer's cash, and mostly not a buyer's."""
    draws = case.draws
    yearly = cash * 365 * DAY // (case.until - case.since)
    fits = draws.bernoulli(0.25 if party.in_scheme else 0.85, "customer.fits", party.key)
    low, high = (1.1, 2.2) if fits else (0.1, 0.5)
    base = max(int(yearly * (low + (high - low) * draws.uniform("customer.income", party.key))), 18_000_00)
    return base // 100_00 * 100_00


def statements(case: Case) -> Iterator[EvidenceRow]:
    """Cash deposits, everyday payments, and wires from abroad."""
    draws, ids = case.draws, case.identities
    for key, activity in case.activities_of("deposit"):
        firm = case.parties[activity.party].firm
        memo = draws.choice(_FIRM_MEMOS if firm else _MEMOS, "deposit.memo", key)
        cells = _entry("cash deposit", amount_text(activity.cents), "", paid_in_at(case, key, activity), memo)
        yield EvidenceRow(
            "bank_statements",
            key,
            activity.tick,
            activity.party,
            {"account": ids.account(activity.party), **cells},
            activity,
        )
    for key, activity in case.activities_of("wire"):
        cells = _entry("wire from abroad", amount_text(activity.cents), "", "bank in China", "own funds, yearly quota")
        yield EvidenceRow(
            "bank_statements",
            key,
            activity.tick,
            activity.party,
            {"account": ids.account(activity.party), **cells},
            activity,
        )
    weeks = max((case.until - case.since) // WEEK, 1)
    for party in case.parties_of(BUYER):
        for turn in range(1 + draws.integer_below(2 * weeks, "everyday.count", party.key)):
            key = f"{party.key}.{turn}"
            what, way, memo, typical = draws.choice(_EVERYDAY, "everyday.what", key)
            amount = amount_text(round(typical * draws.lognormal(0.5, "everyday.amount", key)))
            cells = _entry(what, amount if way == "in" else "", amount if way == "out" else "", "", memo)
            row = {"account": ids.account(party.key), **cells}
            yield EvidenceRow(
                "bank_statements", f"everyday.{key}", case.everyday_moment("deposit", key), party.key, dict(row)
            )


def _entry(entry: str, paid_in: str, paid_out: str, place: str, memo: str) -> dict[str, str]:
    return {"entry": entry, "paid_in_usd": paid_in, "paid_out_usd": paid_out, "place": place, "memo": memo}


def paid_in_at(case: Case, key: str, activity: Activity) -> str:
    """Where something was paid in: at a counter as long as it is open, else where bags and notes go in at night."""
    street = case.draws.choice(STREETS, "deposit.branch", key)
    if at_counter(case, activity):
        return f"branch {street}"
    return f"{'night safe' if case.parties[activity.party].firm else 'deposit machine'}, {street}"


def at_counter(case: Case, activity: Activity) -> bool:
    """Whether the bank is open at the moment of an activity."""
    moment = case.local_time(activity.tick)
    return moment.weekday() != _SUNDAY and _OPENS <= moment.hour < _CLOSES


def teller_notes(case: Case) -> Iterator[EvidenceRow]:
    """What tellers wrote down of some deposits."""
    draws = case.draws
    for key, activity in case.activities_of("deposit"):
        if not at_counter(case, activity) or not draws.bernoulli(0.6, "teller.writes", key):
            continue
        odd = draws.bernoulli(0.5 if activity.in_scheme else 0.15, "teller.odd", key)
        note = draws.choice(_ODD if odd else _QUIET, "teller.note", key)
        cells = {
            "account": case.identities.account(activity.party),
            "place": paid_in_at(case, key, activity),
            "note": note,
        }
        later = int(draws.uniform("teller.later", key) * HOUR)
        yield EvidenceRow(
            "teller_notes", key, min(activity.tick + later, case.until - 1), activity.party, dict(cells), activity
        )
