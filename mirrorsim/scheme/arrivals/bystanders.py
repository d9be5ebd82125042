"""People and firms outside the scheme: each rule sees and judges what they do by the same words as the scheme's movements."""

from __future__ import annotations

from itertools import count

from mirrorsim.books.accounts import Country, Form
from mirrorsim.books.journal import NO_DEAL
from mirrorsim.engine.clock import Process
from mirrorsim.engine.draws import stable_hash
from mirrorsim.rules.base import BANK_DEPOSIT, CASH_DEPOSIT, IMPORT, YUAN_TRANSFER, Movement
from mirrorsim.scenario.bystanders import Bystanders
from mirrorsim.scheme import transactions
from mirrorsim.scheme.oversight import IN_YUAN
from mirrorsim.scheme.world import World
from mirrorsim.units.money import Asset

_PLACES = {
    BANK_DEPOSIT: (Country.US, Form.BANK, Asset.USD),
    CASH_DEPOSIT: (Country.MX, Form.BANK, Asset.USD),
    YUAN_TRANSFER: (Country.CN, Form.BANK, Asset.CNY),
}
"""Movements whose usage the books count, and where the account is that it is counted on."""


def bystanders(world: World, name: str) -> Process[None]:
    """Let a group of bystanders go about their business, one act after the other, a person at a time."""
    draws = world.draws.bystanders[name]
    who = world.draws.keyed.uniforms(f"ordinary.{name}.who")
    base = stable_hash(f"ordinary {name}", 32) << 32
    accounts: dict[tuple[str, int], int] = {}
    for number in count(base):
        yield world.clock.timeout(draws.every(number))
        group = world.terms.now.ordinary[name]
        person = int(who(number) * group.people)
        account = accounts.get((group.does, person))
        if account is None:
            place = _PLACES.get(group.does)
            account = -1 if place is None else world.ledger.account(f"ordinary.{name}-{person + 1}", *place)
            accounts[group.does, person] = account
        _act(world, group, account, draws.amount(number), number)


def _act(world: World, group: Bystanders, account: int, dollars: int, number: int) -> None:
    what, now = group.does, world.clock.now
    amount = world.rates.yuan(dollars) if what in IN_YUAN else dollars
    port = _port(world, number) if what == IMPORT else ""
    movement = Movement(what, now, account, amount, NO_DEAL, group.holder, number, 0, port)
    allowed = world.gate.propose(movement, bystander=True).allowed
    if not allowed:
        return
    book, outside = world.ledger.book, world.outside
    if what == CASH_DEPOSIT:
        book(transactions.ORDINARY_DEPOSIT, now, NO_DEAL, deposit=(outside.mx_banks_usd, account, allowed))
    elif what == BANK_DEPOSIT:
        # the notes come from the economy and end in the bank's vault, which is part of it
        book(
            transactions.BANK_DEPOSIT,
            now,
            NO_DEAL,
            cash=(outside.us_cash, outside.us_cash, allowed),
            credit=(outside.us_bank, account, allowed),
        )
    elif what == YUAN_TRANSFER:
        book(transactions.ORDINARY_TRANSFER, now, NO_DEAL, yuan=(outside.cn_economy, account, allowed))


def _port(world: World, number: int) -> str:
    """A port for a bystander's shipment: each of the open ones alike."""
    goods = world.terms.now.goods
    if goods is None:
        return ""
    names = sorted(name for name, port in goods.ports.items() if port.weight)
    return max((world.seaports.lot(name, number), name) for name in names)[1]
