"""What a package must do for what it offers to be taken, and that one which does not harms nobody else."""

import re
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import pytest
from pydantic import Field

from mirrorsim import plugins
from mirrorsim.fields.sections import value
from mirrorsim.plugins import Offered, PluginError, Registry, loaded
from mirrorsim.rules import catalogue
from mirrorsim.rules.base import BANK_DEPOSIT, Limit, Movement, Rule, RuleContext, Ruling, Rulings
from mirrorsim.scenario import channels, evidence
from mirrorsim.scenario.plugin_types import ChannelTerms, Source
from mirrorsim.scheme.channels import base
from mirrorsim.units.money import Usd
from tests.plugins.plugin_scenario import Run


class Good(Rule):
    watches: ClassVar[Mapping[str, Rulings]] = {BANK_DEPOSIT: (Limit,)}
    kind: Literal["good"] = "good"
    limit: Usd = value("1 USD", "a limit", source="assumption")

    def decide(self, movement: Movement, context: RuleContext) -> Ruling | None:
        return Limit(movement.amount)


class OtherKind(Good):
    kind: Literal["another"] = "another"  # type: ignore[assignment]


class Kindless(Good):
    kind: Literal["good"]  # type: ignore[misc]


class AnyKind(Good):
    kind: str = "good"  # type: ignore[assignment]


class Watchless(Good):
    watches: ClassVar[Mapping[str, Rulings]] = {}


class WatchesNonsense(Good):
    watches: ClassVar[Mapping[str, Rulings]] = {"bank_deposits": (Limit,)}


class Undecided(Rule):
    watches: ClassVar[Mapping[str, Rulings]] = {BANK_DEPOSIT: (Limit,)}
    kind: Literal["good"] = "good"


class Sourceless(Good):
    more: Usd = Field("1 USD", description="more")  # type: ignore[assignment]


class Wordless(Good):
    more: Usd = Field("1 USD", json_schema_extra={"source": "assumption"})  # type: ignore[assignment]


class Terms(ChannelTerms):
    carrier: ClassVar[str] = "package.carrier:Carrier"
    says: ClassVar[str] = "a channel"


class Homeless(ChannelTerms):
    says: ClassVar[str] = "a channel"


def source(**changes: Any) -> Source:
    return Source(**{"title": "T", "prefix": "XX", "columns": ("a",), "names": ("a",), "make": "m:f"} | changes)


RECORDS = source()
THINGS = dict(globals())


class Point(EntryPoint):
    """An entry point of a package that is not really installed."""

    def load(self) -> Any:
        if self.value not in THINGS:
            raise ImportError(f"no module named {self.value}")
        return THINGS[self.value]

    @property
    def dist(self) -> Any:  # type: ignore[override]
        return SimpleNamespace(name="some-package", version="2.3")


def registry(
    monkeypatch: pytest.MonkeyPatch, checks: Any, group: str, own: dict[str, Any], **offered: str
) -> Registry[Any]:
    points = [Point(name, value, f"mirrorsim.{group}") for name, value in offered.items()]
    monkeypatch.setattr(plugins, "_points", lambda: tuple(points))
    return Registry(f"mirrorsim.{group}", own, *checks)


RULE = (catalogue._rule, catalogue._instead)
CHANNEL = (channels._terms, lambda name, reason: reason)
VIEW = (evidence._source, lambda name, reason: reason)


def test_what_does_its_duties_is_taken_with_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = registry(monkeypatch, RULE, "rules", {"deposit_limit": catalogue.OWN[1]}, good="Good")
    assert list(rules.things) == ["deposit_limit", "good"]
    assert rules.things["good"] is Good
    assert str(rules.origin("good")) == "some-package 2.3"
    assert rules.origin("deposit_limit") is None
    assert rules.origin("nonsense") is None
    assert registry(monkeypatch, CHANNEL, "channels", {}, one="Terms").things == {"one": Terms}
    assert registry(monkeypatch, VIEW, "views", {}, one="RECORDS").things == {"one": RECORDS}


@pytest.mark.parametrize(
    ("offered", "reason"),
    [
        ("nowhere", "no module named nowhere"),
        ("Terms", "it is no subclass of mirrorsim.rules.base.Rule"),
        ("RECORDS", "it is no subclass of mirrorsim.rules.base.Rule"),
        ("OtherKind", 'its kind must be written: kind: Literal["good"] = "good"'),
        ("Kindless", 'its kind must be written: kind: Literal["good"] = "good"'),
        ("AnyKind", 'its kind must be written: kind: Literal["good"] = "good"'),
        ("Watchless", "it watches nothing"),
        ("WatchesNonsense", 'it watches bank_deposits, which is no movement (did you mean "bank_deposit"?)'),
        ("Undecided", "it has no decision"),
        ("Sourceless", "the default of its key more has no source: name a fact, or assumption"),
        ("Wordless", "its key more does not say what it means: write it with value, required or optional"),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(monkeypatch: pytest.MonkeyPatch, offered: str, reason: str) -> None:
    one = registry(monkeypatch, RULE, "rules", {}, good=offered)["good"]
    says = f"the rule good of the package some-package 2.3 cannot be used: {reason}"
    assert one.wrong == f"{says} (see README, 'Plug-ins')"
    with pytest.raises(ValueError, match=re.escape(one.wrong)):
        one.thing.model_validate({"kind": "good"})
    assert issubclass(one.thing, Rule)
    assert one.thing.__name__ == "good_unusable"
    kind = one.thing.model_fields["kind"]
    assert (kind.annotation, kind.default, kind.description) == (Literal["good"], "good", "which rule this is")


@pytest.mark.parametrize(
    ("checks", "group", "offered", "reason"),
    [
        (CHANNEL, "channels", "Good", "it is no subclass of mirrorsim.scenario.plugin_types.ChannelTerms"),
        (CHANNEL, "channels", "Homeless", "it must name its carrier"),
        (VIEW, "views", "Terms", "it is no mirrorsim.scenario.plugin_types.Source"),
    ],
)
def test_so_do_terms_and_records(
    monkeypatch: pytest.MonkeyPatch, checks: Any, group: str, offered: str, reason: str
) -> None:
    assert reason in registry(monkeypatch, checks, group, {}, one=offered)["one"].wrong


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"columns": ()}, "it needs a title, columns"),
        ({"make": "nowhere"}, "it needs a title, columns"),
        ({"columns": ("a", "time")}, "its columns have the same name twice, or are called id or time"),
        ({"names": ("b",)}, "names must be among its columns"),
        ({"prefix": "X1"}, "two capital letters"),
        ({"prefix": "CT"}, "its prefix CT is that of other records"),
    ],
)
def test_records_have_names_and_numbers_of_their_own(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(PluginError, match=reason):
        evidence._source("one", source(**changes))


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = registry(monkeypatch, RULE, "rules", {"good": Good}, good="Good")["good"]
    assert "mirrorsim has one of that name already" in taken.wrong
    odd = registry(monkeypatch, RULE, "rules", {}, **{"Good-one": "Good"})["Good-one"]
    assert "a name is up to 40 small letters" in odd.wrong


def test_what_is_named_by_module_and_object_is_imported_or_it_is_said_that_it_is_not_there() -> None:
    assert loaded("mirrorsim.plugins:Registry") is Registry
    for path in ("mirrorsim.nowhere:Thing", "mirrorsim.plugins:Nothing"):
        with pytest.raises(PluginError, match=f"{path} cannot be imported"):
            loaded(path)


@pytest.mark.parametrize(
    ("carrier", "reason"),
    [
        ("mirrorsim.plugins:Registry", "mirrorsim.plugins:Registry is no mirrorsim.scheme.channels.base.Channel"),
        ("mirrorsim.scheme.channels.bulk_cash:BulkCash", "with the name 'one'"),
        ("mirrorsim.nowhere:Carrier", "mirrorsim.nowhere:Carrier cannot be imported"),
    ],
)
def test_a_channel_without_its_carrier_is_refused_when_a_world_has_it(
    monkeypatch: pytest.MonkeyPatch, carrier: str, reason: str
) -> None:
    terms = type("Terms", (ChannelTerms,), {"__annotations__": {"carrier": "ClassVar[str]"}, "carrier": carrier})
    monkeypatch.setattr(base, "CHANNELS", [Offered("one", terms)])
    with pytest.raises(PluginError, match=reason):
        base.channels_of(SimpleNamespace())  # type: ignore[arg-type]


class Half(base.Channel[ChannelTerms]):
    name = "one"

    def quote(self, amount: int) -> None:
        return None


def test_a_channel_that_cannot_move_anything_is_refused_before_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    carrier = f"{__name__}:Half"
    terms = type("Terms", (ChannelTerms,), {"__annotations__": {"carrier": "ClassVar[str]"}, "carrier": carrier})
    monkeypatch.setattr(base, "CHANNELS", [Offered("one", terms)])
    with pytest.raises(PluginError, match=r"Half does not say how to move$"):
        base.channels_of(SimpleNamespace())  # type: ignore[arg-type]


BROKEN = """\
[mirrorsim.rules]
broken = nowhere:Rule
[mirrorsim.channels]
broken = nowhere:Terms
[mirrorsim.views]
broken = nowhere:RECORDS
[mirrorsim.facts]
broken = nowhere:FACTS
"""


def test_a_broken_package_is_named_where_it_is_used_and_harms_nobody_else(
    mirrorsim: Run, place: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    metadata = folder / "broken_package-0.1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-package\nVersion: 0.1\n")
    (metadata / "entry_points.txt").write_text(BROKEN)
    fine = mirrorsim("run", "factbox", "--quiet", "--no-report", among=folder)
    assert (fine.returncode, fine.stderr) == (0, "")
    text = (place / "borrowed.yaml").read_text()
    used = text.replace("  parcels: {fee: 4 %}", "  broken: {}").replace("teller_questions", "broken")
    used = used.replace("channels: {parcels: null}", "channels: {broken: null}").replace('"*": a', '"*": X9, rates: a')
    (place / "using.yaml").write_text(used)
    refused = mirrorsim("check", "using.yaml", among=folder)
    assert refused.returncode == 2
    said = refused.stderr.splitlines()
    why = "of the package broken-package 0.1 cannot be used: No module named 'nowhere' (see README, 'Plug-ins')"
    assert said[0] == f"using.yaml:13:11: channels.broken: the channel broken {why}"
    assert said[1] == f"using.yaml:15:11: rules.broken: the rule broken {why}"
    assert said[2].endswith(f"the fact broken {why}")
    assert len(said) == 3
