"""Random worlds: whatever a valid scenario says, money is neither created nor lost and nothing crosses a border."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.scenario.load import load_text
from mirrorsim.world.build import simulate
from tests.helpers.profiles import examples
from tests.helpers.worlds import assert_closes_at_every_instant, assert_sound, most_owed

Doc = dict[str, Any]

EXAMPLES = settings(max_examples=examples(60))

UNITS = (1, 10_000, 100_000_00, 10_000_000_00)
"""Cents: amounts of one world are up to a thousand of one of these, so that worlds are tiny or huge throughout."""


def share(most: int = 100) -> st.SearchStrategy[str]:
    ends = st.sampled_from(("0 %", f"{most} %"))
    return ends | st.integers(0, most * 10_000).map(lambda ppm: f"{ppm // 10_000}.{ppm % 10_000:04d} %")


CHANCE = st.sampled_from(("0 %", "0 %", "10 %", "50 %", "100 %")) | share()


def money(most: int, currency: str = "USD", least: int = 0) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda cents: f"{cents // 100}.{cents % 100:02d} {currency}")


def span(low: int, high: int) -> st.SearchStrategy[str]:
    """A duration of so many minutes."""
    return st.integers(low, high).map(lambda minutes: f"{minutes} min")


def spread(quantity: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """A distribution of a quantity: fixed, uniform, triangular or empirical."""

    def ordered(count: int) -> st.SearchStrategy[list[str]]:
        return st.lists(quantity, min_size=count, max_size=count).map(lambda found: sorted(found, key=_size))

    return st.one_of(
        quantity,
        ordered(2).map(lambda ends: {"uniform": {"low": ends[0], "high": ends[1]}}),
        st.lists(quantity, min_size=1, max_size=4).map(lambda values: {"empirical": {"values": values}}),
    )


def _size(text: str) -> float:
    return float(text.split()[0])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Doc]:
    """A section with any of these keys."""
    return st.fixed_dictionaries({}, optional=fields)


def named(names: str, section: st.SearchStrategy[Doc], least: int = 1, most: int = 3) -> st.SearchStrategy[Doc]:
    """Sections by name."""
    return st.integers(least, most).flatmap(
        lambda count: st.fixed_dictionaries({f"{names}{number}": section for number in range(count)})
    )


TAKES = spread(span(0, 4_000))
BEARER = st.sampled_from(("broker", "client"))
PERIOD = st.sampled_from(("calendar day", "calendar month", "calendar year"))


def parties(unit: int) -> st.SearchStrategy[Doc]:
    amount, most = spread(money(1_000 * unit)), 2_000 * unit
    client = st.fixed_dictionaries(
        {"batches": st.integers(0, 8), "every": spread(span(60, 10_000)), "amount": amount},
        optional={
            "first_after": TAKES,
            "max_commission": share(),
            "delay_cost_per_day": share(5),
            "asks_again_after": span(600, 5_000),
            "one_at_a_time": st.booleans(),
            "patience": span(0, 60_000),
        },
    )
    backup = some(people=st.integers(0, 2), after=TAKES)
    broker = some(
        commission=share(20),
        pricing=st.sampled_from(("fixed", "market", "zero_fee")),
        margin=share(20),
        credit=money(10 * most),
        capital=money(most),
        couriers=st.integers(1, 3),
        backups=some(secondary=backup, reserve=backup),
        stash_litres=st.integers(0, 1_000),
        guarantee=some(losses=BEARER, spread=BEARER, mark_down=BEARER),
    )
    merchants = some(
        count=st.integers(0, 4),
        appetite=money(most),
        every=span(400, 20_000),
        premium=spread(share(10)),
        placed=share(),
    )
    savers = st.fixed_dictionaries(
        {"people": st.integers(0, 300), "wanted_per_year": amount},
        optional={"premium": spread(share(10)), "patience": span(0, 600_000), "placed": share()},
    )
    return st.fixed_dictionaries(
        {
            "clients": named("client", client),
            "brokers": named("broker", broker),
            "buyers": st.fixed_dictionaries({"merchants": named("shop", merchants)}, optional={"savers": named("town", savers)}),
        },
        optional={"ordinary": named("people", ordinary(unit))},
    )  # fmt: skip


def ordinary(unit: int) -> st.SearchStrategy[Doc]:
    acts = ["bank_deposit", "border_cash", "cash_carried", "cash_deposit", "cash_received", "import", "yuan_transfer"]
    return st.fixed_dictionaries(
        {"does": st.sampled_from(acts), "amount": spread(money(100 * unit)), "every": spread(span(300, 5_000))},
        optional={"people": st.integers(1, 50), "holder": st.sampled_from(("person", "firm"))},
    ).map(_without_idle_keys)


def _without_idle_keys(group: Doc) -> Doc:
    """An act has only the keys that make a difference to it: the schema refuses the others."""
    uses = {"bank_deposit": {"people"}, "cash_deposit": {"people", "holder"}, "yuan_transfer": {"people"}}
    uses["cash_received"] = {"holder"}
    idle = {"people", "holder"} - uses.get(group["does"], set())
    return {key: value for key, value in group.items() if key not in idle}


def steps(unit: int) -> st.SearchStrategy[Doc]:
    quotes = some(takes=TAKES, no_answer=CHANCE)
    token = some(takes=TAKES, valid_for=span(1, 6_000), lost=CHANCE)
    call = some(takes=TAKES, unanswered=CHANCE, wrong_code_word=CHANCE)
    meeting = some(
        after=TAKES, late=CHANCE, late_by=TAKES, moved=CHANCE, moved_by=TAKES, no_show=CHANCE, wrong_serial=CHANCE,
        short=CHANCE, short_by=spread(share()), courier_pay=share(),
    )  # fmt: skip
    return some(
        handover=some(
            quotes=quotes,
            agreement=some(takes=TAKES, walks_away=CHANCE),
            token=token,
            call=call,
            meeting=meeting,
            attempts=st.integers(1, 5),
            again_after=TAKES,
        ),
        transport=some(
            hours=st.sampled_from(("00:00-24:00", "09:00-17:30")), carries_kg=st.integers(1, 50), further_trip=TAKES
        ),
        mirror=some(
            to_buyer=TAKES,
            takes=TAKES,
            backs_out=CHANCE,
            robbed=CHANCE,
            account_turnover=spread(money(1_000 * unit, least=50 * unit)),
        ),
    )


def provider(unit: int) -> st.SearchStrategy[Doc]:
    pesos = money(40_000 * unit, "MXN")
    return some(pesos=pesos, replenished=pesos, every=span(60, 30_000), spread=share())


def ways_home(unit: int) -> st.SearchStrategy[Doc]:
    port = some(dwell=TAKES, berths=st.integers(1, 3))
    goods = st.fixed_dictionaries(
        {"ports": named("port", port)},
        optional={
            "purchase": spread(span(600, 4_000)),  # likewise
            "supplier_defaults": CHANCE,
            "forwarders": st.lists(some(takes=TAKES), max_size=2),
            "voyage": TAKES,
            "lost_at_sea": CHANCE,
            "mislabelled": CHANCE,
            "sale": some(parts=st.integers(1, 5), every=TAKES, mark_down=spread(share()), unsold=CHANCE),
            "delivery": TAKES,
        },
    )
    mirror = {
        # a default that costs neither yuan nor time could be repeated for ever
        "second_mirror": some(takes=spread(span(1, 4_000)), provider_defaults=CHANCE, delivery=TAKES),
        "providers": named("provider", provider(unit)),
    }

    def held(*options: str) -> st.SearchStrategy[Doc]:
        return some(choose=st.sampled_from(options), takes=TAKES, frozen=CHANCE, delay_cost_per_day=share(5))

    return st.one_of(
        st.fixed_dictionaries(mirror, optional={"repatriation": held("second_mirror", "cheapest")}),
        st.fixed_dictionaries({"goods": goods, "repatriation": held("goods", "cheapest").map(_goods_chosen)}),
        st.fixed_dictionaries(
            {**mirror, "goods": goods}, optional={"repatriation": held("second_mirror", "goods", "cheapest")}
        ),
    )


def _goods_chosen(section: Doc) -> Doc:
    return {"choose": "goods", **section}


def rules(unit: int) -> st.SearchStrategy[Doc]:
    return some(
        capital_flight_cap=some(per_person=money(200 * unit), every=PERIOD),
        deposit_limit=some(per_account=money(200 * unit), per_firm=money(200 * unit), every=PERIOD),
        cash_reporting=some(),
        customs_inspection=some(inspected=CHANCE, recognised=CHANCE, takes=span(0, 5_000)),
        border_inspection=some(),
        interdiction=some(stopped=CHANCE, undercover=CHANCE, from_amount=money(unit), found_per_day=CHANCE),
        transfer_monitoring=some(threshold=money(100 * unit, "CNY"), every=PERIOD, frozen=CHANCE),
    )


def channels(unit: int) -> st.SearchStrategy[Doc]:
    return some(
        bulk_cash=some(
            fee=share(20),
            carry=TAKES,
            people=st.integers(0, 5),
            firms=st.integers(0, 2),
            per_visit=money(500 * unit, least=20 * unit),
            visits_per_day=st.integers(1, 10),
            most_waiting=money(5_000 * unit),
        ),
        bmpe=some(fee=share(20), takes=TAKES, per_week=money(2_000 * unit, least=10 * unit)),
    )


def change(unit: int) -> st.SearchStrategy[Doc]:
    """What a policy or a shock may change; only what exists in every world."""
    return st.fixed_dictionaries(
        {},
        optional={"rules": rules(unit), "channels": channels(unit), "repatriation": some(takes=TAKES, frozen=CHANCE)},
    ).flatmap(lambda base: steps(unit).map(lambda more: base | more))


@st.composite
def later(draw: st.DrawFn, unit: int, document: Doc) -> Doc:
    """What a world's own parties may come to on a date, and the end of trade where there is another way home."""
    found: Doc = {}
    if "second_mirror" in document and draw(st.booleans()):
        found["providers"] = {"provider0": draw(provider(unit))}
        if "goods" in document and draw(st.booleans()):
            found |= {"goods": None, "repatriation": {"choose": "second_mirror"}}
    if draw(st.booleans()):
        bears = some(losses=BEARER, spread=BEARER, mark_down=BEARER)
        found["brokers"] = {"broker0": draw(some(couriers=st.integers(1, 4), guarantee=bears, commission=share(20)))}
    if draw(st.booleans()):
        found["buyers"] = {"merchants": {"shop0": draw(some(count=st.integers(0, 4), appetite=money(900 * unit)))}}
    return found


DAY = st.integers(1, 28).map(lambda day: f"2019-02-{day:02d}")


@st.composite
def scenarios(draw: st.DrawFn) -> Doc:
    unit = draw(st.sampled_from(UNITS))
    document: Doc = {
        "mirrorsim": "1",
        "name": "random",
        "title": "a random world",
        "start": draw(st.sampled_from(("2019-02-01", "2018-12-31", "2019-02-28"))),
        "horizon": draw(st.sampled_from(("1 h", "3 days", "40 days", "40 days", "6 months", "400 days"))),
        "seed": str(draw(st.integers(0, 2**63 - 1))),
        "rates": {
            "CNY": draw(st.sampled_from(("6.53", "6.66667", "0.37", "0.003", "1", "123.456789"))),
            "MXN": draw(st.sampled_from(("19.8", "0.37", "6.66667", "0.003", "1", "123.456789"))),
        },
        "sources": {"*": "assumption"},
        **draw(parties(unit)),
        **draw(steps(unit)),
        **draw(ways_home(unit)),
        "rules": draw(rules(unit)),
        "channels": draw(channels(unit)),
    }
    clients = list(document["clients"].values())
    if not any(client["batches"] for client in clients):
        clients[0]["batches"] = 1  # a world in which nobody ever has cash is refused
    policies = {"baseline": {}}
    for name in draw(st.sets(st.sampled_from(("strict", "late")))):
        policies[name] = {"change": draw(change(unit))}
        if name == "late":
            policies[name]["since"] = draw(DAY)
            policies[name]["change"] |= draw(later(unit, document))
    document["policies"] = policies
    shock = st.fixed_dictionaries({"name": st.just("shock"), "since": DAY, "change": change(unit)})
    document["timeline"] = draw(st.lists(shock, max_size=2))
    for one in document["timeline"]:
        if draw(st.booleans()):
            one["until"] = "2019-03-05"
    return document


@EXAMPLES
@given(scenarios(), st.data())
def test_no_cent_is_created_or_lost_in_any_world(document: Doc, data: st.DataObject) -> None:
    loaded = load_text(json.dumps(document), "random.yaml")
    name = data.draw(st.sampled_from(list(loaded.policies)))
    phases = loaded.policies[name].phases
    record = simulate(phases, name, loaded.scenario.seed, 0)
    assert_sound(record)
    assert_closes_at_every_instant(record)
    credit = {f"broker.{name}": terms.credit for name, terms in loaded.scenario.brokers.items()}
    assert all(owed <= credit[broker] for broker, owed in most_owed(record).items())
    again = simulate(phases, name, loaded.scenario.seed, 0)
    assert again.journal_hash == record.journal_hash
    assert again.events == record.events
