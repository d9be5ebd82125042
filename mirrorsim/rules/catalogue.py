"""All rules there are: a new one of ours is a file and one line here; others come by the entry points ``mirrorsim.rules``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args

from pydantic import Discriminator, Field

from mirrorsim.fields.messages import did_you_mean
from mirrorsim.fields.sections import accountable, refusing
from mirrorsim.plugins import PluginError, Registry
from mirrorsim.rules.base import HONOURED, Rule, Rulings
from mirrorsim.rules.border_inspection import BorderInspection
from mirrorsim.rules.capital_flight_cap import CapitalFlightCap
from mirrorsim.rules.cash_reporting import CashReporting
from mirrorsim.rules.customs_inspection import CustomsInspection
from mirrorsim.rules.deposit_limit import DepositLimit
from mirrorsim.rules.interdiction import Interdiction
from mirrorsim.rules.targeted_order import TargetedOrder
from mirrorsim.rules.transfer_monitoring import TransferMonitoring

OWN = (
    CapitalFlightCap, DepositLimit, CashReporting, CustomsInspection, BorderInspection, Interdiction, TransferMonitoring,
    TargetedOrder,
)  # fmt: skip


def _rule(kind: str, rule: object) -> type[Rule]:
    """A rule that does all that a rule must. Raises :class:`PluginError` or ValueError for one that does not."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        raise PluginError("it is no subclass of mirrorsim.rules.base.Rule")
    if get_args(rule.model_fields["kind"].annotation) != (kind,) or rule.model_fields["kind"].default != kind:
        raise PluginError(f'its kind must be written: kind: Literal["{kind}"] = "{kind}"')
    if not rule.watches:
        raise PluginError("it watches nothing")
    for what, rulings in watched(rule).items():
        if what not in HONOURED:
            raise PluginError(f"it watches {what}, which is no movement{did_you_mean(what, HONOURED)}")
        for ruling in rulings:
            if ruling not in HONOURED[what]:
                may = ", ".join(one.__name__ for one in HONOURED[what]) or "nothing but Allow"
                raise PluginError(f"it rules {getattr(ruling, '__name__', ruling)} at {what}, where it may rule {may}")
    if rule.decide is Rule.decide:
        raise PluginError("it has no decision")
    accountable(rule)
    return rule


def watched(rule: type[Rule]) -> Mapping[str, Rulings]:
    """What a rule watches, with the rulings that it may give. Raises :class:`PluginError` when it does not say which."""
    if not isinstance(rule.watches, Mapping):
        raise PluginError("its watches must name the rulings by movement, such as {BANK_DEPOSIT: (Limit,)}")
    return rule.watches


def _instead(kind: str, reason: str) -> type[Rule]:
    # a Literal of a name that is only known now
    return refusing(
        Rule, f"{kind}_unusable", reason, kind=(Literal[kind], Field(kind, description="which rule this is"))
    )


RULES: Registry[type[Rule]] = Registry(
    "mirrorsim.rules", {rule.model_fields["kind"].default: rule for rule in OWN}, _rule, _instead
)
"""Every rule by its kind."""

if TYPE_CHECKING:
    AnyRule = Rule
else:
    AnyRule = Annotated[Union[tuple(RULES.things.values())], Discriminator("kind")]  # noqa: UP007
