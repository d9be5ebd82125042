"""Another channel: notes carried over the border and paid into Mexican accounts, visit by visit."""

from __future__ import annotations

from collections import deque
from functools import cached_property

import simpy

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import Sampler
from mirrorsim.engine.gate import FOR_GOOD, Decision
from mirrorsim.rules.base import BORDER_CASH, CASH_CARRIED, CASH_DEPOSIT, Movement
from mirrorsim.scenario import channels as schema
from mirrorsim.scheme import events
from mirrorsim.scheme.agents.experience import updated
from mirrorsim.scheme.agents.quote import Quote
from mirrorsim.scheme.channels.base import Channel
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.queues import wait_in
from mirrorsim.scheme.services import Services
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import WHOLE
from mirrorsim.units.time import DAY


class BulkCash(Channel[schema.BulkCash]):
    """Carriers and depositors. What the client can expect of them follows from what they have lately managed."""

    name = "bulk_cash"

    def __init__(self, services: Services, kind: type[schema.BulkCash]) -> None:
        super().__init__(services, kind)
        account = services.ledger.account
        self.cash_us = account("carrier.bulk_cash", Country.US, Form.CASH, Asset.USD)
        self.cash_mx = account("carrier.bulk_cash", Country.MX, Form.CASH, Asset.USD)
        self._waiting: deque[tuple[simpy.Event, Deal]] = deque()
        self._open: deque[int] = deque()
        """Accounts that may take more, the one to visit next first."""
        self._open_until = 0
        """The tick at which one of the other accounts takes more again."""
        self._per_day = -1
        """Cents that have lately been deposited in a day with cash waiting; negative before the first."""
        self._full_until = 0
        """No account takes anything more before this tick."""
        self._losses = -1
        """Share that was lately lost at the border, in parts per million; negative before the first crossing."""

    @cached_property
    def _carry(self) -> Sampler:
        return self.draws.sampler("carry", lambda terms: terms.carry)

    def quote(self, amount: int) -> Quote | None:
        """Its fee, and delay and loss as they have lately been; None when too much waits already."""
        terms = self.terms
        waiting = self.claims.owed()
        if terms is None or waiting + amount > terms.most_waiting or not terms.people + terms.firms:
            return None
        per_day = terms.per_visit * terms.visits_per_day if self._per_day < 0 else self._per_day
        delay = int(terms.carry.mean()) + (waiting + amount) * DAY // max(per_day, 1)
        return Quote(terms.fee, delay, self._feared(terms))

    def move(self, deal: Deal) -> Process[None]:
        """Carry a batch over the border and deposit it."""
        clock, position, terms = self.services.clock, deal.position, self.terms
        assert terms is not None
        self.take_over(deal, self.cash_us)
        yield clock.timeout(self._carry(deal.number))
        carried = position.cash
        # on the roads first, then at the border
        on_the_way = self.propose(CASH_CARRIED, self.cash_us, deal)
        yield clock.timeout(on_the_way.delay)
        self._let_take(deal, on_the_way.seized)
        at_the_border = self.propose(BORDER_CASH, self.cash_mx, deal) if position.cash else Decision(0)
        lost = WHOLE * (on_the_way.seized + at_the_border.seized) // max(carried, 1)
        self._losses = updated(self._feared(terms), lost, self._learning)
        # who is not stopped goes on too after what happens at this instant; what is taken is taken at once
        if at_the_border.delay or (position.cash and not at_the_border.seized):
            yield clock.timeout(at_the_border.delay)
        self._let_take(deal, at_the_border.seized)
        if position.cash:
            position.cross(self.cash_mx)
            yield from self._deposit_all(deal)

    def reopen(self) -> None:
        """Visit banks again that had taken all they may: the rules have changed."""
        self._full_until = self._open_until = 0

    @property
    def _learning(self) -> int:
        return self.services.terms.now.behaviour.learning

    def _feared(self, terms: schema.BulkCash) -> int:
        return terms.feared_loss if self._losses < 0 else self._losses

    def _let_take(self, deal: Deal, amount: int) -> None:
        if amount:
            deal.position.record(events.BORDER_TOOK, deal.client.owner, amount)
            self.lose_to_us_state(deal, amount)

    def _deposit_all(self, deal: Deal) -> Process[None]:
        clock = self.services.clock
        event = clock.event()
        self._waiting.append((event, deal))
        if len(self._waiting) == 1:
            clock.process(self._visits())
        yield from wait_in(self.services.queues.deposit, deal.number, event)

    def _visits(self) -> Process[None]:
        """While cash waits, visit banks: one account after the other takes what the rules let it take."""
        clock = self.services.clock
        while self._waiting:
            terms, now = self.terms, clock.now
            done = self._a_day(terms) if terms is not None and now >= self._full_until else 0
            self._per_day = done if self._per_day < 0 else updated(self._per_day, done, self._learning)
            if not done and now >= self._full_until:
                # no account takes anything more until a limit is new again
                self._full_until = self._open_until
            full_for = self._full_until - now
            yield clock.timeout(min(full_for, DAY) if full_for > 0 else DAY)

    def _a_day(self, terms: schema.BulkCash) -> int:
        """One day's visits. Returns the cents deposited."""
        if self.services.clock.now >= self._open_until or len(self._open) > terms.people + terms.firms:
            self._open_all(terms)
        deposited = visits = 0
        while self._waiting and visits < terms.visits_per_day and self._open:
            event, deal = self._waiting[0]
            number = self._open.popleft()
            taken = self._visit(terms, deal, number)
            if not taken:
                continue  # full: it is not visited again before a limit is new
            self._open.append(number)
            visits, deposited = visits + 1, deposited + taken
            if not deal.position.cash:
                self._waiting.popleft()
                event.succeed()
        return deposited

    def _open_all(self, terms: schema.BulkCash) -> None:
        """Take up all accounts again, those first that were to be visited next."""
        accounts = terms.people + terms.firms
        waiting = [number for number in self._open if number < accounts]
        self._open = deque([*waiting, *sorted(set(range(accounts)) - set(waiting))])
        self._open_until = FOR_GOOD

    def _visit(self, terms: schema.BulkCash, deal: Deal, number: int) -> int:
        """Deposit what one account takes of a deal's cash; returns the cents."""
        services, holder = self.services, "firm" if number >= terms.people else "person"
        owner = f"depositor.{holder}-{number + 1}"
        account = services.ledger.account(owner, Country.MX, Form.BANK, Asset.USD)
        wanted = min(terms.per_visit, deal.position.cash)
        decision = services.gate.propose(
            Movement(CASH_DEPOSIT, services.clock.now, account, wanted, deal.number, holder)
        )
        if decision.allowed:
            deal.position.deposit(account, owner, decision.allowed)
        else:
            self._open_until = min(self._open_until, decision.until)
        return decision.allowed
