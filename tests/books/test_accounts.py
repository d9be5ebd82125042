"""The chart: every account once, whatever its owner is called and in whatever order accounts are met."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsim.books.accounts import Account, Chart, Country, Form, numbered
from mirrorsim.units.money import Asset
from tests.helpers.profiles import examples

OWNERS = st.one_of(
    st.sampled_from(["a", "a-", "a-0", "a-01", "a-1x", "-1", "a--2", "a-b-3", "a-²", "a-٣", "a-" + "9" * 30, ""]),
    st.builds(lambda prefix, number: f"{prefix}-{number}", st.sampled_from(["r.a", "r.b"]), st.integers(1, 6)),
)
PLACES = st.sampled_from(
    [(Country.CN, Form.BANK, Asset.CNY), (Country.CN, Form.CASH, Asset.CNY), (Country.US, Form.BANK, Asset.USD)]
)


@given(st.lists(st.tuples(OWNERS, PLACES, st.sampled_from(["", "role"]), st.booleans()), max_size=40))
@settings(max_examples=examples(300), deadline=None)
def test_an_account_is_what_it_was_opened_as(opened: list[tuple[str, tuple[Country, Form, Asset], str, bool]]) -> None:
    chart, codes, wanted = Chart(), {}, []
    for owner, place, role, outside in opened:
        if (owner, place) not in codes:
            codes[owner, place] = len(wanted)
            wanted.append(Account(owner, role or owner.partition(".")[0], *place, outside))
        assert chart.open(owner, *place, role, outside) == codes[owner, place]
    for (owner, place), code in codes.items():
        assert chart.open(owner, *place) == code, "the role and the outside are not what an account is found by"
    assert list(chart.accounts) == chart.accounts[:] == wanted
    assert [chart[code] for code in range(len(chart))] == wanted
    assert chart.accounts[1:7:2] == wanted[1:7:2]
    assert len(chart.places) == len(chart) == len(wanted)
    assert all(type(one.country) is Country and type(one.asset) is Asset for one in chart.accounts)
    assert chart.accounts.names() == [one.name for one in wanted]
    assert columns(chart) == [(one.asset, one.country, one.outside) for one in wanted]
    for since in range(len(wanted) + 1):
        assert chart.accounts.names(since) == chart.accounts.names()[since:]
        assert columns(chart, since) == columns(chart)[since:]


def columns(chart: Chart, *since: int) -> list[tuple[int, ...]]:
    """Assets, countries and places outside, account by account."""
    return list(zip(*(column.tolist() for column in chart.accounts.columns(*since)), strict=True))


def test_an_account_is_its_owners_unless_said_otherwise_and_inside() -> None:
    chart = Chart()
    for owner, role in (
        ("receiver.alfa-1", "receiver"),
        ("receiver.alfa", "receiver"),
        ("alfa-1", "alfa-1"),
        (".a", ""),
    ):
        account = chart[chart.open(owner, Country.CN, Form.BANK, Asset.CNY)]
        assert account == Account(owner, role, Country.CN, Form.BANK, Asset.CNY, False)


@pytest.mark.parametrize("numbers", [range(1, 9), (1, 2, 3, 7, 4, 5, 6, 8), range(9, 0, -1), (2, 1, 4, 3)])
def test_owners_with_numbers_are_found_again_in_whatever_order_they_came(numbers: Iterable[int]) -> None:
    chart = Chart()
    codes = {number: chart.open(f"a-{number}", Country.CN, Form.BANK, Asset.CNY) for number in numbers}
    assert list(codes.values()) == list(range(len(codes)))
    for number, code in codes.items():
        assert chart.open(f"a-{number}", Country.CN, Form.BANK, Asset.CNY) == code
        assert chart[code].owner == f"a-{number}"


@pytest.mark.parametrize("owner", ["alfa", "alfa-1"])
def test_every_place_form_and_asset_has_an_account_and_a_name_of_its_own(owner: str) -> None:
    chart = Chart()
    countries, forms = ("NOWHERE", "US", "CN", "MX"), ("CASH", "BANK", "GOODS", "PROMISE")
    wanted = list(itertools.product(countries, forms, Asset))
    codes = [chart.open(owner, Country[country], Form[form], asset) for country, form, asset in wanted]
    assert codes == list(range(len(wanted)))
    assert chart.accounts.names() == [
        f"{country}:{form.lower()}:{asset.name}:{owner}" for country, form, asset in wanted
    ]
    assert len(set(chart.places)) == len(countries) * len(Asset)


@pytest.mark.parametrize(
    ("owner", "parts"),
    [
        ("receiver.alfa-17", ("receiver.alfa-", 17)), ("alfa", ("alfa", 0)), ("a-0", ("a-0", 0)), ("a-07", ("a-07", 0)),
        ("a-٣", ("a-٣", 0)), ("-5", ("-", 5)), ("a-b-3", ("a-b-", 3)), ("a-", ("a-", 0)),
        ("a-" + "9" * 18, ("a-", 10**18 - 1)), ("a-" + "9" * 19, ("a-" + "9" * 19, 0)),  # more than 64 bits
    ],
)  # fmt: skip
def test_a_number_at_the_end(owner: str, parts: tuple[str, int]) -> None:
    assert numbered(owner) == parts


def test_accounts_by_the_thousand_cost_little() -> None:
    chart = Chart()
    tracemalloc.start()
    for number in range(1, 20_001):
        chart.open(f"receiver.alfa-{number}", Country.CN, Form.BANK, Asset.CNY)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 50 * 20_000
