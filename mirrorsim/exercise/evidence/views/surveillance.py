"""What watchers wrote down: meetings, bags, and people stopped with cash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mirrorsim.exercise.evidence.case import Case, EvidenceRow
from mirrorsim.exercise.evidence.name_lists import PLACES, STREETS
from mirrorsim.exercise.evidence.views.bank import paid_in_at
from mirrorsim.exercise.evidence.wording import grouped_amount_text
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


def surveillance_log(case: Case) -> Iterator[EvidenceRow]:
    """The share of all meetings that was watched, and every stop."""
    draws, ids = case.draws, case.identities
    seen = case.exercise.seen / WHOLE
    # what a buyer brings to the bank in the minute of the meeting is handed over there
    deposits = list(case.activities_of("deposit"))
    banked = {activity.swap: paid_in_at(case, key, activity) for key, activity in deposits if activity.swap >= 0}
    swaps = [activity.swap for _, activity in case.activities_of("meeting") if activity.in_scheme]
    share = sum(swap in banked for swap in swaps) / max(len(swaps), 1)
    for key, activity in case.activities_of("hand_over", "meeting", "stop", "raid"):
        if activity.kind in ("hand_over", "meeting") and not draws.bernoulli(seen, "watch.seen", key):
            continue
        note = draws.choice(_TEXTS[activity.kind, activity.in_scheme], "watch.text", key).format(
            amount=grouped_amount_text(activity.cents)
        )
        place = f"{draws.choice(PLACES, 'watch.place', key)}, {draws.choice(STREETS, 'watch.street', key)}"
        if activity.in_scheme and activity.swap in banked:
            place = f"in front of {banked[activity.swap]}"
        elif activity.kind == "meeting" and not activity.in_scheme and draws.bernoulli(share, "watch.bank", key):
            place = f"in front of {paid_in_at(case, key, replace(activity, party=activity.counterparty))}"
        cells = {
            "place": place,
            "observed": ids.name(activity.party),
            "met": ids.name(activity.counterparty) if activity.counterparty else "",
            "note": note,
        }
        yield EvidenceRow("surveillance_log", key, activity.tick, activity.party, dict(cells), activity)
