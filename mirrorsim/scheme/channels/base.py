"""What another channel than a mirror broker is, and all that a world has of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from mirrorsim.engine.clock import Process
from mirrorsim.engine.gate import Decision
from mirrorsim.plugins import PluginError, loaded
from mirrorsim.rules.base import Movement
from mirrorsim.scenario.channels import CHANNELS
from mirrorsim.scenario.plugin_types import ChannelTerms
from mirrorsim.scheme.accounts import ClaimStages
from mirrorsim.scheme.agents.quote import Quote
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.services import Services
from mirrorsim.scheme.transactions import SEIZURE
from mirrorsim.units.shares import take

T = TypeVar("T", bound=ChannelTerms)


class Channel(ABC, Generic[T]):
    """Another way for a batch of cash: it makes a quote, and moves what it is given.

    ``name`` is that of its terms under ``channels`` in a scenario, ``kind`` their class. What it owes stands in ``claims``; its
    draws are made by ``draws``, when they are first needed (a channel without terms draws nothing).
    """

    name: ClassVar[str] = ""

    def __init__(self, services: Services, kind: type[T]) -> None:
        self.services = services
        self.owner = f"channel.{self.name}"
        self.claims = ClaimStages(services.ledger, self.owner)
        self.draws = services.draws.section(
            f"channels.{self.name}", lambda scenario: scenario.channels.terms_of(self.name, kind)
        )
        self._kind = kind

    @property
    def terms(self) -> T | None:
        """Its terms in force; None while it does not exist."""
        return self.services.terms.now.channels.terms_of(self.name, self._kind)

    @abstractmethod
    def quote(self, amount: int) -> Quote | None:
        """What it asks for a batch (cents); None when it does not exist or has no room."""

    @abstractmethod
    def move(self, deal: Deal) -> Process[None]:
        """Take a batch over, move it, and deliver what is left of it."""

    def reopen(self) -> None:
        """Hear that terms or rules have changed."""

    def take_over(self, deal: Deal, account: int) -> None:
        """Take a client's whole batch over into an account, for the fee, which is kept in cash."""
        position, amount, fee = deal.position, deal.amount, take(deal.amount, deal.commission)
        position.agree(self.owner, self.claims, amount, deal.commission)
        position.carry_off(self.owner, account, amount, fee, deal.commission)

    def propose(self, what: str, account: int, deal: Deal) -> Decision:
        """Ask the rules about the movement of a deal's cash to an account; nobody declares it."""
        now, cash, key = self.services.clock.now, deal.position.cash, deal.number
        return self.services.gate.propose(Movement(what, now, account, cash, key, entity=key, irregular=True))

    def lose_to_us_state(self, deal: Deal, amount: int) -> None:
        """Let the US state take so many cents of a deal's cash, which is in the US; the client bears it."""
        deal.position.lose_cash(SEIZURE, self.services.outside.state_us, amount, borne=False)


def channels_of(services: Services) -> dict[str, Channel[ChannelTerms]]:
    """The channels of a world by name. Raises :class:`PluginError` for one that cannot be imported.

    Those of this package stand in every world, those of others where a scenario has their terms: what is installed must
    not change anybody else's books.
    """
    found: dict[str, Channel[ChannelTerms]] = {}
    for offered in CHANNELS:
        name = offered.name
        if offered.origin is not None and not _wanted(name, services):
            continue
        carrier = loaded(offered.thing.carrier)
        if not (isinstance(carrier, type) and issubclass(carrier, Channel) and carrier.name == name):
            raise PluginError(
                f"{offered.thing.carrier} is no mirrorsim.scheme.channels.base.Channel with the name {name!r}"
            )
        if lacking := getattr(carrier, "__abstractmethods__", None):
            raise PluginError(f"{offered.thing.carrier} does not say how to {' or '.join(sorted(lacking))}")
        found[name] = carrier(services, offered.thing)
    return found


def _wanted(name: str, services: Services) -> bool:
    return any(phase.channels.terms_of(name, ChannelTerms) is not None for phase in services.terms.phases)
