"""The ground truth: who did what, and which visible records show it. Computed from the same activities as the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, HOLDER, IMPORTER, PROVIDER, RECEIVER, ROLES, Activity
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.case import EvidenceRow
from mirrorsim.exercise.evidence.population import FORWARDERS, QUOTA_BANK, SUPPLIERS
from mirrorsim.exercise.evidence.wording import utc_minute
from mirrorsim.exercise.key.answer_key import MirrorSwap, SchemeEntity
from mirrorsim.scenario.evidence import ON_REQUEST
from mirrorsim.scheme.entity import deal_name

ROLE_FACTS: dict[str, str] = {
    HOLDER: "B04", COURIER: "E31", BUYER: "B10", RECEIVER: "E28", PROVIDER: "B08", IMPORTER: "B20",
}  # fmt: skip
"""The public fact that each role rests on."""
STEP_FACTS = {3: "B03", 4: "B04", 5: "B05", 6: "B06", 8: "B08", 9: "B09"}
"""The public fact that each step rests on."""
_NO_STEP = {"ctr", "sar_narratives", "bank_customers", "company_register"}
"""Records that sum up or describe, and show no single step."""
_OF_A_MIRROR = {"bank_statements", "device_extracts", "surveillance_log", "cn_account_list"}
"""Records that are made in the minute of a swap."""


@dataclass
class GroundTruth:
    """What the teams can find out from the records that some role has or may ask for."""

    evidence: Evidence

    @cached_property
    def views(self) -> set[str]:
        """The views that some role has or may ask for."""
        return self.evidence.exercise.views

    @cached_property
    def visible(self) -> list[EvidenceRow]:
        """Records that reach a role before the window ends."""
        return [row for view in self.views for row in self.evidence.rows.get(view, []) if self._arrives(view, row)]

    def _arrives(self, view: str, row: EvidenceRow) -> bool:
        exercise = self.evidence.exercise
        if view in ON_REQUEST or view in {request.view for request in exercise.requests.values()}:
            return True
        delay = min(role.delay for role in exercise.roles.values() if view in role.sees)
        return row.tick + delay < self.evidence.case.until

    def names_of(self, party: str) -> list[str]:
        """Every public name of a party: its own, its accounts, its phone, its files."""
        ids, rows = self.evidence.case.identities, self.evidence.rows
        files = [
            row.id for view in ("bank_customers", "company_register") for row in rows.get(view, []) if row.key == party
        ]
        found = [ids.name(party), ids.account(party), ids.account(party, "cn"), ids.phone(party), *files]
        if (known := self.evidence.case.parties.get(party)) is not None and known.role == RECEIVER:
            return [found[2], found[0], found[1], found[3]]
        return found

    @cached_property
    def entities(self) -> list[SchemeEntity]:
        """Parties of the scheme that visible records of it name, in the order of their roles."""
        parties = self.evidence.case.parties
        names = {key: self.names_of(key) for key, party in parties.items() if party.in_scheme}
        records: dict[str, list[str]] = defaultdict(list)
        for row in self.visible:
            if not row.in_scheme or row.activity is None:
                continue
            cells = set(map(str, row.cells.values()))
            for party in {row.activity.party, row.activity.counterparty, row.party} & names.keys():
                if cells & set(names[party]):
                    records[party].append(row.id)
        found = [
            SchemeEntity(
                owner=owner,
                role=parties[owner].role,
                label=names[owner][0],
                names=tuple(names[owner]),
                records=tuple(sorted(ids)),
                fact=ROLE_FACTS[parties[owner].role],
            )
            for owner, ids in records.items()
        ]
        return sorted(found, key=lambda entity: (entity.role, entity.label))

    @cached_property
    def bystander_names(self) -> dict[str, list[str]]:
        """The public names of everybody else, by inner name."""
        others = [key for key, party in self.evidence.case.parties.items() if not party.in_scheme]
        found = {key: self.names_of(key) for key in others}
        ids = self.evidence.case.identities
        for firm in (*SUPPLIERS, *FORWARDERS, QUOTA_BANK):
            found[firm] = [ids.name(firm), ids.account(firm), ids.account(firm, "cn"), ids.phone(firm)]
        return found

    @cached_property
    def deals(self) -> dict[str, dict[int, list[str]]]:
        """By deal and step: the visible records that show it."""
        found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self.visible:
            if row.in_scheme and row.activity is not None and row.view not in _NO_STEP and row.activity.step:
                found[self.deal_of(row.activity)][row.activity.step].append(row.id)
        return {
            deal: {step: sorted(ids) for step, ids in sorted(found[deal].items())} for deal in sorted(found, key=_order)
        }

    @cached_property
    def reconstructible_deals(self) -> list[str]:
        """Deals whose hand-over and mirror swap both are visible: those that can be reconstructed."""
        return [deal for deal, steps in self.deals.items() if {5, 6} <= steps.keys()]

    @cached_property
    def mirrors(self) -> list[MirrorSwap]:
        """Swaps whose cash and whose yuan are both visible."""
        by_swap: dict[int, list[EvidenceRow]] = defaultdict(list)
        for row in self.visible:
            if row.activity is not None and row.activity.swap >= 0 and row.view in _OF_A_MIRROR:
                by_swap[row.activity.swap].append(row)
        found = []
        for swap in sorted(by_swap):
            rows = by_swap[swap]
            yuan = [row for row in rows if row.activity and row.activity.kind == "yuan"]
            cash = [row for row in rows if row.activity and row.activity.kind in ("deposit", "count", "meeting")]
            if yuan and cash:
                activities = [row.activity for row in rows if row.activity]
                counted = [activity.cents for activity in activities if activity.kind != "deposit" and activity.cents]
                found.append(
                    MirrorSwap(
                        deal=self.deal_of(activities[0]),
                        at=utc_minute(self.evidence.scenario.start, activities[0].tick),
                        usd=counted[0] if counted else max(activity.cents for activity in activities),
                        cny=max(activity.fen for activity in activities),
                        cash=_ids(cash),
                        yuan=_ids(yuan),
                    )
                )
        return found

    def deal_of(self, activity: Activity) -> str:
        """The name of an activity's deal."""
        return deal_name(activity.deal, self.evidence.record.clients)


def _ids(rows: Iterable[EvidenceRow]) -> tuple[str, ...]:
    return tuple(sorted(row.id for row in rows))


def _order(deal: str) -> tuple[str, int]:
    name, _, number = deal.rpartition("-")
    return name, int(number)


assert set(ROLE_FACTS) == set(ROLES)
