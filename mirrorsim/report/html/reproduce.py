"""How to get the same numbers again."""

from __future__ import annotations

import hashlib

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.markup import Html, paragraph, section, table, tag
from mirrorsim.units.time import DAY


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
