"""Other ways for a batch of cash than a mirror broker: what displacement is measured against.

A new one of ours is a class and a line here; others come by the entry points ``mirrorsim.channels``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, create_model

from mirrorsim.fields.sections import Section, above_zero, accountable, optional, refusing, value
from mirrorsim.plugins import PluginError, Registry
from mirrorsim.scenario.plugin_types import ChannelTerms
from mirrorsim.units.distributions import DurationDist
from mirrorsim.units.money import Usd
from mirrorsim.units.shares import Share
from mirrorsim.units.time import Duration


class BulkCash(ChannelTerms):
    """Notes carried over the border and paid into accounts in Mexico, visit by visit."""

    carrier: ClassVar[str] = "mirrorsim.scheme.channels.bulk_cash:BulkCash"
    says: ClassVar[str] = "bulk cash over the border into Mexican accounts"

    fee: Share = value("4 %", "what the carriers keep", source="A01")
    carry: DurationDist = value(
        {"uniform": {"low": "3 days", "high": "14 days"}}, "from the client to Mexico", source="A01"
    )
    feared_loss: Share = value("0.5 %", "the loss that a client reckons with before it has seen any", source="A01")
    people: int = value(40, "accounts of people that take deposits", source="assumption", ge=0, le=100_000)
    firms: int = value(4, "accounts of firms that take deposits", source="assumption", ge=0, le=100_000)
    per_visit: Annotated[Usd, AfterValidator(above_zero)] = value(
        "3,000 USD", "the most that is deposited in one visit", source="assumption"
    )
    visits_per_day: int = value(10, "visits to banks in a day", source="assumption", ge=1, le=10_000)
    most_waiting: Usd = value("1,500,000 USD", "cash that may lie in Mexico or on its way there", source="assumption")


class TraditionalPesoBroker(ChannelTerms):
    """A black-market peso exchange: dearer and slower, through importers who pay US exporters with the cash."""

    carrier: ClassVar[str] = "mirrorsim.scheme.channels.traditional:TraditionalPesoBroker"
    says: ClassVar[str] = "the traditional peso broker"

    fee: Share = value("9 %", "its commission", source="E05")
    takes: DurationDist = value({"uniform": {"low": "7 days", "high": "45 days"}}, "from cash to pesos", source="T02")
    feared_loss: Share = value("0.5 %", "the loss that a client reckons with", source="assumption")
    per_week: Annotated[Usd, AfterValidator(above_zero)] = value(
        "500,000 USD", "cash that its importers can use in a week", source="assumption"
    )
    most_ahead: Duration = value(
        "28 days", "it takes no batch that its importers could not begin to use within this time", source="assumption"
    )


def _terms(name: str, terms: Any) -> type[ChannelTerms]:
    """Terms that say all that they must. Raises :class:`PluginError` or ValueError for some that do not."""
    if not (isinstance(terms, type) and issubclass(terms, ChannelTerms)):
        raise PluginError("it is no subclass of mirrorsim.scenario.plugin_types.ChannelTerms")
    if ":" not in terms.carrier or not terms.says:
        raise PluginError("it must name its carrier, as module:class, and say in says what it is")
    accountable(terms)
    return terms


CHANNELS: Registry[type[ChannelTerms]] = Registry(
    "mirrorsim.channels",
    {"bulk_cash": BulkCash, "bmpe": TraditionalPesoBroker},
    _terms,
    lambda name, reason: refusing(ChannelTerms, f"{name}_unusable", reason),
)
"""The terms of every channel by its name."""


T = TypeVar("T", bound=ChannelTerms)


class AllChannels(Section):
    """Terms by the channel's name, of this package's channels and of those that other packages bring."""

    def terms_of(self, name: str, kind: type[T]) -> T | None:
        """The terms of a channel; None while it does not exist."""
        found = self.__dict__.get(name)
        return found if isinstance(found, kind) else None


if TYPE_CHECKING:

    class Channels(AllChannels):
        """The channels besides the mirror; one that is absent does not exist in this world."""

        bulk_cash: BulkCash | None
        bmpe: TraditionalPesoBroker | None
else:
    Channels = create_model(
        "Channels",
        __base__=AllChannels,
        __module__=__name__,
        __doc__="The channels besides the mirror; one that is absent does not exist in this world.",
        **{name: (terms | None, optional(terms.says)) for name, terms in CHANNELS.things.items()},
    )
