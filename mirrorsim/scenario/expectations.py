"""What a run of a scenario should show: the section ``expect``, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator

from mirrorsim.fields.errors import ErrorCollector, refused
from mirrorsim.fields.messages import did_you_mean, see
from mirrorsim.fields.sections import Section, optional, required, value
from mirrorsim.scenario.expected_values import Level, level
from mirrorsim.scenario.facts import known_source
from mirrorsim.scenario.measure_names import MEASURES, is_measure, unit_of
from mirrorsim.scenario.problems import Problem, dotted
from mirrorsim.scenario.tree import Node
from mirrorsim.units.shares import Percent

FORMS = ("target", "at_least", "at_most", "between")
"""The keys of which an expectation has one."""


class Expectation(Section):
    """What a run of this scenario should show, and who says so."""

    name: str = value("", "a few words", source="assumption")
    measure: str = required("the measure's name")
    target: Level | None = optional("the value that the source reports, in the measure's unit or with one")
    tolerance: Percent | None = optional("how far off is still met, as a share of the target")
    at_least: Level | None = optional("instead of a target: the least that the source reports")
    at_most: Level | None = optional("instead of a target: the most that the source reports")
    between: Annotated[tuple[Level, ...], Field(min_length=2, max_length=2)] | None = optional(
        "instead of a target: the least and the most, as [least, most]"
    )
    source: str = required("the fact that reports it")
    policy: str | None = optional("the policy under which it is expected; the first when absent")
    relative_to: str | None = optional("a policy; then the target is for the ratio to the measure's mean under it")

    @model_validator(mode="before")
    @classmethod
    def _in_the_unit_of_the_measure(cls, content: Any) -> Any:
        if not isinstance(content, dict) or not isinstance(content.get("measure"), str):
            return content
        unit = "share" if content.get("relative_to") is not None else unit_of(content["measure"])
        errors, read = ErrorCollector(), dict(content)

        def converted(place: tuple[str | int, ...], item: Any) -> Any:
            try:
                return level(item, unit)
            except ValueError as error:
                if not is_measure(content["measure"]):  # whose unit would be a guess
                    raise refused(("measure",), _no_measure(content["measure"])) from None
                errors.add(place, str(error))

        for key in ("target", "at_least", "at_most"):
            if key in content:
                read[key] = converted((key,), content[key])
        if isinstance(content.get("between"), list | tuple):
            read["between"] = [converted(("between", n), item) for n, item in enumerate(content["between"])]
        errors.raise_any()
        return read

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        forms = [key for key in FORMS if getattr(self, key) is not None]
        if not forms:
            said = "is missing: add it with a tolerance, or at_least, at_most or between in its place"
            errors = ErrorCollector()
            errors.missing(("target",), said)
            errors.raise_any()
        if len(forms) > 1:
            both = "; for both ends write between: [least, most]" if set(forms) == {"at_least", "at_most"} else ""
            raise refused((forms[1],), f"stands beside {forms[0]}: an expectation has one of {', '.join(FORMS)}{both}")
        if self.target is not None and self.tolerance is None:
            errors = ErrorCollector()
            errors.missing(("tolerance",), "is missing: say how far off the target is still met, such as 25 %")
            errors.raise_any()
        if self.target is None and self.tolerance is not None:
            raise refused(("tolerance",), f"belongs to a target; {forms[0]} is an end by itself, so leave it away")
        if self.between is not None and self.between[0] > self.between[1]:
            raise refused(("between",), "the first is more than the second: write [least, most]")
        return self

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The least and the most that are met; None where there is no such end."""
        if self.between is not None:
            return self.between[0], self.between[1]
        if self.target is None or self.tolerance is None:
            return self.at_least, self.at_most
        reach = self.tolerance / 1_000_000 * abs(self.target)
        return self.target - reach, self.target + reach

    @field_validator("source")
    @classmethod
    def _known(cls, source: str) -> str:
        return known_source(source)


def unknown_expectations(expect: Iterable[Expectation], policies: Collection[str], tree: Node) -> Iterator[Problem]:
    """A problem for each expectation that speaks of a policy or a measure which does not exist."""
    for number, expectation in enumerate(expect):
        if not is_measure(expectation.measure):
            path = ("expect", number, "measure")
            yield Problem(*tree.at(path), dotted(path), _no_measure(expectation.measure))
        for key in ("policy", "relative_to"):
            name = getattr(expectation, key)
            if name is not None and name not in policies:
                path = ("expect", number, key)
                hint = did_you_mean(name, policies)
                yield Problem(*tree.at(path), dotted(path), f"no policy is named {name!r}{hint}")


def _no_measure(name: str) -> str:
    return f"there is no measure {name!r}{did_you_mean(name, MEASURES) or see('Measures')}"
