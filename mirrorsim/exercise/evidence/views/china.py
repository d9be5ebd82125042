"""Transfers between accounts in China: bare numbers and amounts, as an answer to a request has them."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import Act
from mirrorsim.exercise.evidence.case import Row, Scene, money
from mirrorsim.exercise.evidence.views.trade import payer, supplier
from mirrorsim.units.time import DAY

_MEMOS = ("", "transfer", "loan back", "goods", "family", "rent", "tuition", "course fee", "thanks")


def cn_account_list(scene: Scene) -> Iterator[Row]:
    """One row a transfer; no names, no nearer purpose than people write themselves."""
    ids = scene.ids
    for key, act in scene.of("yuan", "gathering", "premium", "second"):
        yield _row(
            scene, key, act.tick, ids.account(act.who, "cn"), ids.account(act.other, "cn"), act.fen, act.who, act
        )
    for key, act in scene.of("purchase"):
        if paid_by := payer(scene, act):
            seller = ids.account(supplier(scene, act), "cn")
            yield _row(scene, key, act.tick, ids.account(paid_by, "cn"), seller, act.fen, paid_by, act)
    for key, act in scene.of("wire"):
        # the yuan are paid to a bank a day before the dollars arrive: a wire crosses the border in between
        if act.tick - DAY >= scene.since:
            bank = ids.account("bank.quota", "cn")
            yield _row(scene, key, act.tick - DAY, ids.account(act.who, "cn"), bank, act.fen, act.who, act)


def _row(scene: Scene, key: str, tick: int, source: str, target: str, fen: int, party: str, act: Act) -> Row:
    cells = {"from_account": source, "to_account": target, "amount_cny": money(fen)}
    return Row("cn_account_list", key, tick, party, {**cells, "memo": scene.luck.pick(_MEMOS, "yuan.memo", key)}, act)
