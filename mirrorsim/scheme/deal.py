"""One deal, from the first call for quotes to the last peso, in the nine steps of the public factbox."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mirrorsim.scheme.auction import agree, solicit_quotes
from mirrorsim.scheme.closing import close
from mirrorsim.scheme.failures import DealDied, HandshakeFailed
from mirrorsim.scheme.handshake import call, issue_token, meet, try_again
from mirrorsim.scheme.mirror import mirror_swap
from mirrorsim.scheme.parties import Broker
from mirrorsim.scheme.repatriation import SECOND_MIRROR, choose_option, second_mirror
from mirrorsim.scheme.trade import trade

if TYPE_CHECKING:
    from mirrorsim.scheme.network import Network
    from mirrorsim.scheme.parties import Deal

Steps = Generator[Any, Any, None]


def nine_steps(net: Network, deal: Deal) -> Steps:
    """Move one batch of cash from its holder in the US to pesos in Mexico."""
    yield from solicit_quotes(net, deal)  # 1  several brokers quote; the cheapest with room wins
    if not isinstance(deal.carrier, Broker):
        yield from deal.carrier.move(deal)  # -  another channel costs less: no mirror in this deal
        return
    yield from agree(net, deal)  # 2  commission and amount
    while not deal.receipt:
        try:
            yield from issue_token(net, deal)  # 3  code word, phone number, serial of a one-dollar note
            yield from call(net, deal)  # 4  the cash holder calls; a meeting is set
            yield from meet(net, deal)  # 5  the serial matches: cash against the note, which is the receipt
        except HandshakeFailed:
            yield from try_again(net, deal)
    yield from mirror_swap(net, deal)  # 6  dollars stay in the US, yuan move inside China
    option = yield from choose_option(net, deal)  # 7  the broker holds yuan; two ways lead on
    if option == SECOND_MIRROR:
        yield from second_mirror(net, deal)  # 8  yuan inside China against pesos inside Mexico
    else:
        yield from trade(net, deal)  # 9  goods bought, shipped, sold in Mexico


def deal_process(net: Network, deal: Deal) -> Steps:
    """Run a deal until it is done or dies, and close it."""
    with suppress(DealDied):
        yield from nine_steps(net, deal)
    close(net, deal)
