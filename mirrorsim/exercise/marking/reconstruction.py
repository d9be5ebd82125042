"""The reconstruction: steps of deals, and cash matched to yuan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from mirrorsim.exercise.evidence.activity import STEPS
from mirrorsim.exercise.evidence.wording import count_of, grouped_amount_text
from mirrorsim.exercise.key.answer_key import AnswerKey, DealEvidence, MirrorSwap
from mirrorsim.exercise.marking.answer_sheet import AnswerSheet, MirrorMatchAnswer, StepAnswer
from mirrorsim.exercise.marking.marks import Remark, SectionMark
from mirrorsim.scenario.exercise import Exercise

Marked = tuple[float, list[Remark]]
"""The share earned, from 0 to 1, and the remarks."""


def mark_reconstruction(key: AnswerKey, sheet: AnswerSheet, exercise: Exercise, weight: int) -> SectionMark:
    """Mark the steps and the matches that were asked for; each counts half when both were."""
    figures: dict[str, float] = {}
    remarks: list[Remark] = []
    if (question := exercise.asks("steps")) is not None:
        figures["steps"], said = _mark_steps(key, sheet.steps, question.need)
        remarks += said
    if (question := exercise.asks("mirror_match")) is not None:
        figures["matches"], said = _mark_matches(key, sheet.mirror_match, question.need)
        remarks += said
    share = sum(figures.values()) / len(figures) if figures else 0.0
    return SectionMark("reconstruction", share, weight, tuple(remarks), figures)


def _mark_steps(key: AnswerKey, answers: Sequence[StepAnswer], need: int | None) -> Marked:
    deals = dict(key.reconstructible_deals)
    records = {name: deal.records for name, deal in deals.items()}
    of_other_deals = {record for name, deal in key.deals.items() if name not in deals for record in deal.records}
    wanted = min(need or len(deals), len(deals)) or 1
    groups: dict[str, list[StepAnswer]] = defaultdict(list)
    for answer in answers:
        groups[answer.deal].append(answer)
    remarks: list[Remark] = []
    earned: list[float] = []
    taken: set[str] = set()
    for label, group in groups.items():
        item = f"deal {label}"
        cited = {record for answer in group for record in answer.records}
        # each group of the team's is held against the deal with which it has most records in common
        best = max(
            (name for name in deals if name not in taken), key=lambda name: len(cited & records[name]), default=None
        )
        if best is None or not cited & records[best]:
            if ids := sorted(cited & of_other_deals):
                text = "of the scheme, but of a deal whose hand-over or mirror no record shows: it is not counted"
                remarks.append(Remark("reconstruction", item, "partly", text, tuple(ids), "B06"))
                continue
            remarks.append(Remark("reconstruction", item, "wrong", "these records belong to no deal of the scheme"))
            earned.append(0.0)
            continue
        taken.add(best)
        share, said = _mark_deal(label, deals[best], group, key.step_facts)
        earned.append(share)
        remarks += said
    total = sum(sorted(earned, reverse=True)[:wanted]) / wanted
    if len(taken) < wanted and (example := next((deal for name, deal in deals.items() if name not in taken), None)):
        evidence = tuple(ids[0] for ids in example.steps.values())
        text = f"{count_of(wanted - len(taken), 'more deal')} could be reconstructed, one by these records, a step each"
        remarks.append(Remark("reconstruction", "deals", "missed", text, evidence, "B06"))
    return total, remarks


def _mark_deal(label: str, deal: DealEvidence, answers: Sequence[StepAnswer], step_facts: Mapping[int, str]) -> Marked:
    cited = {(answer.step, record) for answer in answers for record in answer.records}
    remarks = []
    points = 0.0
    for step, ids in deal.steps.items():
        item, name, fact = f"deal {label}, step {step}", STEPS[step][0], step_facts[step]
        right = sorted({record for said, record in cited if said == step and record in ids})
        elsewhere = sorted({record for said, record in cited if said != step and record in ids})
        if right:
            points += 1
            remarks.append(Remark("reconstruction", item, "right", name, tuple(right), fact))
        elif elsewhere:
            points += 0.5
            text = f"{name}: the record is right, the step is not"
            remarks.append(Remark("reconstruction", item, "partly", text, tuple(elsewhere), fact))
        else:
            remarks.append(Remark("reconstruction", item, "missed", name, ids, fact))
    records = {record for _, record in cited}
    strangers = sorted(records - deal.records)
    if strangers:
        text = "these records are not of this deal"
        remarks.append(Remark("reconstruction", f"deal {label}", "wrong", text, tuple(strangers)))
    precision = (len(records) - len(strangers)) / len(records) if records else 0.0
    return points / len(deal.steps) * precision, remarks


def _mark_matches(key: AnswerKey, answers: Sequence[MirrorMatchAnswer], need: int | None) -> Marked:
    mirrors = key.mirrors
    wanted = min(need or len(mirrors), len(mirrors)) or 1
    found: set[int] = set()
    wrong = 0
    remarks = []
    for answer in answers:
        if not answer.cash.strip() and not answer.yuan.strip():
            continue  # a line that was not filled in
        item = f"{answer.cash} = {answer.yuan}"
        pair = (answer.cash, answer.yuan)
        number, of_yuan = next(((n, one) for n, one in enumerate(mirrors) if answer.yuan in one.yuan), (-1, None))
        of_cash = next((one for one in mirrors if answer.cash in one.cash), None)
        if of_yuan is not None and of_cash is not None and of_cash.looks_like(of_yuan):
            text = (
                f"{_sums(of_yuan)}: the same value at {key.rate_cny:g}, the same minute, and no wire between them"
                + ("; counted once" if number in found else "")
            )
            found.add(number)
            remarks.append(Remark("reconstruction", item, "right", text, pair, "B06"))
            continue
        if of_cash is not None and of_yuan is None and answer.yuan in key.deals[of_cash.deal].steps.get(6, ()):
            paid = ", ".join(of_cash.yuan)
            text = f"the scheme's, but these are the same yuan passed on, or the premium: the payment is {paid}"
            remarks.append(Remark("reconstruction", item, "partly", text, pair, "B06"))
            continue
        wrong += 1
        if of_cash is not None:
            text = f"this cash was mirrored, but by {', '.join(of_cash.yuan)}"
        elif of_yuan is not None:
            text = f"these yuan paid for cash, but for that of {', '.join(of_yuan.cash)}"
        else:
            text = "neither record is of a mirror: value, minute or the missing wire do not fit"
        remarks.append(Remark("reconstruction", item, "wrong", text, (), "B06"))
    if len(found) < wanted and (left := next((one for n, one in enumerate(mirrors) if n not in found), None)):
        text = f"{wanted - len(found)} more to match, such as {_sums(left)}"
        remarks.append(Remark("reconstruction", "matches", "missed", text, (left.cash[-1], left.yuan[0]), "B06"))
    precision = len(found) / (len(found) + wrong) if found else 0.0
    return min(len(found) / wanted, 1.0) * precision, remarks


def _sums(mirror: MirrorSwap) -> str:
    usd, cny = grouped_amount_text(mirror.usd), grouped_amount_text(mirror.cny)
    return f"{usd} USD and {cny} CNY at {mirror.at:%Y-%m-%d %H:%M}"
