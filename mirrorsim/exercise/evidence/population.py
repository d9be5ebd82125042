"""The ordinary population: for every activity of the scheme, look-alikes by people who do them for good reasons.

An ordinary activity takes its hour, day and size from those of the scheme of the same kind, with some noise, so that neither
clock, calendar nor amount tells the two apart; what it lacks is what ties the scheme's records to each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, HOLDER, IMPORTER, NOBODY, PROVIDER, RECEIVER, Activity
from mirrorsim.exercise.evidence.draws import KeyedDraws
from mirrorsim.units.time import DAY, MINUTE, WEEK

_ROLES = {
    "token": (HOLDER, NOBODY),
    "call": (HOLDER, NOBODY),
    "hand_over": (COURIER, HOLDER),
    "note": (COURIER, HOLDER),
    "stop": (COURIER, NOBODY),
    "raid": (COURIER, NOBODY),
    "meeting": (COURIER, BUYER),
    "count": (COURIER, BUYER),
    "deposit": (BUYER, NOBODY),
    "yuan": (BUYER, RECEIVER),
    "gathering": (RECEIVER, RECEIVER),
    "premium": (BUYER, RECEIVER),
    "second": (RECEIVER, PROVIDER),
    "purchase": (RECEIVER, IMPORTER),
    "bill": (IMPORTER, NOBODY),
    "entry": (IMPORTER, NOBODY),
}
"""The roles of party and counterparty in each kind of activity."""
_ROUNDINGS = (100_000_00, 10_000_00, 1_000_00, 500_00, 100_00, 20_00, 1_00, 1)
"""Sizes to which people round, in minor units."""
_AMOUNT_SPREAD = 0.1
"""How far an ordinary amount lies from the one that it takes after, as the spread of a lognormal factor."""
_WITH_SCHEME = 0.04
"""Share of ordinary activities whose counterparty is of the scheme: such people have ordinary dealings too."""
_CASH = {"count", "deposit"}
_YUAN = {"yuan", "gathering", "premium", "second", "purchase"}
QUOTA_BANK = "bank.quota"
"""The bank in China that sells dollars within the yearly quota."""
SUPPLIERS = tuple(f"supplier.{number}" for number in range(1, 15))
"""Factories and traders that sell to anybody."""
FORWARDERS = tuple(f"freight.{number}" for number in range(1, 7))


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody, or some account, that records may name. ``key`` is the inner name; ``firm``: not a person."""

    key: str
    role: str
    in_scheme: bool
    firm: bool


@dataclass(frozen=True)
class Population:
    """Everybody who is seen, and all that they did in the window, in order of time."""

    parties: dict[str, Party]
    activities: tuple[Activity, ...]


def populate(scheme: Sequence[Activity], since: int, until: int, times: int, draws: KeyedDraws) -> Population:
    """The scheme's activities among ``times`` as many ordinary ones. ``scheme`` is the whole season's."""
    seen = [activity for activity in scheme if since <= activity.tick < until]
    parties = _scheme_parties(seen)
    look_alikes = _LookAlikes(parties, seen, times, draws, since, until)
    activities = list(seen)
    for number, activity in enumerate(seen):
        if not activity.bundle:
            activities += [look_alikes.of(activity, seen, f"{number}.{copy}", copy) for copy in range(times)]
    activities += look_alikes.shipments(scheme)
    activities.sort(key=lambda activity: activity.order)
    return Population(look_alikes.parties, tuple(activities))


def _scheme_parties(activities: Sequence[Activity]) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for activity in activities:
        for key, role in zip((activity.party, activity.counterparty), _ROLES[activity.kind], strict=True):
            if key and role and key not in found:
                found[key] = Party(
                    key, role, in_scheme=True, firm=key.startswith(("merchant.", "importer.", "provider."))
                )
    return found


class _LookAlikes:
    """Ordinary parties, each the double of one of the scheme's, and what they do."""

    def __init__(
        self, scheme: dict[str, Party], seen: Sequence[Activity], times: int, draws: KeyedDraws, since: int, until: int
    ) -> None:
        self._draws = draws
        self._since, self._until = since, until
        self._times = times
        # what waited for doors to open falls on a full minute, or several activities on one minute of the day: so do look-alikes
        self._hours = Counter((activity.kind, activity.tick % DAY // MINUTE) for activity in seen)
        self.parties = dict(scheme)
        self._doubles: dict[str, list[str]] = {}
        self._in_scheme: dict[str, list[str]] = defaultdict(list)
        self._bystanders: dict[str, list[str]] = defaultdict(list)
        for party in scheme.values():
            self._in_scheme[party.role].append(party.key)
            self._double(party)

    def _double(self, party: Party) -> None:
        made = []
        for _ in range(self._times):
            key = f"ordinary.{party.role}-{len(self._bystanders[party.role]) + 1}"
            self._bystanders[party.role].append(key)
            self.parties[key] = Party(key, party.role, in_scheme=False, firm=party.firm)
            made.append(key)
        self._doubles[party.key] = made

    def of(self, activity: Activity, seen: Sequence[Activity], key: str, copy: int) -> Activity:
        """An ordinary activity that looks like one of the scheme from outside."""
        draws = self._draws
        same = [other for other in seen if other.kind == activity.kind]
        timed, sized = draws.choice(same, "like.time", key), draws.choice(same, "like.size", key)
        factor = draws.lognormal(_AMOUNT_SPREAD, "like.factor", key)
        party = self._doubles[activity.party][copy]
        return Activity(
            activity.kind,
            self._moment(timed, key),
            party,
            self._counterparty(activity, key, copy),
            similar_amount(sized.cents, factor),
            similar_amount(sized.fen, factor),
            step=0,
            detail=sized.detail,
        )

    def _counterparty(self, activity: Activity, key: str, copy: int) -> str:
        role = _ROLES[activity.kind][1]
        if activity.kind in ("token", "call"):
            return f"burner.o{key}"
        if not role:
            return NOBODY
        draws = self._draws
        if draws.bernoulli(_WITH_SCHEME, "like.mingles", key):
            return draws.choice(self._in_scheme[role], "like.mingled", key)
        if draws.bernoulli(0.5, "like.faithful", key):
            return self._doubles[activity.counterparty][copy]
        return draws.choice(self._bystanders[role], "like.other", key)

    def _moment(self, like: Activity, key: str) -> int:
        """A moment on the same day of the week at about the same hour, within the window."""
        draws, tick = self._draws, like.tick
        moved = tick + (draws.integer_below(3, "like.week", key) - 1) * WEEK
        if not self._since <= moved < self._until:
            moved = tick
        if tick % MINUTE and self._hours[like.kind, tick % DAY // MINUTE] == 1:
            moved += int((draws.uniform("like.minutes", key) - 0.5) * 50 * MINUTE)
        return min(max(moved, self._since), self._until - 1)

    def shipments(self, scheme: Sequence[Activity]) -> list[Activity]:
        """Shipments of honest importers: invoice, bill and entry of each belong together."""
        bundles: dict[str, list[Activity]] = defaultdict(list)
        for activity in scheme:
            if activity.bundle:
                bundles[activity.bundle].append(activity)
        draws = self._draws
        importers, everything = self._bystanders[IMPORTER], list(bundles.values())
        ways = [activity.detail.split("|") for activities in everything for activity in activities if activity.detail]
        found: list[Activity] = []
        if not importers or not ways:
            return found
        for number, activities in enumerate(everything):
            for copy in range(self._times):
                key = f"{number}.{copy}"
                shift = int((draws.uniform("ship.shift", key) - 0.5) * 28 * DAY)
                sized = draws.choice(everything, "ship.size", key)[0]
                fen = similar_amount(sized.fen, draws.lognormal(_AMOUNT_SPREAD, "ship.factor", key))
                importer = draws.choice(importers, "ship.importer", key)
                port, _, fate = draws.choice(ways, "ship.port", key)
                papers = "wrong" if draws.bernoulli(0.08, "ship.papers", key) else "right"
                detail = f"{port}|{papers}|{fate.replace('seized', 'released')}"
                for activity in activities:
                    shaken = int((draws.uniform("ship.minutes", f"{key}.{activity.kind}") - 0.5) * 50 * MINUTE)
                    tick = activity.tick + shift + shaken
                    if not self._since <= tick < self._until:
                        continue
                    if activity.kind == "purchase":
                        found.append(Activity("purchase", tick, NOBODY, importer, fen=fen, bundle=f"shipment.o{key}"))
                    else:
                        found.append(
                            Activity(activity.kind, tick, importer, fen=fen, bundle=f"shipment.o{key}", detail=detail)
                        )
        return found


def similar_amount(amount: int, factor: float) -> int:
    """An amount of about this size times a factor, rounded as coarsely as the original is."""
    if not amount:
        return 0
    coarse = next(step for step in _ROUNDINGS if amount % step == 0)
    return max(coarse, round(amount * factor / coarse) * coarse)


def quota_wires(
    parties: Mapping[str, Party],
    activities: Sequence[Activity],
    rate: Fraction,
    since: int,
    until: int,
    draws: KeyedDraws,
) -> list[Activity]:
    """Dollars that some customers buy with their own yuan within the quota: a wire crosses the border, and all is in order."""
    deposits = [activity for activity in activities if activity.kind == "deposit"]
    deposits = deposits or [activity for activity in activities if activity.cents]
    found: list[Activity] = []
    for party in parties.values():
        if party.role != BUYER or not draws.bernoulli(0.3, "wire", party.key) or not deposits:
            continue
        like = draws.choice(deposits, "wire.like", party.key)
        cents = min(similar_amount(like.cents, draws.lognormal(_AMOUNT_SPREAD, "wire.factor", party.key)), 50_000_00)
        fen = cents * rate.numerator // rate.denominator
        tick = draws.choice(deposits, "wire.time", party.key).tick
        tick += draws.integer_below(50, "wire.minute", party.key) * MINUTE
        found.append(Activity("wire", min(max(tick, since), until - 1), party.key, cents=cents, fen=fen))
    return found


def separate_coincidences(activities: Iterable[Activity], rate: Fraction, since: int, until: int) -> list[Activity]:
    """The same activities, without accidents that would make ordinary people look like half of a mirror swap.

    Value and minute alone give a swap away: an ordinary activity that equals one of the other side, to the yuan and the
    minute, moves by minutes.
    """
    taken: dict[bool, dict[int, set[int]]] = {side: defaultdict(set) for side in (True, False)}
    found = []
    for activity in sorted(activities, key=lambda activity: not activity.in_scheme):
        if activity.kind in _CASH or activity.kind in _YUAN:
            cash = activity.kind in _CASH
            worth = round((activity.cents * rate if cash else activity.fen) / 100)
            tick, onward = activity.tick, MINUTE if activity.tick < (since + until) // 2 else -MINUTE
            near = (worth - 1, worth, worth + 1)
            while not activity.in_scheme and not taken[not cash][tick // MINUTE].isdisjoint(near):
                tick += onward
            activity = replace(activity, tick=tick)
            taken[cash][tick // MINUTE].add(worth)
        found.append(activity)
    return found
