"""Ordinary people and firms: what they do, each rule sees and judges by the same words as the scheme's movements."""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import TYPE_CHECKING, Any

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.draws import stable_hash
from mirrorsim.rules.base import BANK_DEPOSIT, CASH_DEPOSIT, IMPORT, YUAN_TRANSFER, Movement
from mirrorsim.scheme import kinds
from mirrorsim.units.money import Asset

if TYPE_CHECKING:
    from mirrorsim.scenario.ordinary import Ordinary
    from mirrorsim.scheme.network import Network

_PLACES = {
    BANK_DEPOSIT: (Country.US, Form.BANK, Asset.USD),
    CASH_DEPOSIT: (Country.MX, Form.BANK, Asset.USD),
    YUAN_TRANSFER: (Country.CN, Form.BANK, Asset.CNY),
}
"""Movements whose usage the books count, and where the account is that it is counted on."""


def bystanders(net: Network, name: str) -> Generator[Any, Any, None]:
    """Let a group of ordinary people go about their business, one act after the other, a person at a time."""
    luck = getattr(net.luck.ordinary, name)
    who = net.draws.uniforms(f"ordinary.{name}.who")
    base = stable_hash(f"ordinary {name}", 32) << 32
    accounts: dict[tuple[str, int], int] = {}
    for number in count(base):
        yield net.env.timeout(luck.every(number))
        group = net.now_in_force.ordinary[name]
        person = int(who(number) * group.people)
        account = accounts.get((group.does, person))
        if account is None:
            place = _PLACES.get(group.does)
            account = -1 if place is None else net.ledger.account(f"ordinary.{name}-{person + 1}", *place)
            accounts[group.does, person] = account
        _act(net, group, account, luck.amount(number), number)


def _act(net: Network, group: Ordinary, account: int, dollars: int, number: int) -> None:
    what = group.does
    amount = net.to_yuan(dollars) if what in (YUAN_TRANSFER, IMPORT) else dollars
    port = _port(net, number) if what == IMPORT else ""
    movement = Movement(what, net.env.now, account, amount, NO_DEAL, group.holder, number, 0, port)
    allowed = net.gate.propose(movement).allowed
    if not allowed:
        return
    outside = net.outside
    if what == CASH_DEPOSIT:
        net.book(kinds.ORDINARY_DEPOSIT, None, outside.mx_banks_usd, account, allowed)
    elif what == BANK_DEPOSIT:
        # the notes come from the economy and end in the bank's vault, which is part of it
        net.book(kinds.BANK_DEPOSIT, None, outside.us_cash, outside.us_cash, allowed, outside.us_bank, account, allowed)
    elif what == YUAN_TRANSFER:
        net.book(kinds.ORDINARY_TRANSFER, None, outside.cn_economy, account, allowed)


def _port(net: Network, number: int) -> str:
    """A port for an ordinary shipment: each of the open ones alike."""
    goods = net.now_in_force.goods
    if goods is None:
        return ""
    names = sorted(name for name, port in goods.ports.items() if port.weight)
    return max((net.port_lots(name)(number), name) for name in names)[1]
