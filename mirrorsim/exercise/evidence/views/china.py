"""Transfers between accounts in China: bare numbers and amounts, as an answer to a request has them."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import Activity
from mirrorsim.exercise.evidence.case import Case, EvidenceRow
from mirrorsim.exercise.evidence.population import QUOTA_BANK
from mirrorsim.exercise.evidence.views.trade import payer, supplier
from mirrorsim.exercise.evidence.wording import amount_text
from mirrorsim.units.time import DAY

_MEMOS = ("", "transfer", "loan back", "goods", "family", "rent", "tuition", "course fee", "thanks")


def cn_account_list(case: Case) -> Iterator[EvidenceRow]:
    """One row a transfer; no names, no nearer purpose than people write themselves."""
    ids = case.identities
    for key, activity in case.activities_of("yuan", "gathering", "premium", "second"):
        yield _row(
            case,
            key,
            activity.tick,
            ids.account(activity.party, "cn"),
            ids.account(activity.counterparty, "cn"),
            activity.fen,
            activity.party,
            activity,
        )
    for key, activity in case.activities_of("purchase"):
        if paid_by := payer(case, activity):
            seller = ids.account(supplier(case, activity), "cn")
            yield _row(case, key, activity.tick, ids.account(paid_by, "cn"), seller, activity.fen, paid_by, activity)
    for key, activity in case.activities_of("wire"):
        # the yuan are paid to a bank a day before the dollars arrive: a wire crosses the border in between
        if activity.tick - DAY >= case.since:
            bank = ids.account(QUOTA_BANK, "cn")
            yield _row(
                case,
                key,
                activity.tick - DAY,
                ids.account(activity.party, "cn"),
                bank,
                activity.fen,
                activity.party,
                activity,
            )


def _row(
    case: Case, key: str, tick: int, source: str, target: str, fen: int, party: str, activity: Activity
) -> EvidenceRow:
    cells = {"from_account": source, "to_account": target, "amount_cny": amount_text(fen)}
    return EvidenceRow(
        "cn_account_list", key, tick, party, {**cells, "memo": case.draws.choice(_MEMOS, "yuan.memo", key)}, activity
    )
