"""pm4py reads the event log, agrees with a hand-written net of the nine steps, and finds the nine steps on its own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

import mirrorsim
from mirrorsim.scheme.events import EVENTS, REPORT
from tests.trust import miner, reference_net, shipped
from tests.trust.conftest import Parts
from tests.trust.miner import Trace

# pm4py's aligner uses a class that numpy would rather it did not
pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
Net = tuple[Any, Any, Any]
EVERYTHING_GOES_WRONG = [
    "handover={quotes: {no_answer: 10 %}, agreement: {walks_away: 5 %}, token: {lost: 5 %, valid_for: 60 h},"
    " call: {unanswered: 5 %, wrong_code_word: 5 %},"
    " meeting: {late: 30 %, moved: 30 %, no_show: 10 %, wrong_serial: 5 %, short: 30 %}, attempts: 3}",
    "mirror={backs_out: 20 %, robbed: 20 %, account_turnover: '70,000 USD'}",
    "repatriation.frozen=25 %",
    "second_mirror.provider_defaults=15 %",
    "goods.supplier_defaults=15 %",
    "goods.lost_at_sea=15 %",
    "goods.sale.unsold=20 %",
    "goods.ports={manzanillo: {berths: 1}}",
    "rules.interdiction={stopped: 25 %, found_per_day: 4 %}",
    "rules.border_inspection={inspected: 30 %}",
    "rules.transfer_monitoring={threshold: '100,000 CNY', frozen: 8 %}",
    "rules.customs_inspection={inspected: 60 %, recognised: 60 %}",
    "clients.cartel.every=16 h",
    "horizon=7 months",
    "brokers.charlie.couriers=1",
    "buyers.savers.savers.people=300",
]
BY_GOODS = [
    "goods.ports.manzanillo.dwell=20 days",
    "repatriation.choose=goods",
    "brokers.charlie.credit=300,000 USD",
]


# from the last to the first, so that whoever asks the accountants at the same time makes other runs meanwhile
@pytest.mark.parametrize("scenario", shipped.SCENARIOS[::-1], ids=shipped.name)
def test_pm4py_confirms_the_events_of_every_shipped_scenario(
    scenario: Path, short_run: Callable[[Path], Parts]
) -> None:
    for which, part in short_run(scenario):
        for one in miner.findings(part):
            assert one.sound, (which, one)
            assert one.deals
            assert one.over


@pytest.fixture(scope="module")
def factbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped.run(shipped.ROOT / "scenarios" / "factbox.yaml", tmp_path_factory.mktemp("factbox") / "run", None)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of the small network, whole."""
    return shipped.run(shipped.ROOT / "scenarios" / "network.yaml", tmp_path_factory.mktemp("network") / "run", None)


@pytest.fixture(scope="module")
def log(network: Path) -> Any:
    return miner.load(mirrorsim.export(network, "ocel", network.with_name("network.ocel.json")))


@pytest.fixture(scope="module")
def net() -> Net:
    return reference_net.petri_net(reference_net.lines())


def test_every_deal_of_a_year_conforms_and_both_options_are_discovered_in_order(log: Any, net: Net) -> None:
    deals = miner.traces(log)
    over = [trace for trace in deals.values() if miner.is_over(trace)]
    assert len(over) > 100
    assert set(miner.fitness(over, net).values()) == {1}
    homes = miner.whole_by_option(log, deals)
    assert min(len(homes["second_mirror"]), len(homes["goods"])) > 3
    assert miner.discovered(homes["second_mirror"]) == "12345678"
    assert miner.discovered(homes["goods"]) == "12345679"


def test_deals_in_which_everything_goes_wrong_conform_too(net: Net, tmp_path: Path) -> None:
    walked: set[str] = set()
    life = reference_net.petri_net(reference_net.TOKEN)
    for name, settings in (("any", []), ("goods", BY_GOODS)):
        network = shipped.ROOT / "scenarios" / "network.yaml"
        loaded = mirrorsim.load_scenario(network, [*EVERYTHING_GOES_WRONG, *settings])
        folder = mirrorsim.run(loaded, reps=1).save(tmp_path / name)
        log = miner.load(mirrorsim.export(folder, "ocel", tmp_path / f"{name}.ocel.json"))
        over = [trace for trace in miner.traces(log).values() if miner.is_over(trace)]
        assert set(miner.fitness(over, net).values()) == {1}
        assert set(miner.fitness(_over(miner.traces(log, "token")), life).values()) == {1}
        walked |= {what for trace in over for what in trace}
    # nothing is in the net only for show: each of its events has happened to a deal
    assert walked == {label for label, _, _ in reference_net.lines() if label}


def _over(tokens: dict[str, Trace]) -> list[Trace]:
    """The lives of the tokens that are over."""
    return [trace for trace in tokens.values() if trace[-1] in ("handed_over", "retry", "failed")]


def test_the_net_knows_every_event_of_a_deal() -> None:
    known = {label.partition(" ")[0] for label, _, _ in reference_net.lines() if label}
    of_no_deal = {"replaced", "wanted", "held_up", "burden", REPORT.name}
    by_others = {"cash_taken"}  # no rule of ours takes a part of what a courier carries
    assert known == {event.name for event in EVENTS} - of_no_deal - by_others


# -- logs that were broken on purpose ----------------------------------------------------------------------------------


def _whole(folder: Path, policy: str) -> Trace:
    """The one deal of a policy of the factbox."""
    log = miner.load(mirrorsim.export(folder, "ocel", folder.with_name(f"{policy}.ocel.json"), policy=policy))
    (trace,) = miner.traces(log).values()
    return trace


@pytest.fixture(scope="module")
def deals(factbox: Path) -> dict[str, Trace]:
    return {policy: _whole(factbox, policy) for policy in ("second-mirror", "trade")}


STEP = {event.name: event.step for event in EVENTS}
BROKEN = [("second-mirror", step) for step in range(1, 9)] + [("trade", step) for step in (*range(1, 8), 9)]


def _steps(trace: Trace) -> list[tuple[int, Trace]]:
    """The trace in pieces of one step each; what belongs to none, such as a delivery, goes with the step before it."""
    pieces: list[tuple[int, Trace]] = []
    for what in trace:
        step = STEP[what.partition(" ")[0]] or (pieces[-1][0] if pieces else 0)
        pieces.append((step, (what,)))
    return [(step, sum((part for _, part in parts), ())) for step, parts in groupby(pieces, key=lambda piece: piece[0])]


def _joined(pieces: list[tuple[int, Trace]]) -> Trace:
    return sum((part for _, part in pieces), ())


@pytest.mark.parametrize(("policy", "step"), BROKEN)
def test_a_deal_that_leaves_a_step_out_is_refused(deals: dict[str, Trace], net: Net, policy: str, step: int) -> None:
    whole = deals[policy]
    success = next(what for what, number in miner.MILESTONES.items() if number == step)
    without_step = _joined([piece for piece in _steps(whole) if piece[0] != step])
    without_event = tuple(what for what in whole if what != success)
    found = miner.fitness([whole, without_step, without_event], net)
    assert found[whole] == 1
    assert found[without_step] < 1
    assert found[without_event] < 1


@pytest.mark.parametrize(("policy", "step"), [one for one in BROKEN if one[1] < 7 or one == ("second-mirror", 7)])
def test_a_deal_in_which_two_steps_have_changed_places_is_refused(
    deals: dict[str, Trace], net: Net, policy: str, step: int
) -> None:
    pieces = _steps(deals[policy])
    place = next(number for number, piece in enumerate(pieces) if piece[0] == step)
    pieces[place], pieces[place + 1] = pieces[place + 1], pieces[place]
    (found,) = miner.fitness([_joined(pieces)], net).values()
    assert found < 1


def test_both_options_in_one_deal_are_refused(deals: dict[str, Trace], net: Net) -> None:
    first, second = (_steps(deals[policy]) for policy in ("second-mirror", "trade"))
    both = (*_joined(first)[:-1], *_joined([piece for piece in second if piece[0] == 9]))
    assert both[-1] == "closed"
    assert max(miner.fitness([both], net).values()) < 1


def test_a_token_that_is_used_again_is_refused(log: Any, net: Net) -> None:
    tried_again = [trace for trace in miner.traces(log).values() if trace.count("token") > 1 and "closed" in trace]
    reused = []
    for trace in tried_again:
        second = trace.index("token", trace.index("token") + 1)
        reused.append(trace[:second] + trace[second + 1 :])
    assert len(reused) > 5
    assert max(miner.fitness(reused, net).values()) < 1

    life = reference_net.petri_net(reference_net.TOKEN)
    good = ("token", "called", "courier", "handed_over")
    twice = [
        (*good, *good[1:]),
        (*good, "handed_over"),
        ("token", "called", "courier", "no_show", "courier", *good[3:]),
    ]
    found = miner.fitness([good, *twice], life)
    assert found.pop(good) == 1
    assert max(found.values()) < 1


def test_each_token_of_a_year_is_good_once(log: Any) -> None:
    tokens = miner.traces(log, "token")
    life = reference_net.petri_net(reference_net.TOKEN)
    over = _over(tokens)
    assert len(over) > 100
    assert set(miner.fitness(over, life).values()) == {1}
    issued = log.objects[log.objects["ocel:type"] == "token"]
    looks = list(zip(issued["code_word"], issued["phone"], issued["serial"], strict=True))
    assert len(set(looks)) == len(looks) == len(tokens)


def test_a_model_discovered_from_a_log_out_of_order_does_not_have_the_steps_in_order(deals: dict[str, Trace]) -> None:
    whole = deals["second-mirror"]
    pieces = _steps(whole)
    pieces[4], pieces[5] = pieces[5], pieces[4]
    assert miner.discovered([whole]) == "12345678"
    assert miner.discovered([whole, _joined(pieces)]) != "12345678"
    assert miner.discovered([whole, tuple(what for what in whole if what != "called")]) == "1235678"


def test_nothing_of_the_simulator_imports_the_programs_that_check_it() -> None:
    checkers = {"pm4py", "beancount"}
    for path in (shipped.ROOT / "mirrorsim").glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            assert checkers.isdisjoint(name.partition(".")[0] for name in names), path
