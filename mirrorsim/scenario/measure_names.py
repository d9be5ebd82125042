"""The names that measures may have: what a stopping rule or an expectation can ask for.

In a file of their own, which imports nothing: a shell that completes a command asks for them at every key.
"""

from __future__ import annotations

MEASURES = frozenset(
    (
        "throughput_usd_per_day", "delay_days_mean", "delay_days_median", "delay_days_p90", "cost_pct",
        "courier_income_usd", "broker_income_usd", "commission_pct", "premium_pct", "zero_fee_share",
        "pickups_per_week", "pickup_usd_mean", "cash_collected_usd", "cash_dollars_wanted_usd", "turned_to_cash_usd",
        "banked_usd", "bulk_cash_wait_days", "in_flight_usd", "open_deals", "open_cost_usd", "unmoved_usd",
        "seized_usd", "seized_from_clients_usd", "seized_share", "yuan_accounts", "yuan_moved_usd",
        "yuan_private_accounts", "yuan_private_usd",
    )
)  # fmt: skip
FAMILIES = frozenset(("channel_share", "port_share", "wait_days", "reports_filed", "reports_on", "burden"))
"""Measures whose name goes on after a point: ``channel_share.goods``."""


def is_measure(name: str) -> bool:
    """Whether a run can have a measure of this name."""
    family, point, rest = name.partition(".")
    return name in MEASURES or (family in FAMILIES and bool(point and rest))


def unit_of(name: str) -> str:
    """The unit of a measure of this name, as it says itself: ``share`` of a part of a whole, ``1`` of a count."""
    family, _, rest = name.partition(".")
    if family == "burden":
        return {"hours": "h", "cases": "1", "reports": "1"}.get(rest.rpartition(".")[2] if "." in rest else "", "USD")
    words = family.split("_")
    if words[-3:] == ["usd", "per", "day"]:
        return "USD/day"
    if words[-2:] == ["per", "week"]:
        return "1/week"
    for word, unit in (("pct", "%"), ("share", "share"), ("days", "days"), ("usd", "USD")):
        if word in words:
            return unit
    return "1"
