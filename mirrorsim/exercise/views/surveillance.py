"""What watchers wrote down: meetings, bags, and people stopped with cash."""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsim.exercise.views.scene import Row, Scene, spoken
from mirrorsim.exercise.words import PLACES, STREETS
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
        "carries a bag in, both look at a phone, leaves without the bag",
        "carries a bag in and leaves without it",
        "a bag is left on the counter, ten minutes inside",
    ),
    ("meeting", False): (
        "carries a bag in and leaves without it",
        "delivers boxes and has a paper signed",
        "a bag is left on the counter, ten minutes inside",
        "comes with a locked cash box, goes on to the bank",
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
    for key, act in scene.of("hand_over", "meeting", "stop", "raid"):
        if act.kind in ("hand_over", "meeting") and not luck.happens(seen, "watch.seen", key):
            continue
        note = luck.pick(_TEXTS[act.kind, act.guilty], "watch.text", key).format(amount=spoken(act.cents))
        place = f"{luck.pick(PLACES, 'watch.place', key)}, {luck.pick(STREETS, 'watch.street', key)}"
        cells = {
            "place": place,
            "observed": ids.name(act.who),
            "met": ids.name(act.other) if act.other else "",
            "note": note,
        }
        yield Row("surveillance_log", key, act.tick, act.who, dict(cells), act)
