"""The facilitator's key as one document: everything that grading and the after-action review need."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from mirrorsim.exercise.evidence.activity import ROLES
from mirrorsim.exercise.evidence.assembly import World
from mirrorsim.exercise.evidence.case import moment, money
from mirrorsim.exercise.key.ground_truth import PUBLIC, STEP_FACTS, Truth
from mirrorsim.exercise.key.reference_decisions import reference
from mirrorsim.units.time import format_duration

FORMAT = 1


def make_key(truth: Truth) -> dict[str, Any]:
    """The key of an exercise, as it stands in ``facilitator/key.json``."""
    from mirrorsim import __version__

    world = truth.world
    exercise = world.exercise
    key: dict[str, Any] = {
        "format": FORMAT,
        "mirrorsim": __version__,
        "exercise": exercise.title,
        "scenario": world.scenario.name,
        "policy": world.record.policy,
        "journal": world.record.journal_hash,
        "window": [exercise.window.since.isoformat(), exercise.window.until.isoformat()],
        "rate_cny": f"{float(world.scenario.rates.CNY):g}",
        "entities": [
            {
                "owner": one.owner,
                "role": one.role,
                "label": one.label,
                "names": one.names,
                "records": one.records,
                "fact": PUBLIC[one.role],
            }
            for one in truth.entities
        ],
        "innocents": _innocents(truth),
        "deals": {
            deal: {"whole": deal in truth.whole_deals, "steps": {str(step): ids for step, ids in steps.items()}}
            for deal, steps in truth.deals.items()
        },
        "mirrors": [
            {
                "deal": one.deal,
                "at": one.at,
                "usd": money(one.cents),
                "cny": money(one.fen),
                "cash": one.cash,
                "yuan": one.yuan,
            }
            for one in truth.mirrors
        ],
        "facts": {str(step): fact for step, fact in STEP_FACTS.items()},
        "narrative": _narrative(truth),
        "shipments": _shipments(truth),
        "flow": flow(truth),
        "noise": noise(world, truth),
    }
    key["decisions"] = reference(world, key)
    return key


def _innocents(truth: Truth) -> list[dict[str, Any]]:
    """Everybody who did nothing, with what passes through their accounts in the window."""
    cents: Counter[str] = Counter()
    payments: Counter[str] = Counter()
    for act in truth.world.scene.acts:
        if not act.guilty and act.kind in ("deposit", "yuan", "gathering", "wire"):
            for party in {act.who, act.other} - {""}:
                payments[party] += 1
                cents[party] += act.cents or act.fen * truth.world.scene.rate[1] // truth.world.scene.rate[0]
    return [
        {"owner": owner, "label": names[0], "names": names, "payments": payments[owner], "usd": money(cents[owner])}
        for owner, names in sorted(truth.innocents.items(), key=lambda one: one[1][0])
    ]


def _narrative(truth: Truth) -> dict[str, Any]:
    """What a narrative is held against: sums, days and places of the visible records."""
    scene, start = truth.world.scene, truth.world.scenario.start
    handed = sum(act.cents for act in scene.acts if act.kind == "hand_over" and act.guilty)
    swapped = sum(act.cents for act in scene.acts if act.kind == "count" and act.guilty)
    rows = [row for row in truth.visible if row.guilty and row.act is not None]
    return {
        "handed_over_usd": money(handed),
        "swapped_usd": money(swapped),
        "amounts": sorted({money(row.act.cents) for row in rows if row.act and row.act.cents}),
        "days": sorted({moment(start, row.tick)[:10] for row in rows}),
        "places": sorted({str(row.cells[one]) for row in rows for one in ("place", "port") if row.cells.get(one)}),
        "all_places": sorted(
            {str(row.cells[one]) for row in truth.visible for one in ("place", "port") if row.cells.get(one)}
        ),
    }


def _shipments(truth: Truth) -> dict[str, dict[str, Any]]:
    """By the number of each paper: the shipment that it belongs to, and when that came into port."""
    scene, start = truth.world.scene, truth.world.scenario.start
    entered: dict[str, str] = {}
    for act in scene.acts:
        if act.kind == "entry":
            entered[act.bundle] = moment(start, act.tick)
    found: dict[str, dict[str, Any]] = {}
    for row in truth.visible:
        paper = row.act
        if paper is None or not paper.bundle:
            continue
        importer = paper.who if paper.kind != "purchase" else paper.other
        found[row.id] = {
            "deal": str(paper.deal) if paper.guilty else "",
            "importer": scene.ids.name(importer),
            "entered": entered.get(paper.bundle, ""),
        }
    return dict(sorted(found.items()))


def flow(truth: Truth) -> list[dict[str, Any]]:
    """What truly happened, in order: for the after-action review. Parties by their public labels."""
    world = truth.world
    start, ids = world.scenario.start, world.scene.ids
    in_china = {"yuan", "gathering", "premium", "second", "purchase"}
    shown = in_china | {"hand_over", "meeting", "bill", "entry", "stop", "token", "call"}
    records: dict[int, list[str]] = defaultdict(list)
    for row in truth.visible:
        if row.act is not None and row.act.guilty:
            records[id(row.act)].append(row.id)
    found = []
    for act in world.scene.acts:
        if not act.guilty or act.kind not in shown:
            continue
        parties = [
            "" if not party else ids.phone(party) if party.startswith("burner.") else
            ids.account(party, "cn") if act.kind in in_china and not party.startswith("importer.") else ids.name(party)
            for party in (act.who, act.other)
        ]  # fmt: skip
        found.append(
            {
                "at": moment(start, act.tick),
                "step": act.step,
                "deal": truth.deal_of(act),
                "kind": act.kind,
                "from": parties[0],
                "to": parties[1],
                "usd": money(act.cents) if act.cents else "",
                "cny": money(act.fen) if act.fen else "",
                "records": sorted(records[id(act)]),
            }
        )
    return found


def noise(world: World, truth: Truth) -> dict[str, dict[str, int]]:
    """By view: all records, and how many of them show the scheme."""
    return {
        view: {"records": len(rows), "of_the_scheme": sum(row.guilty for row in rows)}
        for view, rows in world.rows.items()
        if view in truth.views
    }


def hold_for(world: World) -> str:
    """How long a hold lasts, as people write it."""
    return format_duration(world.exercise.decisions.hold_for)


assert set(PUBLIC) == set(ROLES)
