"""The scheme's random draws, in the shape of the scenario.

Where a section of the scenario has a distribution or a chance, the same place here has a function of a deal (and of its
turn, where a deal comes by repeatedly) that gives that deal's draw. A draw's purpose is the path of its key, so that no
draw depends on another, or on the order of events. Draws are made when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from mirrorsim.engine.draws import Draws, Sampler
from mirrorsim.fields.sections import Section
from mirrorsim.scenario import bystanders, parties, steps
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.section_draws import ByName, SectionDraws
from mirrorsim.scheme.terms import TermsInForce

S = TypeVar("S", bound=Section)


class QuoteDraws:
    """Step 1."""

    def __init__(self, section: SectionDraws[steps.Quotes]) -> None:
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.no_answer = section.chance("no_answer", lambda terms: terms.no_answer)


class AgreementDraws:
    """Step 2."""

    def __init__(self, section: SectionDraws[steps.Agreement]) -> None:
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.walks_away = section.chance("walks_away", lambda terms: terms.walks_away)


class TokenDraws:
    """Step 3."""

    def __init__(self, section: SectionDraws[steps.TokenTerms]) -> None:
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.lost = section.chance("lost", lambda terms: terms.lost)


class CallDraws:
    """Step 4."""

    def __init__(self, section: SectionDraws[steps.Call]) -> None:
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.unanswered = section.chance("unanswered", lambda terms: terms.unanswered)
        self.wrong_code_word = section.chance("wrong_code_word", lambda terms: terms.wrong_code_word)


class MeetingDraws:
    """Step 5."""

    def __init__(self, section: SectionDraws[steps.Meeting]) -> None:
        self.after = section.sampler("after", lambda terms: terms.after)
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.late = section.chance("late", lambda terms: terms.late)
        self.late_by = section.sampler("late_by", lambda terms: terms.late_by)
        self.moved = section.chance("moved", lambda terms: terms.moved)
        self.moved_by = section.sampler("moved_by", lambda terms: terms.moved_by)
        self.no_show = section.chance("no_show", lambda terms: terms.no_show)
        self.wrong_serial = section.chance("wrong_serial", lambda terms: terms.wrong_serial)
        self.short = section.chance("short", lambda terms: terms.short)
        self.short_by = section.sampler("short_by", lambda terms: terms.short_by)


class HandoverDraws:
    """Steps 1 to 5."""

    def __init__(self, section: SectionDraws[steps.Handover]) -> None:
        self.quotes = QuoteDraws(section.within("quotes", lambda terms: terms.quotes))
        self.agreement = AgreementDraws(section.within("agreement", lambda terms: terms.agreement))
        self.token = TokenDraws(section.within("token", lambda terms: terms.token))
        self.call = CallDraws(section.within("call", lambda terms: terms.call))
        self.meeting = MeetingDraws(section.within("meeting", lambda terms: terms.meeting))
        self.again_after = section.sampler("again_after", lambda terms: terms.again_after)


class TransportDraws:
    """A courier's way to a meeting, and further trips."""

    def __init__(self, section: SectionDraws[steps.Transport]) -> None:
        self.travel = section.sampler("travel", lambda terms: terms.travel)
        self.further_trip = section.sampler("further_trip", lambda terms: terms.further_trip)


class MirrorDraws:
    """Step 6."""

    def __init__(self, section: SectionDraws[steps.Mirror]) -> None:
        self._section = section
        self.to_buyer = section.sampler("to_buyer", lambda terms: terms.to_buyer)
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.backs_out = section.chance("backs_out", lambda terms: terms.backs_out)
        self.robbed = section.chance("robbed", lambda terms: terms.robbed)

    @cached_property
    def account_turnover(self) -> Sampler:
        """What a receiving account takes, in a scenario that limits it."""
        return self._section.sampler("account_turnover", lambda terms: terms.account_turnover)


class RepatriationDraws:
    """Step 7."""

    def __init__(self, section: SectionDraws[steps.Repatriation]) -> None:
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.frozen = section.chance("frozen", lambda terms: terms.frozen)


class SecondMirrorDraws:
    """Step 8."""

    def __init__(self, section: SectionDraws[steps.SecondMirror]) -> None:
        self.takes = section.sampler("takes", lambda terms: terms.takes)
        self.provider_defaults = section.chance("provider_defaults", lambda terms: terms.provider_defaults)
        self.delivery = section.sampler("delivery", lambda terms: terms.delivery)


class SaleDraws:
    """The sale of a shipment in parts; a part is a turn."""

    def __init__(self, section: SectionDraws[steps.Sale]) -> None:
        self.every = section.sampler("every", lambda terms: terms.every)
        self.mark_down = section.sampler("mark_down", lambda terms: terms.mark_down)
        self.unsold = section.chance("unsold", lambda terms: terms.unsold)


class GoodsDraws:
    """Step 9."""

    def __init__(self, section: SectionDraws[steps.Goods]) -> None:
        self.purchase = section.sampler("purchase", lambda terms: terms.purchase)
        self.supplier_defaults = section.chance("supplier_defaults", lambda terms: terms.supplier_defaults)
        self.voyage = section.sampler("voyage", lambda terms: terms.voyage)
        self.lost_at_sea = section.chance("lost_at_sea", lambda terms: terms.lost_at_sea)
        self.mislabelled = section.chance("mislabelled", lambda terms: terms.mislabelled)
        self.sale = SaleDraws(section.within("sale", lambda terms: terms.sale))
        self.delivery = section.sampler("delivery", lambda terms: terms.delivery)
        self.forwarder_takes: ByName[int, Sampler] = ByName(
            lambda number: section.within(
                f"forwarders.{number}",
                lambda terms: terms.forwarders[number] if number < len(terms.forwarders) else None,
            ).sampler("takes", lambda forwarder: forwarder.takes)
        )
        """By a forwarder's place in the chain, from 0."""
        self.port_dwell: ByName[str, Sampler] = ByName(
            lambda name: section.within(f"ports.{name}", lambda terms: terms.ports.get(name)).sampler(
                "dwell", lambda port: port.dwell
            )
        )
        """By a port's name."""


class ClientDraws:
    """A client's batches, by number."""

    def __init__(self, section: SectionDraws[parties.Client]) -> None:
        self.first_after = section.sampler("first_after", lambda terms: terms.first_after)
        self.every = section.sampler("every", lambda terms: terms.every)
        self.amount = section.sampler("amount", lambda terms: terms.amount)


class BackupDraws:
    """How long each tier takes to replace an arrested courier."""

    def __init__(self, section: SectionDraws[parties.Backups]) -> None:
        self._section = section

    @cached_property
    def secondary(self) -> Sampler:
        """That of the first tier."""
        return self._section.within("secondary", lambda terms: terms.secondary).sampler("after", lambda one: one.after)

    @cached_property
    def reserve(self) -> Sampler:
        """That of the second."""
        return self._section.within("reserve", lambda terms: terms.reserve).sampler("after", lambda one: one.after)


class MerchantDraws:
    """What a group of merchants pays above the rate, period by period."""

    def __init__(self, section: SectionDraws[parties.Merchants]) -> None:
        self.premium = section.sampler("premium", lambda terms: terms.premium)


class SaverDraws:
    """What savers of a group want, year by year, and pay above the rate."""

    def __init__(self, section: SectionDraws[parties.Savers]) -> None:
        self.wanted_per_year = section.sampler("wanted_per_year", lambda terms: terms.wanted_per_year)
        self.premium = section.sampler("premium", lambda terms: terms.premium)


class BystanderDraws:
    """When a group of people outside the scheme acts, and with how much."""

    def __init__(self, section: SectionDraws[bystanders.Bystanders]) -> None:
        self.every = section.sampler("every", lambda terms: terms.every)
        self.amount = section.sampler("amount", lambda terms: terms.amount)


class SchemeDraws:
    """All draws of one replication of the scheme."""

    def __init__(self, draws: Draws, terms: TermsInForce) -> None:
        self.keyed = draws
        self._terms = terms
        self.clients: ByName[str, ClientDraws] = ByName(
            lambda name: ClientDraws(self.section(f"clients.{name}", lambda scenario: scenario.clients.get(name)))
        )
        self.backups: ByName[str, BackupDraws] = ByName(
            lambda group: BackupDraws(
                self.section(f"brokers.{group}", lambda scenario: scenario.brokers.get(group)).within(
                    "backups", lambda broker: broker.backups
                )
            )
        )
        """By the brokers' group."""
        self.merchants: ByName[str, MerchantDraws] = ByName(
            lambda name: MerchantDraws(
                self.section(f"buyers.merchants.{name}", lambda scenario: scenario.buyers.merchants.get(name))
            )
        )
        self.savers: ByName[str, SaverDraws] = ByName(
            lambda name: SaverDraws(
                self.section(f"buyers.savers.{name}", lambda scenario: scenario.buyers.savers.get(name))
            )
        )
        self.bystanders: ByName[str, BystanderDraws] = ByName(
            lambda name: BystanderDraws(self.section(f"ordinary.{name}", lambda scenario: scenario.ordinary.get(name)))
        )

    def section(self, path: str, of: Callable[[Scenario], S | None]) -> SectionDraws[S]:
        """The draws of a section; its path is part of their purposes."""
        return SectionDraws(self.keyed, self._terms, path, of)

    @cached_property
    def handover(self) -> HandoverDraws:
        """Steps 1 to 5."""
        return HandoverDraws(self.section("handover", lambda scenario: scenario.handover))

    @cached_property
    def transport(self) -> TransportDraws:
        """Ways and trips."""
        return TransportDraws(self.section("transport", lambda scenario: scenario.transport))

    @cached_property
    def mirror(self) -> MirrorDraws:
        """Step 6."""
        return MirrorDraws(self.section("mirror", lambda scenario: scenario.mirror))

    @cached_property
    def repatriation(self) -> RepatriationDraws:
        """Step 7."""
        return RepatriationDraws(self.section("repatriation", lambda scenario: scenario.repatriation))

    @cached_property
    def second_mirror(self) -> SecondMirrorDraws:
        """Step 8, in a scenario that ever has it."""
        return SecondMirrorDraws(self.section("second_mirror", lambda scenario: scenario.second_mirror))

    @cached_property
    def goods(self) -> GoodsDraws:
        """Step 9, in a scenario that ever has it."""
        return GoodsDraws(self.section("goods", lambda scenario: scenario.goods))
