"""Windows of limits and reports at the tick, in a whole run: which window takes what happens just when it opens."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.scheme.instants import AROUND, DAY, HOUR, events, result, us, when

MIDNIGHTS = {"CN": 16 * HOUR, "MX": 30 * HOUR, "US": 32 * HOUR}
"""When 2021 begins, in a world that begins at midnight UTC of 31 December."""


def acts(does: str, country: str, later: int) -> tuple[dict[str, Any], list[int], int]:
    """People who do something ever so often, so that one act falls on a midnight, or just beside it.

    Returns the changes, the instants of all acts, and the midnight.
    """
    instant = MIDNIGHTS[country] + later
    every = instant // next(number for number in range(2, 200) if instant % number == 0)
    group = {"does": does, "people": "1", "every": us(every), "amount": "1 USD"}
    changes = {
        "start": "2020-12-31",
        "horizon": "3 days",
        "clients.cell.first_after": "4 days",
        "ordinary": {"people": group},
    }
    return changes, list(range(every, 3 * DAY, every)), MIDNIGHTS[country]


def of_each(times: list[int], midnight: int, every: str, which: slice) -> list[int]:
    """These acts of each window, counted from 0."""
    windows: dict[int, list[int]] = {}
    for time in times:
        window = (time - midnight) // DAY if every == "calendar day" else int(time >= midnight)
        windows.setdefault(window, []).append(time)
    return [time for found in windows.values() for time in found[which]]


@pytest.mark.parametrize("later", AROUND)
@pytest.mark.parametrize("every", ["calendar day", "calendar month", "calendar year"])
def test_a_deposit_limit_is_new_at_the_first_instant_of_its_window(every: str, later: int) -> None:
    """Two dollars a window: just the first two acts of each are allowed."""
    changes, times, midnight = acts("cash_deposit", "MX", later)
    rule = {"per_account": "2 USD", "every": every}
    found = result({**changes, "rules": {"deposit_limit": rule}}).journal
    deposits = found[(found.kind == "ordinary_deposit") & (found.amount > 0)]
    assert MIDNIGHTS["MX"] + later in times
    assert deposits["at"].tolist() == _dates(of_each(times, midnight, every, slice(2)))
    assert set(deposits.amount) == {100}


@pytest.mark.parametrize("later", AROUND)
@pytest.mark.parametrize("every", ["calendar day", "calendar month", "calendar year"])
def test_monitored_receipts_are_added_up_from_the_first_instant_of_the_window(every: str, later: int) -> None:
    """Of 6.50 yuan a time, above 15 yuan: each but the first two of a window is reported."""
    changes, times, midnight = acts("yuan_transfer", "CN", later)
    rule = {"threshold": "15 CNY", "every": every, "frozen": "0 %", "report_lag": "0 s"}
    found = when(events({**changes, "rules": {"transfer_monitoring": rule}}), "report")
    assert found == of_each(times, midnight, every, slice(2, None))


@pytest.mark.parametrize("later", AROUND)
def test_a_customers_day_begins_at_midnight_where_the_bank_is(later: int) -> None:
    """Of a dollar a time, above 2.50 dollars on a day: one report a day, at the day's third deposit."""
    changes, times, midnight = acts("bank_deposit", "US", later)
    rule = {"ctr_above": "2.50 USD", "ctr_lag": "0 s", "sar_chance": "0 %", "structuring_chance": "0 %"}
    found = when(events({**changes, "rules": {"cash_reporting": rule}}), "report")
    assert found == of_each(times, midnight, "calendar day", slice(2, 3))


def _dates(times: list[int]) -> list[Any]:
    return [pd.Timestamp("2020-12-31") + pd.Timedelta(time, "us") for time in times]
