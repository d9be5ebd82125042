"""The ordinary population: for every act of the scheme, look-alikes by people who do them for good reasons.

An ordinary act takes its hour, day and size from acts of the scheme of the same kind, shaken, so that neither clock,
calendar nor amount tells the two apart; what it lacks is what ties the scheme's records to each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mirrorsim.exercise.evidence.activity import BUYER, COURIER, HOLDER, IMPORTER, NOBODY, PROVIDER, RECEIVER, Act
from mirrorsim.exercise.evidence.draws import Luck
from mirrorsim.units.time import DAY, MINUTE, WEEK

_PARTIES = {
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
"""Who does each kind of act, and with whom."""
_STEPS = (100_000_00, 10_000_00, 1_000_00, 500_00, 100_00, 20_00, 1_00, 1)
"""Sizes to which people round, in minor units."""
SHAKEN = 0.1
"""How far an ordinary amount lies from the one that it takes after, as the spread of a lognormal factor."""
_MINGLES = 0.04
"""Share of ordinary acts whose other side is somebody of the scheme, who has ordinary dealings too."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody, or some account, that records may name."""

    key: str
    role: str
    guilty: bool
    firm: bool


@dataclass(frozen=True)
class Population:
    """Everybody who is seen, and all that they did in the window, in order of time."""

    parties: dict[str, Party]
    acts: tuple[Act, ...]


def populate(scheme: Sequence[Act], since: int, until: int, times: int, luck: Luck) -> Population:
    """The scheme's acts among ``times`` as many ordinary ones. ``scheme`` is the whole season's."""
    seen = [act for act in scheme if since <= act.tick < until]
    parties = _scheme_parties(seen)
    crowd = _Crowd(parties, seen, times, luck, since, until)
    acts = list(seen)
    for number, act in enumerate(seen):
        if not act.bundle:
            acts += [crowd.like(act, seen, f"{number}.{copy}", copy) for copy in range(times)]
    acts += crowd.shipments(scheme)
    acts.sort(key=lambda act: (act.tick, act.kind, act.who, act.other, act.cents, act.fen))
    return Population(crowd.parties, tuple(acts))


def role_of(kind: str, *, other: bool = False) -> str:
    """The role in the scheme of who does an act of this kind, or of the other side."""
    return _PARTIES[kind][other]


def _scheme_parties(acts: Sequence[Act]) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for act in acts:
        for key, role in zip((act.who, act.other), _PARTIES[act.kind], strict=True):
            if key and role and key not in found:
                found[key] = Party(key, role, guilty=True, firm=key.startswith(("merchant.", "importer.", "provider.")))
    return found


class _Crowd:
    """Ordinary parties, each the double of one of the scheme's, and what they do."""

    def __init__(
        self, scheme: dict[str, Party], seen: Sequence[Act], times: int, luck: Luck, since: int, until: int
    ) -> None:
        self._luck = luck
        self._since, self._until = since, until
        self._times = times
        # what waited for doors to open falls on a full minute, or several acts on one minute of the day: look-alikes do so too
        self._hours = Counter((act.kind, act.tick % DAY // MINUTE) for act in seen)
        self.parties = dict(scheme)
        self._doubles: dict[str, list[str]] = {}
        self._guilty: dict[str, list[str]] = defaultdict(list)
        self._all: dict[str, list[str]] = defaultdict(list)
        for party in scheme.values():
            self._guilty[party.role].append(party.key)
            self._double(party)

    def _double(self, party: Party) -> None:
        made = []
        for _ in range(self._times):
            key = f"ordinary.{party.role}-{len(self._all[party.role]) + 1}"
            self._all[party.role].append(key)
            self.parties[key] = Party(key, party.role, guilty=False, firm=party.firm)
            made.append(key)
        self._doubles[party.key] = made

    def like(self, act: Act, seen: Sequence[Act], key: str, copy: int) -> Act:
        """An ordinary act that looks like an act of the scheme from outside."""
        luck = self._luck
        same = [one for one in seen if one.kind == act.kind]
        timed, sized = luck.pick(same, "like.time", key), luck.pick(same, "like.size", key)
        factor = luck.factor(SHAKEN, "like.factor", key)
        who = self._doubles[act.who][copy]
        return Act(
            act.kind,
            self._moment(timed, key),
            who,
            self._other(act, key, copy),
            like_amount(sized.cents, factor),
            like_amount(sized.fen, factor),
            step=0,
            detail=sized.detail,
        )

    def _other(self, act: Act, key: str, copy: int) -> str:
        role = _PARTIES[act.kind][1]
        if act.kind in ("token", "call"):
            return f"burner.o{key}"
        if not role:
            return NOBODY
        luck = self._luck
        if luck.happens(_MINGLES, "like.mingles", key):
            return luck.pick(self._guilty[role], "like.mingled", key)
        if luck.happens(0.5, "like.faithful", key):
            return self._doubles[act.other][copy]
        return luck.pick(self._all[role], "like.other", key)

    def _moment(self, like: Act, key: str) -> int:
        """A moment on the same day of the week at about the same hour, within the window."""
        luck, tick = self._luck, like.tick
        moved = tick + (luck.below(3, "like.week", key) - 1) * WEEK
        if not self._since <= moved < self._until:
            moved = tick
        if tick % MINUTE and self._hours[like.kind, tick % DAY // MINUTE] == 1:
            moved += int((luck.uniform("like.minutes", key) - 0.5) * 50 * MINUTE)
        return min(max(moved, self._since), self._until - 1)

    def shipments(self, scheme: Sequence[Act]) -> list[Act]:
        """Shipments of honest importers: invoice, bill and entry of each belong together."""
        bundles: dict[str, list[Act]] = defaultdict(list)
        for act in scheme:
            if act.bundle:
                bundles[act.bundle].append(act)
        luck = self._luck
        importers, everything = self._all[IMPORTER], list(bundles.values())
        ways = [act.detail.split("|") for acts in everything for act in acts if act.detail]
        found: list[Act] = []
        if not importers or not ways:
            return found
        for number, acts in enumerate(everything):
            for copy in range(self._times):
                key = f"{number}.{copy}"
                shift = int((luck.uniform("ship.shift", key) - 0.5) * 28 * DAY)
                sized = luck.pick(everything, "ship.size", key)[0]
                fen = like_amount(sized.fen, luck.factor(SHAKEN, "ship.factor", key))
                importer = luck.pick(importers, "ship.importer", key)
                port, _, fate = luck.pick(ways, "ship.port", key)
                papers = "wrong" if luck.happens(0.08, "ship.papers", key) else "right"
                detail = f"{port}|{papers}|{fate.replace('seized', 'released')}"
                for act in acts:
                    shaken = int((luck.uniform("ship.minutes", f"{key}.{act.kind}") - 0.5) * 50 * MINUTE)
                    tick = act.tick + shift + shaken
                    if not self._since <= tick < self._until:
                        continue
                    if act.kind == "purchase":
                        found.append(Act("purchase", tick, NOBODY, importer, fen=fen, bundle=f"shipment.o{key}"))
                    else:
                        found.append(Act(act.kind, tick, importer, fen=fen, bundle=f"shipment.o{key}", detail=detail))
        return found


def like_amount(amount: int, factor: float) -> int:
    """An amount of about this size times a factor, rounded as coarsely as the original is."""
    if not amount:
        return 0
    coarse = next(step for step in _STEPS if amount % step == 0)
    return max(coarse, round(amount * factor / coarse) * coarse)
