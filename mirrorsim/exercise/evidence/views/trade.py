"""Trade papers: the supplier's invoice, the bill of lading, the entry at customs; and who the firms are."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.evidence.activity import BUYER, IMPORTER, PROVIDER, RECEIVER, Activity
from mirrorsim.exercise.evidence.case import Case, EvidenceRow, RowReference
from mirrorsim.exercise.evidence.name_lists import GOODS, STREETS
from mirrorsim.exercise.evidence.population import FORWARDERS, SUPPLIERS
from mirrorsim.exercise.evidence.views.bank import income, occupation
from mirrorsim.exercise.evidence.wording import amount_text
from mirrorsim.units.time import DAY

_IMPORT_LINES = (
    "household goods",
    "clothing",
    "toys and gifts",
    "electronics",
    "kitchen equipment",
    "building materials",
)


def papers(case: Case) -> Iterator[EvidenceRow]:
    """Invoices, bills of lading and customs declarations."""
    for _, activity in case.activities_of("purchase"):
        yield _invoice(case, activity)
    for _, activity in case.activities_of("bill"):
        yield _bill(case, activity)
    for _, activity in case.activities_of("entry"):
        yield _entry(case, activity)


def supplier(case: Case, activity: Activity) -> str:
    """The seller of a shipment's goods: any of those who sell to anybody."""
    return case.draws.choice(SUPPLIERS, "ship.supplier", activity.bundle)


def payer(case: Case, activity: Activity) -> str:
    """The account in China that pays an honest importer's supplier, where an agent does; empty where the importer pays itself."""
    if activity.in_scheme:
        return activity.party
    agents = [party.key for party in case.parties_of(RECEIVER) if not party.in_scheme]
    if not agents or not case.draws.bernoulli(0.2, "ship.by agent", activity.bundle):
        return ""
    return case.draws.choice(agents, "ship.agent", activity.bundle)


def _goods(case: Case, activity: Activity) -> str:
    return case.draws.choice(GOODS, "ship.goods", activity.bundle)


def _kilos(case: Case, activity: Activity) -> int:
    """Weight from value; about a third of all cargo is declared at a low price, of the scheme or not."""
    cheap = case.draws.bernoulli(0.34, "ship.cheap", activity.bundle)
    fen_a_kilo = (15_00 if cheap else 60_00) * case.draws.lognormal(0.3, "ship.price", activity.bundle)
    return max(int(activity.fen / fen_a_kilo), 50)


def _invoice(case: Case, activity: Activity) -> EvidenceRow:
    ids, paid_by = case.identities, payer(case, activity)
    cells = {
        "seller": ids.name(supplier(case, activity)),
        "buyer": ids.name(activity.counterparty),
        "goods": _goods(case, activity),
        "pieces": str(_kilos(case, activity) * (2 + case.draws.integer_below(6, "ship.pieces", activity.bundle))),
        "amount_cny": amount_text(activity.fen),
        "paid_from": ids.account(paid_by, "cn") if paid_by else ids.account(activity.counterparty),
    }
    return EvidenceRow("invoices", activity.bundle, activity.tick, activity.counterparty, dict(cells), activity)


def _bill(case: Case, activity: Activity) -> EvidenceRow:
    port = activity.detail.split("|")[0]
    cells: dict[str, str | RowReference] = {
        "shipper": case.identities.name(supplier(case, activity)),
        "forwarder": case.identities.name(case.draws.choice(FORWARDERS, "ship.forwarder", activity.bundle)),
        "consignee": case.identities.name(activity.party),
        "port": port,
        "goods": _goods(case, activity),
        "weight_kg": str(_kilos(case, activity)),
        "invoice": RowReference("invoices", activity.bundle),
    }
    return EvidenceRow("bills_of_lading", activity.bundle, activity.tick, activity.party, cells, activity)


def _entry(case: Case, activity: Activity) -> EvidenceRow:
    draws = case.draws
    port, right, fate = activity.detail.split("|")
    goods, kilos = _goods(case, activity), _kilos(case, activity)
    if right == "wrong":
        goods = draws.choice([one for one in GOODS if one != goods], "ship.declared", activity.bundle)
        kilos = int(kilos * (0.5 + 0.3 * draws.uniform("ship.declared kilos", activity.bundle)))
    cells: dict[str, str | RowReference] = {
        "importer": case.identities.name(activity.party),
        "port": port,
        "goods": goods,
        "weight_kg": str(kilos),
        "value_cny": amount_text(activity.fen),
        "bill": RowReference("bills_of_lading", activity.bundle),
        "outcome": fate,
    }
    return EvidenceRow("customs_declarations", activity.bundle, activity.tick, activity.party, cells, activity)


def company_register(case: Case) -> Iterator[EvidenceRow]:
    """Every firm that other records may name, with its line of business and its taxes."""
    draws, ids = case.draws, case.identities
    cash: dict[str, int] = {}
    for _, activity in case.activities_of("deposit"):
        cash[activity.party] = cash.get(activity.party, 0) + activity.cents
    firms = [party for role in (BUYER, IMPORTER, PROVIDER) for party in case.parties_of(role) if party.firm]
    for party in firms:
        if party.role == BUYER:
            business, turnover = occupation(case, party), income(case, party, cash.get(party.key, 0))
        else:
            business = draws.choice(_IMPORT_LINES, "company.line", party.key)
            turnover = round(900_000 * draws.lognormal(0.7, "company.turnover", party.key)) * 100
        number = 1 + draws.integer_below(240, "company.number", party.key)
        cells = {
            "company": ids.name(party.key),
            "business": business,
            "address": f"{number} {draws.choice(STREETS, 'company.street', party.key)}",
            "employees": str(1 + draws.integer_below(18, "company.staff", party.key)),
            "yearly_turnover_usd": amount_text(turnover),
            "account": ids.account(party.key),
        }
        registered = case.since - int((60 + 3000 * draws.uniform("company.since", party.key)) * DAY)
        yield EvidenceRow("company_register", party.key, registered, party.key, dict(cells))
