"""All rules there are: a new one of ours is a file and one line here; others come by the entry points ``mirrorsim.rules``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args

from pydantic import Discriminator, Field

from mirrorsim.fields.messages import did_you_mean
from mirrorsim.fields.sections import accountable, refusing
from mirrorsim.plugins import PluginError, Registry
from mirrorsim.rules.base import ANSWERS, Rule
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


def _rule(kind: str, rule: Any) -> type[Rule]:
    """A rule that does all that a rule must. Raises :class:`PluginError` or ValueError for one that does not."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        raise PluginError("it is no subclass of mirrorsim.rules.base.Rule")
    if get_args(rule.model_fields["kind"].annotation) != (kind,) or rule.model_fields["kind"].default != kind:
        raise PluginError(f'its kind must be written: kind: Literal["{kind}"] = "{kind}"')
    if not rule.watches:
        raise PluginError("it watches nothing")
    if strangers := [what for what in rule.watches if what not in ANSWERS]:
        raise PluginError(f"it watches {strangers[0]}, which is no movement{did_you_mean(strangers[0], ANSWERS)}")
    if rule.decide is Rule.decide:
        raise PluginError("it has no decision")
    accountable(rule)
    return rule


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
