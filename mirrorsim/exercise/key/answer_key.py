"""The answer key as typed records, and the one place where ``facilitator/key.json`` is written and read.

Amounts are integers in minor units (cents, fen), moments are datetimes in UTC to the minute; the file has both as text. Where a
field's name in the file differs from its name here, the alias is the file's. Records are named by their public ids, parties by
their public names; ``owner`` is the inner name, which no participant sees.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from mirrorsim.exercise.evidence.wording import amount_text
from mirrorsim.scenario.exercise import Action

FORMAT = 1


class OtherFormat(ValueError):
    """The text is no key, or one of another version of the format."""


def minor_units(amount: object) -> object:
    """``123450`` for the text ``1234.50``, 0 for an empty one; what is no text stays as it is."""
    if not isinstance(amount, str):
        return amount
    whole, _, part = amount.partition(".")
    return int(whole or 0) * 100 + int(part or 0)


def _moment(text: object) -> object:
    return (datetime.fromisoformat(text) if text else None) if isinstance(text, str) else text


AmountField = Annotated[int, BeforeValidator(minor_units), PlainSerializer(amount_text)]
"""An amount in minor units; ``1234.50`` in the file."""
OptionalAmountField = Annotated[
    int, BeforeValidator(minor_units), PlainSerializer(lambda minor: amount_text(minor) if minor else "")
]
"""An amount in minor units; empty in the file where it is 0."""
MomentField = Annotated[
    datetime, BeforeValidator(_moment), PlainSerializer(lambda moment: f"{moment:%Y-%m-%d %H:%M}", return_type=str)
]
"""A moment in UTC; ``2018-03-09 10:05`` in the file."""
OptionalMomentField = Annotated[
    datetime | None,
    BeforeValidator(_moment),
    PlainSerializer(lambda moment: f"{moment:%Y-%m-%d %H:%M}" if moment else "", return_type=str),
]
"""A moment in UTC; empty in the file where there is none."""
RateField = Annotated[float, BeforeValidator(float), PlainSerializer(lambda rate: f"{rate:g}", return_type=str)]
"""An exchange rate to six digits; text in the file."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SchemeEntity(_Record):
    """A person or account of the scheme: its role, every public name, the records that show it, and the public fact."""

    owner: str
    role: str
    label: str
    names: tuple[str, ...]
    records: tuple[str, ...]
    fact: str


class Bystander(_Record):
    """Somebody who did nothing, with the payments (number and sum in cents) through their accounts in the window."""

    owner: str
    label: str
    names: tuple[str, ...]
    payments: int
    usd: AmountField


class DealEvidence(_Record):
    """A deal of the scheme: the records that show each step, and whether they suffice to reconstruct it."""

    reconstructible: bool = Field(alias="whole")
    steps: dict[int, tuple[str, ...]]

    @property
    def records(self) -> set[str]:
        """All records of the deal."""
        return {record for ids in self.steps.values() for record in ids}


class MirrorSwap(_Record):
    """One swap whose both sides are visible: the records of the cash and of the yuan, and their sums."""

    deal: str
    at: MomentField
    usd: AmountField
    cny: AmountField
    cash: tuple[str, ...]
    yuan: tuple[str, ...]

    def looks_like(self, other: MirrorSwap) -> bool:
        """Whether the two are one, or cannot be told apart: of one value in one minute."""
        return self is other or (self.at, self.cny) == (other.at, other.cny)


class NarrativeFacts(_Record):
    """What a narrative is checked against: sums, days and places of the visible records; places with the others' too."""

    handed_over_usd: AmountField
    swapped_usd: AmountField
    amounts: tuple[AmountField, ...]
    days: tuple[date, ...]
    places: tuple[str, ...]
    all_places: tuple[str, ...]


class Shipment(_Record):
    """The shipment that a paper belongs to. ``deal`` is the number of its deal in the scheme, empty for an honest one."""

    deal: str
    importer: str
    entered: OptionalMomentField


class FlowEvent(_Record):
    """Something that truly happened in the window: an activity of the scheme, with the records that show it."""

    at: MomentField
    step: int
    deal: str
    kind: str
    party: str = Field(alias="from")
    counterparty: str = Field(alias="to")
    usd: OptionalAmountField
    cny: OptionalAmountField
    records: tuple[str, ...]


class NoiseCount(_Record):
    """How many records a view has, and how many of them show the scheme."""

    records: int
    of_the_scheme: int


class ModelDecision(_Record):
    """A decision of the model answers."""

    action: Action
    target: str
    since: date


class ReferenceDecisions(_Record):
    """The best decisions that the evidence supports, and what they stop in cents, by kind of decision and in all."""

    earliest: date
    allowed: tuple[Action, ...]
    model: tuple[ModelDecision, ...]
    stopped: dict[Action, AmountField]
    stopped_usd: AmountField
    sentence: str


class AnswerKey(_Record):
    """Everything that grading and the after-action review need."""

    format: int
    version: str = Field(alias="mirrorsim")
    exercise: str
    scenario: str
    policy: str
    journal: str
    window: tuple[date, date]
    rate_cny: RateField
    entities: tuple[SchemeEntity, ...]
    bystanders: tuple[Bystander, ...] = Field(alias="innocents")
    deals: dict[str, DealEvidence]
    mirrors: tuple[MirrorSwap, ...]
    step_facts: dict[int, str] = Field(alias="facts")
    narrative: NarrativeFacts
    shipments: dict[str, Shipment]
    flow: tuple[FlowEvent, ...]
    noise: dict[str, NoiseCount]
    decisions: ReferenceDecisions

    @property
    def reconstructible_deals(self) -> Mapping[str, DealEvidence]:
        """Deals whose hand-over and mirror swap both are visible, by name."""
        return {name: deal for name, deal in self.deals.items() if deal.reconstructible}


def key_to_json(key: AnswerKey) -> str:
    """The text of ``key.json``."""
    return json.dumps(key.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False) + "\n"


def key_from_json(text: str) -> AnswerKey:
    """The key in the text of a ``key.json``. Raises :class:`OtherFormat`, or ValueError for what cannot be read."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise OtherFormat(f"the format is not {FORMAT}")
    try:
        return AnswerKey.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
