"""What a run of a scenario should show: the section ``expect``, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pydantic import field_validator

from mirrorsim.fields.messages import did_you_mean, see
from mirrorsim.fields.sections import Section, optional, required, value
from mirrorsim.scenario.facts import known_source
from mirrorsim.scenario.measure_names import MEASURES, is_measure
from mirrorsim.scenario.problems import Problem, dotted
from mirrorsim.scenario.tree import Node
from mirrorsim.units.shares import Percent


class Expectation(Section):
    """What a run of this scenario should show, and who says so."""

    name: str = value("", "a few words", source="assumption")
    measure: str = required("the measure's name")
    target: float = required("the value that the source reports")
    tolerance: Percent = required("how far off is still met, as a share of the target")
    source: str = required("the fact that reports it")
    policy: str | None = optional("the policy under which it is expected; the first when absent")
    relative_to: str | None = optional("a policy; then the target is for the ratio to the measure's mean under it")

    @field_validator("source")
    @classmethod
    def _known(cls, source: str) -> str:
        return known_source(source)


def unknown_expectations(expect: Iterable[Expectation], policies: Collection[str], tree: Node) -> Iterator[Problem]:
    """A problem for each expectation that speaks of a policy or a measure which does not exist."""
    for number, expectation in enumerate(expect):
        if not is_measure(expectation.measure):
            path = ("expect", number, "measure")
            hint = did_you_mean(expectation.measure, MEASURES) or see("Measures")
            yield Problem(*tree.at(path), dotted(path), f"there is no measure {expectation.measure!r}{hint}")
        for key in ("policy", "relative_to"):
            name = getattr(expectation, key)
            if name is not None and name not in policies:
                path = ("expect", number, key)
                hint = did_you_mean(name, policies)
                yield Problem(*tree.at(path), dotted(path), f"no policy is named {name!r}{hint}")
