"""The bank: customers, statements, tellers' notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import BUYER, Act
from mirrorsim.exercise.evidence.case import Row, Scene, money
from mirrorsim.exercise.evidence.name_lists import FIRM_BUSINESS, OCCUPATIONS, REGIONS, STREETS
from mirrorsim.exercise.evidence.population import Party
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


def customers(scene: Scene) -> Iterator[Row]:
    """The file of each customer: what they say they are and earn."""
    cash: dict[str, int] = defaultdict(int)
    for _, act in scene.of("deposit"):
        cash[act.who] += act.cents
    for party in scene.of_role(BUYER):
        luck, ids = scene.luck, scene.ids
        yield Row(
            "bank_customers",
            party.key,
            scene.since - int(luck.uniform("customer.opened", party.key) * 2000 * DAY) - 30 * DAY,
            party.key,
            {
                "account": ids.account(party.key),
                "name": ids.name(party.key),
                "holder": "firm" if party.firm else "person",
                "born_in": "" if party.firm else luck.pick(REGIONS, "customer.born", party.key),
                "occupation": occupation(scene, party),
                "yearly_income_usd": money(income(scene, party, cash[party.key])),
                "phone": ids.phone(party.key),
            },
        )


def occupation(scene: Scene, party: Party) -> str:
    """What somebody says they do; drawn without looking at what they do."""
    return scene.luck.pick(FIRM_BUSINESS if party.firm else OCCUPATIONS, "customer.occupation", party.key)


def income(scene: Scene, party: Party, cash: int) -> int:
    """Declared income or turnover in cents: it mostly explains an ordinary customer's cash, and mostly not a buyer's."""
    luck = scene.luck
    yearly = cash * 365 * DAY // (scene.until - scene.since)
    fits = luck.happens(0.25 if party.guilty else 0.85, "customer.fits", party.key)
    low, high = (1.1, 2.2) if fits else (0.1, 0.5)
    base = max(int(yearly * (low + (high - low) * luck.uniform("customer.income", party.key))), 18_000_00)
    return base // 100_00 * 100_00


def statements(scene: Scene) -> Iterator[Row]:
    """Cash deposits, everyday payments, and wires from abroad."""
    luck, ids = scene.luck, scene.ids
    for key, act in scene.of("deposit"):
        firm = scene.parties[act.who].firm
        memo = luck.pick(_FIRM_MEMOS if firm else _MEMOS, "deposit.memo", key)
        cells = _entry("cash deposit", money(act.cents), "", paid_in_at(scene, key, act), memo)
        yield Row("bank_statements", key, act.tick, act.who, {"account": ids.account(act.who), **cells}, act)
    for key, act in scene.of("wire"):
        cells = _entry("wire from abroad", money(act.cents), "", "bank in China", "own funds, yearly quota")
        yield Row("bank_statements", key, act.tick, act.who, {"account": ids.account(act.who), **cells}, act)
    weeks = max((scene.until - scene.since) // WEEK, 1)
    for party in scene.of_role(BUYER):
        for turn in range(1 + luck.below(2 * weeks, "everyday.count", party.key)):
            key = f"{party.key}.{turn}"
            what, way, memo, typical = luck.pick(_EVERYDAY, "everyday.what", key)
            amount = money(round(typical * luck.factor(0.5, "everyday.amount", key)))
            cells = _entry(what, amount if way == "in" else "", amount if way == "out" else "", "", memo)
            row = {"account": ids.account(party.key), **cells}
            yield Row("bank_statements", f"everyday.{key}", scene.like("deposit", key), party.key, dict(row))


def _entry(entry: str, paid_in: str, paid_out: str, place: str, memo: str) -> dict[str, str]:
    return {"entry": entry, "paid_in_usd": paid_in, "paid_out_usd": paid_out, "place": place, "memo": memo}


def paid_in_at(scene: Scene, key: str, act: Act) -> str:
    """Where something was paid in: at a counter as long as it is open, else where bags and notes go in at night."""
    street = scene.luck.pick(STREETS, "deposit.branch", key)
    if at_counter(scene, act):
        return f"branch {street}"
    return f"{'night safe' if scene.parties[act.who].firm else 'deposit machine'}, {street}"


def at_counter(scene: Scene, act: Act) -> bool:
    """Whether the bank is open at the moment of an act."""
    moment = scene.local(act.tick)
    return moment.weekday() != _SUNDAY and _OPENS <= moment.hour < _CLOSES


def teller_notes(scene: Scene) -> Iterator[Row]:
    """What tellers wrote down of some deposits."""
    luck = scene.luck
    for key, act in scene.of("deposit"):
        if not at_counter(scene, act) or not luck.happens(0.6, "teller.writes", key):
            continue
        odd = luck.happens(0.5 if act.guilty else 0.15, "teller.odd", key)
        note = luck.pick(_ODD if odd else _QUIET, "teller.note", key)
        cells = {"account": scene.ids.account(act.who), "place": paid_in_at(scene, key, act), "note": note}
        later = int(luck.uniform("teller.later", key) * HOUR)
        yield Row("teller_notes", key, min(act.tick + later, scene.until - 1), act.who, dict(cells), act)
