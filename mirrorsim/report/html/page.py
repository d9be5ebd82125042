"""The report of a run: its sections in order."""

from __future__ import annotations

from mirrorsim.lab.run_folder import FinishedRun
from mirrorsim.report.html.borders import borders
from mirrorsim.report.html.burden import burden
from mirrorsim.report.html.channels import channels
from mirrorsim.report.html.delays import delays
from mirrorsim.report.html.detection import detection
from mirrorsim.report.html.dollar import dollar
from mirrorsim.report.html.expectations import expectations
from mirrorsim.report.html.forest import forest
from mirrorsim.report.html.frame import framed_page
from mirrorsim.report.html.opening import headline, title_block
from mirrorsim.report.html.over_time import over_time
from mirrorsim.report.html.reproduce import reproduce
from mirrorsim.report.html.sources import sources
from mirrorsim.report.html.stress import stress
from mirrorsim.report.html.waiting import waiting

_SECTIONS = (
    headline, forest, over_time, delays, dollar, channels, borders, waiting, detection, burden, expectations, sources,
    stress, reproduce,
)  # fmt: skip
_CONTENTS = (
    ("headline", "In a sentence"), ("forest", "Changes"), ("over-time", "Over time"), ("delays", "Delays"),
    ("dollar", "A pledged dollar"), ("channels", "Channels"), ("borders", "Borders"), ("waiting", "Waiting"),
    ("detection", "Detection"), ("burden", "Burden"), ("expectations", "Expectations"), ("sources", "Sources"),
    ("stress", "STRESS-DES"), ("reproduce", "Reproduce"),
)  # fmt: skip


def page(run: FinishedRun) -> str:
    """The whole file."""
    return framed_page(
        f"{run.scenario['title']}: report",
        title_block(run),
        _CONTENTS,
        (one(run) for one in _SECTIONS),
        f"Made by mirrorsim {run.manifest['mirrorsim']} from scenario {run.summary['scenario']}.",
    )
