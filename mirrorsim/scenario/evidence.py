"""The records that institutions keep, as an exercise shows them: one table a source, its columns, what they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

View = Literal[
    "bank_customers", "bank_statements", "ctr", "sar_narratives", "teller_notes", "phone_records", "device_extracts",
    "surveillance_log", "customs_declarations", "invoices", "bills_of_lading", "company_register", "cn_account_list",
]  # fmt: skip

ON_REQUEST: frozenset[str] = frozenset({"cn_account_list"})
"""Records that nobody has on the desk: they come only when they are asked for in the right form."""


@dataclass(frozen=True)
class Source:
    """One source of evidence. ``names`` are the columns that name people, accounts, phones, firms or other records."""

    title: str
    prefix: str
    columns: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """All columns: the record's id and its moment first."""
        return ("id", "time", *self.columns)


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "bank_customers": Source(
            "Customers of the bank (file opened)",
            "CU",
            ("account", "name", "holder", "born_in", "occupation", "yearly_income_usd", "phone"),
            ("account", "name", "phone"),
        ),
        "bank_statements": Source(
            "Account statements",
            "ST",
            ("account", "entry", "paid_in_usd", "paid_out_usd", "place", "memo"),
            ("account",),
        ),
        "ctr": Source(
            "Currency transaction reports (filed)",
            "CT",
            ("day", "account", "name", "cash_in_usd", "deposits"),
            ("account", "name"),
        ),
        "sar_narratives": Source(
            "Suspicious-activity reports (filed)", "SA", ("account", "name", "narrative"), ("account", "name")
        ),
        "teller_notes": Source("Notes by tellers", "TN", ("account", "place", "note"), ("account",)),
        "phone_records": Source("Phone records", "PH", ("caller", "called", "kind", "seconds"), ("caller", "called")),
        "device_extracts": Source(
            "Extracts of lawfully searched phones", "DE", ("phone", "name", "item", "content"), ("phone", "name")
        ),
        "surveillance_log": Source("Surveillance log", "SL", ("place", "observed", "met", "note"), ("observed", "met")),
        "customs_declarations": Source(
            "Customs declarations",
            "CD",
            ("importer", "port", "goods", "weight_kg", "value_cny", "bill", "outcome"),
            ("importer", "bill"),
        ),
        "invoices": Source(
            "Suppliers' invoices",
            "IN",
            ("seller", "buyer", "goods", "pieces", "amount_cny", "paid_from"),
            ("seller", "buyer", "paid_from"),
        ),
        "bills_of_lading": Source(
            "Bills of lading",
            "BL",
            ("shipper", "forwarder", "consignee", "port", "goods", "weight_kg", "invoice"),
            ("shipper", "forwarder", "consignee", "invoice"),
        ),
        "company_register": Source(
            "Register of companies and their taxes (registered)",
            "CO",
            ("company", "business", "address", "employees", "yearly_turnover_usd", "account"),
            ("company", "account"),
        ),
        "cn_account_list": Source(
            "Transfers between accounts in China (on request)",
            "CN",
            ("from_account", "to_account", "amount_cny", "memo"),
            ("from_account", "to_account"),
        ),
    }
)
"""All sources, in the order in which they are shown."""
