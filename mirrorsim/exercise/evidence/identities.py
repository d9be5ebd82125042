"""Names and numbers: each party gets its own by a keyed permutation that never looks at what the party does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mirrorsim.exercise.evidence.draws import KeyedDraws
from mirrorsim.exercise.evidence.name_lists import AREA_CODES, FIRM_FIRST, FIRM_LAST, FIRST, LAST
from mirrorsim.scheme.token import token


class Identities:
    """The public names, account numbers and phones of all parties, by their inner names, which no record shows."""

    def __init__(self, people: Iterable[str], firms: Iterable[str], burners: Iterable[str], draws: KeyedDraws) -> None:
        self._draws = draws
        people, firms, burners = sorted(set(people)), sorted(set(firms)), sorted(set(burners))
        everybody = people + firms
        self._names = self._dealt("name", people, [f"{first} {last}" for first in FIRST for last in LAST])
        self._names |= self._dealt("firm", firms, [f"{first} {last}" for first in FIRM_FIRST for last in FIRM_LAST])
        self._accounts = self._numbers([f"{where} {party}" for where in ("us", "cn") for party in everybody])
        self._phones = self._lines(everybody, burners)

    def name(self, party: str) -> str:
        """A person's or a firm's name."""
        return self._names[party]

    def account(self, party: str, where: str = "us") -> str:
        """The number of a party's account, ``us`` for the one at its own bank, ``cn`` for the one in China."""
        return self._accounts[f"{where} {party}"]

    def phone(self, party: str) -> str:
        """A party's phone, or a short-lived one."""
        return self._phones[party]

    def public_value(self, party: str, what: str) -> str:
        """What a text may ask for: the ``name``, ``account``, ``yuan account`` or ``phone`` of a party. Raises KeyError."""
        if what == "name":
            return self._names[party]
        if what == "phone":
            return self._phones[party]
        return self.account(party, "cn" if what == "yuan account" else "us")

    def _dealt(self, purpose: str, parties: Sequence[str], pool: Sequence[str]) -> dict[str, str]:
        if len(parties) > len(pool):
            raise ValueError(f"{len(parties)} parties need a {purpose}, and there are only {len(pool)}")
        order = self._draws.shuffled(parties, f"identity.{purpose}.who")
        return dict(zip(order, self._draws.permutation(pool, f"identity.{purpose}.what"), strict=False))

    def _numbers(self, accounts: Sequence[str]) -> dict[str, str]:
        """Ten digits each, no two alike, whatever bank or country the account is in."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for account in self._draws.shuffled(accounts, "identity.account.order"):
            turn = 0
            while (
                number := str(10**9 + self._draws.integer_below(9 * 10**9, "identity.account", account, turn))
            ) in taken:
                turn += 1
            taken.add(number)
            found[account] = number
        return found

    def _lines(self, parties: Sequence[str], burners: Sequence[str]) -> dict[str, str]:
        """Phone numbers of the range kept free for fiction; a short-lived one keeps the line that its token names."""
        draws = self._draws
        lines: dict[str, int] = {}
        for party in parties:
            lines[party] = draws.integer_below(100, "identity.line", party)
        for burner in burners:
            number = burner.removeprefix("burner.")
            line = (
                int(token(int(number)).phone[-2:])
                if number.isdigit()
                else draws.integer_below(100, "identity.line", burner)
            )
            lines[burner] = line
        free = {line: iter(draws.permutation(AREA_CODES, "identity.area", str(line))) for line in range(100)}
        return {
            party: f"({next(free[lines[party]])}) 555-01{lines[party]:02d}"
            for party in draws.shuffled(lines, "identity.line.order")
        }
