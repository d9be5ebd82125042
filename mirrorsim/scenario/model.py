"""The scenario as a whole: the schema of the file that users write."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from mirrorsim.fields.errors import ErrorCollector, refused
from mirrorsim.fields.messages import did_you_mean
from mirrorsim.fields.sections import Name, Section, optional, required, value
from mirrorsim.rules.catalogue import AnyRule
from mirrorsim.scenario.behaviour import Behaviour, BurdenTerms
from mirrorsim.scenario.bystanders import Bystanders
from mirrorsim.scenario.channels import Channels
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.scenario.expectations import Expectation
from mirrorsim.scenario.facts import known_source
from mirrorsim.scenario.parties import Broker, Buyers, Client, Provider
from mirrorsim.scenario.steps import Goods, Handover, Mirror, Repatriation, SecondMirror, Transport
from mirrorsim.units.rates import Rate
from mirrorsim.units.time import DAY, SECOND, Date, Span

Overlay = dict[str, Any]


class Rates(Section):
    """Exchange rates, exact, per US dollar."""

    CNY: Rate = required("yuan per dollar")
    MXN: Rate = required("pesos per dollar")


class Policy(Section):
    """A named overlay on the scenario: what is different under it."""

    title: str = value("", "what the policy is, in a few words", source="assumption")
    since: Date | None = optional("the day from which it holds; the start when absent")
    change: Overlay = value({}, "the keys that differ, written as in the scenario", source="assumption")
    timeline: bool = value(True, "whether the scenario's dated changes happen under it", source="assumption")


class Region(Section):
    """A part of the country that is a world of its own: neither cash nor brokers nor buyers go from one to another."""

    title: str = value("", "what it is, in a few words", source="assumption")
    change: Overlay = value({}, "the keys that differ there, written as in the scenario", source="assumption")


class Shock(Section):
    """A dated change of parameters, later undone."""

    name: str = required("what happens, in a few words")
    since: Date = required("the first day of it")
    until: Date | None = optional("the day on which it is over; never when absent")
    change: Overlay = required("the keys that differ, written as in the scenario")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise refused(("until",), f"{self.until} is not after since {self.since}: it would never be in force")
        return self


def kind_from_key(rules: Any) -> Any:
    """Let a rule's key say which rule it is, so that nobody writes the same word twice."""
    if not isinstance(rules, dict):
        return rules
    return {
        key: {"kind": key, **rule} if isinstance(rule, dict) else {"kind": key} if rule is None else rule
        for key, rule in rules.items()
    }


class Scenario(Section):
    """A whole scenario. ``mirrorsim schema`` prints this as JSON Schema."""

    mirrorsim: Literal["1"] = Field(description="the version of this format")
    name: Name = required("a short name; names the run folder")
    title: str = required("what this scenario is, in one line")
    question: str = value("", "the question that it answers", source="assumption")
    start: Date = required("the first day")
    horizon: Span = required("how long to simulate, such as 30 months")
    seed: int = value(1, "the number that all chance depends on", source="assumption", ge=0, lt=2**63)
    rates: Rates = required("exchange rates")
    clients: dict[Name, Client] = required("who has dollar cash", min_length=1)
    brokers: dict[Name, Broker] = required("who moves it", min_length=1)
    handover: Handover = value({}, "steps 1 to 5", source="B01")
    transport: Transport = value({}, "how cash is carried", source="assumption")
    mirror: Mirror = value({}, "step 6", source="B06")
    buyers: Buyers = required("who wants dollars and pays yuan")
    repatriation: Repatriation = value({}, "step 7", source="B07")
    second_mirror: SecondMirror | None = optional("step 8; this option does not exist when absent")
    providers: dict[Name, Provider] = value({}, "who has pesos and wants yuan", source="assumption")
    goods: Goods | None = optional("step 9; this option does not exist when absent")
    channels: Channels = value({}, "other ways for cash than a mirror broker", source="assumption")
    ordinary: dict[Name, Bystanders] = value({}, "people outside the scheme, by group", source="assumption")
    behaviour: Behaviour = value({}, "how parties learn and weigh", source="assumption")
    burden: BurdenTerms = value({}, "what a delay costs people outside the scheme", source="assumption")
    rules: Annotated[dict[Name, AnyRule], BeforeValidator(kind_from_key)] = value(
        {}, "the rules in force, by name", source="assumption"
    )
    regions: dict[Name, Region] = value(
        {},
        "parts of the country, each with all of the above but for what it changes; what they do is added up. "
        "One part when absent",
        source="assumption",
    )
    policies: dict[Name, Policy] = value({}, "policies to compare; the first is the baseline", source="assumption")
    timeline: tuple[Shock, ...] = value((), "dated changes", source="assumption")
    expect: tuple[Expectation, ...] = value((), "what a run should show", source="assumption")
    exercise: Exercise | None = optional("a training exercise made from this scenario; none when absent")
    sources: dict[str, str] = value(
        {}, "where values come from: path, then a fact's id or assumption", source="assumption"
    )

    @field_validator("start")
    @classmethod
    def _in_our_time(cls, start: date) -> date:
        if not 1970 <= start.year <= 2100:
            raise ValueError(f"{start} is out of range; scenarios start between 1970 and 2100")
        return start

    @field_validator("sources")
    @classmethod
    def _known(cls, sources: dict[str, str]) -> dict[str, str]:
        errors = ErrorCollector()
        for path, source in sources.items():
            try:
                known_source(source)
            except ValueError as error:
                errors.add((path,), str(error))
        errors.raise_any()
        return sources

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        errors = ErrorCollector()
        if self.ticks < SECOND:
            errors.add(("horizon",), "hardly anything can happen in so short a time; give it a second or more")
        if self.ticks > 50 * 366 * DAY:
            errors.add(("horizon",), "longer than 50 years; shorten it")
        if self.second_mirror is None and self.goods is None:
            errors.missing(
                ("second_mirror",), "is missing, and so is goods: add one of them as a way home for the yuan"
            )
        else:
            self._chosen(errors)
        if self.second_mirror is not None and not self.providers:
            errors.missing(("providers",), "is missing: second_mirror needs somebody with pesos; add a provider")
        self._known_ports(errors)
        self._broker_names(errors)
        if self.exercise is not None and self.regions:
            errors.add(("exercise",), "an exercise is about one place; leave regions away")
        elif self.exercise is not None:
            self.exercise.within(self.start, self.ticks, errors)
        errors.raise_any()
        return self

    def _chosen(self, errors: ErrorCollector) -> None:
        """Note it when the option that is chosen, or that is taken unless one is, does not exist."""
        chosen = self.repatriation.choose
        if chosen not in ("goods", "second_mirror") or getattr(self, chosen) is not None:
            return
        other = "goods" if chosen == "second_mirror" else "second_mirror"
        if "repatriation" not in self.model_fields_set:
            said = f"is missing: {chosen} is chosen unless this says otherwise, and there is no section {chosen}"
            errors.missing(("repatriation",), f"{said}; add 'repatriation: {{choose: {other}}}'")
        elif "choose" not in self.repatriation.model_fields_set:
            said = f"is missing: {chosen} is chosen unless this says otherwise, and there is no section {chosen}"
            errors.missing(("repatriation", "choose"), f"{said}; add 'choose: {other}'")
        else:
            said = f"{chosen} is chosen, but there is no section {chosen}"
            errors.add(("repatriation", "choose"), f"{said}; add it, or choose {other}")

    def _broker_names(self, errors: ErrorCollector) -> None:
        """Note every broker that has the name of one that ``count`` makes: nobody could tell them apart."""
        for name in self.brokers:
            group, _, number = name.rpartition("-")
            if group in self.brokers and number.isdecimal() and 1 < self.brokers[group].count >= int(number) > 0:
                errors.unknown(("brokers", name), f"one of the {group} brokers has this name too; give it another")

    def _known_ports(self, errors: ErrorCollector) -> None:
        """Note every port of a rule that does not exist: the rule would act nowhere, and nobody would know."""
        if self.goods is None:
            return
        known = set(self.goods.ports)
        for name, rule in self.rules.items():
            for number, port in enumerate(getattr(rule, "ports", ())):
                if port not in known:
                    said = (
                        f"there is no port {port!r}{did_you_mean(port, known)}; there are: {', '.join(sorted(known))}"
                    )
                    errors.add(("rules", name, "ports", number), said)

    @property
    def ticks(self) -> int:
        """The horizon's length in ticks."""
        begin = datetime.combine(self.start, time.min)
        return (self.horizon.end(begin) - begin) // timedelta(microseconds=1)
