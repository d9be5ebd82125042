"""A sensitivity analysis as text for a terminal of 80 columns: what it would do, and what it found."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.sensitivity.space import of_a_region
from mirrorsim.report.headline import number, signed
from mirrorsim.report.story import WIDTH

if TYPE_CHECKING:
    from mirrorsim.lab.sensitivity.analysis import Analysis
    from mirrorsim.lab.sensitivity.inputs import InputSpace

SHOWN = 12
"""Inputs in the table of effects; the folder has them all."""


def plan_lines(analysis: Analysis) -> Iterator[str]:
    """What an analysis is going to run, before it runs."""
    plan, inputs, held = analysis.plan, analysis.space.inputs, analysis.space.fixed
    many, policies = len(inputs), len(analysis.policies)
    yield f"{many} inputs vary, {len(held)} values are held (--plan lists them)"
    if regions := sum(of_a_region(one.path) for one in held):
        yield _wrapped(
            f"{regions} region{'s' * (regions > 1)}: what a region changes is held, so an input that it changes "
            "varies everywhere else only"
        )
    alone = min(plan.keep, many)
    others = " and all others together" if many > plan.keep else ""
    yield _wrapped(
        f"screening: {plan.screen} trajectories x {many + 1} points; Sobol sample: {plan.samples} blocks x "
        f"{plan.singled_out(many) + 2} points for {alone} inputs{others}; own values: {analysis.own_reps} replications"
    )
    yield f"{policies} polic{'ies' if policies > 1 else 'y'} x {plan.reps} replications a point: {analysis.runs:,} runs"


def input_lines(space: InputSpace) -> Iterator[str]:
    """Every input with its own value, range and rule, and every value that is held with the reason; each under its path."""
    for one in space.inputs:
        yield one.name
        yield _below(f"{one.own} ({' | '.join(one.choices) or ' .. '.join(one.ends)}): {one.rule}")
    if space.fixed:
        yield ""
        yield "held:"
        for held in space.fixed:
            yield held.path
            yield _below(f"{textwrap.shorten(held.value, 60, placeholder=' ...')}: {held.why}")


def render(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a finished analysis: a block a conclusion."""
    yield found["title"]
    yield from lost_lines(found)
    for one in found["conclusions"]:
        yield ""
        yield from _conclusion(found, one)


def lost_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What became of points that gave no answer; nothing when all did."""
    lost = found["lost"]
    if not lost["points"]:
        return
    yield _wrapped(
        f"{lost['points']} of {lost['of']} points gave no answer; trajectories and blocks with one are left out"
    )
    for message, times in lost["no_scenario"].items():
        yield _wrapped(f"  {times} x no valid scenario: {message}")
    if lost["without_the_measure"]:
        yield f"  {lost['without_the_measure']} x without {found['measure']}"


def _conclusion(found: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[str]:
    unit = found["unit"]
    if one["own"] is None:
        yield f"{one['policy']}: there is no {found['measure']} at the scenario's own values"
        return
    yield _wrapped(sentence(found, one, found["measure"]))
    if "holds" in one:
        yield _wrapped(robust(one))
        yield _wrapped(turning(one))
    yield ""
    effects = one["screening"]["effects"]
    indices = {index["name"]: index for index in one["sobol"]["indices"]}
    shown = [effect for effect in effects[:SHOWN] if effect["mu_star"] > 0]
    if not shown:
        yield "Nothing that was varied changes it."
        return
    left = max(len(effect["name"]) for effect in shown)
    yield f"{'input':<{left}}  {'effect, ' + unit:>16}  {'first':>6}  {'total':>6}"
    for effect in shown:
        index = indices.get(effect["name"])
        first, total = ("", "") if index is None else (f"{index['first']:.2f}", f"{index['total']:.2f}")
        yield f"{effect['name']:<{left}}  {number(effect['mu_star'], unit):>16}  {first:>6}  {total:>6}".rstrip()
    if (others := indices.get("all others")) is not None:
        yield f"{'all others':<{left}}  {'':>16}  {others['first']:>6.2f}  {others['total']:>6.2f}"
    less = len(effects) - len(shown)
    if less:
        yield f"({less} more in the folder)"


def sentence(found: Mapping[str, Any], one: Mapping[str, Any], measure: str) -> str:
    """What the scenario says at its own values; ``measure`` is what the measure is called."""
    own, unit = one["own"], found["unit"]
    if one["baseline"] is None:
        return f"{one['policy']}: {measure} is {number(own['mean'], unit)} {unit}{_reach(own, unit)}"
    change = f"{signed(own['mean'], unit)} {unit}{_reach(own, unit)}"
    unclear = own["ci95"] is not None and own["ci95"][0] <= 0 <= own["ci95"][1]
    says = {"more": "raises", "less": "lowers", "no difference": "does not change"}[one["says"]]
    rest = "; this is not clear even at the scenario's own values" if unclear and own["mean"] else ""
    return f"Conclusion: {one['policy']} {says} {measure} against {one['baseline']}: {change}{rest}."


def _reach(own: Mapping[str, Any], unit: str) -> str:
    if own["ci95"] is None:
        return ""
    return f" (95 % interval {' to '.join(signed(end, unit) for end in own['ci95'])})"


def robust(one: Mapping[str, Any]) -> str:
    """In which share of the space the conclusion holds."""
    same, clearly, against = (one["holds"][key] for key in ("same_sign", "clearly", "clearly_not"))
    if same["share"] is None:
        return "No point of the space has an answer."
    low, high = same["ci95"]
    none = one["holds"]["no_difference"]["hits"]
    rest = f"; no difference at all at {none}" if none else ""
    return (
        f"It holds at {same['hits']} of {same['of']} points that fill the space: {percent(same['share'])} "
        f"({percent(low)} to {percent(high)}); clearly at {clearly['hits']}, clearly not at {against['hits']}{rest}."
    )


def turning(one: Mapping[str, Any]) -> str:
    """Which inputs turn the conclusion over."""
    same = one["holds"]["same_sign"]
    if same["hits"] == same["of"]:
        return "No point turns it over."
    if not one["turns"]:
        return "Too few points are on one side to say what turns it over."
    said = [
        f"{turn['name']} (holds at {_thirds(turn)} of its lowest, middle and highest third)"
        for turn in one["turns"]
        if turn["matters"]
    ]
    if not said:
        first = one["turns"][0]
        return f"No single input turns it over beyond chance; nearest is {first['name']} (Holm p = {first['p_adjusted']:.2g})."
    return f"What turns it over: {'; '.join(said)}."


def _thirds(turn: Mapping[str, Any]) -> str:
    return ", ".join("–" if one["share"] is None else percent(one["share"]) for one in turn["holds_in_thirds"])


def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{100 * share:.0f} %"


def _below(text: str) -> str:
    """What is said of a path, under it."""
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="  ")
