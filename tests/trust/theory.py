"""What queueing theory says, formula by formula, each with its source.

Times are in one unit throughout and rates are its inverse. [G] is Gross, Shortle, Thompson and Harris, Fundamentals of
Queueing Theory, 4th edition, Wiley 2008; papers are named where the formula is theirs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Steady:
    """A station in the long run.

    ``wait`` is the mean wait before service of those who get in, ``delayed`` the share of them that waits at all,
    ``utilisation`` the share of its time that a server works, ``number`` the mean number waiting or served, ``sojourn`` the
    mean time from coming to leaving, ``throughput`` how many leave in a unit of time, ``loss`` the share turned away.
    """

    wait: float
    delayed: float
    utilisation: float
    number: float
    sojourn: float
    throughput: float
    loss: float = 0.0


def erlang_b(servers: int, load: float) -> float:
    """Share turned away when nobody may wait (M/G/c/c). ``load`` is rate × mean service.

    Erlang 1917; the recursion is [G] 2.6. It holds for any distribution of service with that mean (Sevastyanov 1957).
    """
    turned_away = 1.0
    for server in range(1, servers + 1):
        turned_away = load * turned_away / (server + load * turned_away)
    return turned_away


def erlang_c(servers: int, load: float) -> float:
    """Share that has to wait when everybody may (M/M/c). Erlang 1917; from B as in [G] 2.6."""
    lost = erlang_b(servers, load)
    return servers * lost / (servers - load * (1 - lost))


def mmc(rate: float, service: float, servers: int) -> Steady:
    """M/M/c, and with one server M/M/1. [G] 2.2 and 2.3."""
    load = rate * service
    delayed = erlang_c(servers, load)
    wait = delayed * service / (servers - load)
    return _by_little(rate, service, servers, wait, delayed)


def mmc_waits_beyond(rate: float, service: float, servers: int, time: float) -> float:
    """Share that waits longer than ``time`` in M/M/c: C exp(-(c/s - rate) time). [G] 2.3."""
    return erlang_c(servers, rate * service) * math.exp(-(servers / service - rate) * time)


def mm1_stays_beyond(rate: float, service: float, time: float) -> float:
    """Share whose wait and service together exceed ``time`` in M/M/1: exponential. [G] 2.2."""
    return math.exp(-(1 / service - rate) * time)


def mg1(rate: float, service: float, spread: float) -> Steady:
    """M/G/1 with a service of this mean and standard deviation: Pollaczek 1930, Khinchine 1932; [G] 5.1."""
    wait = rate * (service**2 + spread**2) / (2 * (1 - rate * service))
    return _by_little(rate, service, 1, wait, rate * service)


def md1_waits_beyond(rate: float, service: float, time: float) -> float:
    """Share that waits longer than ``time`` in M/D/1. Erlang 1909; Crommelin 1932."""
    load, whole = rate * service, math.floor(time / service)
    terms = ((rate * (k * service - time)) ** k / math.factorial(k) for k in range(whole + 1))
    return 1 - (1 - load) * sum(
        term * math.exp(-rate * (k * service - time)) for k, term in zip(range(whole + 1), terms, strict=True)
    )


def mmck(rate: float, service: float, servers: int, places: int) -> Steady:
    """M/M/c/K: at most ``places`` in service or waiting, who comes beyond is turned away. [G] 2.5."""
    load = rate * service
    weights = [load**n / math.factorial(n) for n in range(servers + 1)]
    weights += [weights[-1] * (load / servers) ** n for n in range(1, places - servers + 1)]
    share = _shares(weights)
    inside = rate * (1 - share[-1])
    queue = sum((n - servers) * share[n] for n in range(servers, places + 1))
    delayed = sum(share[servers:places]) / (1 - share[-1])
    return _by_little(inside, service, servers, queue / inside, delayed, share[-1])


def mgcc(rate: float, service: float, servers: int) -> Steady:
    """M/G/c/c: nobody waits; who finds all servers busy is turned away. [G] 2.6."""
    loss = erlang_b(servers, rate * service)
    return _by_little(rate * (1 - loss), service, servers, 0.0, 0.0, loss)


def finite_source(sources: int, away: float, service: float, servers: int) -> Steady:
    """Machines and repairmen: each source comes a time of mean ``away`` after it was last served. Palm 1947; [G] 2.8.

    Who comes finds what an outside observer would find with one source less (Sevcik and Mitrani 1981).
    """
    share = _with_sources(sources, away, service, servers)
    number = sum(n * p for n, p in enumerate(share))
    queue = sum((n - servers) * p for n, p in enumerate(share) if n > servers)
    throughput = (sources - number) / away
    delayed = sum(_with_sources(sources - 1, away, service, servers)[servers:])
    return _by_little(throughput, service, servers, queue / throughput, delayed)


def _with_sources(sources: int, away: float, service: float, servers: int) -> list[float]:
    weights = [1.0]
    for n in range(sources):
        weights.append(weights[-1] * (sources - n) / away * service / min(n + 1, servers))
    return _shares(weights)


def jackson(
    coming: Sequence[float], passing_on: Sequence[Sequence[float]], service: Sequence[float], servers: Sequence[int]
) -> list[Steady]:
    """An open network of exponential servers: each station is as an M/M/c of its own. Jackson 1957; [G] 4.2.

    ``coming`` are the rates from outside, ``passing_on[i][j]`` the chance that who leaves i goes to j. Without loops the
    flows between stations are Poisson processes as well (Burke 1956).
    """
    rates = list(coming)
    for _ in range(10_000):
        new = [
            outside + sum(rate * row[station] for rate, row in zip(rates, passing_on, strict=True))
            for station, outside in enumerate(coming)
        ]
        if new == rates:
            break
        rates = new
    return [mmc(rate, takes, many) for rate, takes, many in zip(rates, service, servers, strict=True)]


def _shares(weights: Sequence[float]) -> list[float]:
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _by_little(rate: float, service: float, servers: int, wait: float, delayed: float, loss: float = 0.0) -> Steady:
    """The rest follows from Little's law (Little 1961), with ``rate`` those who get in."""
    sojourn = wait + service
    return Steady(wait, delayed, rate * service / servers, rate * sojourn, sojourn, rate, loss)


# -- on the way to the long run ------------------------------------------------------------------------------------------


def relaxation(rate: float, service: float, servers: int, variability: float = 1.0) -> float:
    """The time in which what is left of an empty start falls to 1/e of itself.

    ``variability`` is the squared coefficient of variation of service; arrivals are a Poisson process. The form is that of
    Odoni and Roth 1983, with 2 instead of the 2.8 that they fitted: so it is never less than theirs, and exact for M/M/c.
    """
    load = rate * service / servers
    return (1 + variability) * service / (2 * servers * (1 - math.sqrt(load)) ** 2)


def stationary(births: Sequence[float], deaths: Sequence[float]) -> list[float]:
    """The long run of any birth and death process, from its balance equations: ``deaths[n]`` lead from n + 1 to n. [G] 2.1."""
    weights = [1.0]
    for birth, death in zip(births, deaths, strict=True):
        weights.append(weights[-1] * birth / death)
    return _shares(weights)


def slowest_mode(births: Sequence[float], deaths: Sequence[float]) -> float:
    """The time in which a birth and death process forgets its start by a factor of e. Ledermann and Reuter 1954.

    Made symmetric, its generator has the same eigenvalues; the one next to zero is the slowest way back.
    """
    import numpy as np
    from scipy.linalg import eigvalsh_tridiagonal

    leave = np.append(np.asarray(births), 0.0) + np.append(0.0, np.asarray(deaths))
    rates = eigvalsh_tridiagonal(leave, -np.sqrt(np.asarray(births) * np.asarray(deaths)))
    return 1 / float(np.sort(rates)[1])


def mean_number_at(births: Sequence[float], deaths: Sequence[float], time: float) -> float:
    """The mean state at ``time`` of a birth and death process that starts empty, by uniformisation. Jensen 1953."""
    import numpy as np
    from scipy.stats import poisson

    up, down = np.append(np.asarray(births), 0.0), np.append(0.0, np.asarray(deaths))
    pace = float((up + down).max())
    chance = np.zeros(len(up))
    chance[0] = 1.0
    steps = int(poisson.ppf(1 - 1e-12, pace * time)) + 1
    weights = poisson.pmf(np.arange(steps + 1), pace * time)
    mean = 0.0
    for step in range(steps + 1):
        mean += weights[step] * float(chance @ np.arange(len(chance)))
        moved = chance * (1 - (up + down) / pace)
        moved[1:] += (chance * up)[:-1] / pace
        moved[:-1] += (chance * down)[1:] / pace
        chance = moved
    return mean
