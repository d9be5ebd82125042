"""Step 8: yuan inside China are mirrored into pesos inside Mexico, from whoever has pesos there and wants yuan."""

from __future__ import annotations

from mirrorsim.engine.clock import Process
from mirrorsim.scheme import events
from mirrorsim.scheme.entity import Deal
from mirrorsim.scheme.markets.pesos import Grant
from mirrorsim.scheme.transactions import THEFT
from mirrorsim.scheme.world import World
from mirrorsim.units.shares import take


def second_mirror(world: World, deal: Deal) -> Process[None]:
    """Pay yuan to a provider's account in China; the provider hands over pesos in Mexico; they go to the client."""
    position, turn = deal.position, 0
    while position.as_yuan:
        grant, waited = yield from world.pesos.find(deal.number, position.as_yuan)
        draws = world.draws.second_mirror
        position.record(events.PESOS_FOUND, grant.provider.owner, grant.pesos, waited)
        yield world.clock.timeout(draws.takes(deal.number, turn))
        if draws.provider_defaults(deal.number, turn):
            _default(world, deal, grant)
        else:
            dollars = _mirror(world, deal, grant)
            yield world.clock.timeout(draws.delivery(deal.number, turn))
            position.deliver(dollars)
        turn += 1


def _yuan_for(world: World, deal: Deal, grant: Grant) -> int:
    """Fen that are paid for a grant: for the last of the claim, all that there are."""
    return deal.position.yuan if grant.dollars == deal.position.as_yuan else world.rates.yuan(grant.dollars)


def _default(world: World, deal: Deal, grant: Grant) -> None:
    """The provider keeps the yuan and hands over nothing; the broker makes good what it bears."""
    world.pesos.free(grant)
    yuan = _yuan_for(world, deal, grant)
    deal.position.record(events.DEFAULTED, grant.provider.owner, yuan)
    deal.claim.lose_yuan(THEFT, grant.provider.yuan, yuan, grant.dollars)
    deal.claim.make_good()


def _mirror(world: World, deal: Deal, grant: Grant) -> int:
    """Yuan and fee in China against pesos in Mexico. Returns the cents of the claim that the pesos stand for."""
    broker, provider = deal.broker, grant.provider
    yuan = _yuan_for(world, deal, grant)
    spread = take(grant.dollars, provider.terms.spread)
    borne = broker.terms.guarantee.spread == "broker" and world.ledger.available(broker.own_yuan) >= world.rates.yuan(
        spread
    )
    provider.fill_up()
    dollars = deal.position.second_mirror(provider, grant.hold, grant.dollars, yuan, spread, borne=borne)
    world.pesos.wake()
    return dollars
