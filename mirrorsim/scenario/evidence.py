"""The records that institutions keep, as an exercise shows them: one table a source, its columns, what they name.

A new one of ours is an entry here and a function that makes its rows; others come by the entry points ``mirrorsim.views``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator

from mirrorsim.plugins import PluginError, Registry
from mirrorsim.scenario.plugin_types import Source

_MAKE = "mirrorsim.exercise.evidence.views."

OWN: Mapping[str, Source] = MappingProxyType(
    {
        "bank_customers": Source(
            "Customers of the bank (file opened)",
            "CU",
            ("account", "name", "holder", "born_in", "occupation", "yearly_income_usd", "phone"),
            ("account", "name", "phone"),
            make=_MAKE + "bank:customers",
        ),
        "bank_statements": Source(
            "Account statements",
            "ST",
            ("account", "entry", "paid_in_usd", "paid_out_usd", "place", "memo"),
            ("account",),
            make=_MAKE + "bank:statements",
        ),
        "ctr": Source(
            "Currency transaction reports (filed)",
            "CT",
            ("day", "account", "name", "cash_in_usd", "deposits"),
            ("account", "name"),
            make=_MAKE + "reports:currency_reports",
        ),
        "sar_narratives": Source(
            "Suspicious-activity reports (filed)",
            "SA",
            ("account", "name", "narrative"),
            ("account", "name"),
            make=_MAKE + "reports:suspicion_reports",
        ),
        "teller_notes": Source(
            "Notes by tellers", "TN", ("account", "place", "note"), ("account",), make=_MAKE + "bank:teller_notes"
        ),
        "phone_records": Source(
            "Phone records",
            "PH",
            ("caller", "called", "kind", "seconds"),
            ("caller", "called"),
            make=_MAKE + "phones:phone_records",
        ),
        "device_extracts": Source(
            "Extracts of lawfully searched phones",
            "DE",
            ("phone", "name", "item", "content"),
            ("phone", "name"),
            make=_MAKE + "phones:device_extracts",
        ),
        "surveillance_log": Source(
            "Surveillance log",
            "SL",
            ("place", "observed", "met", "note"),
            ("observed", "met"),
            make=_MAKE + "surveillance:surveillance_log",
        ),
        "customs_declarations": Source(
            "Customs declarations",
            "CD",
            ("importer", "port", "goods", "weight_kg", "value_cny", "bill", "outcome"),
            ("importer", "bill"),
            make=_MAKE + "trade:papers",
        ),
        "invoices": Source(
            "Suppliers' invoices",
            "IN",
            ("seller", "buyer", "goods", "pieces", "amount_cny", "paid_from"),
            ("seller", "buyer", "paid_from"),
            make=_MAKE + "trade:papers",
        ),
        "bills_of_lading": Source(
            "Bills of lading",
            "BL",
            ("shipper", "forwarder", "consignee", "port", "goods", "weight_kg", "invoice"),
            ("shipper", "forwarder", "consignee", "invoice"),
            make=_MAKE + "trade:papers",
        ),
        "company_register": Source(
            "Register of companies and their taxes (registered)",
            "CO",
            ("company", "business", "address", "employees", "yearly_turnover_usd", "account"),
            ("company", "account"),
            make=_MAKE + "trade:company_register",
        ),
        "cn_account_list": Source(
            "Transfers between accounts in China (on request)",
            "CN",
            ("from_account", "to_account", "amount_cny", "memo"),
            ("from_account", "to_account"),
            make=_MAKE + "china:cn_account_list",
            on_request=True,
        ),
    }
)


def _source(name: str, source: Any) -> Source:
    """A source that says all that it must. Raises :class:`PluginError` for one that does not."""
    if not isinstance(source, Source):
        raise PluginError("it is no mirrorsim.scenario.plugin_types.Source")
    if not source.title or not source.columns or ":" not in source.make:
        raise PluginError("it needs a title, columns, and in make the module:function of its rows")
    if len(set(source.fields)) < len(source.fields):
        raise PluginError("its columns have the same name twice, or are called id or time")
    if not set(source.names) <= set(source.columns):
        raise PluginError("names must be among its columns")
    if not re.fullmatch("[A-Z]{2}", source.prefix):
        raise PluginError("its prefix must be two capital letters")
    if name not in OWN and source.prefix in {one.prefix for one in OWN.values()}:
        raise PluginError(f"its prefix {source.prefix} is that of other records")
    return source


VIEWS: Registry[Source] = Registry(
    "mirrorsim.views", OWN, _source, lambda name, reason: Source(name, "", (), (), make="")
)
"""Every source of evidence by its name."""

SOURCES: Mapping[str, Source] = MappingProxyType({one.name: one.thing for one in VIEWS if not one.wrong})
"""All sources that can be used, in the order in which they are shown."""

ON_REQUEST: frozenset[str] = frozenset(name for name, source in SOURCES.items() if source.on_request)
"""Records that nobody has on the desk."""


def _usable(name: str) -> str:
    """Check that a source can be used. Raises ValueError with the reason where another package's cannot."""
    if VIEWS[name].wrong:
        raise ValueError(VIEWS[name].wrong)
    return name


if TYPE_CHECKING:
    View = str
else:
    View = Annotated[Literal[tuple(VIEWS.things)], AfterValidator(_usable)]
