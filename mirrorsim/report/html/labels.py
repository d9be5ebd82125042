"""What measures, steps and parts of a promise are called in the report."""

from __future__ import annotations

_MEASURES = {
    "throughput_usd_per_day": "Throughput",
    "delay_days_mean": "Delay, mean",
    "delay_days_median": "Delay, median",
    "delay_days_p90": "Delay, 90th percentile",
    "cost_pct": "Cost of a pledged dollar",
    "commission_pct": "Commission agreed",
    "premium_pct": "Premium that buyers pay",
    "zero_fee_share": "Share moved for no fee",
    "pickups_per_week": "Cash pick-ups a week",
    "pickup_usd_mean": "Size of a pick-up",
    "cash_collected_usd": "Cash collected",
    "cash_dollars_wanted_usd": "Cash dollars wanted",
    "banked_usd": "Dollar cash banked in Mexico",
    "in_flight_usd": "In flight at the end",
    "unmoved_usd": "Cash that found no channel",
    "seized_usd": "Seized",
    "seized_share": "Seized, of cash collected",
    "yuan_accounts": "Accounts that received yuan",
    "yuan_moved_usd": "Yuan moved",
    "yuan_private_accounts": "Private accounts that received yuan",
    "yuan_private_usd": "Yuan moved over private accounts",
    "bulk_cash_wait_days": "Wait of bulk cash to be paid in",
}
_GROUPS = {
    "channel_share": "Channel share",
    "port_share": "Port share",
    "reports_filed": "Reports filed",
    "reports_on": "Reports on",
    "wait_days": "Wait for",
    "burden": "Burden of",
}
STEPS = {
    "offer": "a broker with room",
    "courier": "a courier",
    "buyer": "a buyer of dollars",
    "pesos": "a provider with pesos",
    "port": "a berth in a port",
}
_ACRONYMS = {"ctr": "CTR", "sar": "SAR", "bmpe": "BMPE", "form": "Form"}
PARTS = {
    "delivered": "delivered",
    "commission": "commission of the broker",
    "spread": "spread of the peso provider",
    "mark_down": "mark-down of the goods",
    "seized": "seized",
    "lost": "lost",
    "rounding": "rounding",
    "in_flight": "still in flight",
}


def label(name: str) -> str:
    """A measure as people read it."""
    if name in _MEASURES:
        return _MEASURES[name]
    group, dot, rest = name.partition(".")
    if dot and group in _GROUPS:
        return f"{_GROUPS[group]}: {STEPS.get(rest, words(rest))}"
    return words(name[:1].upper() + name[1:])


def words(name: str) -> str:
    """A name without its underscores and dots."""
    plain = name.replace("_", " ").replace(".", ": ")
    return " ".join(_ACRONYMS.get(word, word) for word in plain.split(" "))
