import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

import pytest

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL, TransactionType
from mirrorsim.books.ledger import Ledger, Overdrawn
from mirrorsim.engine.calendar import Calendar
from mirrorsim.engine.draws import Draws
from mirrorsim.engine.gate import FOR_GOOD, Burden, Decision, EnforcedRule, Gate, UsageSource
from mirrorsim.rules.base import (
    CASH_STORED,
    IMPORT,
    YUAN_TRANSFER,
    Allow,
    CloseAccount,
    Delay,
    Limit,
    Movement,
    Period,
    Report,
    Rule,
    RuleContext,
    Ruling,
    Rulings,
    Seize,
)
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY, HOUR

BUY, BRING = "buy", "bring"
PURCHASE = TransactionType("purchase", ("yuan", "dollars"))
DEPOSIT = TransactionType("deposit", ("cash",))
GIFT = TransactionType("gift", ("cash",))


class Stub(Rule):
    """Rules what it was told to rule, on value that can be detained; with ``most`` it counts like a limit."""

    watches: ClassVar[Mapping[str, Rulings]] = {BUY: (Limit, Delay, Seize, CloseAccount)}

    kind: Literal["stub"] = "stub"
    most: int | None = None
    seizes: int = 0
    delays: int = 0
    closes: bool = False
    files: str = ""
    every: Period | None = None

    @property
    def window(self) -> Period | None:
        return self.every

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        used = context.used(movement) if self.every else 0
        reports = (Report(self.files, 5, movement.amount),) if self.files else ()
        if self.most is not None and movement.amount > (left := max(self.most - used, 0)):
            return Limit(left, reports, f"at most {self.most}")
        if self.closes:
            return CloseAccount(reports, "closed")
        if self.seizes:
            return Seize(self.seizes, self.delays, reports, "taken")
        return Delay(self.delays, reports) if self.delays else Allow(reports) if reports else None


class Both(Stub):
    watches: ClassVar[Mapping[str, Rulings]] = {BUY: (Limit,), BRING: (Limit,)}


class Elsewhere(Stub):
    watches: ClassVar[Mapping[str, Rulings]] = {BUY: (Limit,), "elsewhere": (Limit,)}


class Careless(Stub):
    def decide(self, movement: Movement, context: RuleContext) -> Ruling:
        return Limit(context.used(movement))


class Anything(Rule):
    """Gives a ruling, whether it declares it or not."""

    watches: ClassVar[Mapping[str, Rulings]] = {BUY: (Limit,), IMPORT: (Seize, Delay), BRING: (Seize,)}

    kind: Literal["anything"] = "anything"
    ruling: Any = None

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        return self.ruling


class World:
    """A gate over books in which a saver's dollars and a bank's deposits are measured, from 1 December 2015."""

    def __init__(self) -> None:
        self.calendar = Calendar(date(2015, 12, 1), 500 * DAY)
        self.ledger = Ledger()
        self.told: list[tuple[str, int, Report]] = []
        self.draws = Draws(1, 1)
        usage = {
            BUY: UsageSource(PURCHASE, "dollars", Country.CN),
            BRING: UsageSource(DEPOSIT, "cash", Country.MX, ((GIFT, "cash"),)),
            "fx_purchase": UsageSource(PURCHASE, "dollars", Country.CN),
        }
        self.borne: list[tuple[str, int, Burden]] = []
        self.gate = Gate(self.ledger, self.calendar, self.draws, usage, self._report, self._burden)
        self.bank = self._open("bank", Asset.USD, outside=True)
        self.people = self._open("people", Asset.CNY, outside=True)
        self.state = self._open("state", Asset.CNY, outside=True)
        self.saver, self.other = self._open("saver", Asset.USD), self._open("other", Asset.USD)

    def _open(self, owner: str, asset: Asset, outside: bool = False) -> int:
        return self.ledger.account(owner, Country.CN, Form.BANK, asset, outside=outside)

    def _report(self, rule: str, movement: Movement, report: Report) -> None:
        self.told.append((rule, movement.deal, report))

    def _burden(self, rule: str, movement: Movement, burden: Burden) -> None:
        self.borne.append((rule, movement.deal, burden))

    def propose(
        self,
        amount: int,
        time: int = 0,
        what: str = BUY,
        account: int | None = None,
        deal: int = 7,
        bystander: bool = False,
    ) -> Decision:
        movement = Movement(what, time, self.saver if account is None else account, amount, deal)
        return self.gate.propose(movement, bystander=bystander)

    def book(self, amount: int, time: int = 0, account: int | None = None) -> None:
        to = self.saver if account is None else account
        self.ledger.book(
            PURCHASE, time, NO_DEAL, yuan=(self.people, self.state, amount * 6), dollars=(self.bank, to, amount)
        )


@pytest.fixture
def world() -> World:
    return World()


# -- how rulings are combined


def test_without_a_rule_everything_is_allowed(world: World) -> None:
    assert world.propose(10**15) == Decision(10**15)
    world.gate.enforce({"a": Stub(most=1)})
    assert world.propose(100, what=BRING) == Decision(100), "nobody watches this"
    assert world.propose(100).allowed == 1
    world.gate.enforce({})
    assert world.propose(100) == Decision(100)


class Seizing(Stub):
    """Seizes what can be detained."""

    watches: ClassVar[Mapping[str, Rulings]] = {CASH_STORED: (Seize,), IMPORT: (Seize, Delay)}


@pytest.mark.parametrize("names", ["abcd", "dcba", "bdac"])
def test_the_least_amount_the_longest_delay_and_the_largest_seizure_hold(world: World, names: str) -> None:
    rules = Stub(most=30), Stub(seizes=60), Stub(seizes=50), Stub(delays=7)
    world.gate.enforce(dict(zip(names, rules, strict=True)))
    assert world.propose(100) == Decision(30, 60, 7, f"{names[0]}: at most 30", until=FOR_GOOD)


def test_of_two_delays_the_longer_holds(world: World) -> None:
    world.gate.enforce({"a": Stub(delays=3), "b": Stub(delays=9), "c": Stub(delays=5)})
    assert world.propose(100) == Decision(100, delay=9)


def test_equal_amounts_are_the_first_names_doing(world: World) -> None:
    world.gate.enforce({"b": Stub(most=30), "a": Stub(most=30)})
    assert world.propose(100).reason == "a: at most 30"
    assert world.propose(30).reason == "", "what is not limited needs no reason"


@pytest.mark.parametrize(
    ("seizes", "amount", "decision"), [(10, 1000, (990, 10)), (99, 99, (0, 99)), (500, 100, (0, 100))]
)
def test_what_is_seized_does_not_go_on_and_the_rest_does(
    world: World, seizes: int, amount: int, decision: tuple[int, int]
) -> None:
    world.gate.enforce({"a": Stub(seizes=seizes)})
    assert world.propose(amount)[:2] == decision


def test_stored_cash_is_found_by_whoever_comes_first(world: World) -> None:
    late, soon, never = Seizing(seizes=9, delays=50), Seizing(seizes=4, delays=20), Seizing()
    for rules in ({"a": late, "b": soon, "c": never}, {"a": never, "b": soon, "c": late}):
        world.gate.enforce(rules)
        assert world.propose(100, what=CASH_STORED)[1:3] == (4, 20)


def test_a_closed_account_takes_nothing_any_more_whatever_becomes_of_the_rule(world: World) -> None:
    world.gate.enforce({"a": Stub(closes=True)})
    assert world.propose(100) == Decision(0, 0, 0, "a: closed", closed=True, until=FOR_GOOD)
    world.gate.enforce({})
    assert world.propose(7, 50, deal=NO_DEAL, bystander=True) == Decision(
        0, 0, 0, "a: the account is closed", True, FOR_GOOD
    )
    assert world.borne == [("a", -1, Burden(7))]
    assert world.propose(7, account=world.other) == Decision(7)


def test_yuan_that_arrive_on_a_closed_account_are_taken(world: World) -> None:
    class Closing(Stub):
        watches: ClassVar[Mapping[str, Rulings]] = {YUAN_TRANSFER: (CloseAccount,)}

    world.gate.enforce({"a": Closing(closes=True)})
    for _ in range(2):
        decision = world.propose(100, what=YUAN_TRANSFER)
        assert (decision.allowed, decision.seized, decision.closed) == (0, 100, True)


def test_every_report_is_recorded_in_the_order_of_names(world: World) -> None:
    world.gate.enforce({"z": Stub(files="large"), "a": Stub(files="odd"), "m": Stub()})
    assert world.propose(100) == Decision(100)
    assert world.told == [("a", 7, Report("odd", 5, 100)), ("z", 7, Report("large", 5, 100))]


def test_a_rule_is_asked_about_each_movement_that_it_watches(world: World) -> None:
    world.gate.enforce({"a": Both(most=3)})
    assert [world.propose(100, what=what).allowed for what in (BUY, BRING)] == [3, 3]


def test_a_burden_is_what_limits_takes_delays_or_reports_people_outside_the_scheme(world: World) -> None:
    rules = {"limits": Stub(most=30), "delays": Stub(delays=1), "reports": Stub(files="odd"), "nothing": Stub()}
    world.gate.enforce({**rules, "takes": Stub(seizes=20, files="odd")})
    world.propose(100)
    world.propose(100, deal=NO_DEAL)
    assert world.borne == [], "a deal is missing from much that the scheme does, such as a saver's purchase"
    world.propose(100, deal=NO_DEAL, bystander=True)
    assert world.borne == [
        ("delays", -1, Burden(0, 1, 0, 30)),
        ("limits", -1, Burden(70, 0, 0)),
        ("reports", -1, Burden(0, 0, 1)),
        ("takes", -1, Burden(0, 0, 1)),
    ]


@pytest.mark.parametrize("names", ["abcdef", "fedcba", "cafebd"])
def test_rules_that_meet_one_movement_bear_what_it_costs_once_together(world: World, names: str) -> None:
    """What is stopped is the strictest rule's doing, the delay the longest one's; of equals, the first by name."""
    rules = [Stub(most=30), Stub(most=30), Stub(most=60), Stub(seizes=20), Stub(delays=9), Stub(delays=9)]
    world.gate.enforce(dict(zip(names, rules, strict=True)))
    world.propose(100, deal=NO_DEAL, bystander=True)
    strictest, longest = min(names[:2]), min(names[4:])
    assert sorted(world.borne) == sorted([(strictest, -1, Burden(70)), (longest, -1, Burden(0, 9, 0, 30))])


def test_a_delay_that_lets_nothing_pass_holds_up_and_costs_no_more(world: World) -> None:
    world.gate.enforce({"a": Stub(delays=9), "b": Stub(most=0)})
    world.propose(100, deal=NO_DEAL, bystander=True)
    assert world.borne == [("a", -1, Burden(0, 9)), ("b", -1, Burden(100))]


@pytest.mark.parametrize(
    ("what", "ruling", "error", "says"),
    [
        (BUY, Seize(), TypeError, "Seize at buy, which it does not declare in watches"),
        (BUY, CloseAccount(), TypeError, "CloseAccount at buy, which it does not declare in watches"),
        (IMPORT, Limit(5), TypeError, "Limit at import, which it does not declare in watches"),
        (BRING, Seize(1, after=1), TypeError, "Seize at bring after a time, but nothing can be detained"),
        (BUY, Limit(-1), ValueError, "Limit at buy: -1 is negative"),
        (IMPORT, Delay(-5), ValueError, "Delay at import: -5 is negative"),
        (IMPORT, Seize(-5), ValueError, "Seize at import: -5 after 0 ticks; neither may be negative"),
        (IMPORT, Seize(after=-1), ValueError, "Seize at import: None after -1 ticks; neither may be negative"),
    ],
)
def test_a_ruling_that_nobody_could_carry_out_is_a_fault_of_the_rule(
    world: World, what: str, ruling: Ruling, error: type[Exception], says: str
) -> None:
    world.gate.enforce({"spot": Anything(ruling=ruling)})
    with pytest.raises(error, match=re.escape(f"the rule spot rules {says}")):
        world.propose(100, what=what)


@pytest.mark.parametrize(
    ("what", "ruling", "decision"),
    [
        (BUY, None, Decision(100)),
        (BUY, Allow(), Decision(100)),
        (BUY, Limit(100), Decision(100)),
        (BUY, Limit(500), Decision(100)),
        (BUY, Limit(0, reason="no"), Decision(0, reason="spot: no", until=FOR_GOOD)),
        (IMPORT, Delay(0), Decision(100)),
        (IMPORT, Seize(0), Decision(100)),
        (IMPORT, Seize(after=9, reason="odd"), Decision(0, 100, 9, "spot: odd", until=FOR_GOOD)),
        (IMPORT, Seize(40, 9, reason="odd"), Decision(60, 40, 9, "spot: odd", until=FOR_GOOD)),
    ],
)
def test_what_a_ruling_comes_to(world: World, what: str, ruling: Ruling | None, decision: Decision) -> None:
    world.gate.enforce({"spot": Anything(ruling=ruling)})
    assert world.propose(100, what=what) == decision


# -- usage


def test_usage_is_what_the_books_say(world: World) -> None:
    world.gate.enforce({"a": Stub(most=100, every="calendar year")})
    assert world.propose(80).allowed == 80
    assert world.propose(80).allowed == 80, "what is proposed is not yet used"
    world.book(80)
    assert world.propose(80).allowed == 20
    assert world.propose(80, account=world.other).allowed == 80
    with pytest.raises(Overdrawn):
        world.ledger.book(
            PURCHASE, 0, NO_DEAL, yuan=(world.people, world.state, 1), dollars=(world.other, world.saver, 9)
        )
    assert world.propose(80).allowed == 20


@pytest.mark.parametrize(("every", "days"), [("calendar year", 31), ("calendar month", 31), ("calendar day", 1)])
def test_usage_resets_at_the_countrys_midnight(world: World, every: Period, days: int) -> None:
    """China's 1 January begins at 16:00 UTC of 31 December."""
    world.gate.enforce({"a": Stub(most=100, every=every)})
    world.book(100)
    midnight = days * DAY - 8 * HOUR
    assert world.propose(80).until == midnight
    assert [world.propose(80, midnight + step).allowed for step in (-1, 0)] == [0, 80]
    world.book(30, midnight)
    assert world.propose(80, midnight + 1).allowed == 70


def test_each_country_has_its_own_midnight(world: World) -> None:
    world.gate.enforce({"a": Both(most=100, every="calendar year")})
    assert world.propose(101).until == 31 * DAY - 8 * HOUR
    assert world.propose(101, what=BRING).until == 31 * DAY + 6 * HOUR


def test_every_measured_leg_counts(world: World) -> None:
    world.gate.enforce({"a": Both(most=100, every="calendar month")})
    world.ledger.book(DEPOSIT, 7 * HOUR, NO_DEAL, cash=(world.bank, world.saver, 20))
    world.ledger.book(GIFT, 8 * HOUR, NO_DEAL, cash=(world.bank, world.saver, 30))
    assert world.propose(100, 9 * HOUR, what=BRING).allowed == 50
    assert world.propose(100, 9 * HOUR, what=BUY).allowed == 100


def test_to_count_what_is_not_measured_is_a_fault_of_the_rule(world: World) -> None:
    world.gate.enforce({"a": Elsewhere(every="calendar month")})
    with pytest.raises(TypeError, match="rule a counts elsewhere, which the books do not measure"):
        world.propose(1, what="elsewhere")
    world.gate.enforce({"a": Careless()})
    with pytest.raises(TypeError, match="rule a counts buy, but has no window"):
        world.propose(1)


def test_a_changed_rule_sees_the_usage_before_it(world: World) -> None:
    world.gate.enforce({"a": Stub(most=100, every="calendar year")})
    world.book(60)
    world.gate.enforce({"a": Stub(most=70, every="calendar year")})
    assert world.propose(100).allowed == 10


def test_a_rule_that_comes_later_sees_usage_if_it_was_counted_from_the_start(world: World) -> None:
    """A world enforces the rules of all its phases once, and then those of the first."""
    later = {"cap": Stub(most=100, every="calendar year")}
    world.gate.enforce(later)
    world.gate.enforce({})
    world.book(60)
    assert world.propose(100).allowed == 100
    world.gate.enforce(later)
    assert world.propose(100).allowed == 40


def test_two_rules_of_one_period_share_what_they_see_and_those_of_another_do_not(world: World) -> None:
    monthly = Stub(most=100, every="calendar month")
    world.gate.enforce({"year": Stub(most=150, every="calendar year"), "month": monthly})
    world.book(90)
    january = 31 * DAY - 8 * HOUR
    assert world.propose(100).reason == "month: at most 100"
    world.book(90, january)
    world.book(10, 65 * DAY)
    assert world.propose(100, 65 * DAY).allowed == 50
    assert world.propose(100, 65 * DAY).reason == "year: at most 150"


def test_a_limit_lasts_until_the_window_of_the_rule_that_limits(world: World) -> None:
    """A rule that allows all does not matter, however short its window; of several that allow as little, the longest does."""
    day, month = 40 * DAY + 16 * HOUR, 62 * DAY - 8 * HOUR
    idle = Stub(every="calendar day")
    daily, monthly = Stub(most=5, every="calendar day"), Stub(most=5, every="calendar month")
    for rules, until in (
        ({}, 0),
        ({"idle": idle}, 0),
        ({"idle": idle, "month": monthly}, month),
        ({"day": daily, "month": monthly}, month),
        ({"day": monthly, "month": daily}, month),
        ({"day": Stub(most=4, every="calendar day"), "month": monthly}, day),
        ({"always": Stub(most=5)}, FOR_GOOD),
        ({"always": Stub(most=5), "day": daily}, FOR_GOOD),
    ):
        world.gate.enforce(rules)
        assert world.propose(9, 40 * DAY).until == until, rules
    world.gate.enforce({"month": monthly})
    assert world.propose(9, 499 * DAY).until == FOR_GOOD
    assert world.propose(5, 40 * DAY).until == 0


def test_what_is_allowed_can_always_be_booked_up_to_the_cap(world: World) -> None:
    """Whatever is asked for, a saver who books what is allowed ends exactly at the quota."""
    world.gate.enforce({"cap": CapitalFlightCap(per_person="50,000 USD")})
    for time, wish in enumerate((1_999_999, 1, 2_000_000, 3_000_000, 5)):
        allowed = world.propose(wish, time, what="fx_purchase").allowed
        world.book(allowed, time)
    assert world.ledger.balance(world.saver) == 5_000_000


# -- random draws


class Lottery(Rule):
    watches: ClassVar[Mapping[str, Rulings]] = {BUY: (Limit,)}

    kind: Literal["lottery"] = "lottery"
    purpose: str = "pick"

    def decide(self, movement: Movement, context: RuleContext) -> Ruling:
        return Limit(int(context.draw(self.purpose, movement) * 10**9))


def test_a_rules_draws_are_its_own_and_keyed_by_entity_and_turn(world: World) -> None:
    def drawn(name: str, entity: int, turn: int = 0, purpose: str = "pick") -> int:
        world.gate.enforce({name: Lottery(purpose=purpose)})
        movement = Movement(BUY, 0, world.saver, 10**9, 7, entity=entity, turn=turn)
        return world.gate.propose(movement).allowed

    column = world.draws.uniforms("rule.spot.pick")
    assert [drawn("spot", entity) for entity in (0, 1, 999)] == [int(column(n) * 10**9) for n in (0, 1, 999)]
    assert drawn("spot", 3, 2) == int(column(3, 2) * 10**9)
    others = [drawn("other", 3), drawn("spot", 4), drawn("spot", 3, 1), drawn("spot", 3, purpose="again")]
    assert len({drawn("spot", 3), *others}) == 5
    assert drawn("spot", 3) == drawn("spot", 3)


def test_a_rules_chance_is_its_draw_below_a_share(world: World) -> None:
    context = EnforcedRule("spot", Lottery(), {}, world.draws)
    movements = [Movement(BUY, 0, world.saver, 1, 7, entity=entity) for entity in range(500)]
    drawn = [context.draw("pick", movement) for movement in movements]
    for ppm in (0, 1, 300_000, 1_000_000):
        found = [context.chance("pick", movement, ppm) for movement in movements]
        assert found == [one < ppm / 1_000_000 for one in drawn]
