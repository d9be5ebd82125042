"""Trade papers: the supplier's invoice, the bill of lading, the entry at customs; and who the firms are."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import BUYER, IMPORTER, PROVIDER, RECEIVER, Act
from mirrorsim.exercise.evidence.case import Ref, Row, Scene, money
from mirrorsim.exercise.evidence.name_lists import GOODS, STREETS
from mirrorsim.exercise.evidence.views.bank import income, occupation
from mirrorsim.units.time import DAY

SUPPLIERS = tuple(f"supplier.{number}" for number in range(1, 15))
"""Factories and traders that sell to anybody."""
FORWARDERS = tuple(f"freight.{number}" for number in range(1, 7))
_IMPORT_LINES = (
    "household goods",
    "clothing",
    "toys and gifts",
    "electronics",
    "kitchen equipment",
    "building materials",
)


def papers(scene: Scene) -> Iterator[Row]:
    """Invoices, bills of lading and customs declarations."""
    for _, act in scene.of("purchase"):
        yield _invoice(scene, act)
    for _, act in scene.of("bill"):
        yield _bill(scene, act)
    for _, act in scene.of("entry"):
        yield _entry(scene, act)


def supplier(scene: Scene, act: Act) -> str:
    """The seller of a shipment's goods: any of those who sell to anybody."""
    return scene.luck.pick(SUPPLIERS, "ship.supplier", act.bundle)


def payer(scene: Scene, act: Act) -> str:
    """The account in China that pays an honest importer's supplier, where an agent does; empty where the importer pays itself."""
    if act.guilty:
        return act.who
    agents = [party.key for party in scene.of_role(RECEIVER) if not party.guilty]
    if not agents or not scene.luck.happens(0.2, "ship.by agent", act.bundle):
        return ""
    return scene.luck.pick(agents, "ship.agent", act.bundle)


def _goods(scene: Scene, act: Act) -> str:
    return scene.luck.pick(GOODS, "ship.goods", act.bundle)


def _kilos(scene: Scene, act: Act) -> int:
    """Weight from value; about a third of all cargo is declared at a low price, guilty or not."""
    cheap = scene.luck.happens(0.34, "ship.cheap", act.bundle)
    fen_a_kilo = (15_00 if cheap else 60_00) * scene.luck.factor(0.3, "ship.price", act.bundle)
    return max(int(act.fen / fen_a_kilo), 50)


def _invoice(scene: Scene, act: Act) -> Row:
    ids, paid_by = scene.ids, payer(scene, act)
    cells = {
        "seller": ids.name(supplier(scene, act)),
        "buyer": ids.name(act.other),
        "goods": _goods(scene, act),
        "pieces": str(_kilos(scene, act) * (2 + scene.luck.below(6, "ship.pieces", act.bundle))),
        "amount_cny": money(act.fen),
        "paid_from": ids.account(paid_by, "cn") if paid_by else ids.account(act.other),
    }
    return Row("invoices", act.bundle, act.tick, act.other, dict(cells), act)


def _bill(scene: Scene, act: Act) -> Row:
    port = act.detail.split("|")[0]
    cells: dict[str, str | Ref] = {
        "shipper": scene.ids.name(supplier(scene, act)),
        "forwarder": scene.ids.name(scene.luck.pick(FORWARDERS, "ship.forwarder", act.bundle)),
        "consignee": scene.ids.name(act.who),
        "port": port,
        "goods": _goods(scene, act),
        "weight_kg": str(_kilos(scene, act)),
        "invoice": Ref("invoices", act.bundle),
    }
    return Row("bills_of_lading", act.bundle, act.tick, act.who, cells, act)


def _entry(scene: Scene, act: Act) -> Row:
    luck = scene.luck
    port, right, fate = act.detail.split("|")
    goods, kilos = _goods(scene, act), _kilos(scene, act)
    if right == "wrong":
        goods = luck.pick([one for one in GOODS if one != goods], "ship.declared", act.bundle)
        kilos = int(kilos * (0.5 + 0.3 * luck.uniform("ship.declared kilos", act.bundle)))
    cells: dict[str, str | Ref] = {
        "importer": scene.ids.name(act.who),
        "port": port,
        "goods": goods,
        "weight_kg": str(kilos),
        "value_cny": money(act.fen),
        "bill": Ref("bills_of_lading", act.bundle),
        "outcome": fate,
    }
    return Row("customs_declarations", act.bundle, act.tick, act.who, cells, act)


def company_register(scene: Scene) -> Iterator[Row]:
    """Every firm that other records may name, with its line of business and its taxes."""
    luck, ids = scene.luck, scene.ids
    cash: dict[str, int] = {}
    for _, act in scene.of("deposit"):
        cash[act.who] = cash.get(act.who, 0) + act.cents
    firms = [party for role in (BUYER, IMPORTER, PROVIDER) for party in scene.of_role(role) if party.firm]
    for party in firms:
        if party.role == BUYER:
            business, turnover = occupation(scene, party), income(scene, party, cash.get(party.key, 0))
        else:
            business = luck.pick(_IMPORT_LINES, "company.line", party.key)
            turnover = round(900_000 * luck.factor(0.7, "company.turnover", party.key)) * 100
        cells = {
            "company": ids.name(party.key),
            "business": business,
            "address": f"{1 + luck.below(240, 'company.number', party.key)} {luck.pick(STREETS, 'company.street', party.key)}",
            "employees": str(1 + luck.below(18, "company.staff", party.key)),
            "yearly_turnover_usd": money(turnover),
            "account": ids.account(party.key),
        }
        registered = scene.since - int((60 + 3000 * luck.uniform("company.since", party.key)) * DAY)
        yield Row("company_register", party.key, registered, party.key, dict(cells))
