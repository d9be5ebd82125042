"""The key: who did what, and which visible records show it. Computed from the same acts as the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from mirrorsim.exercise.acts import BUYER, COURIER, HOLDER, IMPORTER, PROVIDER, RECEIVER, Act
from mirrorsim.exercise.views.scene import Row, moment
from mirrorsim.exercise.views.trade import FORWARDERS, SUPPLIERS
from mirrorsim.exercise.world import BANK, World
from mirrorsim.scenario.evidence import ON_REQUEST, View
from mirrorsim.scheme.entity import deal_name

PUBLIC: dict[str, str] = {
    HOLDER: "B04", COURIER: "E31", BUYER: "B10", RECEIVER: "E28", PROVIDER: "B08", IMPORTER: "B20",
}  # fmt: skip
"""The fact that a role rests on."""
STEP_FACTS = {3: "B03", 4: "B04", 5: "B05", 6: "B06", 8: "B08", 9: "B09"}
_NO_STEP = {"ctr", "sar_narratives", "bank_customers", "company_register"}
"""Records that sum up or describe, and show no single step."""
_OF_A_MIRROR = {"bank_statements", "device_extracts", "surveillance_log", "cn_account_list"}
"""Records that are made in the minute of a swap."""


@dataclass
class Entity:
    """Somebody or some account of the scheme, by every name that a record gives it."""

    owner: str
    role: str
    names: list[str]
    records: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What an answer calls it: its name, or its account where it has no other."""
        return self.names[0]


@dataclass
class Mirror:
    """One swap: cash that changed hands and yuan that moved in the same minutes, with nothing in between."""

    deal: str
    at: str
    cents: int
    fen: int
    cash: list[str]
    yuan: list[str]


@dataclass
class Truth:
    """What a team can find out from what lies on its desks or may be asked for."""

    world: World

    @cached_property
    def views(self) -> set[str]:
        """Records that some desk has or may ask for."""
        return self.world.exercise.views

    @cached_property
    def visible(self) -> list[Row]:
        """Records that reach a desk before the window ends."""
        return [row for view in self.views for row in self.world.rows.get(view, []) if self._arrives(view, row)]

    def _arrives(self, view: str, row: Row) -> bool:
        exercise = self.world.exercise
        if view in ON_REQUEST or view in {request.view for request in exercise.requests.values()}:
            return True
        delay = min(role.delay for role in exercise.roles.values() if view in role.sees)
        return row.tick + delay < self.world.scene.until

    def names_of(self, party: str) -> list[str]:
        """Every public name of a party: its own, its accounts, its phone, its files."""
        ids, rows = self.world.scene.ids, self.world.rows
        files = [
            row.id for view in ("bank_customers", "company_register") for row in rows.get(view, []) if row.key == party
        ]
        found = [ids.name(party), ids.account(party), ids.account(party, "cn"), ids.phone(party), *files]
        if (known := self.world.scene.parties.get(party)) is not None and known.role == RECEIVER:
            return [found[2], found[0], found[1], found[3]]
        return found

    @cached_property
    def entities(self) -> list[Entity]:
        """Parties of the scheme that visible records of it name, in the order of their roles."""
        parties = self.world.scene.parties
        names = {key: self.names_of(key) for key, party in parties.items() if party.guilty}
        records: dict[str, list[str]] = defaultdict(list)
        for row in self.visible:
            if not row.guilty or row.act is None:
                continue
            cells = set(map(str, row.cells.values()))
            for party in {row.act.who, row.act.other, row.party} & names.keys():
                if cells & set(names[party]):
                    records[party].append(row.id)
        found = [Entity(key, parties[key].role, names[key], sorted(ids)) for key, ids in records.items()]
        return sorted(found, key=lambda one: (one.role, one.label))

    @cached_property
    def innocents(self) -> dict[str, list[str]]:
        """Everybody else, by inner name."""
        others = [key for key, party in self.world.scene.parties.items() if not party.guilty]
        found = {key: self.names_of(key) for key in others}
        ids = self.world.scene.ids
        for firm in (*SUPPLIERS, *FORWARDERS, BANK):
            found[firm] = [ids.name(firm), ids.account(firm), ids.account(firm, "cn"), ids.phone(firm)]
        return found

    @cached_property
    def deals(self) -> dict[str, dict[int, list[str]]]:
        """By deal and step: the visible records that show it."""
        found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self.visible:
            if row.guilty and row.act is not None and row.view not in _NO_STEP and row.act.step:
                found[self.deal_of(row.act)][row.act.step].append(row.id)
        return {
            deal: {step: sorted(ids) for step, ids in sorted(found[deal].items())} for deal in sorted(found, key=_order)
        }

    @cached_property
    def whole_deals(self) -> list[str]:
        """Deals whose hand-over and mirror both are visible: those that can be reconstructed."""
        return [deal for deal, steps in self.deals.items() if {5, 6} <= steps.keys()]

    @cached_property
    def mirrors(self) -> list[Mirror]:
        """Swaps whose cash and whose yuan are both visible."""
        by_swap: dict[int, list[Row]] = defaultdict(list)
        for row in self.visible:
            if row.act is not None and row.act.swap >= 0 and row.view in _OF_A_MIRROR:
                by_swap[row.act.swap].append(row)
        found = []
        for swap in sorted(by_swap):
            rows = by_swap[swap]
            yuan = [row for row in rows if row.act and row.act.kind == "yuan"]
            cash = [row for row in rows if row.act and row.act.kind in ("deposit", "count", "meeting")]
            if yuan and cash:
                acts = [row.act for row in rows if row.act]
                cents = next((act.cents for act in acts if act.kind != "deposit" and act.cents), 0)
                cents = cents or max(act.cents for act in acts)
                fen = max(act.fen for act in acts)
                at = moment(self.world.scenario.start, acts[0].tick)
                found.append(Mirror(self.deal_of(acts[0]), at, cents, fen, _ids(cash), _ids(yuan)))
        return found

    def deal_of(self, act: Act) -> str:
        """The name of an act's deal."""
        return deal_name(act.deal, self.world.record.clients)

    def seen_by(self, view: View) -> list[str]:
        """Roles whose desk has these records."""
        return [name for name, role in self.world.exercise.roles.items() if view in role.sees]


def _ids(rows: Iterable[Row]) -> list[str]:
    return sorted(row.id for row in rows)


def _order(deal: str) -> tuple[str, int]:
    name, _, number = deal.rpartition("-")
    return name, int(number)
