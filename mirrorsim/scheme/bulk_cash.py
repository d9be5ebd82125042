"""Another channel: notes carried over the border and paid into Mexican accounts, visit by visit."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.engine.gate import FOR_GOOD
from mirrorsim.rules.base import BORDER_CASH, CASH_CARRIED, CASH_DEPOSIT, Movement, Verdict
from mirrorsim.scheme import events, kinds
from mirrorsim.scheme.channel import Channel
from mirrorsim.scheme.offers import Offer, offer
from mirrorsim.scheme.parties import MEMORY
from mirrorsim.scheme.promises import Stages
from mirrorsim.units.money import Asset
from mirrorsim.units.shares import take
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    import simpy

    from mirrorsim.scenario.channels import BulkCash as Terms
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

Steps = Generator[Any, Any, None]


class BulkCash(Channel):
    """Carriers and depositors. What the client can expect of them follows from what they have lately managed."""

    name = "bulk_cash"

    def __init__(self, net: Network) -> None:
        super().__init__(net)
        account = net.ledger.account
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

    def offer(self, deal: Deal) -> Offer | None:
        """What this channel would cost for a batch; None when it does not exist or has no room."""
        terms = self.net.now_in_force.channels.bulk_cash
        waiting = self.promise.owed(self.net.ledger)
        if terms is None or waiting + deal.amount > terms.most_waiting or not terms.people + terms.firms:
            return None
        per_day = terms.per_visit * terms.visits_per_day if self._per_day < 0 else self._per_day
        delay = int(terms.carry.mean()) + (waiting + deal.amount) * DAY // max(per_day, 1)
        return offer(deal, self.name, self, terms.fee, delay, self._feared(terms))

    def _feared(self, terms: Terms) -> int:
        return terms.feared_loss if self._losses < 0 else self._losses

    def move(self, deal: Deal) -> Steps:
        """Carry a batch over the border and deposit it."""
        net, luck = self.net, self.net.luck.channels.bulk_cash
        terms = net.now_in_force.channels.bulk_cash
        assert terms is not None
        take_over(net, deal, self.promise, self.cash_us, self.owner)
        yield net.env.timeout(luck.carry(deal.number))
        # on the roads first, then at the border
        verdict = self._seen(CASH_CARRIED, self.cash_us, deal)
        yield net.env.timeout(verdict.delay)
        if not verdict.seized:
            verdict = self._seen(BORDER_CASH, self.cash_mx, deal)
        lost = 1_000_000 if verdict.seized else 0
        self._losses = self._feared(terms) + (lost - self._feared(terms)) // MEMORY
        if verdict.seized:
            net.tell(events.BORDER_TOOK, deal, deal.client.owner, deal.cash)
            net.book(
                kinds.SEIZURE, deal, self.cash_us, net.outside.state_us, deal.cash,
                self.promise.as_cash, net.ends.seized, deal.as_cash,
            )  # fmt: skip
            deal.lost = deal.as_cash
            deal.cash = deal.as_cash = 0
            return
        yield net.env.timeout(verdict.delay)
        net.book(kinds.CROSSING, deal, self.cash_us, self.cash_mx, deal.cash)
        net.tell(events.CROSSED, deal, deal.client.owner, deal.cash)
        yield from self._deposit_all(deal)

    def _seen(self, what: str, account: int, deal: Deal) -> Verdict:
        now, key = self.net.env.now, deal.number
        return self.net.gate.propose(Movement(what, now, account, deal.cash, key, entity=key, irregular=True))

    def _deposit_all(self, deal: Deal) -> Steps:
        net = self.net
        since = net.queue("deposit", deal)
        event = net.env.event()
        self._waiting.append((event, deal))
        if len(self._waiting) == 1:
            net.env.process(self._visits())
        yield event
        net.go_on("deposit", deal, since)

    def reopen(self) -> None:
        """Visit banks again that had taken all they may: the rules have changed."""
        self._full_until = self._open_until = 0

    def _visits(self) -> Steps:
        """While cash waits, visit banks: one account after the other takes what the rules let it take."""
        net = self.net
        while self._waiting:
            terms, now = net.now_in_force.channels.bulk_cash, net.env.now
            done = self._a_day(terms) if terms is not None and now >= self._full_until else 0
            self._per_day = done if self._per_day < 0 else self._per_day + (done - self._per_day) // MEMORY
            if not done and now >= self._full_until:
                # no account takes anything more until a limit is new again
                self._full_until = self._open_until
            full_for = self._full_until - now
            yield net.env.timeout(min(full_for, DAY) if full_for > 0 else DAY)

    def _a_day(self, terms: Terms) -> int:
        """One day's visits. Returns the cents deposited."""
        if self.net.env.now >= self._open_until or len(self._open) > terms.people + terms.firms:
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
            if not deal.cash:
                self._waiting.popleft()
                event.succeed()
        return deposited

    def _open_all(self, terms: Terms) -> None:
        """Take up all accounts again, those first that were to be visited next."""
        accounts = terms.people + terms.firms
        waiting = [number for number in self._open if number < accounts]
        self._open = deque([*waiting, *sorted(set(range(accounts)) - set(waiting))])
        self._open_until = FOR_GOOD

    def _visit(self, terms: Terms, deal: Deal, number: int) -> int:
        """Deposit what one account takes of a deal's cash; returns the cents."""
        net, holder = self.net, "firm" if number >= terms.people else "person"
        owner = f"depositor.{holder}-{number + 1}"
        account = net.ledger.account(owner, Country.MX, Form.BANK, Asset.USD)
        wanted = min(terms.per_visit, deal.cash)
        verdict = net.gate.propose(Movement(CASH_DEPOSIT, net.env.now, account, wanted, deal.number, holder))
        cents = verdict.allowed
        if not cents:
            self._open_until = min(self._open_until, verdict.until)
            return 0
        promise = deal.as_cash if cents == deal.cash else deal.as_cash * cents // deal.cash
        pesos, residue = net.to_pesos(promise)
        # fmt: off
        net.book(
            kinds.CASH_DEPOSIT, deal,
            self.cash_mx, account, cents,
            account, net.outside.mx_banks_usd, cents,
            net.outside.mx_banks, deal.client.pesos, pesos,
            self.promise.as_cash, net.ends.delivered, promise - residue,
            self.promise.as_cash, net.ends.rounding, residue,
        )
        # fmt: on
        deal.cash -= cents
        deal.as_cash -= promise
        deal.delivered += promise - residue
        net.tell(events.DEPOSITED, deal, owner, cents)
        net.tell(events.DELIVERED, deal, deal.client.owner, pesos, promise - residue)
        return cents


def take_over(net: Network, deal: Deal, promise: Stages, cash: int, owner: str) -> None:
    """Let a channel take a client's whole batch over for its fee, which it keeps in cash."""
    fee = take(deal.amount, deal.commission)
    net.tell(events.AGREED, deal, owner, deal.amount, deal.commission)
    net.book(kinds.AGREEMENT, deal, net.ends.pledged, promise.agreed, deal.amount)
    # fmt: off
    net.book(
        kinds.CARRIED_OFF, deal,
        deal.client.cash, cash, deal.amount,
        cash, net.outside.couriers_own, fee,
        promise.agreed, promise.as_cash, deal.amount - fee,
        promise.agreed, net.ends.commission, fee,
    )
    # fmt: on
    deal.cash = deal.as_cash = deal.amount - fee
    net.tell(events.CARRIED_OFF, deal, owner, deal.amount, deal.commission)
