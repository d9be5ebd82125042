"""What the scheme did within a window, read from the journal and the events of one simulated run."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mirrorsim.books.journal import HEAD
from mirrorsim.engine.log import COLUMNS
from mirrorsim.exercise.evidence.activity import Activity
from mirrorsim.scheme import events, transactions
from mirrorsim.scheme.entity import BATCHES
from mirrorsim.scheme.token import token
from mirrorsim.units.shares import WHOLE

if TYPE_CHECKING:
    from mirrorsim.books.journal import TransactionType
    from mirrorsim.world.record import RecordedReplication


@dataclass(frozen=True)
class _Event:
    tick: int
    deal: int
    code: int
    party: str
    amount: int
    detail: int


def scheme_activities(record: RecordedReplication, since: int, until: int) -> list[Activity]:
    """Every activity of the scheme from tick ``since`` up to ``until``, in order of time."""
    run = _RunReader(record)
    found = [*run.handshakes(), *run.mirror_swaps(), *run.repatriation()]
    return sorted(
        (activity for activity in found if since <= activity.tick < until),
        key=lambda activity: (activity.tick, activity.kind, activity.party, activity.swap),
    )


class _RunReader:
    """Reads the record of one run: its events in order of time, its transactions by kind."""

    def __init__(self, record: RecordedReplication) -> None:
        self.record = record
        self.owners = [account.owner for account in record.chart.accounts]
        rows = np.frombuffer(record.events, dtype=np.int64).reshape(-1, len(COLUMNS))
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        self.events = [
            _Event(tick, deal, code, record.names[party], amount, detail)
            for tick, deal, code, party, amount, detail in rows.tolist()
            if deal >= 0
        ]
        self.tables = {kind.name: table.tolist() for kind, table in record.journal.tables()}

    def rows(self, kind: TransactionType) -> list[list[int]]:
        """Rows of one kind of transaction, in the order of booking."""
        return sorted(self.tables.get(kind.name, []))

    def handshakes(self) -> Iterator[Activity]:
        """Steps 3 to 5: the token, the call, the hand-over; and arrests."""
        clients, last = self.record.clients, {}
        for one in self.events:
            holder = f"client.{clients[one.deal // BATCHES]}"
            if one.code == events.TOKEN.code:
                spelled = token(one.detail)
                phone = f"burner.{one.detail}"
                last[one.deal] = (phone, spelled.serial)
                detail = f"{spelled.code_word}|{spelled.serial}"
                yield Activity("token", one.tick, holder, phone, deal=one.deal, step=3, detail=detail)
            elif one.code in (events.CALLED.code, events.UNANSWERED.code):
                said = "answered" if one.code == events.CALLED.code else "unanswered"
                yield Activity("call", one.tick, holder, last[one.deal][0], deal=one.deal, step=4, detail=said)
            elif one.code == events.HANDED_OVER.code:
                yield Activity("hand_over", one.tick, one.party, holder, one.amount, deal=one.deal, step=5)
                yield Activity("note", one.tick, one.party, holder, deal=one.deal, step=5, detail=last[one.deal][1])
            elif one.code == events.ARRESTED.code:
                yield Activity("stop", one.tick, one.party, cents=one.amount, deal=one.deal, step=5)
            elif one.code == events.RAIDED.code and one.party.startswith("broker."):
                keeper = f"stash.{one.party.removeprefix('broker.')}"
                yield Activity("raid", one.tick, keeper, cents=one.amount, deal=one.deal, step=6)

    def mirror_swaps(self) -> Iterator[Activity]:
        """Step 6: cash to a buyer, yuan inside China, and what the buyer brings to the bank."""
        placed: dict[tuple[int, int, str], deque[int]] = defaultdict(deque)
        for row in self.rows(transactions.BANK_DEPOSIT):
            if row[2] >= 0:
                placed[row[1], row[2], self.owners[row[HEAD + 4]]].append(row[HEAD + 5])
        for row in self.rows(transactions.MIRROR_SWAP):
            number, tick, deal = row[:HEAD]
            giver, buyer, cents = self.owners[row[3]], self.owners[row[4]], row[5]
            receiver, fen = self.owners[row[7]], row[8]
            yield Activity("meeting", tick, giver, buyer, cents, deal=deal, step=6, swap=number)
            yield Activity("count", tick, giver, buyer, cents, deal=deal, step=6, swap=number)
            yield Activity("yuan", tick, buyer, receiver, fen=fen, deal=deal, step=6, swap=number)
            if receiver != (broker := self.owners[row[10]]):
                yield Activity("gathering", tick, receiver, broker, fen=row[11], deal=deal, step=6)
            if row[14]:
                yield Activity("premium", tick, buyer, self.owners[row[13]], fen=row[14], deal=deal, step=6)
            waiting = placed.get((tick, deal, buyer))
            if waiting:
                yield Activity("deposit", tick, buyer, cents=waiting.popleft(), deal=deal, step=6, swap=number)

    def repatriation(self) -> Iterator[Activity]:
        """Steps 8 and 9: yuan to somebody with pesos, or goods."""
        for row in self.rows(transactions.SECOND_MIRROR):
            tick, deal = row[1], row[2]
            payer, provider, fen = self.owners[row[6]], self.owners[row[7]], row[8]
            yield Activity("second", tick, payer, provider, fen=fen, deal=deal, step=8)
        cost = {row[2]: row[5] for row in self.rows(transactions.GOODS_PURCHASE)}
        for row in self.rows(transactions.GOODS_PURCHASE):
            broker = self.owners[row[3]]
            yield Activity(
                "purchase", row[1], broker, _importer(broker), fen=row[5], deal=row[2], step=9, bundle=_bundle(row[2])
            )
        brokers = {row[2]: self.owners[row[3]] for row in self.rows(transactions.GOODS_PURCHASE)}
        fate = self._fates()
        for one in self.events:
            if one.code not in (events.SAILED.code, events.LANDED.code):
                continue
            kind = "bill" if one.code == events.SAILED.code else "entry"
            importer, port = _importer(brokers[one.deal]), one.party.removeprefix("port.")
            papers = "wrong" if self._mislabelled(one.deal) else "right"
            detail = "|".join((port, papers, fate.get(one.deal, "released")))
            yield Activity(
                kind,
                one.tick,
                importer,
                fen=cost[one.deal],
                deal=one.deal,
                step=9,
                detail=detail,
                bundle=_bundle(one.deal),
            )

    def _fates(self) -> dict[int, str]:
        words = {events.INSPECTED.code: "inspected, released", events.CUSTOMS_TOOK.code: "inspected, seized"}
        return {one.deal: words[one.code] for one in self.events if one.code in words}

    def _mislabelled(self, deal: int) -> bool:
        """Whether a deal's papers do not say what the cargo is: the same draw that the run made."""
        from mirrorsim.engine.draws import Draws

        goods = self.record.scenario.goods
        if goods is None or not goods.mislabelled:
            return False
        draws = Draws(self.record.seed, self.record.replication).uniforms("goods.mislabelled")
        return draws(deal) * WHOLE < goods.mislabelled


def _bundle(deal: int) -> str:
    return f"shipment.{deal}"


def _importer(broker: str) -> str:
    return f"importer.{broker.removeprefix('broker.')}"
