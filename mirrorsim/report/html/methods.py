"""The STRESS-DES checklist (Monks and others, 2019), and how to get the same numbers again.

The checklist is filled from what the run folder says; blanks are shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.markup import Html, paragraph, section, table, tag
from mirrorsim.report.wording import words
from mirrorsim.scenario.facts import ASSUMPTION
from mirrorsim.units.time import DAY


def stress(run: FinishedRun) -> Html:
    """The checklist as a table."""
    answers = _answers(run)
    rows = [[number, item, answer or tag("em", "not stated", class_="missing")] for number, item, answer in answers]
    blanks = sum(not answer for _, _, answer in answers)
    said = f"Strengthening the reporting of discrete-event simulation studies: {len(rows)} items, {blanks} not stated."
    return section(
        "stress", "STRESS-DES checklist", paragraph(said),
        table("STRESS-DES", ["", "item", "this run"], rows, text=range(3)),
    )  # fmt: skip


def _answers(run: FinishedRun) -> list[tuple[str, str, str]]:
    world, summary, manifest = run.scenario, run.summary, run.manifest
    sources = list(world.get("sources", {}).values())
    assumed = sources.count(ASSUMPTION)
    parties = [
        f"{label}: {', '.join(world[group])}"
        for label, group in (
            ("clients", "clients"),
            ("brokers", "brokers"),
            ("providers of pesos", "providers"),
            ("people outside the scheme", "ordinary"),
        )
        if world.get(group)
    ]
    warm_up = summary.get("warm_up_days", 0)
    reps = summary["replications"]
    return [
        ("1.1", "Purpose of the model", world.get("question", "")),
        ("1.2", "Model outputs", ", ".join(_groups(summary["policies"][0]["measures"]))),
        ("1.3", "Aims of experimentation", _aims(run)),
        ("2.1", "Base model overview", "Nine steps: solicit, agree, token, call, hand-over, mirror swap, and one of the "
         "repatriation options; every transaction is booked in a closed double-entry ledger."),
        ("2.2", "Base model logic", f"scenario.resolved.yaml; rules in force: {_list(world, 'rules')}"),
        ("2.3", "Scenario logic", _policies(run)),
        ("2.4", "Algorithms", f"Repatriation is chosen {world.get('repatriation', {}).get('choose', '').replace('_', ' ')}; "
         "a client takes the channel with the least fee, delay cost and expected loss."),
        ("2.5.1", "Entities", "; ".join(parties)),
        ("2.5.2", "Activities", ", ".join(words(key) for key in ("handover", "transport", "mirror", "repatriation",
         "second_mirror", "goods") if world.get(key))),
        ("2.5.3", "Resources", "couriers, credit, buyers' appetite, providers' pesos, berths in ports"),
        ("2.5.4", "Queues", "first come, first served, for: " + ", ".join(
            name.removeprefix("wait_days.") for name in summary["policies"][0]["measures"] if name.startswith("wait_days."))),
        ("2.5.5", "Entry and exit points", "cash enters from street sales; value leaves to the client in Mexico, to costs, "
         "to seizures and losses, or is in flight at the end"),
        ("3.1", "Data sources", f"{len(set(sources) - {ASSUMPTION})} facts, listed above"),
        ("3.2", "Pre-processing of data", ""),
        ("3.3", "Input parameters", f"{len(sources)} sourced values, listed above and in scenario.resolved.yaml"),
        ("3.4", "Assumptions", f"{assumed} values are assumptions, listed above"),
        ("4.1", "Initialisation", f"starts on {world['start']}; " + (f"the first {warm_up:g} days are a warm-up" if warm_up
         else "no warm-up: the start is part of the question")),
        ("4.2", "Run length", f"{world['horizon']} ({summary['horizon_days']:g} days)"),
        ("4.3", "Estimation approach", f"{reps} replication{'s' * (reps != 1)}, common random numbers, 95 % t intervals, "
         "paired differences, Holm over policies, delays by Kaplan-Meier"),
        ("5.1", "Software", f"mirrorsim {summary['mirrorsim']} (Python, SimPy)"),
        ("5.2", "Random sampling", f"keyed by seed {manifest['seed']}, replication, entity and purpose, never by the order of "
         "events"),
        ("5.3", "Model execution", "event by event, in a written-down order at one instant; time in microseconds"),
        ("5.4", "System specification", ""),
        ("6.1", "Sharing of the model", "open source, Apache-2.0; the run folder has all that is needed to run it again"),
    ]  # fmt: skip


def _aims(run: FinishedRun) -> str:
    if len(run.policies) == 1:
        return ""
    return f"compare {', '.join(run.policies[1:])} with {run.baseline}"


def _groups(measures: Iterable[str]) -> list[str]:
    """Names of measures, those of a group as one: ``wait_days.*``."""
    return list(dict.fromkeys(name.partition(".")[0] + ".*" * ("." in name) for name in measures))


def _policies(run: FinishedRun) -> str:
    described = []
    for name in run.policies:
        policy = run.scenario.get("policies", {}).get(name, {})
        since = f" from {policy['since']}" if policy.get("since") else ""
        described.append(f"{name}: {policy.get('title') or 'an overlay on the scenario'}{since}" if policy else name)
    shocks = [
        f"{shock['name']} ({shock['since']} to {shock.get('until', 'the end')})"
        for shock in run.scenario.get("timeline", [])
    ]
    return "; ".join(described + shocks)


def _list(world: object, key: str) -> str:
    found = world.get(key) if hasattr(world, "get") else None
    return ", ".join(words(name) for name in found) if found else "none"


def reproduce(run: FinishedRun) -> Html:
    """The commands, the version, the key and the journals' hashes."""
    version = run.manifest["mirrorsim"]
    rows = [
        [policy, str(len(hashes)), hashlib.sha256("".join(hashes).encode()).hexdigest()]
        for policy, hashes in run.manifest["journals"].items()
    ]
    return section(
        "reproduce",
        "How to reproduce",
        paragraph(
            f"With mirrorsim {version}, in the run folder that this report was made from. The first command runs everything "
            "again and compares every journal, byte for byte; the second makes a run folder of the same numbers."
        ),
        tag("pre", tag("code", "\n".join(commands(run))), tabindex="0"),
        paragraph(
            "Key of the run (version, scenario, policies, seed, warm-up): ", tag("code", run.manifest.get("key", ""))
        ),
        table(
            "Journals by SHA-256",
            ["policy", "replications", "of all journals' hashes, one after the other"],
            rows,
            text=(0, 2),
        ),
    )


def commands(run: FinishedRun) -> list[str]:
    """The commands that give the same numbers."""
    policies = "".join(f" --policy {name}" for name in run.policies) if run.scenario.get("policies") else ""
    warm_up = run.manifest.get("warm_up", 0)
    warm = f' --warm-up "{warm_up / DAY:g} days"' if warm_up else ""
    again = f"mirrorsim run scenario.resolved.yaml{policies} --reps {run.summary['replications']}"
    return ["mirrorsim replay .", f"{again} --seed {run.manifest['seed']}{warm} --out ../again"]
