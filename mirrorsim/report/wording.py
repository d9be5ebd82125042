"""Numbers, names of measures and steps as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mirrorsim.lab.measures.registry import declared
from mirrorsim.scheme.token import token
from mirrorsim.units.money import Asset, format_money
from mirrorsim.units.shares import format_share
from mirrorsim.units.time import DAY, HOUR, MINUTE, SECOND

STEPS = {
    "offer": "a broker with room",
    "courier": "a courier",
    "buyer": "a buyer of dollars",
    "pesos": "a provider with pesos",
    "port": "a berth in a port",
}
"""What is waited for at each step."""
_WAIT, _BULK_CASH_WAIT = "wait_days.", "bulk_cash_wait_days"


def waited_for(name: str) -> str | None:
    """What the measure of a wait says is waited for; None for a measure of anything else."""
    if name == _BULK_CASH_WAIT:
        return "a teller for bulk cash"
    step = name.removeprefix(_WAIT)
    return None if step == name else STEPS.get(step, words(step))


def bottleneck(means: Mapping[str, float]) -> str:
    """The measure of the longest wait among these, that of bulk cash included; empty where there is none."""
    waits = {name: mean for name, mean in means.items() if waited_for(name) is not None}
    return max(waits, key=waits.__getitem__, default="")


COSTS = {
    "commission": "commission of the broker",
    "spread": "spread of the peso provider",
    "mark_down": "mark-down of the goods",
    "seized": "seized",
    "lost": "lost",
    "rounding": "rounding",
}
"""Where pledged dollars end that are not delivered."""
DOLLAR_ENDS = {"delivered": "delivered", **COSTS, "in_flight": "still in flight"}
"""Where a pledged dollar is at the end."""
_ACRONYMS = {"ctr": "CTR", "sar": "SAR", "bmpe": "BMPE", "form": "Form"}
_ORDER = (
    "throughput", "delay_days_mean", "delay_days_median", "delay_days_p90", "cost", "courier", "broker", "commission",
    "premium", "zero_fee", "pickup", "cash", "turned", "channel_share", "port_share", "banked", "bulk_cash",
    "in_flight", "open", "unmoved", "seized", "yuan", "wait_days", "reports", "burden",
)  # fmt: skip


def duration(ticks: int) -> str:
    """A length of time in its two largest units: ``2 d 3 h``, ``45 min``, ``no time``."""
    parts: list[str] = []
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")):
        if ticks >= size or parts:
            count, ticks = divmod(ticks, size)
            if count:
                parts.append(f"{count} {unit}")
            if len(parts) == 2:
                break
    return " ".join(parts[:2]) or "no time"


def ordered(names: Iterable[str]) -> list[str]:
    """Measures in the order in which people ask for them; unknown ones last."""

    def rank(name: str) -> tuple[int, str]:
        place = next((place for place, start in enumerate(_ORDER) if name.startswith(start)), len(_ORDER))
        return place, name

    return sorted(names, key=rank)


def label(name: str) -> str:
    """A measure as people read it."""
    measure = declared(name)
    if measure is None:
        return words(name[:1].upper() + name[1:])
    if measure.name == measure.root:
        return measure.label
    rest = name.partition(".")[2]
    return f"{measure.label}: {STEPS.get(rest, words(rest))}"


def words(name: str) -> str:
    """A name without its underscores and dots."""
    plain = name.replace("_", " ").replace(".", ": ")
    return " ".join(_ACRONYMS.get(word, word) for word in plain.split(" "))


def number(value: float, unit: str) -> str:
    """A measure with the digits that its size deserves."""
    if unit == "USD" or unit.startswith("USD/"):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.2f}"
    if unit == "1" and float(value).is_integer():
        return f"{value:,.0f}"
    if value and abs(value) < 0.001:
        return f"{value:.1e}"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"


class Cell:
    """An event's number, which knows how to print itself in the formats that event sentences use."""

    __slots__ = ("_names", "_value")

    def __init__(self, value: int, names: list[str]) -> None:
        self._value = value
        self._names = names

    def __format__(self, form: str) -> str:
        value = self._value
        if form in Asset.__members__:
            return format_money(value, Asset[form])
        if form == "share":
            return format_share(value)
        if form == "wait":
            return duration(value)
        if form == "waited":
            return f", after waiting {duration(value)}" if value else ""
        if form == "name":
            return self._names[value].replace("_", " ")
        if form == "token":
            spelled = token(value)
            return f"code word {spelled.code_word}, phone {spelled.phone}, serial {spelled.serial}"
        raise ValueError(f"no format {form!r} for an event's number")


def party(owner: str) -> str:
    """A party as sentences call it: ``broker.alfa`` is broker alfa, ``client.client`` the client."""
    role, dot, name = owner.partition(".")
    if role == name:
        return f"the {role}"
    return f"{role} {name}" if dot else owner
