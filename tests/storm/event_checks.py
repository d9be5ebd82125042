"""What must hold of a world's events, rules and tokens, checked against the journal and the civil calendar."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from tests.storm.evidence import Event, Evidence, Posting
from tests.storm.journal_checks import STAGES, asset, owner

Findings = Iterator[str]

SAME = {
    ("batch", "amount"): {("street_sales", "cash")},
    ("agreed", "amount"): {("agreement", "promise")},
    ("handed_over", "amount"): {("hand_over", "cash")},
    ("short", "amount"): {("hand_over", "short")},
    ("stashed", "amount"): {("to_stash", "cash")},
    ("swapped", "amount"): {("mirror_swap", "cash")},
    ("swapped", "detail"): {("mirror_swap", "yuan")},
    ("second_swap", "amount"): {("second_mirror", "pesos")},
    ("delivered", "amount"): {("delivery", "pesos"), ("cash_deposit", "pesos"), ("peso_delivery", "pesos")},
    ("delivered", "detail"): {("delivery", "promise"), ("cash_deposit", "promise"), ("peso_delivery", "promise")},
    ("shortfall", "amount"): {("shortfall", "promise")},
    ("bought", "amount"): {("goods_purchase", "yuan")},
    ("sailed", "amount"): {("loading", "goods")},
    ("landed", "amount"): {("landing", "goods")},
    ("carried_off", "amount"): {("carried_off", "cash")},
    ("crossed", "amount"): {("crossing", "cash")},
    ("deposited", "amount"): {("cash_deposit", "deposit")},
}
"""What an event records, and the legs that book it: the same amounts of the same deals at the same instants."""
FAILURES = {"token_lost", "unanswered", "wrong_code_word", "no_courier", "no_show", "wrong_serial", "expired"}
ZONES = {"CN": "Asia/Shanghai", "MX": "America/Mexico_City", "US": "America/Los_Angeles"}


def events_agree_with_postings(world: Evidence) -> Findings:
    """Two records, kept apart: each event of value has its posting, and each posting of these kinds its event."""
    booked: dict[tuple[str, str], Counter[tuple[object, int, int]]] = defaultdict(Counter)
    recorded: dict[tuple[str, str], Counter[tuple[object, int, int]]] = defaultdict(Counter)
    for row in world.journal:
        if row.amount > 0:
            booked[row.kind, row.leg][row.deal, row.time, row.amount] += 1
    for event in world.events:
        for what, amount in (("amount", event.amount), ("detail", event.detail)):
            if amount and (event.name, what) in SAME:
                recorded[event.name, what][event.deal, event.time, amount] += 1
    for what, legs in SAME.items():
        postings = sum((booked[leg] for leg in legs), Counter())
        for more, less, how in ((recorded[what], postings, "recorded"), (postings, recorded[what], "booked")):
            if alone := more - less:
                yield f"{' '.join(what)}: only {how}, not both: {next(iter(alone))}"


def tokens_are_used_once(world: Evidence) -> Findings:
    """No token is issued twice; each leads to one hand-over or one failure, within the time for which it is good."""
    open_token: dict[str | None, Event | None] = {}
    issued: set[int] = set()
    handed: set[str | None] = set()
    notes: Counter[str] = Counter()
    for event in world.events:
        if event.name == "token":
            if event.detail in issued:
                yield f"{event.deal}: token {event.detail} is issued a second time"
            if open_token.get(event.deal) is not None:
                yield f"{event.deal}: a token is issued while another is out"
            issued.add(event.detail)
            open_token[event.deal] = event
        elif event.name in FAILURES or event.name == "handed_over":
            token = open_token.get(event.deal)
            if token is None:
                yield f"{event.deal}: {event.name} without a token, or on one that was used"
            elif event.name == "handed_over":
                if event.time >= token.time + world.terms(token.time).handover.token.valid_for:
                    yield f"{event.deal}: cash is handed over against a token that has expired"
                if event.deal in handed:
                    yield f"{event.deal}: cash is handed over twice"
                handed.add(event.deal)
            open_token[event.deal] = None
    for row in world.journal:
        if row.leg == "note" and row.amount > 0:
            notes[owner(row.account) if row.kind == "note_issued" else "given"] += row.amount
    if notes["given"] > 100 * len(issued) or sum(notes.values()) - notes["given"] != 100 * len(issued):
        yield f"notes: {dict(notes)} for {len(issued)} tokens"


def caps_hold(world: Evidence) -> Findings:
    """No saver buys more at a bank than each quota in force allows in its period, and none is refused before that."""
    used = Usage(world, "CN")
    sought = {(event.time, event.party) for event in world.events if event.name == "wanted"}
    buyers = {party for _, party in sought if party.startswith("saver.")}
    for row in world.journal:
        if (row.kind, row.leg) == ("official_purchase", "dollars") and row.amount > 0:
            used.add(row)
            for name, rule in _rules(world, row.time, "capital_flight_cap"):
                if used.of(row.account, row.time, rule.every) > rule.per_person:
                    yield f"{owner(row.account)} has bought more than {rule.per_person} cents by {row.time} under {name}"
    for time, party in sought:
        if party in buyers:
            rules = _rules(world, time, "capital_flight_cap")
            account = f"US:bank:USD:{party}"
            if not any(used.of(account, time, rule.every, until=time) >= rule.per_person for _, rule in rules):
                yield f"{party} seeks cash at {time}, although no quota is used up"


def deposit_limits_hold(world: Evidence) -> Findings:
    """No account in Mexico takes more dollar notes in a period than each limit in force allows."""
    used = Usage(world, "MX")
    for row in world.journal:
        if (row.kind, row.leg) not in DEPOSITS or row.amount <= 0:
            continue
        used.add(row)
        for name, rule in _rules(world, row.time, "deposit_limit"):
            limit = rule.per_firm if _is_firm(world, row) else rule.per_account
            if used.of(row.account, row.time, rule.every) > limit:
                yield f"{row.account} has taken more than {limit} cents by {row.time} under {name}"


DEPOSITS = {("cash_deposit", "deposit"), ("ordinary_deposit", "deposit")}


def _is_firm(world: Evidence, row: Posting) -> bool:
    role, _, name = owner(row.account).partition(".")
    if role == "depositor":
        return name.startswith("firm-")
    group = world.terms(row.time).ordinary[name.rpartition("-")[0]]
    return group.holder == "firm"


def accounts_are_frozen_for_a_reason(world: Evidence) -> Findings:
    """Yuan are seized on the way in only from an account above the threshold, one named in an order, or by chance."""
    used = Usage(world, "CN")
    reports: set[int] = set()
    for row in world.journal:
        if (row.kind, row.leg) in TRANSFERS and row.amount > 0:
            used.add(row)
            reports |= {
                row.time
                for _, rule in _rules(world, row.time, "transfer_monitoring")
                if used.of(row.account, row.time, rule.every) > rule.threshold
            }
            reports |= {
                row.time for _, rule in _rules(world, row.time, "targeted_order") if owner(row.account) in rule.frozen
            }
    for event in world.events:
        if event.name == "yuan_seized" and event.time not in reports:
            yield f"{event.deal}: yuan are seized at {event.time}, and no rule says why"


TRANSFERS = {("mirror_swap", "yuan"), ("ordinary_transfer", "yuan")}


class Usage:
    """What accounts have received, by calendar period of a country, from the rows as they come."""

    def __init__(self, world: Evidence, country: str) -> None:
        self._epoch = datetime(world.start.year, world.start.month, world.start.day, tzinfo=UTC)
        self._zone = ZoneInfo(ZONES[country])
        self._received: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._day: Callable[[int], tuple[int, int, int]] = cache(self._on_the_wall)

    def _on_the_wall(self, time: int) -> tuple[int, int, int]:
        local = (self._epoch + timedelta(microseconds=time)).astimezone(self._zone)
        return local.year, local.month, local.day

    def add(self, row: Posting) -> None:
        """Take note of a posting."""
        self._received[row.account].append((row.time, row.amount))

    def of(self, account: str, time: int, period: str, until: int | None = None) -> int:
        """What an account has received in the period that holds ``time``, up to ``until`` where that is given."""
        parts = {"calendar year": 1, "calendar month": 2, "calendar day": 3}[period]
        now = self._day(time)[:parts]
        return sum(
            amount
            for at, amount in self._received.get(account, ())
            if self._day(at)[:parts] == now and (until is None or at <= until)
        )


def _rules(world: Evidence, time: int, kind: str) -> list[tuple[str, object]]:
    return [(name, rule) for name, rule in world.terms(time).rules.items() if rule.kind == kind]


def brokers_stay_within_their_credit(world: Evidence) -> Findings:
    """At no agreement does a broker owe more than the most that it may have owed under any terms it had."""
    owed: dict[str, int] = defaultdict(int)
    for row in world.journal:
        name, _, stage = owner(row.account).rpartition(".")
        if asset(row.account) == "CLAIM" and stage in STAGES:
            owed[name] += row.amount
            role, _, broker = name.partition(".")
            if row.kind == "agreement" and row.amount > 0 and role == "broker":
                credit = max(_of_group(scenario.brokers, broker).credit for _, scenario in world.phases)
                if owed[name] > credit:
                    yield f"{name} owes {owed[name]} cents after transaction {row.txn}, its credit is {credit}"


def _of_group(groups: Mapping[str, Any], broker: str) -> Any:
    """The terms of a broker: its own, or those of the group in which it has a number."""
    return groups.get(broker) or groups[broker.rpartition("-")[0]]


def steps_come_in_order(world: Evidence) -> Findings:
    """No step of a deal is recorded before the step that it needs."""
    needs = {
        "agreed": {"batch"}, "token": {"agreed"}, "handed_over": {"called"}, "swapped": {"handed_over"},
        "second_swap": {"pesos_found"}, "pesos_found": {"holds_yuan"}, "bought": {"holds_yuan"}, "sailed": {"bought"},
        "landed": {"sailed"}, "sold": {"landed"}, "crossed": {"carried_off"}, "deposited": {"crossed"},
        "delivered": {"handed_over", "carried_off"}, "closed": {"handed_over", "carried_off"},
    }  # fmt: skip
    seen: dict[str | None, set[str]] = defaultdict(set)
    for event in world.events:
        if event.deal is not None:
            if event.name in needs and not needs[event.name] & seen[event.deal]:
                yield f"{event.deal}: {event.name} before {' or '.join(sorted(needs[event.name]))}"
            seen[event.deal].add(event.name)


def measures_are_numbers(world: Evidence) -> Findings:
    """Every measure is a finite number, none but what brokers earn is negative, and parts of a whole add up to it."""
    for name, value in world.measures.items():
        if not isfinite(value) or (value < 0 and name != "broker_income_usd"):
            yield f"{name} is {value}"
    for family in ("channel_share", "port_share"):
        shares = [value for name, value in world.measures.items() if name.startswith(f"{family}.")]
        if shares and abs(sum(shares) - 1) > 1e-9:
            yield f"{family} adds up to {sum(shares)}"
    for name in ("zero_fee_share", "seized_share"):
        if not 0 <= world.measures.get(name, 0) <= 1:
            yield f"{name} is {world.measures[name]}"


def two_runs_are_the_same(world: Evidence) -> Findings:
    """A second run gives the same journal byte for byte."""
    if world.hash != world.again:
        yield f"the second run's journal is another: {world.again[:8]} instead of {world.hash[:8]}"


EVENT_CHECKS = (
    events_agree_with_postings, tokens_are_used_once, caps_hold, deposit_limits_hold, accounts_are_frozen_for_a_reason,
    brokers_stay_within_their_credit, steps_come_in_order, measures_are_numbers, two_runs_are_the_same,
)  # fmt: skip
