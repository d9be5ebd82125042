"""Every measure of a run, computed again from its Parquet files by the formula that its declaration gives, in pandas alone.

``@computes`` names the declarations: whoever adds a measure, or changes the definition of one, has to look at the sums here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import mirrorsim
from mirrorsim.lab.measures.registry import MEASURES, declared

Found = dict[str, float]
FORMULAS: dict[str, Callable[[Any], Found]] = {}
"""By the name of the declaration; one formula may give several measures."""
DAY = pd.Timedelta(days=1)
ENDED = ["delivered", "commission", "spread", "mark_down", "seized", "lost", "rounding"]
FLIGHT = ["agreed", "as_cash", "as_yuan", "as_pesos", "as_goods"]


class World(NamedTuple):
    """One replication as its run folder has it; in the journal, ``part`` is the last part of the owner's name."""

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
        j = self.journal[(self.journal.form == "promise") & (self.journal.part == part)]
        return int(j[j["at"] >= self.since].amount.sum() if later else j.amount.sum())

    def of_deals(self, part: str, deals: pd.Series) -> int:
        """What these deals have booked on such an account of promises, at any time."""
        j = self.journal
        return int(j.amount[(j.form == "promise") & (j.part == part) & j.deal.isin(deals)].sum())

    def told(self, event: str) -> pd.DataFrame:
        """The events of this name in the measured time."""
        e = self.events
        return e[(e.event == event) & (e["at"] >= self.since)]


def computes(*names: str) -> Callable[[Callable[[World], Found]], Callable[[World], Found]]:
    def register(function: Callable[[World], Found]) -> Callable[[World], Found]:
        FORMULAS.update(dict.fromkeys(names, function))
        return function

    return register


@computes("throughput_usd_per_day")
def throughput(w: World) -> Found:
    return {"throughput_usd_per_day": w.held(later=True, role="client", asset="MXN") / 100 / w.mxn / w.days}


@computes("delay_days_mean")
def delay_mean(w: World) -> Found:
    curve, longest = survival(w)
    if curve is None:
        return {}
    steps = pd.concat([pd.Series([1.0], index=[0.0]), curve])
    widths = np.diff([*steps.index, longest])
    return {"delay_days_mean": float((steps.to_numpy() * widths).sum())}


@computes("delay_days_median", "delay_days_p90")
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


@computes("cost_pct")
def cost(w: World) -> Found:
    closed = w.told("closed").deal
    pledged, delivered = -w.of_deals("pledged", closed), w.of_deals("delivered", closed)
    return {"cost_pct": 100 * (pledged - delivered) / pledged} if pledged else {}


@computes("courier_income_usd", "broker_income_usd")
def incomes(w: World) -> Found:
    j = w.journal
    own = j[(j.role == "broker") & (j.part == "own") & (j["at"] >= w.since) & (j.kind != "opening")]
    cents = sum(own.amount[own.asset == asset].sum() / rate for asset, rate in (("CNY", w.cny), ("MXN", w.mxn)))
    return {
        "courier_income_usd": w.booked("courier_pay", "pay").amount.sum() / 100,
        "broker_income_usd": cents / 100,
    }


@computes("open_deals", "open_cost_usd")
def open_deals(w: World) -> Found:
    over = w.events[w.events.event.isin(["closed", "failed"])].deal
    agreed = w.events[w.events.event == "agreed"].deal
    still = agreed[~agreed.isin(over)]
    costs = sum(w.of_deals(end, still) for end in [*ENDED[1:], "borne_by_broker"])
    return {"open_deals": len(still), "open_cost_usd": costs / 100}


@computes("commission_pct")
def commission(w: World) -> Found:
    agreed = w.told("agreed")
    return (
        {"commission_pct": (agreed.amount * (agreed.detail / 10_000)).sum() / agreed.amount.sum()}
        if len(agreed)
        else {}
    )


@computes("zero_fee_share")
def zero_fee(w: World) -> Found:
    agreed = w.told("agreed")
    return {"zero_fee_share": agreed.amount[agreed.detail == 0].sum() / agreed.amount.sum()} if len(agreed) else {}


@computes("premium_pct")
def premium(w: World) -> Found:
    paid = w.booked("mirror_swap", "yuan").amount.sum()
    return {"premium_pct": 100 * w.booked("mirror_swap", "premium").amount.sum() / paid} if paid else {}


@computes("pickups_per_week")
def pickups(w: World) -> Found:
    return {"pickups_per_week": len(w.told("handed_over")) / (w.days / 7)}


@computes("pickup_usd_mean")
def pickup(w: World) -> Found:
    cash = w.told("handed_over").amount
    return {"pickup_usd_mean": cash.mean() / 100} if len(cash) else {}


@computes("cash_collected_usd")
def collected(w: World) -> Found:
    return {"cash_collected_usd": w.told("handed_over").amount.sum() / 100}


@computes("cash_dollars_wanted_usd")
def wanted(w: World) -> Found:
    wishes = w.told("wanted").amount
    return {"cash_dollars_wanted_usd": wishes.sum() / 100} if len(wishes) else {}


@computes("turned_to_cash_usd")
def turned(w: World) -> Found:
    wishes = w.told("wanted")
    cents = wishes.amount[wishes.party.str.startswith("saver.")].sum()
    return {"turned_to_cash_usd": cents / 100} if cents else {}


@computes("in_flight_usd")
def in_flight(w: World) -> Found:
    ended = sum(w.promise(end) for end in [*ENDED, "borne_by_broker"])
    return {"in_flight_usd": (-w.promise("pledged") - ended) / 100}


@computes("unmoved_usd")
def unmoved(w: World) -> Found:
    held = w.held(role="client", asset="USD") - w.held(role="client", leg="note")
    return {"unmoved_usd": (held - w.promise("agreed")) / 100}


@computes("seized_usd")
def seized(w: World) -> Found:
    rates = {"USD": 1.0, "CNY": w.cny, "GOODS": w.cny, "MXN": w.mxn}
    return {"seized_usd": sum(w.held(later=True, role="state", asset=a) / rate for a, rate in rates.items()) / 100}


@computes("seized_share")
def seized_share(w: World) -> Found:
    j = w.journal
    over = w.events[w.events.event.isin(["closed", "failed"]) & (w.events["at"] < w.since)].deal
    cash = j[(j.kind.isin(["hand_over", "carried_off"])) & (j.leg == "cash") & (j.amount > 0) & ~j.deal.isin(over)]
    handed = cash.groupby("deal").amount.sum()
    taken = w.booked("seizure", "taken")
    rates = taken.asset.map({"USD": 1.0, "CNY": w.cny, "GOODS": w.cny, "MXN": w.mxn}).astype(float)
    seized = (taken.amount / rates).astype("int64").groupby(taken.deal).sum()
    least = np.minimum(seized, handed.reindex(seized.index).fillna(0))
    return {"seized_share": least.sum() / handed.sum()} if len(handed) else {}


@computes("seized_from_clients_usd")
def seized_from_clients(w: World) -> Found:
    return {"seized_from_clients_usd": w.booked("client_seizure", "taken").amount.sum() / 100}


@computes("yuan_accounts")
def yuan_accounts(w: World) -> Found:
    return {"yuan_accounts": w.booked("mirror_swap", "yuan").account.nunique()}


@computes("yuan_moved_usd")
def yuan_moved(w: World) -> Found:
    return {"yuan_moved_usd": w.booked("mirror_swap", "yuan").amount.sum() / 100 / w.cny}


@computes("yuan_private_accounts", "yuan_private_usd")
def yuan_private(w: World) -> Found:
    paid = w.booked("mirror_swap", "yuan")
    paid = paid[paid.role == "receiver"]
    if paid.empty:
        return {}
    return {"yuan_private_accounts": paid.account.nunique(), "yuan_private_usd": paid.amount.sum() / 100 / w.cny}


@computes("channel_share.NAME")
def channels(w: World) -> Found:
    agreed = w.events[w.events.event == "agreed"].set_index("deal").party
    taken = agreed.where(agreed.str.startswith("channel."), "mirror").str.removeprefix("channel.")
    chosen = w.events[w.events.event == "holds_yuan"].set_index("deal").detail.map(lambda code: w.names[code])
    taken.update(chosen.where(chosen == "goods", "mirror"))
    came = w.told("delivered").groupby("deal").detail.sum()
    by = came.groupby(taken.reindex(came.index).to_numpy()).sum()
    return {f"channel_share.{name}": cents / by.sum() for name, cents in by.items()} if by.sum() else {}


@computes("port_share.NAME")
def ports(w: World) -> Found:
    landed = w.told("landed").groupby("party").amount.sum()
    return {f"port_share.{port.removeprefix('port.')}": fen / landed.sum() for port, fen in landed.items()}


@computes("banked_usd")
def banked(w: World) -> Found:
    took = (w.events[w.events.event == "agreed"].party == "channel.bulk_cash").any()
    return {"banked_usd": w.booked("cash_deposit", "deposit").amount.sum() / 100} if took else {}


@computes("bulk_cash_wait_days")
def bulk_cash_wait(w: World) -> Found:
    crossed = len(w.told("crossed"))
    return {"bulk_cash_wait_days": waited(w, "deposit")[0] / crossed} if crossed else {}


@computes("reports_filed.NAME")
def reports(w: World) -> Found:
    kinds = w.told("report").detail.map(lambda code: w.names[code]).value_counts()
    return {f"reports_filed.{kind}": count for kind, count in kinds.items()}


@computes("reports_on.scheme", "reports_on.others")
def reports_on(w: World) -> Found:
    on = w.told("report").deal
    return {"reports_on.scheme": on.notna().sum(), "reports_on.others": on.isna().sum()} if len(on) else {}


@computes("burden.NAME")
def burden(w: World) -> Found:
    return {f"burden.{rule}": cents / 100 for rule, cents in w.told("burden").groupby("party").amount.sum().items()}


@computes("burden.NAME.hours")
def burden_hours(w: World) -> Found:
    held = w.told("held_up").groupby("party").detail.sum()
    return {f"burden.{rule}.hours": ticks / 3_600e6 for rule, ticks in held.items()}


@computes("burden.NAME.cases", "burden.NAME.reports")
def burden_cases(w: World) -> Found:
    by = w.told("burden").groupby("party").detail
    cases = {f"burden.{rule}.cases": count for rule, count in by.count().items()}
    return cases | {f"burden.{rule}.reports": count for rule, count in by.sum().items() if count}


@computes("wait_days.STEP")
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
        journal = journal.assign(part=[owner.rpartition(".")[2] for owner in journal.owner])
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
        found = {name: value for formula in dict.fromkeys(FORMULAS.values()) for name, value in formula(world).items()}
        assert found.keys() == said.keys()
        assert found == pytest.approx(said, rel=1e-9, abs=1e-9)


def test_every_declared_measure_has_a_formula_here() -> None:
    assert set(FORMULAS) == {measure.name for measure in MEASURES}


def test_a_formula_gives_what_it_is_the_formula_of(tmp_path: Path) -> None:
    name, settings, _ = RUNS["bulk cash"]
    folder = mirrorsim.run(mirrorsim.load_scenario(name, settings)).save(tmp_path / "run")
    for _, world in worlds(folder):
        for formula in dict.fromkeys(FORMULAS.values()):
            mine = {name for name, one in FORMULAS.items() if one is formula}
            assert {declared(name).name for name in formula(world)} <= mine
