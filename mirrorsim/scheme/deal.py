"""One deal, from the first call for quotes to the last peso, in the nine steps of the public factbox."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirrorsim.scheme import events
from mirrorsim.scheme.auction import agree, solicit_quotes
from mirrorsim.scheme.failures import DealDied, HandshakeFailed
from mirrorsim.scheme.handshake import call, issue_token, meet, try_again
from mirrorsim.scheme.mirror import mirror_swap
from mirrorsim.scheme.repatriation import SECOND_MIRROR, choose_option, second_mirror
from mirrorsim.scheme.trade import trade

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal


def deal_process(net: Network, deal: Deal) -> Generator[Any, Any, None]:
    """Move one batch of cash from its holder in the US to pesos in Mexico."""
    try:
        yield from solicit_quotes(net, deal)  # 1  several brokers quote; the cheapest with room wins
        yield from agree(net, deal)  # 2  commission and amount
        while deal.courier is None:
            try:
                yield from issue_token(net, deal)  # 3  code word, phone number, serial of a one-dollar note
                yield from call(net, deal)  # 4  the cash holder calls; a meeting is set
                yield from meet(net, deal)  # 5  the serial matches: note against cash
            except HandshakeFailed:
                yield from try_again(net, deal)
        yield from mirror_swap(net, deal)  # 6  dollars stay in the US, yuan move inside China
        option = yield from choose_option(net, deal)  # 7  the broker holds yuan; two ways lead on
        if option == SECOND_MIRROR:
            yield from second_mirror(net, deal)  # 8  yuan inside China against pesos inside Mexico
        else:
            yield from trade(net, deal)  # 9  goods bought, shipped, sold in Mexico
        net.tell(events.CLOSED, deal, deal.client.owner, deal.delivered)
    except DealDied:
        return
