"""A money broker: its accounts in three countries, its people, what it owes, what it has learned, and what it quotes."""

from __future__ import annotations

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.draws import stable_hash
from mirrorsim.scenario import parties
from mirrorsim.scenario.model import Scenario
from mirrorsim.scheme.accounts import ClaimStages
from mirrorsim.scheme.agents.couriers import Couriers
from mirrorsim.scheme.agents.experience import Experience
from mirrorsim.scheme.agents.quote import Quote
from mirrorsim.scheme.agents.receivers import ReceivingAccounts
from mirrorsim.scheme.services import Services
from mirrorsim.scheme.transport import fits
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import WHOLE, take


class Broker:
    """One broker. ``group`` is the name under which the scenario has its terms."""

    def __init__(self, services: Services, group: str, name: str) -> None:
        account = services.ledger.account
        self._services = services
        self.group = group
        self.name = name
        self.owner = f"broker.{name}"
        key = stable_hash(name, 32)
        self.key = key
        """What its own draws are keyed by, whoever else there is."""
        self.stash = account(f"stash.{name}", Country.US, Form.CASH, Asset.USD)
        self.notes = account(self.owner, Country.US, Form.CASH, Asset.USD)
        self.yuan = account(self.owner, Country.CN, Form.BANK, Asset.CNY)
        self.own_yuan = account(f"{self.owner}.own", Country.CN, Form.BANK, Asset.CNY)
        self.goods = account(self.owner, Country.CN, Form.GOODS, Asset.GOODS)
        self.pesos = account(self.owner, Country.MX, Form.CASH, Asset.MXN)
        self.own_pesos = account(f"{self.owner}.own", Country.MX, Form.CASH, Asset.MXN)
        self.claims = ClaimStages(services.ledger, self.owner)
        self.quoted = 0
        """Cents of batches for which its quote was taken and that are not agreed yet: they need room as well."""
        self.couriers = Couriers(services, name, group, key)
        self.receivers = ReceivingAccounts(services, name, key, self.yuan)
        self.experience = Experience(services.terms)

    @property
    def terms(self) -> parties.Broker:
        """Its terms in force."""
        return self._services.terms.now.brokers[self.group]

    def quote(self, amount: int) -> Quote | None:
        """What it asks for a batch (cents); None when its credit or its couriers have no room for it.

        The client must reckon with losses and the peso provider's spread where the broker does not bear them.
        """
        scenario = self._services.terms.now
        terms, owed = scenario.brokers[self.group], self.claims.owed()
        if not self.couriers.at_large or owed + self.quoted + amount > terms.credit:
            return None
        loss = self.experience.losses if terms.guarantee.losses == "client" else 0
        if terms.guarantee.spread == "client" and scenario.providers:
            loss += min(provider.spread for provider in scenario.providers.values())
        return Quote(self._commission(scenario, terms, owed), self.experience.delay, loss)

    def commission(self) -> int:
        """What it asks now, in parts per million of the amount.

        With market pricing it wants a margin on both legs together: what couriers cost and losses have cost lately comes
        on top, what buyers have lately paid above the rate comes off, and a broker whose credit or couriers run short asks
        more. So it asks for nothing when buyers pay enough; nobody switches that on.
        """
        return self._commission(self._services.terms.now, self.terms, self.claims.owed())

    def _commission(self, scenario: Scenario, terms: parties.Broker, owed: int) -> int:
        if terms.pricing == "fixed":
            return terms.commission
        if terms.pricing == "zero_fee":
            return 0
        behaviour, couriers, margin = scenario.behaviour, self.couriers, terms.margin
        waiting = min(couriers.waited_for, couriers.at_large)
        scarcity = margin * min(owed, terms.credit) // max(terms.credit, 1) + margin * waiting // max(
            couriers.at_large, 1
        )
        asked = margin + take(scarcity, behaviour.scarcity_mark_up) + scenario.handover.meeting.courier_pay
        asked += self.experience.losses - self.experience.premium
        step = behaviour.commission_step
        return max(0, min(asked, WHOLE)) // step * step

    def stash_has_room(self, cents: int) -> bool:
        """Whether an amount of cash fits into what is left of its stash."""
        held = self._services.ledger.balance(self.stash) + cents
        return fits(held, self.terms.stash_litres, self._services.terms.now.transport)
