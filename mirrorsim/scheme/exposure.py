"""Where cash is exposed to the police: carried by a courier, stored with a broker, or waiting with the client.

The time until stored cash is found is drawn once. When the rules change, what is left of it is rescaled, so that stored cash is
found more often from the day on which somebody looks harder.
"""

from __future__ import annotations

from collections.abc import Callable

from mirrorsim.engine.clock import Process
from mirrorsim.rules.base import CASH_CARRIED, CASH_STORED, Movement
from mirrorsim.scheme import events
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.services import Services
from mirrorsim.scheme.transactions import SEIZURE

WHOLE_WAIT = 10**12
"""The drawn time until a batch is found, as a whole; a change of the rules rescales what is left of it."""
TURNS = 2
"""Cash in a stash and cash with the client have turns of their own, which key the rules' draws."""


class StoredCash:
    """One batch of cash that lies somewhere.

    ``found`` takes what is seized of it (cents) and returns what is left there; ``ended`` hears that nothing lies there any more.
    """

    __slots__ = ("_asked_at", "_ended", "_found", "_found_after", "_left", "_services", "_stored", "_turn")

    def __init__(
        self,
        services: Services,
        stored: Movement,
        found: Callable[[int], int],
        ended: Callable[[StoredCash], object],
    ) -> None:
        self._services = services
        self._stored = stored
        self._found = found
        self._ended = ended
        self._left = WHOLE_WAIT
        self._asked_at = services.clock.now
        self._found_after = 0
        """Ticks in which the rules in force find it, counted from the beginning; 0 when they do not, or at once."""
        self._turn = 0
        self._ask()

    def review(self) -> None:
        """Ask the rules again, which have changed."""
        if self._found_after:
            self._left = max(
                self._left - (self._services.clock.now - self._asked_at) * WHOLE_WAIT // self._found_after, 0
            )
        self._ask()

    def end(self) -> None:
        """The cash lies there no longer."""
        self._turn += 1
        self._ended(self)

    def _ask(self) -> None:
        services = self._services
        self._turn += 1
        self._asked_at = now = services.clock.now
        decision = services.gate.propose(self._stored._replace(time=now))
        self._found_after = decision.delay if decision.seized else 0
        if decision.seized:
            after = decision.delay * self._left // WHOLE_WAIT
            if now + after < services.calendar.horizon:
                services.clock.process(self._wait(after, self._turn, decision.seized))

    def _wait(self, after: int, turn: int, seized: int) -> Process[None]:
        yield self._services.clock.timeout(after)
        if turn != self._turn:
            return
        left = self._found(seized)
        if not left:
            self.end()
            return
        # what was not taken lies there as before, with a time of its own; who has taken a part at once is not asked again
        self._stored = self._stored._replace(amount=left, turn=self._stored.turn + TURNS)
        self._left = WHOLE_WAIT
        if self._found_after:
            self._ask()


class Exposures:
    """All cash that is exposed in one world."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._in_stash: dict[int, StoredCash] = {}
        """By the deal's number."""
        self._to_review: dict[StoredCash, None] = {}
        """Stored cash in the order in which it came to lie there, for as long as rules will still change."""

    def carry(self, deal: Deal) -> Process[None]:
        """Let the courier go away with the cash, unless all of it is found: then the courier is arrested too."""
        courier, position, services = deal.courier, deal.position, self._services
        assert courier is not None
        decision = services.gate.propose(
            Movement(
                CASH_CARRIED,
                services.clock.now,
                courier.bag,
                position.cash,
                deal.number,
                entity=deal.number,
                turn=deal.attempt,
                irregular=True,
            )
        )
        if decision.delay:
            yield services.clock.timeout(decision.delay)
        if not decision.seized:
            return
        if arrested := decision.seized >= position.cash:
            position.record(events.ARRESTED, courier.name, decision.seized)
        else:
            position.record(events.CASH_TAKEN, courier.name, decision.seized)
        deal.claim.lose_cash(SEIZURE, services.outside.state_us, decision.seized)
        if arrested:
            deal.courier = None
            deal.broker.couriers.lose_one()

    def store(self, deal: Deal) -> None:
        """Let cash lie in the broker's stash, where it may be found."""
        position, state = deal.position, self._services.outside.state_us

        def raid(amount: int) -> int:
            if not position.cash or deal.courier is not None:
                return 0
            taken = min(amount, position.cash)
            position.record(events.RAIDED, deal.broker.owner, taken)
            deal.claim.lose_cash(SEIZURE, state, taken)
            waiting = deal.waits_for_buyer
            if not position.cash and waiting is not None and not waiting.triggered:
                waiting.succeed(None)
            return position.cash

        self._in_stash[deal.number] = self._store(deal.broker.stash, position.cash, deal.number, 0, raid)

    def leave_stash(self, deal: Deal) -> None:
        """The cash lies in the stash no longer."""
        stored = self._in_stash.pop(deal.number, None)
        if stored is not None:
            stored.end()

    def store_with_client(self, deal: Deal) -> StoredCash:
        """Let cash that has found no way lie with the client, where it may be found."""

        def take(amount: int) -> int:
            taken = min(amount, deal.amount)
            deal.position.seize_from_client(taken)
            deal.amount -= taken
            return deal.amount

        return self._store(deal.client.cash, deal.amount, deal.number, 1, take)

    def review(self, *, last: bool) -> None:
        """Ask the rules again about all stored cash, now that they have changed; for the ``last`` time, or not."""
        for stored in list(self._to_review):
            stored.review()
        if last:
            self._to_review.clear()

    def _store(self, account: int, amount: int, deal: int, turn: int, found: Callable[[int], int]) -> StoredCash:
        now = self._services.clock.now
        lies = Movement(CASH_STORED, now, account, amount, deal, entity=deal, turn=turn)
        stored = StoredCash(self._services, lies, found, lambda one: self._to_review.pop(one, None))
        if now < self._services.terms.last_change:
            self._to_review[stored] = None
        return stored
