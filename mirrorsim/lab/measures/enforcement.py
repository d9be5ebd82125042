"""Measures of rules and the state: what is seized and reported, and what that costs people outside the scheme."""

from __future__ import annotations

from mirrorsim.lab.measures.declaration import Measure, Values, declares, dollars
from mirrorsim.lab.totals import RunTotals
from mirrorsim.scheme import events, transactions
from mirrorsim.units.time import HOUR


@declares(
    Measure("seized_usd", "USD", "Seized", "what came into the accounts of the state; goods at what they cost"),
    Measure(
        "seized_from_clients_usd",
        "USD",
        "Seized from clients",
        "the part of seized_usd that was taken from clients who had not handed it over",
    ),
    Measure(
        "seized_share",
        "1",
        "Seized, of cash collected",
        "what was seized of deals' cash after it was handed over, in whatever form, ÷ cash handed over for them, totals over the "
        "deals that were not over when the measured time began; of each deal no more than was handed over; seizures from "
        "clients, who have handed nothing over, are not part of it (`seized_from_clients_usd`)",
        bounded=True,
    ),
)
def seized(run: RunTotals) -> Values:
    """What the state took."""
    worth = {"USD": 1.0, "CNY": run.cny_per_usd, "GOODS": run.cny_per_usd, "MXN": run.mxn_per_usd}
    cents = sum(run.growth["state", asset] / rate for asset, rate in worth.items())
    yield "seized_usd", dollars(cents)
    yield "seized_from_clients_usd", dollars(run.moved[transactions.CLIENT_SEIZURE.name, "taken"])
    if run.handed_over:
        yield "seized_share", run.seized_of_handed / run.handed_over


_REPORTS_ON = "reports filed on deals, and on everybody else"


@declares(
    Measure("reports_filed.NAME", "1", "Reports filed", "reports filed, by kind, on anybody", zero_when_absent=True),
    Measure("reports_on.scheme", "1", "Reports on", _REPORTS_ON, zero_when_absent=True),
    Measure("reports_on.others", "1", "Reports on", _REPORTS_ON, zero_when_absent=True),
)
def reports(run: RunTotals) -> Values:
    """Reports filed."""
    for kind, count in run.reports.items():
        yield f"reports_filed.{kind}", float(count)
    if run.reports:
        for whom in ("scheme", "others"):
            yield f"reports_on.{whom}", float(run.reports_on[whom])


_TOUCHED = (
    "how many of their movements it stopped, took from, held up or reported, and how many reports on them it caused; a "
    "movement that one rule stops and another reports is a case of both"
)


@declares(
    Measure(
        "burden.NAME",
        "USD",
        "Burden of",
        "what the rule refused bystanders, who are outside the scheme, took from them or held up (by "
        "`burden.delay_cost_per_day`); where several rules meet one movement, what is stopped counts for the rule that allows "
        "least, the delay for the one that delays longest, once each (of equals, the first by name); absent in a scenario "
        "without bystanders (`ordinary`)",
        zero_when_absent=True,
    ),
    Measure(
        "burden.NAME.hours",
        "h",
        "Burden of",
        "how long this rule held bystanders up, summed",
        zero_when_absent=True,
    ),
    Measure("burden.NAME.cases", "1", "Burden of", _TOUCHED, zero_when_absent=True),
    Measure("burden.NAME.reports", "1", "Burden of", _TOUCHED, zero_when_absent=True),
)
def burdens(run: RunTotals) -> Values:
    """What each rule cost people outside the scheme: dollars refused, taken or held up; and how many were touched."""
    for rule, burden in run.parties(events.BURDEN).items():
        yield f"burden.{rule}", dollars(burden.amount)
        yield f"burden.{rule}.cases", float(burden.count)
        if burden.detail:
            yield f"burden.{rule}.reports", float(burden.detail)
    for rule, held_up in run.parties(events.HELD_UP).items():
        yield f"burden.{rule}.hours", held_up.detail / HOUR
