"""The parties of a scenario: who holds dollars, who moves them, who wants them, who has pesos."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from mirrorsim.fields.sections import Name, Section, above_zero, optional, required, takes_time, value
from mirrorsim.units.distributions import DurationDist, ShareDist, UsdDist
from mirrorsim.units.money import Mxn, Usd
from mirrorsim.units.shares import Share
from mirrorsim.units.time import Duration

Bearer = Literal["broker", "client"]


class Client(Section):
    """Somebody with dollar cash in the US who wants pesos in Mexico; batches of cash arrive one by one."""

    batches: int | None = value(
        None, "how many batches there are; without limit when absent", source="assumption", ge=0
    )
    first_after: DurationDist = value("0 s", "when the first batch arrives", source="assumption")
    every: Annotated[DurationDist, AfterValidator(takes_time)] = value(
        "3 days", "time from one batch to the next", source="E24"
    )
    one_at_a_time: bool = value(
        False,
        "whether the next batch comes only after the last one is over; `every` is then the time from there",
        source="assumption",
    )
    amount: UsdDist = value(
        {"lognormal": {"median": "130,000 USD", "sigma": "0.75", "min": "10,000 USD", "max": "1,000,000 USD"}},
        "dollars in a batch",
        source="E23",
    )
    max_commission: Share = value("18 %", "the dearest commission that the client still accepts", source="E07")
    delay_cost_per_day: Share = value("0.3 %", "what a day's delay is worth to the client", source="assumption")
    asks_again_after: Annotated[Duration, AfterValidator(above_zero)] = value(
        "1 day", "how long a client without an offer waits", source="assumption"
    )
    patience: Duration = value("30 days", "how long a batch may wait for an offer", source="assumption")


class Guarantee(Section):
    """Who bears what goes wrong, or costs more, after the pick-up."""

    losses: Bearer = value("broker", "seizures, thefts and defaults", source="E34")
    spread: Bearer = value("broker", "what the peso provider keeps", source="assumption")
    mark_down: Bearer = value("broker", "what the goods fetch less than they cost", source="assumption")


class Backup(Section):
    """A tier of replacements for couriers who are arrested."""

    people: int = value(2, "how many stand by", source="assumption", ge=0, le=10_000)
    after: DurationDist = value(
        {"uniform": {"low": "3 days", "high": "14 days"}}, "until one is in place", source="N17"
    )


class Backups(Section):
    """The tiers that stand by; one that is absent does not exist."""

    secondary: Backup | None = optional("the first to replace who was arrested")
    reserve: Backup | None = optional("who comes when the secondary ones are used up")


class Broker(Section):
    """A money broker, its people and its own money; or so many brokers alike."""

    count: int = value(
        1,
        "how many brokers are like this one; then they are called NAME-1, NAME-2 ...",
        source="assumption",
        ge=1,
        le=100_000,
    )
    commission: Share = value("1.5 %", "what it asks of the pledged amount, when pricing is fixed", source="E01")
    pricing: Literal["fixed", "market", "zero_fee"] = value(
        "fixed",
        "how the commission is found; market: from premium, queue, couriers, losses and room",
        source="assumption",
    )
    margin: Share = value(
        "6 %", "what it wants to earn on both legs together, when pricing is market", source="assumption"
    )
    credit: Usd = value("2,000,000 USD", "the most it may owe to clients at one time", source="assumption")
    capital: Usd = value("400,000 USD", "its own money, half in yuan and half in pesos", source="assumption")
    couriers: int = value(2, "couriers who collect cash for it", source="assumption", ge=1, le=10_000)
    backups: Backups = value({}, "who replaces arrested couriers, secondary first", source="B12")
    stash_litres: int = value(400, "room for cash in its stash", source="assumption", ge=0, le=10_000_000)
    guarantee: Guarantee = value({}, "who bears losses, spread and mark-down", source="E34")


class Merchants(Section):
    """US merchants with bank accounts in China, who keep dollar cash and pay yuan there."""

    count: int = value(1, "how many merchants", source="assumption", ge=0, le=1_000_000)
    appetite: Usd = value("250,000 USD", "dollars that each would take in a period", source="assumption")
    every: Annotated[Duration, AfterValidator(above_zero)] = value(
        "7 days", "the period after which the appetite is new again", source="assumption"
    )
    premium: ShareDist = value("0 %", "the most each pays above the rate", source="assumption")
    placed: Share = value("0 %", "share of the cash that goes to a US bank", source="assumption")


class Savers(Section):
    """People in China with a yearly wish for dollars; the official quota first, the rest for cash."""

    people: int = required("how many people", ge=0, le=100_000_000)
    wanted_per_year: UsdDist = required("dollars that one of them wants in a year")
    premium: ShareDist = value(
        {"triangular": {"low": "3 %", "mode": "7 %", "high": "12 %"}},
        "the most one pays above the rate for cash dollars",
        source="E09",
    )
    patience: Duration = value("90 days", "how long a wish for cash dollars stands", source="assumption")
    placed: Share = value("0 %", "share of the cash that goes to a US bank", source="assumption")


class Buyers(Section):
    """The demand for dollars in the US against yuan in China, by groups."""

    merchants: dict[Name, Merchants] = value({}, "groups of merchants, by name", source="assumption")
    savers: dict[Name, Savers] = value({}, "groups of savers, by name", source="assumption")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.merchants and not self.savers:
            raise ValueError("nobody buys dollars: add a group under merchants or savers")
        return self


class Provider(Section):
    """A business person in Mexico who has pesos there and wants yuan in China."""

    pesos: Mxn = value(
        "5,000,000 MXN", "pesos at hand at the start, and the most that are kept at hand", source="assumption"
    )
    replenished: Mxn = value("5,000,000 MXN", "pesos that trade brings in", source="assumption")
    every: Annotated[Duration, AfterValidator(above_zero)] = value(
        "7 days", "the time in which trade brings that in", source="assumption"
    )
    spread: Share = value("0 %", "what the provider keeps of the value", source="E14")
