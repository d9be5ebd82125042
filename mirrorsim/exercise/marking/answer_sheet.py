"""The answer sheet: its form, its reading, and the empty one that participants fill in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, ValidationError

from mirrorsim.exercise.evidence.activity import ROLES
from mirrorsim.fields.sections import Section, required, value
from mirrorsim.scenario.exercise import Action, Exercise
from mirrorsim.scenario.input_file import read_input
from mirrorsim.scenario.problems import ScenarioError, from_pydantic
from mirrorsim.scenario.yaml_text import Node, read_value
from mirrorsim.units.time import Date

RoleAnswer = Literal["", "cash_holder", "courier", "buyer", "receiving_account", "peso_provider", "importer"]


def _role_as_key(role: object) -> object:
    """A role as the manual spells it, with spaces, is that role."""
    return "_".join(role.lower().split()) if isinstance(role, str) else role


assert set(get_args(RoleAnswer)) == {"", *ROLES}

ELEMENTS = ("who", "what", "when", "where", "why", "how")


class ReportedEntity(Section):
    """Somebody or some account that the team reports."""

    id: str = required("a name, account, phone or file number from the evidence")
    role: Annotated[RoleAnswer, BeforeValidator(_role_as_key)] = value(
        "", "what it is in the scheme", source="assumption"
    )
    reason: str = value("", "why it is reported, in a few words", source="assumption")


class StepAnswer(Section):
    """Records that show one step of one deal; the team numbers the deals as it likes."""

    deal: str = required("the team's own number of the deal")
    step: int = required("the step, 3 to 9", ge=1, le=9)
    records: tuple[str, ...] = required("ids of the records that show it")


class MirrorMatchAnswer(Section):
    """Cash matched to yuan."""

    cash: str = required("id of the record that shows the cash")
    yuan: str = required("id of the record that shows the yuan")


class NarrativeAnswer(Section):
    """The six elements of a report."""

    who: str = value("", "who", source="assumption")
    what: str = value("", "what", source="assumption")
    when: str = value("", "when", source="assumption")
    where: str = value("", "where", source="assumption")
    why: str = value("", "why it is suspicious", source="assumption")
    how: str = value("", "how it works", source="assumption")

    def by_element(self) -> dict[str, str]:
        """What is written under each element, without spaces around it."""
        return {element: text.strip() for element, text in self}


class DecisionAnswer(Section):
    """Something that the team has done, from a day on."""

    action: Action = required("freeze, watch or hold")
    target: str = required("an account, a person or a shipment's paper, as the evidence names it")
    since: Date = required("the day from which it holds")
    reason: str = value("", "why, in a few words", source="assumption")


class AnswerSheet(Section):
    """A whole answer sheet."""

    team: str = value("", "the team's name", source="assumption")
    entities: tuple[ReportedEntity, ...] = value((), "who is reported", source="assumption")
    steps: tuple[StepAnswer, ...] = value((), "the reconstruction", source="assumption")
    mirror_match: tuple[MirrorMatchAnswer, ...] = value((), "cash matched to yuan", source="assumption")
    narrative: NarrativeAnswer = value({}, "the report", source="assumption")
    decisions: tuple[DecisionAnswer, ...] = value((), "what was decided", source="assumption")
    requests: tuple[str, ...] = value((), "names of the requests made", source="assumption")


def read_sheet(path: str | Path) -> AnswerSheet:
    """Read an answer sheet. Raises ScenarioError, with places, for one that cannot be read."""
    text = read_input(path)
    return _checked(read_value(text, str(path)))


def sheet_from(answers: Mapping[str, object] | str) -> AnswerSheet:
    """A sheet from plain data or YAML text."""
    import json

    text = answers if isinstance(answers, str) else json.dumps(answers, default=str)
    return _checked(read_value(text, "<answers>"))


def _checked(tree: Node) -> AnswerSheet:
    plain = tree.plain()
    # an empty key stands for nothing said
    plain = {key: item for key, item in plain.items() if item is not None} if isinstance(plain, dict) else plain
    try:
        return AnswerSheet.model_validate(plain if plain is not None else {})
    except ValidationError as error:
        raise ScenarioError(from_pydantic(error, tree)) from None


_TARGET_HINTS: dict[Action, str] = {
    "freeze": "# freeze: an account by its number, or its holder by name",
    "watch": "# watch: a person by name",
    "hold": "# hold: a container by the number of one of its papers",
}


def empty_sheet(exercise: Exercise) -> str:
    """The sheet that participants get."""
    allowed = exercise.decisions.allowed
    earliest = exercise.decisions.earliest or exercise.window.until
    lines = [f"# Answer sheet: {exercise.title}", "# Ids are those of the records. Leave out what you do not know."]
    lines += ["team: ''", ""]
    texts = {question.kind: question for question in exercise.questions}

    def asked(kind: str, *form: str) -> None:
        if kind in texts:
            question = texts[kind]
            lines.append(f"# {' '.join(question.text.split())}")
            if question.need is not None:
                lines.append(f"# {question.need} are enough for full marks.")
            lines.extend(form)
            lines.append("")

    asked(
        "entities",
        f"# role: one of {', '.join(ROLES)}",
        "# - {id: 'name or account', role: courier, reason: 'what the records show'}",
        "entities: []",
    )
    asked(
        "steps",
        "# deal: a number of your own, the same in all lines of one deal",
        "# - {deal: 1, step: 5, records: [SL-00000, DE-00000]}",
        "steps: []",
    )
    asked(
        "mirror_match",
        "# cash: a record of the cash, where it is counted, met or paid in; yuan: the record of the transfer in China",
        "# - {cash: ST-00000, yuan: CN-00000}",
        "mirror_match: []",
    )
    asked(
        "narrative",
        "# Name people, sums, days (2018-03-09) and places as the records do.",
        "narrative:",
        *(f"  {element}: ''" for element in ELEMENTS),
    )
    asked(
        "decision",
        f"# Allowed: {', '.join(allowed)}; at the earliest from {earliest}; {exercise.decisions.most} at the most.",
        *(_TARGET_HINTS[action] for action in allowed),
        f"# - {{action: {(allowed or ('freeze',))[0]}, target: 'account, person or paper', since: {earliest}}}",
        "decisions: []",
    )
    if exercise.requests:
        lines += [f"# Requests that you made, by name, of: {', '.join(exercise.requests)}", "requests: []", ""]
    return "\n".join(lines)
