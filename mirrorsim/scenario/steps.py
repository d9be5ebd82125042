"""The nine steps: how long each takes and how each may fail."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from mirrorsim.fields.errors import refused
from mirrorsim.fields.sections import Name, Section, above_zero, required, value
from mirrorsim.units.distributions import DurationDist, ShareDist, UsdDist
from mirrorsim.units.shares import Chance, Share
from mirrorsim.units.time import Daily, Duration


class Quotes(Section):
    """Step 1: the client asks brokers for quotes."""

    takes: DurationDist = value("2 h", "from asking to having the quotes", source="assumption")
    no_answer: Chance = value("0 %", "chance that a broker does not answer", source="assumption")
    asked: int | None = value(
        None, "how many brokers a client asks, drawn anew each time; all when absent", source="B02", ge=1, le=1_000
    )


class Agreement(Section):
    """Step 2: commission and amount are agreed."""

    takes: DurationDist = value("1 h", "from the quote to the agreement", source="assumption")
    walks_away: Chance = value("0 %", "chance that the client does not agree after all", source="assumption")


class TokenTerms(Section):
    """Step 3: code word, phone number and the serial of a one-dollar note."""

    takes: DurationDist = value("6 h", "from the agreement until the token has reached the cash holder", source="T05")
    valid_for: Annotated[Duration, AfterValidator(above_zero)] = value(
        "72 h", "how long a token is good; then the cash is free again", source="T05"
    )
    lost: Chance = value("0 %", "chance that the token does not reach the cash holder", source="assumption")


class Call(Section):
    """Step 4: the cash holder calls the number, gives the code word, and a meeting is set."""

    takes: DurationDist = value("3 h", "from having the token to the call", source="T05")
    unanswered: Chance = value("0 %", "chance that nobody answers the phone", source="assumption")
    wrong_code_word: Chance = value("0 %", "chance that the code word is not the agreed one", source="assumption")


class Meeting(Section):
    """Step 5: note against cash, in public."""

    after: DurationDist = value("24 h", "from the call to the meeting", source="T05")
    takes: DurationDist = value({"uniform": {"low": "5 min", "high": "20 min"}}, "the meeting itself", source="T06")
    late: Chance = value("0 %", "chance that the courier is late", source="assumption")
    late_by: DurationDist = value("45 min", "how late", source="assumption")
    moved: Chance = value("0 %", "chance that the venue is moved at short notice", source="assumption")
    moved_by: DurationDist = value("90 min", "delay by the move", source="assumption")
    no_show: Chance = value("0 %", "chance that one side does not come", source="assumption")
    wrong_serial: Chance = value("0 %", "chance that the note's serial is not the agreed one", source="assumption")
    short: Chance = value("0 %", "chance that the cash counted is less than agreed", source="assumption")
    short_by: ShareDist = value("2 %", "how much less", source="assumption")
    courier_pay: Share = value("0.5 %", "what the courier keeps of the cash", source="E12")


class Transport(Section):
    """Cash as matter: when couriers work, what they carry, what notes weigh."""

    hours: Daily = value("00:00-24:00", "hours of the day, US time, in which couriers work", source="assumption")
    twenties: Share = value(
        "90 %", "share of the value that is in twenties; the rest is in hundreds", source="assumption"
    )
    carries_kg: int = value(50, "what one courier carries on one trip", source="assumption", ge=1, le=10_000)
    travel: DurationDist = value("0 s", "a courier's way to a meeting", source="assumption")
    further_trip: DurationDist = value("2 h", "time for each further trip that a batch needs", source="assumption")


class Handover(Section):
    """Steps 1 to 5, and how often the handshake is tried."""

    quotes: Quotes = value({}, "step 1", source="B01")
    agreement: Agreement = value({}, "step 2", source="B02")
    token: TokenTerms = value({}, "step 3", source="B03")
    call: Call = value({}, "step 4", source="B04")
    meeting: Meeting = value({}, "step 5", source="B05")
    attempts: int = value(
        3, "how often token, call and meeting are tried for one deal", source="assumption", ge=1, le=100
    )
    again_after: DurationDist = value("12 h", "wait before the next attempt", source="assumption")


class Mirror(Section):
    """Step 6: dollars stay in the US, yuan move inside China, in the same minutes."""

    to_buyer: DurationDist = value("3 h", "from the meeting, or the last buyer, to the next buyer", source="T07")
    takes: DurationDist = value(
        {"uniform": {"low": "2 min", "high": "30 min"}}, "yuan against cash, while the courier watches", source="T03"
    )
    backs_out: Chance = value("0 %", "chance that a buyer does not pay after all; the cash stays", source="assumption")
    robbed: Chance = value("0 %", "chance that a batch's cash is stolen on the way to the buyer", source="assumption")
    account_turnover: UsdDist | None = value(
        None,
        "value that one receiving account in China takes before another is used; one account when absent",
        source="E28",
    )


class Repatriation(Section):
    """Step 7: the broker holds yuan and chooses how they become pesos."""

    choose: Literal["second_mirror", "goods", "cheapest", "by_liquidity"] = value(
        "second_mirror",
        "which option the broker takes; by_liquidity: pesos when they come within the patience, goods otherwise",
        source="B07",
    )
    patience: Duration = value(
        "5 days", "how long pesos may be waited for, when choosing by liquidity", source="assumption"
    )
    takes: DurationDist = value("2 h", "time to decide", source="assumption")
    frozen: Chance = value("0 %", "chance that the yuan are frozen while the broker holds them", source="assumption")
    delay_cost_per_day: Share = value(
        "0.1 %", "what a day's delay is worth, when options are compared", source="assumption"
    )


class SecondMirror(Section):
    """Step 8: yuan to a provider's account in China, pesos from the provider in Mexico."""

    takes: DurationDist = value(
        {"lognormal": {"median": "8 h", "sigma": "0.67", "max": "48 h"}},
        "from yuan paid to pesos handed over",
        source="T01",
    )
    provider_defaults: Chance = value(
        "0 %", "chance that a provider keeps the yuan and hands over nothing", source="assumption"
    )
    delivery: DurationDist = value("2 h", "from the pesos in hand to the client", source="assumption")


class Forwarder(Section):
    """One freight forwarder in the chain between factory and ship."""

    takes: DurationDist = value("2 days", "time the goods spend with it", source="assumption")


class Port(Section):
    """A port of entry in Mexico."""

    weight: int = value(1, "how often it is chosen, relative to the others", source="assumption", ge=0, le=1000)
    dwell: DurationDist = value({"lognormal": {"median": "5.5 days", "sigma": "0.3"}}, "time in the port", source="T11")
    berths: int = value(1000, "shipments that it handles at one time", source="assumption", ge=1, le=1_000_000)


class Sale(Section):
    """Goods sold in Mexico over weeks."""

    parts: int = value(4, "in how many parts a shipment is sold", source="assumption", ge=1, le=1000)
    every: DurationDist = value(
        {"uniform": {"low": "4 days", "high": "14 days"}},
        "time from the delivery of one part's pesos to the next part's sale",
        source="T17",
    )
    mark_down: ShareDist = value("5 %", "what a part fetches less than it cost", source="assumption")
    unsold: Chance = value("0 %", "chance that a part finds no buyer at all", source="assumption")


class Goods(Section):
    """Step 9: goods are bought in China, consolidated, shipped to Mexico, sold there."""

    purchase: DurationDist = value(
        {"uniform": {"low": "7 days", "high": "14 days"}}, "purchase and consolidation", source="T16"
    )
    supplier_defaults: Chance = value(
        "0 %", "chance that a supplier takes the yuan and ships nothing", source="assumption"
    )
    forwarders: tuple[Forwarder, ...] = value((), "the chain of forwarders, in order", source="B16")
    voyage: DurationDist = value(
        {"triangular": {"low": "16 days", "mode": "22 days", "high": "30 days"}}, "the ocean leg", source="T09"
    )
    lost_at_sea: Chance = value("0 %", "chance that a shipment is lost on the way", source="assumption")
    ports: dict[Name, Port] = required("ports of entry, by name")
    learns: bool = value(
        False, "whether a broker avoids ports where its cargo has lately been opened or taken", source="assumption"
    )
    mislabelled: Chance = value("0 %", "chance that a shipment's papers do not say what it is", source="assumption")
    sale: Sale = value({}, "the sale in Mexico", source="T17")
    delivery: DurationDist = value("1 day", "from a part's proceeds to the client", source="assumption")

    @model_validator(mode="after")
    def _a_port(self) -> Self:
        if not any(port.weight for port in self.ports.values()):
            raise refused(("ports",), "no port to ship to: give at least one port a weight above 0")
        return self
