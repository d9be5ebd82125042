"""What watchers wrote down: meetings, bags, and people stopped with cash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mirrorsim.exercise.evidence.case import Row, Scene, spoken
from mirrorsim.exercise.evidence.name_lists import PLACES, STREETS
from mirrorsim.exercise.evidence.views.bank import paid_in_at
from mirrorsim.units.shares import WHOLE

_TEXTS = {
    ("hand_over", True): (
        "both look at a banknote and at a phone, then a bag goes from car to car",
        "one note is passed and kept, a sports bag is handed over, five minutes in all",
        "short talk, a note is passed, a bag goes into the boot",
    ),
    ("hand_over", False): (
        "several notes are paid for a boxed television",
        "a bag of laundry is handed over, a tip is given",
        "short talk, a note is passed, a bag goes into the boot",
        "catering boxes are unloaded, an invoice is signed",
        "a bicycle is tried and bought, notes are counted",
    ),
    ("meeting", True): (
        "comes with a bag, both look at a phone, leaves without the bag",
        "comes with a bag and leaves without it",
        "a bag changes hands, ten minutes in all",
    ),
    ("meeting", False): (
        "comes with a bag and leaves without it",
        "brings a box and has a paper signed",
        "a bag changes hands, ten minutes in all",
        "comes with a locked cash box, counts it with the other",
    ),
    ("stop", True): ("stopped: {amount} USD in a bag, no explanation that held; taken, person arrested",),
    ("stop", False): (
        "stopped: {amount} USD in a bag, papers of a sale shown; let go",
        "stopped: {amount} USD in a cash box, a restaurant's takings, confirmed by phone; let go",
    ),
    ("raid", True): ("house searched: {amount} USD in bags and boxes, no explanation that held; taken",),
    ("raid", False): (
        "house searched: {amount} USD, the sale of a boat, papers shown; left",
        "house searched: {amount} USD, a dead relative's savings, confirmed; left",
    ),
}


def surveillance_log(scene: Scene) -> Iterator[Row]:
    """The share of all meetings that was watched, and every stop."""
    luck, ids = scene.luck, scene.ids
    seen = scene.exercise.seen / WHOLE
    # what a buyer brings to the bank in the minute of the meeting is handed over there
    deposits = list(scene.of("deposit"))
    banked = {act.swap: paid_in_at(scene, key, act) for key, act in deposits if act.swap >= 0}
    swaps = [act.swap for _, act in scene.of("meeting") if act.guilty]
    share = sum(swap in banked for swap in swaps) / max(len(swaps), 1)
    for key, act in scene.of("hand_over", "meeting", "stop", "raid"):
        if act.kind in ("hand_over", "meeting") and not luck.happens(seen, "watch.seen", key):
            continue
        note = luck.pick(_TEXTS[act.kind, act.guilty], "watch.text", key).format(amount=spoken(act.cents))
        place = f"{luck.pick(PLACES, 'watch.place', key)}, {luck.pick(STREETS, 'watch.street', key)}"
        if act.guilty and act.swap in banked:
            place = f"in front of {banked[act.swap]}"
        elif act.kind == "meeting" and not act.guilty and luck.happens(share, "watch.bank", key):
            place = f"in front of {paid_in_at(scene, key, replace(act, who=act.other))}"
        cells = {
            "place": place,
            "observed": ids.name(act.who),
            "met": ids.name(act.other) if act.other else "",
            "note": note,
        }
        yield Row("surveillance_log", key, act.tick, act.who, dict(cells), act)
