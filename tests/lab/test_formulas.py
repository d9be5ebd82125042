"""Every measure of a run, computed again from its Parquet files by the formula that the README gives, in pandas alone.

``@defined`` quotes the README's table word for word: whoever changes a formula there has to look at the sums here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import mirrorsim
from tests.helpers.worlds import ROOT

Found = dict[str, float]
FORMULAS: dict[str, Callable[[Any], Found]] = {}
"""By the cells of the README's table, names and definition."""
DAY = pd.Timedelta(days=1)
ENDED = ["delivered", "commission", "spread", "mark_down", "seized", "lost", "rounding"]
FLIGHT = ["agreed", "as_cash", "as_yuan", "as_pesos", "as_goods"]


class World(NamedTuple):
    """One replication as its run folder has it."""

    journal: pd.DataFrame
    events: pd.DataFrame
    names: list[str]
    since: pd.Timestamp
    end: pd.Timestamp
    cny: float
    mxn: float

    @property
    def days(self) -> float:
        return (self.end - self.since) / DAY

    def booked(self, kind: str, leg: str) -> pd.DataFrame:
        """What arrived by this leg in the measured time."""
        j = self.journal
        return j[(j.kind == kind) & (j.leg == leg) & (j.amount > 0) & (j["at"] >= self.since)]

    def held(self, later: bool = False, **which: str) -> int:
        """The balance of these accounts at the end, or by how much it grew in the measured time."""
        j = self.journal if not later else self.journal[self.journal["at"] >= self.since]
        for column, wanted in which.items():
            j = j[j[column] == wanted]
        return int(j.amount.sum())

    def promise(self, part: str, later: bool = False) -> int:
        j = self.journal[(self.journal.form == "promise") & (self.journal.owner.str.rpartition(".")[2] == part)]
        return int(j[j["at"] >= self.since].amount.sum() if later else j.amount.sum())

    def told(self, event: str) -> pd.DataFrame:
        """The events of this name in the measured time."""
        e = self.events
        return e[(e.event == event) & (e["at"] >= self.since)]


def defined(names: str, definition: str) -> Callable[[Callable[[World], Found]], Callable[[World], Found]]:
    def register(function: Callable[[World], Found]) -> Callable[[World], Found]:
        FORMULAS[names, definition] = function  # type: ignore[index]
        return function

    return register


@defined("`throughput_usd_per_day`", "pesos delivered to clients ÷ pesos per dollar ÷ days measured")
def throughput(w: World) -> Found:
    return {"throughput_usd_per_day": w.held(later=True, role="client", asset="MXN") / 100 / w.mxn / w.days}


@defined(
    "`delay_days_mean`",
    "mean time from agreement to the last peso, over deals that were agreed in the measured time and did not fall through; deals "
    "still open at the end are censored: the area under the Kaplan-Meier curve up to the longest time seen",
)
def delay_mean(w: World) -> Found:
    curve, longest = survival(w)
    if curve is None:
        return {}
    steps = pd.concat([pd.Series([1.0], index=[0.0]), curve])
    widths = np.diff([*steps.index, longest])
    return {"delay_days_mean": float((steps.to_numpy() * widths).sum())}


@defined(
    "`delay_days_median` `delay_days_p90`",
    "the time by which 50 %, 90 % of them are over, on the same curve; absent when it does not get there",
)
def delay_quantiles(w: World) -> Found:
    curve, _ = survival(w)
    found = {}
    for name, left in (("delay_days_median", 0.5), ("delay_days_p90", 0.1)):
        reached = curve[curve <= left + 1e-12] if curve is not None else ()
        if len(reached):
            found[name] = float(reached.index[0])
    return found


def survival(w: World) -> tuple[pd.Series | None, float]:
    """The share still open after so many days, and the longest time seen."""
    agreed = w.told("agreed").set_index("deal")["at"]
    closed, failed = w.told("closed").set_index("deal"), w.told("failed").deal
    nothing = {*failed, *closed.index[closed.amount == 0]}
    agreed = agreed[~agreed.index.isin(nothing)]
    if agreed.empty:
        return None, 0.0
    over = agreed.index.isin(closed.index)
    days = (closed["at"].reindex(agreed.index).fillna(w.end) - agreed) / DAY
    curve, left = {}, 1.0
    for time in sorted(set(days)):
        left *= 1 - ((days == time) & over).sum() / (days >= time).sum()
        curve[time] = left
    return pd.Series(curve), float(days.max())


@defined(
    "`cost_pct`",
    "100 × (settled − delivered) ÷ settled, where settled = promises that came to an end in the measured time = growth of "
    "pledged − growth of in flight",
)
def cost(w: World) -> Found:
    settled = -w.promise("pledged", later=True) - sum(w.promise(stage, later=True) for stage in FLIGHT)
    assert settled == sum(w.promise(end, later=True) for end in [*ENDED, "borne_by_broker"])
    return {"cost_pct": 100 * (settled - w.promise("delivered", later=True)) / settled} if settled else {}


@defined("`commission_pct`", "mean commission or fee agreed, by amount")
def commission(w: World) -> Found:
    agreed = w.told("agreed")
    return (
        {"commission_pct": (agreed.amount * (agreed.detail / 10_000)).sum() / agreed.amount.sum()}
        if len(agreed)
        else {}
    )


@defined("`zero_fee_share`", "share of the agreed dollars for which nothing is asked")
def zero_fee(w: World) -> Found:
    agreed = w.told("agreed")
    return {"zero_fee_share": agreed.amount[agreed.detail == 0].sum() / agreed.amount.sum()} if len(agreed) else {}


@defined("`premium_pct`", "100 × premium paid by buyers ÷ yuan paid by them at the rate")
def premium(w: World) -> Found:
    paid = w.booked("mirror_swap", "yuan").amount.sum()
    return {"premium_pct": 100 * w.booked("mirror_swap", "premium").amount.sum() / paid} if paid else {}


@defined("`pickups_per_week`", "hand-overs of cash ÷ weeks measured")
def pickups(w: World) -> Found:
    return {"pickups_per_week": len(w.told("handed_over")) / (w.days / 7)}


@defined("`pickup_usd_mean`", "mean cash counted at a hand-over")
def pickup(w: World) -> Found:
    cash = w.told("handed_over").amount
    return {"pickup_usd_mean": cash.mean() / 100} if len(cash) else {}


@defined("`cash_collected_usd`", "all cash counted at hand-overs")
def collected(w: World) -> Found:
    return {"cash_collected_usd": w.told("handed_over").amount.sum() / 100}


@defined("`cash_dollars_wanted_usd`", "all wishes for cash dollars, met or not")
def wanted(w: World) -> Found:
    wishes = w.told("wanted").amount
    return {"cash_dollars_wanted_usd": wishes.sum() / 100} if len(wishes) else {}


@defined("`in_flight_usd`", "at the end: pledged and neither delivered, nor spent on costs, nor lost")
def in_flight(w: World) -> Found:
    ended = sum(w.promise(end) for end in [*ENDED, "borne_by_broker"])
    return {"in_flight_usd": (-w.promise("pledged") - ended) / 100}


@defined(
    "`unmoved_usd`",
    "at the end: cash that clients hold and no broker has promised for, without the one-dollar notes kept as receipts",
)
def unmoved(w: World) -> Found:
    held = w.held(role="client", asset="USD") - w.held(role="client", leg="note")
    return {"unmoved_usd": (held - w.promise("agreed")) / 100}


@defined("`seized_usd`", "what came into the accounts of the state; goods at what they cost")
def seized(w: World) -> Found:
    rates = {"USD": 1.0, "CNY": w.cny, "GOODS": w.cny, "MXN": w.mxn}
    return {"seized_usd": sum(w.held(later=True, role="state", asset=a) / rate for a, rate in rates.items()) / 100}


@defined(
    "`seized_share`",
    "seized_usd ÷ cash handed over, to couriers or to other channels; above 1 where police take more from clients, who have not "
    "handed it over, than anybody takes over",
)
def seized_share(w: World) -> Found:
    handed = w.booked("hand_over", "cash").amount.sum() + w.booked("carried_off", "cash").amount.sum()
    return {"seized_share": seized(w)["seized_usd"] / (handed / 100)} if handed else {}


@defined("`yuan_accounts`", "accounts in China that received yuan in a mirror swap")
def yuan_accounts(w: World) -> Found:
    return {"yuan_accounts": w.booked("mirror_swap", "yuan").account.nunique()}


@defined("`yuan_moved_usd`", "yuan paid in mirror swaps ÷ yuan per dollar")
def yuan_moved(w: World) -> Found:
    return {"yuan_moved_usd": w.booked("mirror_swap", "yuan").amount.sum() / 100 / w.cny}


@defined(
    "`yuan_private_accounts` `yuan_private_usd`",
    "the same two for the private accounts alone, into which people pay; firms pay the broker's business account",
)
def yuan_private(w: World) -> Found:
    paid = w.booked("mirror_swap", "yuan")
    paid = paid[paid.role == "receiver"]
    if paid.empty:
        return {}
    return {"yuan_private_accounts": paid.account.nunique(), "yuan_private_usd": paid.amount.sum() / 100 / w.cny}


@defined(
    "`channel_share.NAME`",
    "share of the delivered dollars that came by this channel: `mirror` (step 8), `goods` (step 9), `bulk_cash`, `bmpe`",
)
def channels(w: World) -> Found:
    agreed = w.events[w.events.event == "agreed"].set_index("deal").party
    taken = agreed.where(agreed.str.startswith("channel."), "mirror").str.removeprefix("channel.")
    chosen = w.events[w.events.event == "holds_yuan"].set_index("deal").detail.map(lambda code: w.names[code])
    taken.update(chosen.where(chosen == "goods", "mirror"))
    came = w.told("delivered").groupby("deal").detail.sum()
    by = came.groupby(taken.reindex(came.index).to_numpy()).sum()
    return {f"channel_share.{name}": cents / by.sum() for name, cents in by.items()} if by.sum() else {}


@defined("`port_share.NAME`", "share of the landed cargo, by what it cost, that came through this port")
def ports(w: World) -> Found:
    landed = w.told("landed").groupby("party").amount.sum()
    return {f"port_share.{port.removeprefix('port.')}": fen / landed.sum() for port, fen in landed.items()}


@defined(
    "`banked_usd`", "dollar cash paid into Mexican accounts by the channel `bulk_cash`; absent where no deal took it"
)
def banked(w: World) -> Found:
    took = (w.events[w.events.event == "agreed"].party == "channel.bulk_cash").any()
    return {"banked_usd": w.booked("cash_deposit", "deposit").amount.sum() / 100} if took else {}


@defined("`bulk_cash_wait_days`", "mean time from the border to the last deposit of a batch, as `wait_days`")
def bulk_cash_wait(w: World) -> Found:
    crossed = len(w.told("crossed"))
    return {"bulk_cash_wait_days": waited(w, "deposit")[0] / crossed} if crossed else {}


@defined("`reports_filed.NAME`", "reports filed, by kind, on anybody")
def reports(w: World) -> Found:
    kinds = w.told("report").detail.map(lambda code: w.names[code]).value_counts()
    return {f"reports_filed.{kind}": count for kind, count in kinds.items()}


@defined("`reports_on.scheme` `reports_on.others`", "reports filed on deals, and on everybody else")
def reports_on(w: World) -> Found:
    on = w.told("report").deal
    return {"reports_on.scheme": on.notna().sum(), "reports_on.others": on.isna().sum()} if len(on) else {}


@defined(
    "`burden.NAME`",
    "what the rule refused people outside the scheme, took from them or held up (0.03 % of the value a day)",
)
def burden(w: World) -> Found:
    return {f"burden.{rule}": cents / 100 for rule, cents in w.told("burden").groupby("party").amount.sum().items()}


@defined("`burden.NAME.hours`", "how long this rule held people outside the scheme up, summed")
def burden_hours(w: World) -> Found:
    held = w.told("held_up").groupby("party").detail.sum()
    return {f"burden.{rule}.hours": ticks / 3_600e6 for rule, ticks in held.items()}


@defined(
    "`burden.NAME.cases` `burden.NAME.reports`", "how often it touched them, and how many reports on them it caused"
)
def burden_cases(w: World) -> Found:
    by = w.told("burden").groupby("party").detail
    cases = {f"burden.{rule}.cases": count for rule, count in by.count().items()}
    return cases | {f"burden.{rule}.reports": count for rule, count in by.sum().items() if count}


@defined(
    "`wait_days.STEP`",
    "time waited at a step, by waits that began in the measured time ÷ those who got through it or still wait; who still "
    "waits is counted up to the end. `offer`: for a broker with room, `courier`: for a free courier, `buyer`: for somebody who "
    "wants dollars, `pesos`: for a provider with pesos, `port`: for a berth. The longest is the bottleneck.",
)
def waits(w: World) -> Found:
    found = {}
    through = {"offer": "batch", "courier": "courier", "buyer": "buyer", "pesos": "pesos_found", "port": "landed"}
    for step, event in through.items():
        days, waiting = waited(w, step)
        # an offer is waited for by batches, a berth by cargo that has landed: those who wait are among them
        came = len(w.told(event)) + (waiting if step not in ("offer", "port") else 0)
        if came:
            found[f"wait_days.{step}"] = days / came
    return found


def waited(w: World, step: str) -> tuple[float, int]:
    """Days of the waits at a step that began in the measured time, and how many of them are not over."""
    mine = w.events[w.events.party == step]
    begun, over = mine[mine.event == "waits"], mine[mine.event == "goes_on"]
    # the waits of one deal at one step follow each other
    begun = begun.assign(turn=begun.groupby("deal").cumcount()).set_index(["deal", "turn"])["at"]
    over = over.assign(turn=over.groupby("deal").cumcount()).set_index(["deal", "turn"])["at"]
    assert over.index.isin(begun.index).all()
    begun = begun[begun >= w.since]
    until = over.reindex(begun.index)
    return float(((until.fillna(w.end) - begun) / DAY).sum()), int(until.isna().sum())


RUNS = {
    "network": ("network", ["horizon=120 days"], 0),
    "network, with a warm-up": ("network", ["horizon=120 days"], 40),
    "bulk cash": ("deposit-limit", ["horizon=60 days", "start=2010-06-01"], 0),
    "bulk cash, with a warm-up": ("deposit-limit", ["horizon=60 days", "start=2010-06-01"], 20),
    "arrests": ("back-up-facilitators", ["horizon=90 days"], 0),
    "half at sea": ("lockdown", ["horizon=150 days"], 60),
    "one deal": ("factbox", [], 0),
}


def worlds(folder: Path) -> Iterator[tuple[str, World]]:
    """Each policy's first replication."""
    manifest = json.loads((folder / "manifest.json").read_text())
    summary = json.loads((folder / "summary.json").read_text())
    scenario = mirrorsim.load_scenario(folder / "scenario.resolved.yaml").scenario
    start = pd.Timestamp(scenario.start)
    for one in json.loads((folder / "names.json").read_text()):
        journal, events = (
            frame[(frame.policy == one["policy"]) & (frame.replication == one["replication"])].astype(
                dict.fromkeys(frame.select_dtypes("category").columns, object)
            )
            for frame in (pd.read_parquet(folder / f"{name}.parquet") for name in ("journal", "events"))
        )
        rates = (float(Fraction(str(rate))) for rate in (scenario.rates.CNY, scenario.rates.MXN))
        since = start + pd.Timedelta(manifest.get("warm_up", 0), "us")
        yield (
            one["policy"],
            World(journal, events, one["names"], since, start + summary["horizon_days"] * DAY, *rates),
        )


@pytest.mark.parametrize("case", RUNS)
def test_every_measure_is_what_its_formula_gives(case: str, tmp_path: Path) -> None:
    name, settings, warm_up = RUNS[case]
    result = mirrorsim.run(mirrorsim.load_scenario(name, settings), warm_up=warm_up * 86_400_000_000)
    folder = result.save(tmp_path / "run")
    measures = pd.read_parquet(folder / "measures.parquet").set_index(["policy", "measure"]).value
    for policy, world in worlds(folder):
        said = measures[policy].to_dict()
        found = {name: value for formula in FORMULAS.values() for name, value in formula(world).items()}
        assert found.keys() == said.keys()
        assert found == pytest.approx(said, rel=1e-9, abs=1e-9)


def test_these_are_the_formulas_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- measures -->\n\n((?:\|.*\n)+)", text)
    assert table is not None
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()[2:]]
    assert [(names, definition.rstrip(" |")) for names, _, definition in rows] == list(FORMULAS)
