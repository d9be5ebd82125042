"""The reconstruction: steps of deals, and cash matched to yuan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from mirrorsim.exercise.evidence.activity import STEPS
from mirrorsim.exercise.evidence.wording import count_of, group_thousands
from mirrorsim.exercise.marking.answer_sheet import Match, Sheet, Step
from mirrorsim.exercise.marking.marks import Part, Remark
from mirrorsim.scenario.exercise import Exercise

NAMES = {str(number): name for number, (name, _) in STEPS.items()}


def mark_reconstruction(key: Mapping[str, Any], sheet: Sheet, exercise: Exercise, weight: int) -> Part:
    """Mark the steps and the matches that were asked for; each counts half when both were."""
    shares, remarks, figures = [], [], {}
    if (question := exercise.asks("steps")) is not None:
        share, said = _steps(key, sheet.steps, question.need)
        shares.append(share)
        remarks += said
        figures["steps"] = share
    if (question := exercise.asks("mirror_match")) is not None:
        share, said = _matches(key, sheet.mirror_match, question.need)
        shares.append(share)
        remarks += said
        figures["matches"] = share
    return Part("reconstruction", sum(shares) / len(shares) if shares else 0.0, weight, tuple(remarks), figures)


def _steps(key: Mapping[str, Any], answers: Sequence[Step], need: int | None) -> tuple[float, list[Remark]]:
    deals: dict[str, dict[str, list[str]]] = {
        name: deal["steps"] for name, deal in key["deals"].items() if deal["whole"]
    }
    part = {
        record
        for deal in key["deals"].values()
        if not deal["whole"]
        for ids in deal["steps"].values()
        for record in ids
    }
    wanted = min(need or len(deals), len(deals)) or 1
    groups: dict[str, list[Step]] = defaultdict(list)
    for step in answers:
        groups[step.deal].append(step)
    remarks: list[Remark] = []
    earned: list[float] = []
    taken: set[str] = set()
    for label, steps in groups.items():
        cited = {record for step in steps for record in step.records}
        best = max(
            (name for name in deals if name not in taken),
            key=lambda name: len(cited & {record for ids in deals[name].values() for record in ids}),
            default=None,
        )
        if best is None or not cited & {record for ids in deals[best].values() for record in ids}:
            if ids := sorted(cited & part):
                text = "of the scheme, but of a deal whose hand-over or mirror no record shows: it is not counted"
                remarks.append(Remark("reconstruction", f"deal {label}", "partly", text, tuple(ids), "B06"))
                continue
            remarks.append(
                Remark("reconstruction", f"deal {label}", "wrong", "these records belong to no deal of the scheme")
            )
            earned.append(0.0)
            continue
        taken.add(best)
        share, said = _one_deal(label, deals[best], steps, key["facts"])
        earned.append(share)
        remarks += said
    total = sum(sorted(earned, reverse=True)[:wanted]) / wanted
    if len(taken) < wanted:
        open_ = [name for name in deals if name not in taken]
        example = deals[open_[0]]
        evidence = tuple(ids[0] for ids in example.values())
        text = f"{count_of(wanted - len(taken), 'more deal')} could be reconstructed, one by these records, a step each"
        remarks.append(Remark("reconstruction", "deals", "missed", text, evidence, "B06"))
    return total, remarks


def _one_deal(
    label: str, deal: Mapping[str, list[str]], steps: Sequence[Step], facts: Mapping[str, str]
) -> tuple[float, list[Remark]]:
    cited = {(str(step.step), record) for step in steps for record in step.records}
    everything = {record: step for step, ids in deal.items() for record in ids}
    remarks = []
    points = 0.0
    for step, ids in deal.items():
        name = f"deal {label}, step {step}"
        right = sorted({record for said, record in cited if said == step and record in ids})
        elsewhere = sorted({record for said, record in cited if said != step and record in ids})
        if right:
            points += 1
            remarks.append(Remark("reconstruction", name, "right", NAMES[step], tuple(right), facts[step]))
        elif elsewhere:
            points += 0.5
            text = f"{NAMES[step]}: the record is right, the step is not"
            remarks.append(Remark("reconstruction", name, "partly", text, tuple(elsewhere), facts[step]))
        else:
            remarks.append(Remark("reconstruction", name, "missed", NAMES[step], tuple(ids), facts[step]))
    strangers = sorted({record for _, record in cited if record not in everything})
    if strangers:
        text = "these records are not of this deal"
        remarks.append(Remark("reconstruction", f"deal {label}", "wrong", text, tuple(strangers)))
    records = {record for _, record in cited}
    precision = (len(records) - len(strangers)) / len(records) if records else 0.0
    return points / len(deal) * precision, remarks


def _matches(key: Mapping[str, Any], answers: Sequence[Match], need: int | None) -> tuple[float, list[Remark]]:
    mirrors = key["mirrors"]
    wanted = min(need or len(mirrors), len(mirrors)) or 1
    found: set[int] = set()
    wrong = 0
    remarks = []
    for match in answers:
        if not match.cash.strip() and not match.yuan.strip():
            continue  # a line that was not filled in
        item = f"{match.cash} = {match.yuan}"
        by_yuan = next((n for n, one in enumerate(mirrors) if match.yuan in one["yuan"]), None)
        by_cash = next((n for n, one in enumerate(mirrors) if match.cash in one["cash"]), None)
        if by_yuan is not None and by_cash is not None and _same(mirrors[by_cash], mirrors[by_yuan]):
            one = mirrors[by_yuan]
            again = by_yuan in found
            found.add(by_yuan)
            text = f"{_sums(one)}: the same value at {key['rate_cny']}, the same minute, and no wire between them" + (
                "; counted once" if again else ""
            )
            remarks.append(Remark("reconstruction", item, "right", text, (match.cash, match.yuan), "B06"))
            continue
        if (
            by_cash is not None
            and by_yuan is None
            and match.yuan in key["deals"][mirrors[by_cash]["deal"]]["steps"].get("6", ())
        ):
            paid = ", ".join(mirrors[by_cash]["yuan"])
            text = f"the scheme's, but these are the same yuan passed on, or the premium: the payment is {paid}"
            remarks.append(Remark("reconstruction", item, "partly", text, (match.cash, match.yuan), "B06"))
            continue
        wrong += 1
        if by_cash is not None:
            one = mirrors[by_cash]
            text = f"this cash was mirrored, but by {', '.join(one['yuan'])}"
        elif by_yuan is not None:
            text = f"these yuan paid for cash, but for that of {', '.join(mirrors[by_yuan]['cash'])}"
        else:
            text = "neither record is of a mirror: value, minute or the missing wire do not fit"
        remarks.append(Remark("reconstruction", item, "wrong", text, (), "B06"))
    if len(found) < wanted:
        left = [one for number, one in enumerate(mirrors) if number not in found]
        if left:
            one = left[0]
            text = f"{wanted - len(found)} more to match, such as {_sums(one)}"
            evidence = (left[0]["cash"][-1], left[0]["yuan"][0])
            remarks.append(Remark("reconstruction", "matches", "missed", text, evidence, "B06"))
    precision = len(found) / (len(found) + wrong) if found else 0.0
    return min(len(found) / wanted, 1.0) * precision, remarks


def _sums(one: Mapping[str, Any]) -> str:
    return f"{group_thousands(one['usd'])} USD and {group_thousands(one['cny'])} CNY at {one['at']}"


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two mirrors are one, or cannot be told apart: of one value in one minute."""
    return one is other or (one["at"], one["cny"]) == (other["at"], other["cny"])
