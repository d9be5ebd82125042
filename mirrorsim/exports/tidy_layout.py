"""The tidy tables of the formats ``csv`` and ``parquet``, column by column. What is written has exactly these columns."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exports.layout import Column, Table
from mirrorsim.scheme.accounts import OUTCOMES

MINOR = "minor units"
MAJOR = "units of asset"
UTC = "UTC"

_RUN = (
    Column("policy", "text", "", "the policy; with replication, the key of a run"),
    Column("replication", "integer", "", "which replication of it, from 0"),
)
_DEAL = Column("deal", "text", "", "the deal, as CLIENT-NUMBER; empty for what belongs to none")
_ASSET = Column("asset", "text", "", "USD, CNY, MXN, GOODS (in yuan of cost) or CLAIM (promised dollars)")


def _money(name: str, meaning: str, unit: str = MAJOR) -> Iterator[Column]:
    yield Column(
        f"{name}_minor", "integer", MINOR if unit == MAJOR else f"{MINOR} of {unit}", f"{meaning}; exact, to sum"
    )
    yield Column(name, "decimal", unit, "the same, exact too, to read")


RUNS = Table(
    "runs",
    "a replication of a policy",
    (
        *_RUN,
        Column("scenario", "text", "", "name of the scenario"),
        Column("seed", "integer", "", "the seed of all chance"),
        Column("mirrorsim", "text", "", "version that ran it"),
        Column("kept", "boolean", "", "whether its journal was kept, so that the tables beside measures have it"),
        Column("journal_sha256", "text", "", "hash of its journal, which a replay must meet"),
    ),
)
ACCOUNTS = Table(
    "accounts",
    "an account that was ever posted to; key: policy, replication, account",
    (
        *_RUN,
        Column("account", "text", "", "its name, COUNTRY:form:ASSET:owner"),
        Column("owner", "text", "", "whose it is"),
        Column("role", "text", "", "class of party, such as broker, courier, saver, ordinary, state"),
        Column("country", "text", "", "US, CN, MX; NOWHERE for promises and the high sea"),
        Column("form", "text", "", "cash, bank, goods or promise"),
        _ASSET,
        Column("postings", "integer", "", "how many"),
        Column("first_at", "timestamp", UTC, "first posting"),
        Column("last_at", "timestamp", UTC, "last posting"),
        *_money("received", "sum of all that came in"),
        *_money("paid", "sum of all that went out, not negative"),
        *_money("balance", "received less paid; below zero for the outside world only"),
    ),
)
POSTINGS = Table(
    "postings",
    "one side of a leg of a transaction; each leg has two, which sum to zero",
    (
        *_RUN,
        Column("txn", "integer", "", "number of the transaction in its run, in the order of booking"),
        Column("booked_at", "timestamp", UTC, "when"),
        Column("kind", "text", "", "form of transaction"),
        Column("leg", "text", "", "which leg of it; txn and leg are the key of a transfer in its run"),
        _DEAL,
        Column("account", "text", "", "where; joins accounts"),
        _ASSET,
        *_money("amount", "negative where value leaves the account"),
    ),
)
TRANSFERS = Table(
    "transfers",
    "a leg of a transaction: value that goes from one account to another; key: policy, replication, txn, leg",
    (
        *POSTINGS.columns[:7],
        Column("from_account", "text", "", "where value leaves; joins accounts"),
        Column("to_account", "text", "", "where it arrives; joins accounts"),
        _ASSET,
        *_money("amount", "what went over, always more than zero"),
    ),
)
EVENTS = Table(
    "events",
    "something that happened; key: policy, replication, event_number",
    (
        *_RUN,
        Column("event_number", "integer", "", "in the order of writing, from 0"),
        Column("happened_at", "timestamp", UTC, "when"),
        Column("step", "integer", "", "step of the scheme, 1 to 9; 0 for none"),
        Column("event", "text", "", "what, as in the README's table of events"),
        _DEAL,
        Column("party", "text", "", "to whom, or in which line"),
        Column("asset", "text", "", "what the amount is in; empty where the event has none"),
        *_money("amount", "the amount that the event tells of; empty where it tells of none"),
        Column("detail", "integer", "", "the event's other number, in the unit beside it"),
        Column(
            "detail_unit",
            "text",
            "",
            "USD, CNY, MXN (minor units), share (parts per million), wait or waited (microseconds), reports (how many), "
            "token (its number), name",
        ),
        Column("detail_name", "text", "", "the name that detail stands for, where its unit is name"),
    ),
)
DEALS = Table(
    "deals",
    "a batch of cash and what became of it; key: policy, replication, deal. For each, to the cent: pledged + "
    "borne_by_broker = delivered + commission + spread + mark_down + seized + lost + rounding + in_flight",
    (
        *_RUN,
        Column("deal", "text", "", "its name, CLIENT-NUMBER"),
        Column("client", "text", "", "whose cash it is"),
        Column("carrier", "text", "", "whose offer was taken last: a broker or another channel; empty for none"),
        Column("channel", "text", "", "mirror, goods, bulk_cash, bmpe, ...; empty when no offer was taken"),
        Column("batch_at", "timestamp", UTC, "when the client had the cash"),
        Column("agreed_at", "timestamp", UTC, "when the last offer was taken"),
        Column("handed_over_at", "timestamp", UTC, "when the cash changed hands or was carried off"),
        Column("closed_at", "timestamp", UTC, "when nothing was left to deliver; empty while it is open"),
        Column("fee_ppm", "integer", "parts per million", "agreed commission or fee"),
        *_money("batch", "cash that the client had", "USD"),
        *_money("cash", "cash that was counted at the hand-over", "USD"),
        *_money("pesos", "pesos that reached the client", "MXN"),
        *_money("pledged", "promised to the client", "USD"),
        *_money("borne_by_broker", "losses and costs that the broker made good", "USD"),
        *(
            column
            for part in OUTCOMES
            for column in _money(part, f"{part.replace('_', '-')}, of what was promised", "USD")
        ),
        *_money("in_flight", "promised, and neither delivered nor lost at the end", "USD"),
    ),
)
MEASURES = Table(
    "measures",
    "a measure of a replication, of all replications, kept or not; key: policy, replication, measure",
    (
        *_RUN,
        Column("measure", "text", "", "its name, as in the README's table of measures"),
        Column("unit", "text", "", "its unit"),
        Column("value", "number", "as unit says", "its value"),
    ),
)
COLUMNS = Table(
    "columns",
    "a column of these tables: this very list",
    (
        Column("table", "text", "", "name of the table"),
        Column("column", "text", "", "name of the column"),
        Column("type", "text", "", "text, integer, decimal, number, timestamp or boolean"),
        Column("unit", "text", "", "unit, where it has one"),
        Column("meaning", "text", "", "what it says"),
    ),
)

TIDY = (RUNS, ACCOUNTS, POSTINGS, TRANSFERS, EVENTS, DEALS, MEASURES, COLUMNS)
"""Every table, in the order of writing."""
