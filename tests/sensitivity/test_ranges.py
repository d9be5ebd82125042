"""What is varied, from where to where, and what is held: from facts, by convention, and as a user says."""

from __future__ import annotations

import json

import pytest

import mirrorsim
from mirrorsim.lab.sensitivity.requests import range_requests
from mirrorsim.lab.sensitivity.space import input_space
from mirrorsim.scenario.problems import ScenarioError
from tests.helpers.worlds import ROOT, factbox

CAP = ROOT / "scenarios" / "capital-flight-cap.yaml"


@pytest.fixture(scope="module")
def cap():
    return mirrorsim.load_scenario(CAP)


def varied(loaded, *ranges, only=()):
    return {one.name: one for one in input_space(loaded, range_requests(ranges), only).inputs}


def held(loaded, *ranges):
    return {one.path: one for one in input_space(loaded, range_requests(ranges)).fixed}


@pytest.mark.parametrize(
    ("name", "low", "high", "rule"),
    [
        ("clients.cartel.amount.median", "91,000.00 USD", "178,000.00 USD", "range of E23"),
        # 2 to 2.5 pick-ups a week are 84 to 67.2 hours between two; the scenario's own 66 hours lie just beyond
        ("clients.cartel.every.mean", "66 h", "84 h", "range of E24"),
        ("channels.bulk_cash.fee", "2 %", "6 %", "range of A01"),
        # the same fact is cited for this chance, of which its 2 to 6 % say nothing
        ("channels.bulk_cash.feared_loss", "0.2506 %", "0.995 %", "half to double the odds; A01 is an assumption"),
        # T05's one to three days would fit the token's validity and the meeting as well: neither takes them
        ("handover.token.valid_for", "36 h", "6 days", "half to double; T05 is an assumption"),
        ("handover.meeting.after", "12 h", "2 days", "half to double; T05 is an assumption"),
        # two brokers' commissions are one meaning
        ("brokers.alfa.commission", "1 %", "2 %", "range of E01"),
        ("brokers.alfa.capital", "200,000.00 USD", "800,000.00 USD", "half to double"),
        ("brokers.alfa.couriers", "2", "6", "half to double"),
        ("brokers.alfa.margin", "2.5641 %", "9.5238 %", "half to double the odds"),
        ("transport.twenties", "81.8182 %", "94.7368 %", "half to double the odds"),
        ("handover.again_after", "6 h", "1 day", "half to double"),
        ("handover.meeting.no_show", "0 %", "1 %", "none, so 0 to 1 %"),
        ("rates.MXN", "17.28", "21.12", "a tenth less to a tenth more"),
        ("buyers.savers.savers.wanted_per_year.sigma", "0.35", "1.4", "half to double"),
        ("buyers.merchants.shops.premium.scale", "0.5", "2", "half to double"),
        ("buyers.savers.savers.premium.scale", "0.5", "2", "half to double; E09 is an assumption"),
    ],
)
def test_the_range_of_a_value_and_why(cap, name, low, high, rule):
    one = varied(cap)[name]
    assert (one.ends, one.rule) == ((low, high), rule)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("rules.capital_flight_cap.per_person", "R01 has no range for it"),
        ("clients.cartel.amount.sigma", "E23 has no range for it beyond what every run draws from"),
        ("channels.bmpe.takes.scale", "T02 has no range for it beyond what every run draws from"),
        ("transport.travel", "is nothing: half and double of it say nothing"),
        ("brokers.alfa.guarantee.spread", "is a choice, not a quantity"),
        ("repatriation.choose", "B07 has no range for it"),
    ],
)
def test_what_is_held_and_why(cap, path, why):
    assert held(cap)[path].why == why


def test_every_value_is_varied_or_held_and_nothing_that_is_compared_is_either(cap):
    found = input_space(cap, range_requests())
    names = [one.name for one in found.inputs] + [one.path for one in found.fixed]
    assert len(names) == len(set(names)) > 100
    assert not [name for name in names if name.split(".")[0] in ("policies", "timeline", "horizon", "seed")]
    for name in ("brokers.bravo.credit", "rules.interdiction.found_per_day", "second_mirror.takes.median"):
        assert name in names


@pytest.mark.parametrize("file", sorted((ROOT / "scenarios").rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_middle_of_every_shipped_scenario_is_a_scenario(file):
    loaded = mirrorsim.load_scenario(file)
    found = input_space(loaded, range_requests())
    changed = loaded.changed(found.settings([0.5] * len(found.inputs)))
    assert list(changed.policies) == list(loaded.policies)


def test_the_middle_of_what_goes_from_half_to_double_is_the_scenarios_own(cap):
    for name in ("brokers.alfa.capital", "handover.again_after", "transport.twenties", "brokers.alfa.margin"):
        one = varied(cap)[name]
        assert one.text(0.5) == one.own


def test_a_point_is_written_as_settings_that_change_just_what_is_varied(cap):
    found = input_space(
        cap, range_requests(), ["clients.cartel.amount", "buyers.savers.savers.wanted_per_year", "brokers.alfa"]
    )
    changed = cap.changed(found.settings([1.0] * len(found.inputs))).scenario
    amount = dict(changed.clients["cartel"].amount.numbers)
    assert amount["median"] == 17_800_000
    assert float(amount["sigma"]) == 0.75
    assert changed.clients["cartel"].amount.most == 100_000_000
    wanted = dict(changed.buyers.savers["savers"].wanted_per_year.numbers)
    assert (wanted["median"], float(wanted["sigma"])) == (8_000_000, 1.4)
    assert changed.brokers["alfa"].couriers == 6
    assert changed.brokers["bravo"] == cap.scenario.brokers["bravo"]


@pytest.mark.parametrize(
    "before",
    [
        {"uniform": {"low": "1 %", "high": "3 %"}},
        {"triangular": {"low": "1 %", "mode": "2 %", "high": "4 %"}},
        {"lognormal": {"mean": "2 %", "sd": "1 %", "max": "40 %"}},
        {"empirical": {"values": ["1 %", "5 %"], "weights": [1, 3]}},
    ],
)
def test_a_scale_multiplies_all_numbers_of_a_distribution(before):
    loaded = factbox(f"handover.meeting.short_by={json.dumps(before)}")
    found = input_space(
        loaded, range_requests(["handover.meeting.short_by.scale=0.5..2 log"]), ["handover.meeting.short_by"]
    )
    twice = loaded.changed(found.settings([1.0])).scenario.handover.meeting.short_by
    own = loaded.scenario.handover.meeting.short_by
    assert twice.family == own.family
    assert [number for _, number in twice.numbers] == [2 * number for _, number in own.numbers]
    assert twice.values == tuple(2 * value for value in own.values)
    assert twice.most == (None if own.most is None else 2 * own.most)


def test_a_scale_stops_where_the_quantity_does():
    loaded = factbox("handover.meeting.short_by={uniform: {low: 10 %, high: 80 %}}")
    one = varied(loaded)["handover.meeting.short_by.scale"]
    assert one.ends == ("0.5", "1.25")


def test_whole_numbers_reach_both_ends_alike(cap):
    one = varied(cap)["brokers.alfa.couriers"]
    drawn = [one.text(u / 1000) for u in range(1001)]
    assert set(drawn) == {"2", "3", "4", "5", "6"}
    assert drawn.count("2") > drawn.count("6") > 100


def test_what_a_user_says_goes_first(cap):
    ranges = [
        "brokers.alfa.margin=3 %..8 %", "brokers.bravo.couriers=2..3", "clients.cartel.amount.lognormal.sigma=0.5..1",
        "brokers.alfa.guarantee.losses=broker|client", "rules.capital_flight_cap.per_person=40,000 USD..60,000 USD",
        "brokers.alfa.credit=fixed", "transport.travel=0 s..6 h",
    ]  # fmt: skip
    found, still = varied(cap, *ranges), held(cap, *ranges)
    assert found["brokers.alfa.margin"].ends == ("3 %", "8 %")
    assert found["brokers.alfa.margin"].rule == "as asked"
    assert found["brokers.bravo.couriers"].ends == ("2", "3")
    assert found["clients.cartel.amount.sigma"].ends == ("0.5", "1")
    assert found["brokers.alfa.guarantee.losses"].choices == ("broker", "client")
    assert [found["brokers.alfa.guarantee.losses"].text(u) for u in (0.0, 0.49, 0.5, 1.0)] == ["broker"] * 2 + [
        "client"
    ] * 2
    assert found["rules.capital_flight_cap.per_person"].own == "50,000.00 USD"
    assert found["transport.travel"].ends == ("0 s", "6 h")
    assert still["brokers.alfa.credit"].why == "is held as asked"


def test_nothing_else_than_what_is_asked_for_is_varied(cap):
    found = varied(cap, "rates.CNY=6..7", only=["brokers.alfa", "channels.bmpe.fee"])
    assert {name.rpartition(".")[0] for name in found} == {"brokers.alfa", "channels.bmpe", "rates"}
    assert {"brokers.alfa.margin", "channels.bmpe.fee", "rates.CNY"} < set(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brokers.alfa.margin", "is no range: write path.to.key=low..high"),
        ("brokers.alfa.margn=1 %..2 %", 'did you mean "brokers.alfa.margin"'),
        ("brokers.alfa=1..2", "is a section: say which of its values"),
        ("policies.cap-25k.title=a|b", "is no value of this scenario"),
        ("clients.cartel.amount=1 USD..2 USD", "say which of its parameters, clients.cartel.amount.median or"),
        ("brokers.alfa.margin=1..2", "has no sign: write a share with its sign"),
        ("brokers.alfa.margin=2 %..1 %", "the low end must be below the high end"),
        ("brokers.alfa.margin=2 %", "write low..high"),
        ("brokers.alfa.margin=0 %..1 % odds", "begins above zero"),
        ("brokers.alfa.credit=1 USD..2 USD odds", "only shares and chances"),
        ("brokers.alfa.couriers=0..2", "begins at 1"),
        ("brokers.alfa.pricing=1..2", "is a choice, not a quantity: write its alternatives, such as market|..."),
        ("brokers.alfa.pricing=market|market", "two or more different choices"),
        ("clients.cartel.amount.sigma=a..b", "is not a plain number"),
        ("clients.cartel.amount.sigma=0.5|1", "is a number"),
    ],
)
def test_a_range_that_cannot_be_says_where_and_what_would_be_right(cap, text, said):
    with pytest.raises(ScenarioError) as caught:
        varied(cap, text)
    assert said in str(caught.value)
    assert str(caught.value).startswith("--range:1:1: ")


def test_all_that_is_wrong_with_ranges_is_said_at_once(cap):
    with pytest.raises(ScenarioError) as caught:
        varied(cap, "brokers.alfa.margin=1..2", "nobody=1..2")
    assert [one.path for one in caught.value.problems] == ["brokers.alfa.margin", "nobody"]


def test_a_path_that_nothing_is_below_and_nothing_to_vary_are_said(cap):
    with pytest.raises(ScenarioError, match=r'brokers.alfa.margn: is no value .*did you mean "brokers.alfa.margin"'):
        varied(cap, only=["brokers.alfa.margn"])
    with pytest.raises(ScenarioError, match="nothing is left to vary"):
        varied(cap, only=["brokers.alfa.pricing"])


def test_ranges_in_a_file_with_the_line_of_what_is_wrong(cap, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "brokers.alfa.margin: 3 %..8 %\nbrokers.alfa.credit: 1 USD..0 USD\nrates.CNY: [1]\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError, match=r"mine.yaml:3:12: rates.CNY: is no range"):
        range_requests(file=file)
    file.write_text("brokers.alfa.margin: 3 %..8 %\nbrokers.alfa.credit: 1 USD..0 USD\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine.yaml:2:22: brokers.alfa.credit: .*low end"):
        input_space(cap, range_requests(file=file))
    found = {one.name: one for one in input_space(cap, range_requests(["brokers.alfa.credit=fixed"], file)).inputs}
    assert found["brokers.alfa.margin"].ends == ("3 %", "8 %")
    assert "brokers.alfa.credit" not in found
