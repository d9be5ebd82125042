"""What another channel than a mirror broker is, and all that a world has of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from mirrorsim.plugins import PluginError, loaded
from mirrorsim.scenario.channels import CHANNELS
from mirrorsim.scheme.promises import Stages

if TYPE_CHECKING:
    from mirrorsim.scenario.model import Scenario
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.offers import Offer
    from mirrorsim.scheme.parties import Deal


class Channel(ABC):
    """Another way for a batch of cash: it makes an offer, and moves what it is given.

    ``name`` is that of its terms under ``channels`` in a scenario. What it owes stands in ``promise``.
    """

    name: ClassVar[str] = ""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.owner = f"channel.{self.name}"
        self.promise = Stages(net.ledger, self.owner)

    @property
    def terms(self) -> Any:
        """Its terms in force; None while it does not exist."""
        return getattr(self.net.now_in_force.channels, self.name)

    @property
    def luck(self) -> Any:
        """The luck of its terms: a function of a deal's number for each distribution and chance."""
        return getattr(self.net.luck.channels, self.name)

    @abstractmethod
    def offer(self, deal: Deal) -> Offer | None:
        """What it would cost for a batch; None when it does not exist or has no room."""

    @abstractmethod
    def move(self, deal: Deal) -> Generator[Any, Any, None]:
        """Take a batch over, move it, and deliver what is left of it; see :func:`mirrorsim.scheme.bulk_cash.take_over`."""

    def reopen(self) -> None:  # noqa: B027 - most have nothing to reopen
        """Hear that terms or rules have changed."""


def channels(net: Network, phases: Sequence[tuple[int, Scenario]]) -> dict[str, Channel]:
    """The channels of a world by name. Raises :class:`PluginError` for one that cannot be imported.

    Those of this package stand in every world, those of others where a scenario has their terms: what is installed must
    not change anybody else's books.
    """
    found: dict[str, Channel] = {}
    for offered in CHANNELS:
        name = offered.name
        if offered.origin is not None and all(getattr(one.channels, name) is None for _, one in phases):
            continue
        carrier = loaded(offered.thing.carrier)
        if not (isinstance(carrier, type) and issubclass(carrier, Channel) and carrier.name == name):
            raise PluginError(f"{offered.thing.carrier} is no mirrorsim.scheme.channel.Channel with the name {name!r}")
        if lacking := getattr(carrier, "__abstractmethods__", None):
            raise PluginError(f"{offered.thing.carrier} does not say how to {' or '.join(sorted(lacking))}")
        found[name] = carrier(net)
    return found
