"""The nine steps as a Petri net, written by hand after reading the model: it says what a deal may do, and nothing else.

Every transition is a line: what happens, the places it takes a token from, the places it puts one into. ``None`` is a
silent transition: nothing is written down when it fires. A deal starts with one token in ``start`` and is over with one
token in ``over``. pm4py replays event logs against it; it has no part in the simulator.
"""

from __future__ import annotations

from typing import Any

Line = tuple[str | None, str, str]

# fmt: off
QUOTES_AND_AGREEMENT: list[Line] = [
    ("batch",              "start",              "asking"),
    # step 1: brokers are asked, once and, while no offer is good enough, again
    ("no_answer",          "asking",             "asking"),
    ("no_room",            "asking",             "asking"),
    ("quote",              "asking",             "asked"),
    ("channel",            "asking",             "asked"),
    ("no_answer",          "asked",              "asked"),
    ("no_room",            "asked",              "asked"),
    ("quote",              "asked",              "asked"),
    ("channel",            "asked",              "asked"),
    ("waits offer",        "asking",             "refused"),
    ("waits offer",        "asked",              "refused"),
    ("no_offer",           "refused",            "asking again"),
    ("no_answer",          "asking again",       "asking again"),
    ("no_room",            "asking again",       "asking again"),
    ("quote",              "asking again",       "asked again"),
    ("channel",            "asking again",       "asked again"),
    ("no_answer",          "asked again",        "asked again"),
    ("no_room",            "asked again",        "asked again"),
    ("quote",              "asked again",        "asked again"),
    ("channel",            "asked again",        "asked again"),
    ("no_offer",           "asking again",       "asking again"),
    ("no_offer",           "asked again",        "asking again"),
    ("goes_on offer",      "asked again",        "offered"),
    ("goes_on offer",      "refused",            "giving up"),
    ("goes_on offer",      "asking again",       "giving up"),
    ("goes_on offer",      "asked again",        "giving up"),
    ("gave_up",            "giving up",          "left alone"),
    ("raided",             "asking again",       "found"),
    ("goes_on offer",      "found",              "over"),
    # step 2
    ("agreed",             "asked",              "agreed"),
    ("agreed",             "offered",            "agreed"),
    ("walked_away",        "asked",              "left alone"),
    ("walked_away",        "offered",            "left alone"),
    # cash that nobody moves stays with the client, and may be found there
    ("raided",             "left alone",         "over"),
    (None,                 "left alone",         "over"),
]

HANDSHAKE: list[Line] = [
    # step 3: each try has a token of its own
    ("token",              "agreed",             "token out"),
    ("token",              "again",              "token out"),
    ("token_lost",         "token out",          "failed"),
    # step 4
    ("called",             "token out",          "meeting set"),
    ("unanswered",         "token out",          "failed"),
    ("wrong_code_word",    "token out",          "failed"),
    # step 5
    ("no_courier",         "meeting set",        "failed"),
    ("waits courier",      "meeting set",        "in line for a courier"),
    ("goes_on courier",    "in line for a courier", "courier's turn"),
    ("no_courier",         "courier's turn",     "failed"),
    ("courier",            "courier's turn",     "on the way"),
    ("courier",            "meeting set",        "on the way"),
    ("late",               "on the way",         "nearly there"),
    (None,                 "on the way",         "nearly there"),
    ("moved",              "nearly there",       "met"),
    (None,                 "nearly there",       "met"),
    ("no_show",            "met",                "failed"),
    ("wrong_serial",       "met",                "failed"),
    ("expired",            "met",                "failed"),
    ("short",              "met",                "counted"),
    (None,                 "met",                "counted"),
    ("handed_over",        "counted",            "for sale + with the courier + whole"),
    ("retry",              "failed",             "again"),
    ("failed",             "failed",             "left alone"),
]

MIRROR: list[Line] = [
    # step 6: the cash is with the courier until it is brought to the stash; there it may be found
    ("stashed",            "for sale + with the courier", "for sale + in the stash"),
    ("waits buyer",        "for sale",           "in line for a buyer"),
    ("goes_on buyer",      "in line for a buyer", "buyer's turn"),
    ("buyer",              "buyer's turn",       "with a buyer"),
    ("buyer",              "for sale",           "with a buyer"),
    ("backed_out",         "with a buyer",       "for sale"),
    ("swapped",            "with a buyer",       "swapped"),
    ("swapped",            "swapped",            "swapped"),
    (None,                 "swapped",            "for sale"),
    (None,                 "swapped",            "sold"),
    (None,                 "sold + with the courier", "yuan"),
    (None,                 "sold + in the stash", "yuan"),
    # what was found in the stash is not sold, wherever the sale was
    (None,                 "sold + taken",       "yuan"),
    (None,                 "for sale + taken",   "yuan"),
    (None,                 "buyer's turn + taken", "yuan"),
    (None,                 "with a buyer + taken", "yuan"),
]

OPTIONS: list[Line] = [
    # step 7
    ("holds_yuan",         "yuan made good",     "chosen"),
    (None,                 "chosen",             "option 1"),
    (None,                 "chosen",             "option 2"),
    # step 8, option 1: as often as it takes
    ("waits pesos",        "option 1",           "in line for pesos"),
    ("goes_on pesos",      "in line for pesos",  "pesos' turn"),
    ("pesos_found",        "pesos' turn",        "pesos set aside"),
    ("pesos_found",        "option 1",           "pesos set aside"),
    ("second_swap",        "pesos set aside",    "pesos"),
    ("delivered",          "pesos",              "paid"),
    (None,                 "paid",               "option 1"),
    (None,                 "paid",               "done"),
    # step 9, option 2
    ("bought",             "option 2",           "goods"),
    (None,                 "tried",              "option 2"),
    ("forwarded",          "goods",              "goods"),
    ("sailed",             "goods",              "at sea"),
    ("landed",             "at sea",             "in port"),
    ("waits port",         "in port",            "in line for a berth"),
    ("goes_on port",       "in line for a berth", "at a berth"),
    (None,                 "in port",            "at a berth"),
    ("inspected",          "at a berth",         "seen by customs"),
    (None,                 "at a berth",         "seen by customs"),
    ("sold",               "seen by customs",    "pesos for a part"),
    ("sold",               "sold a part",        "pesos for a part"),
    ("delivered",          "pesos for a part",   "sold a part"),
    (None,                 "sold a part",        "done"),
    # the end
    ("closed",             "done + whole",       "over"),
    ("closed",             "done + harmed",      "over"),
    ("closed",             "chosen + harmed",    "over"),  # when nothing was left that could be moved
    ("closed",             "tried + harmed",     "over"),
]

OTHER_CHANNELS: list[Line] = [
    ("carried_off",        "agreed",             "carried"),
    ("border_took",        "carried",            "carried to the end"),
    ("crossed",            "carried",            "in Mexico"),
    ("waits deposit",      "in Mexico",          "in line for deposits"),
    ("deposited",          "in line for deposits", "in an account"),
    ("delivered",          "in an account",      "in line for deposits"),
    ("goes_on deposit",    "in line for deposits", "carried to the end"),
    ("delivered",          "carried",            "carried to the end"),  # the traditional peso broker
    ("closed",             "carried to the end", "over"),
]

LOSSES: list[Line] = [
    ("arrested",           "for sale + with the courier", "yuan"),
    ("robbed",             "with a buyer",       "sold"),
    ("raided",             "in the stash",       "taken"),
    ("yuan_seized",        "swapped",            "swapped"),
    ("frozen",             "yuan",               "yuan"),
    ("defaulted",          "pesos set aside",    "paid in part"),
    ("supplier_defaulted", "option 2",           "no goods"),
    ("lost_at_sea",        "at sea",             "goods gone"),
    ("customs_took",       "seen by customs",    "goods gone"),
    ("unsold",             "seen by customs",    "part unsold"),
    ("unsold",             "sold a part",        "part unsold"),
]
"""These may come to a deal that is whole or harmed, and leave it harmed."""

MADE_GOOD: list[tuple[str, str]] = [
    ("yuan",         "yuan made good"),
    ("paid in part", "paid"),
    ("no goods",     "tried"),
    ("goods gone",   "done"),
    ("part unsold",  "sold a part"),
]
"""From place to place: the broker pays its own pesos for what is missing, as far as it has any; the rest is short."""
# fmt: on

TOKEN: list[Line] = [
    ("token", "start", "out"),
    ("token_lost", "out", "useless"),
    ("unanswered", "out", "useless"),
    ("wrong_code_word", "out", "useless"),
    ("called", "out", "known"),
    ("no_courier", "known", "useless"),
    ("courier", "known", "shown"),
    ("late", "shown", "shown"),
    ("moved", "shown", "shown"),
    ("no_show", "shown", "useless"),
    ("wrong_serial", "shown", "useless"),
    ("expired", "shown", "useless"),
    ("short", "shown", "shown"),
    ("handed_over", "shown", "over"),
    ("retry", "useless", "over"),
    ("failed", "useless", "over"),
]
"""One token's life: it is good once."""


def lines() -> list[Line]:
    """The whole net of a deal."""
    found = [*QUOTES_AND_AGREEMENT, *HANDSHAKE, *MIRROR, *OPTIONS, *OTHER_CHANNELS]
    for what, source, target in LOSSES:
        found += [(what, f"{source} + {state}", f"{target} + harmed") for state in ("whole", "harmed")]
    for source, target in MADE_GOOD:
        paid = f"{source}, paid"
        found += [
            (None, source, target),
            ("delivered", source, paid),
            (None, paid, target),
            *(
                ("shortfall", f"{place} + {state}", f"{target} + harmed")
                for place in (source, paid)
                for state in ("whole", "harmed")
            ),
        ]
    return found


def petri_net(table: list[Line]) -> tuple[Any, Any, Any]:
    """A table of lines as pm4py's net with its first and its last marking."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    net, places = PetriNet("reference"), {}
    for number, (label, before, after) in enumerate(table):
        transition = PetriNet.Transition(f"t{number}", label)
        net.transitions.add(transition)
        for text, inward in ((before, True), (after, False)):
            for name in text.split(" + "):
                if name not in places:
                    places[name] = PetriNet.Place(name)
                    net.places.add(places[name])
                ends = (places[name], transition) if inward else (transition, places[name])
                add_arc_from_to(*ends, net)
    return net, Marking({places["start"]: 1}), Marking({places["over"]: 1})
