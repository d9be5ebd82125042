"""The textbook systems: which scenario is which, what theory says of it, how Ciw has it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ciw

from tests.trust import theory
from tests.trust.rival import Network
from tests.trust.stations import HOUR, WHOLE, Run
from tests.trust.theory import Steady

FOLDER = Path(__file__).parents[2] / "scenarios" / "queues"


@dataclass(frozen=True)
class Figure:
    """One figure of a system: what theory says (in hours, or a share or number), and how it is taken from a replication.

    ``measure`` is the measure of `mirrorsim run` that has it, ``per`` by how much that has to be multiplied. A ``steers``
    figure, one of how much came and how long it was served, corrects the others of its system and is not corrected itself.
    """

    label: str
    theory: float
    take: Callable[[Run, float, float], float]
    measure: str = ""
    per: float = 1.0
    steers: bool = False


@dataclass(frozen=True)
class System:
    """A scenario under a policy, as a textbook has it. ``mistakes`` are what somebody could take it for, and must not."""

    title: str
    scenario: str
    policy: str
    reps: int
    """Replications: as many as should make intervals as narrow as 16 taken whole and without correction do."""
    warm_up: int
    """Days left out."""
    figures: tuple[Figure, ...]
    network: Network
    slowest: float
    """Hours in which what is left of an empty start falls to 1/e."""
    mistakes: Mapping[str, tuple[Figure, ...]]

    def left_of_the_start(self, hours: float) -> float:
        """By what share the start from empty lowers a mean over the rest of so many hours, at most."""
        begin = 24 * self.warm_up
        return math.exp(-begin / self.slowest) * self.slowest / (hours - begin)

    @property
    def path(self) -> Path:
        """The scenario's file."""
        return FOLDER / f"{self.scenario}.yaml"


def station(name: str, steady: Steady, measure: str = "") -> tuple[Figure, ...]:
    """What theory says of one station; ``measure`` is that of its mean wait, if `run` has one for it alone."""
    return (
        Figure(
            f"{name}: mean wait, h", steady.wait, lambda run, *span: run.stations[name].wait(*span) / HOUR, measure, 24
        ),
        Figure(
            f"{name}: share that waits", steady.delayed, lambda run, *span: run.stations[name].waited_beyond(0, *span)
        ),
        Figure(
            f"{name}: utilisation",
            steady.utilisation,
            lambda run, *span: run.stations[name].utilisation(*span),
            steers=True,
        ),
        Figure(f"{name}: mean number there", steady.number, lambda run, *span: run.stations[name].number(*span)),
    )


def beyond(name: str, hours: float, share: float) -> Figure:
    """The share that waits longer than so many hours."""
    label = f"{name}: share that waits over {hours:g} h"
    return Figure(label, share, lambda run, *span: run.stations[name].waited_beyond(hours * HOUR, *span))


def through(sojourn: float, throughput: float) -> tuple[Figure, ...]:
    """What `run` says of deals as a whole: how long they take, how many get through."""
    return (
        Figure("mean time through, h", sojourn, _sojourn, "delay_days_mean", 24),
        Figure("through per h", throughput, lambda run, *span: run.stations[WHOLE].throughput(*span) * HOUR,
               "pickups_per_week", 1 / 168, steers=True),
    )  # fmt: skip


def _sojourn(run: Run, *span: float) -> float:
    return float(run.stations[WHOLE].stays(*span).mean()) / HOUR


def turned_away(share: float) -> Figure:
    """The share that gets no offer."""
    return Figure("share turned away", share, lambda run, *span: run.loss(*span))


def one(steady: Steady, *more: Figure) -> tuple[Figure, ...]:
    """All figures of a system that is the couriers alone."""
    waits = station("courier", steady, "wait_days.courier")
    if not steady.wait:
        waits = waits[2:]  # nobody waits: nothing to compare
    lost = (turned_away(steady.loss),) if steady.loss else ()
    return (*waits, *through(steady.sojourn, steady.throughput), *lost, *more)


def exponential(hours: float) -> ciw.dists.Distribution:
    """With this mean."""
    return ciw.dists.Exponential(rate=1 / hours)


def lognormal(mean: float, spread: float) -> ciw.dists.Distribution:
    """With this mean and standard deviation."""
    sigma = math.sqrt(math.log(1 + (spread / mean) ** 2))
    return ciw.dists.Lognormal(math.log(mean) - sigma**2 / 2, sigma)


def systems() -> Iterator[System]:
    """All of them."""
    yield _mm1()
    yield _mmc()
    yield from _mg1()
    yield from _mmck()
    yield _finite_source()
    yield _tandem()
    yield _jackson()


def _mm1() -> System:
    rate, steady = 0.6, theory.mmc(0.6, 1.0, 1)
    stays = Figure("share that stays over 3 h", theory.mm1_stays_beyond(rate, 1.0, 3.0),
                   lambda run, *span: run.stations["courier"].stayed_beyond(3 * HOUR, *span))  # fmt: skip
    tail = beyond("courier", 2, theory.mmc_waits_beyond(rate, 1.0, 1, 2.0))
    return System(
        "M/M/1", "mm1", "baseline", 11, 10, one(steady, tail, stays),
        Network([exponential(1)], {"courier": 1}, exponential(1 / rate)), theory.relaxation(rate, 1.0, 1),
        {
            "a second courier": one(theory.mmc(rate, 1.0, 2)),
            "meetings that all take an hour": one(theory.mg1(rate, 1.0, 0.0)),
            "meetings a tenth longer": one(theory.mmc(rate, 1.1, 1)),
        },
    )  # fmt: skip


def _mmc() -> System:
    rate = 2.0
    tail = beyond("courier", 1, theory.mmc_waits_beyond(rate, 1.0, 3, 1.0))
    return System(
        "M/M/3", "mmc", "baseline", 12, 10, one(theory.mmc(rate, 1.0, 3), tail),
        Network([exponential(1)], {"courier": 3}, exponential(1 / rate)), theory.relaxation(rate, 1.0, 3),
        {
            "a fourth courier": one(theory.mmc(rate, 1.0, 4)),
            "one courier who is three times as fast": one(theory.mmc(rate, 1 / 3, 1)),
            "batches a tenth rarer": one(theory.mmc(rate / 1.1, 1.0, 3)),
        },
    )  # fmt: skip


def _mg1() -> Iterator[System]:
    rate = 0.5
    services = {
        "fixed": ("M/D/1", 0.0, ciw.dists.Deterministic(1.0)),
        "two-kinds": ("M/G/1, two kinds", 1.5, ciw.dists.Pmf([0.25, 4.0], [0.8, 0.2])),
        "lognormal": ("M/G/1, lognormal", 1.5, lognormal(1.0, 1.5)),
    }
    for policy, (title, spread, distribution) in services.items():
        tails = (beyond("courier", 1, theory.md1_waits_beyond(rate, 1.0, 1.0)),) if policy == "fixed" else ()
        yield System(
            title, "mg1", policy, 12, 10, one(theory.mg1(rate, 1.0, spread), *tails),
            Network([distribution], {"courier": 1}, exponential(1 / rate)),
            theory.relaxation(rate, 1.0, 1, spread**2),
            {
                "meetings with another spread": one(theory.mg1(rate, 1.0, 1.0 if policy != "lognormal" else 0.0)),
                "a second courier": one(theory.mmc(rate, 1.0, 2)),
            },
        )  # fmt: skip


def _mmck() -> Iterator[System]:
    rate = 3.0
    for policy, title, distribution in (
        ("loss", "M/M/3/3, Erlang's loss system", exponential(1)),
        ("loss-lognormal", "M/G/3/3, lognormal", lognormal(1.0, 1.5)),
    ):
        yield System(
            title, "mmck", policy, 11, 3, one(theory.mgcc(rate, 1.0, 3)),
            Network([distribution], {"courier": 3}, exponential(1 / rate), room=0),
            theory.relaxation(rate * (1 - theory.erlang_b(3, rate)), 1.0, 3, 2.25),
            {
                "a fourth courier": one(theory.mgcc(rate, 1.0, 4)),
                "room for one more": one(theory.mmck(rate, 1.0, 3, 4)),
            },
        )  # fmt: skip
    steady = theory.mmck(rate, 1.0, 3, 6)
    yield System(
        "M/M/3/6", "mmck", "waiting-room", 11, 3, one(steady),
        Network([exponential(1)], {"courier": 3}, exponential(1 / rate), room=3),
        theory.slowest_mode([rate] * 6, [1.0, 2.0, 3.0, 3.0, 3.0, 3.0]),
        {
            "room for one more": one(theory.mmck(rate, 1.0, 3, 7)),
            "a fourth courier": one(theory.mmck(rate, 1.0, 4, 6)),
        },
    )  # fmt: skip


def _finite_source() -> System:
    steady = theory.finite_source(6, 4.0, 1.0, 2)
    return System(
        "finite source, 6 and 2", "finite-source", "baseline", 11, 10, one(steady),
        Network([exponential(1)], {"courier": 2}, customers=6, away=4.0),
        theory.slowest_mode([(6 - n) / 4.0 for n in range(6)], [1.0, 2.0, 2.0, 2.0, 2.0, 2.0]),
        {
            "a seventh client": one(theory.finite_source(7, 4.0, 1.0, 2)),
            "a third courier": one(theory.finite_source(6, 4.0, 1.0, 3)),
            "clients who do not wait for their last batch": one(theory.mmc(6 / 4.0, 1.0, 2)),
        },
    )  # fmt: skip


def _tandem() -> System:
    def figures(meeting: float, dwell: float, berths: int) -> tuple[Figure, ...]:
        passing_on = [[0.0, 1.0], [0.0, 0.0]]
        first, second = theory.jackson([rate, 0.0], passing_on, [meeting, dwell], [2, berths])
        gaps = Figure("couriers' departures: variance of gaps ÷ mean²", 1.0,
                      lambda run, *span: run.stations["courier"].gaps(*span))  # fmt: skip
        return (
            *station("courier", first, "wait_days.courier"), gaps,
            *station("port.manzanillo", second, "wait_days.port"),
            *through(first.sojourn + second.sojourn, rate),
        )  # fmt: skip

    rate = 1.0
    network = Network(
        [exponential(1), exponential(1.25)], {"courier": 2, "port.manzanillo": 2}, exponential(1 / rate),
        ((0.0, 1.0), (0.0, 0.0)),
    )  # fmt: skip
    slowest = theory.relaxation(rate, 1.0, 2) + theory.relaxation(rate, 1.25, 2)
    return System(
        "tandem, M/M/2 then M/M/2", "jackson", "tandem", 11, 10, figures(1.0, 1.25, 2), network, slowest,
        {"a third berth": figures(1.0, 1.25, 3), "a tenth less time in the port": figures(1.0, 1.125, 2)},
    )  # fmt: skip


def _jackson() -> System:
    rate, again, first_port = 1.0, 0.2, 0.6
    to_first, to_second = (1 - again) * first_port, (1 - again) * (1 - first_port)

    def figures(again: float, berths: int) -> tuple[Figure, ...]:
        passing_on = [[again, (1 - again) * first_port, (1 - again) * (1 - first_port)], [0.0] * 3, [0.0] * 3]
        steady = theory.jackson([rate, 0.0, 0.0], passing_on, [1.0, 2.0, 1.25], [2, berths, 1])
        both = sum(one.wait * one.throughput for one in steady[1:]) / rate
        return (
            *station("courier", steady[0], "wait_days.courier"),
            *station("port.manzanillo", steady[1]), *station("port.veracruz", steady[2]),
            Figure("both ports: mean wait, h", both, _both_ports, "wait_days.port", 24),
            *through(sum(one.number for one in steady) / rate, rate),
        )  # fmt: skip

    network = Network(
        [exponential(1), exponential(2), exponential(1.25)],
        {"courier": 2, "port.manzanillo": 2, "port.veracruz": 1}, exponential(1 / rate),
        ((again, to_first, to_second), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    )  # fmt: skip
    slowest = theory.relaxation(rate / (1 - again), 1.0, 2) + theory.relaxation(rate * first_port, 2.0, 2)
    return System(
        "Jackson network with repeats", "jackson", "network", 11, 10, figures(again, 2), network, slowest,
        {"no meeting is repeated": figures(0.0, 2), "a third berth": figures(again, 3)},
    )  # fmt: skip


def _both_ports(run: Run, since: float, until: float) -> float:
    ports = [visits for name, visits in run.stations.items() if name.startswith("port.")]
    many = [len(visits.waits(since, until)) for visits in ports]
    return sum(visits.wait(since, until) * n for visits, n in zip(ports, many, strict=True)) / sum(many) / HOUR
