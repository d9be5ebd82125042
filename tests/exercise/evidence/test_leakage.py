"""Nothing but what the records say tells guilty from innocent: not numbers, names, formats, rounding, clock or order."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.name_lists import REGIONS
from tests.exercise.shipped import evidence_of
from tests.helpers.classifier import on_new_worlds

SEEDS = tuple(range(101, 121))
"""Worlds over which the interval is taken."""
VIEWS = (
    "bank_statements",
    "phone_records",
    "device_extracts",
    "surveillance_log",
    "cn_account_list",
    "ctr",
    "teller_notes",
)
CASH = "cash deposit"
WORDY = {
    "note",
    "narrative",
    "content",
    "memo",
    "entry",
    "item",
    "kind",
    "occupation",
    "goods",
    "business",
    "place",
    "seconds",
}
"""Columns that may speak: what they say is what the exercise is about."""


def worlds() -> list[Evidence]:
    return [evidence_of("first-look", f"seed={seed}", f"exercise.seed={seed}") for seed in SEEDS]


def form(text: str) -> list[float]:
    """What a name, number or amount looks like, without what it means."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    letters = [ord(sign.lower()) - 96 for sign in text if sign.isalpha()]
    minor = text.replace(".", "")
    return [
        len(text),
        sum(digits) / max(len(digits), 1),
        digits[0] if digits else 0,
        digits[-1] if digits else 0,
        digits[len(digits) // 2] if digits else 0,
        len(minor) - len(minor.rstrip("0")),
        letters[0] if letters else 0,
        sum(letters) / max(len(letters), 1),
    ]


def clock(time: str) -> list[float]:
    moment = datetime.fromisoformat(time)
    minutes = moment.hour * 60 + moment.minute
    day, week = 2 * np.pi * minutes / 1440, 2 * np.pi * moment.weekday() / 7
    return [
        np.sin(day), np.cos(day), np.sin(2 * day), np.cos(2 * day), np.sin(week), np.cos(week), moment.minute,
        moment.minute % 5 == 0, moment.day,
    ]  # fmt: skip


def features(evidence: Evidence, view: str) -> tuple[list[list[float]], list[bool], list[str]]:
    rows, frame = evidence.rows[view], evidence.frames[view]
    found, truth, groups = [], [], []
    for place, (row, cells) in enumerate(zip(rows, frame.to_dict("records"), strict=True)):
        if cells.get("entry", CASH) != CASH:
            continue  # other entries differ in what they are: hold cash against cash
        line = [float(str(cells["id"])[3:]), place / len(rows), *clock(str(cells["time"]))]
        for name, cell in cells.items():
            if name not in WORDY | {"id", "time", "day", "name", "deposits"}:
                line += form(str(cell))
        found.append(line)
        truth.append(row.in_scheme)
        groups.append(f"{evidence.scenario.seed}.{row.party}")
    return found, truth, groups


@pytest.mark.parametrize("view", VIEWS)
def test_a_classifier_on_forms_stays_at_chance(view: str) -> None:
    lines, truth, groups, seeds = [], [], [], []
    for evidence in worlds():
        more, guilty, parties = features(evidence, view)
        lines += more
        truth += guilty
        groups += parties
        seeds += [evidence.scenario.seed] * len(guilty)
    point, low, high = on_new_worlds(np.array(lines, dtype=np.float64), np.array(truth), seeds, groups)
    print(f"{view}: AUC {point:.3f} [{low:.3f}, {high:.3f}]")
    assert low <= 0.5 + 0.02
    assert point < 0.6


def test_a_classifier_on_parties_stays_at_chance() -> None:
    """Names, accounts and phones of people and firms, one line each."""
    lines, truth, groups, seeds = [], [], [], []
    for evidence in worlds():
        ids = evidence.case.identities
        for party in evidence.case.parties.values():
            lines.append(
                [
                    *form(ids.name(party.key)),
                    *form(ids.account(party.key)),
                    *form(ids.account(party.key, "cn")),
                    *form(ids.phone(party.key)),
                    float(party.firm),
                ]
            )
            truth.append(party.in_scheme)
            groups.append(f"{evidence.scenario.seed}.{party.key}")
            seeds.append(evidence.scenario.seed)
    point, low, high = on_new_worlds(np.array(lines, dtype=np.float64), np.array(truth), seeds, groups)
    print(f"parties: AUC {point:.3f} [{low:.3f}, {high:.3f}]")
    assert low <= 0.5 + 0.02
    assert point < 0.6


def test_origin_says_nothing() -> None:
    """Where customers were born is dealt out like everything else: no region has more of the guilty than chance gives."""
    lines, truth, groups, seeds = [], [], [], []
    for seed in SEEDS[:8]:
        evidence = evidence_of("triangle", f"seed={seed}", f"exercise.seed={seed}")
        for row in evidence.rows["bank_customers"]:
            if row.cells["born_in"]:
                lines.append([float(row.cells["born_in"] == region) for region in REGIONS])
                truth.append(evidence.case.parties[row.party].in_scheme)
                groups.append(f"{seed}.{row.party}")
                seeds.append(seed)
    point, low, high = on_new_worlds(np.array(lines), np.array(truth), seeds, groups)
    print(f"origin: AUC {point:.3f} [{low:.3f}, {high:.3f}] over {len(lines)} people, {sum(truth)} of the scheme")
    assert low <= 0.5 <= high


def test_origin_changes_nothing_else() -> None:
    """The draw of origin and names is a purpose of its own: who is guilty does not enter it."""
    evidence = evidence_of("triangle")
    draws = evidence.case.draws
    for row in evidence.rows["bank_customers"]:
        if row.cells["born_in"]:
            assert row.cells["born_in"] == draws.choice(REGIONS, "customer.born", row.party)


def test_everybody_waits_for_doors_to_open() -> None:
    """Calls that waited for the hours to begin fall on a full hour: as many of the innocent as of the guilty."""
    counts = {True: [0, 0], False: [0, 0]}
    for evidence in worlds():
        for row, time in zip(evidence.rows["phone_records"], evidence.frames["phone_records"]["time"], strict=True):
            counts[row.in_scheme][0] += time.endswith(":00")
            counts[row.in_scheme][1] += 1
    guilty, others = (full / of for full, of in (counts[True], counts[False]))
    deviation = (others * (1 - others) / counts[True][1]) ** 0.5
    print(f"calls on a full hour: {guilty:.1%} of the scheme's, {others:.1%} of the others'")
    assert abs(guilty - others) < 2 * deviation


def test_ids_are_a_permutation() -> None:
    evidence = evidence_of("triangle")
    for view, rows in evidence.rows.items():
        numbers = np.array([int(row.id[3:]) for row in rows])
        assert len(set(numbers.tolist())) == len(numbers)
        if len(numbers) > 100:
            order = np.corrcoef(numbers, np.arange(len(numbers)))[0, 1]
            assert abs(order) < 4 / np.sqrt(len(numbers)), view


def test_rows_are_in_order_of_time_then_id() -> None:
    for frame in evidence_of("triangle").frames.values():
        keys = list(zip(frame["time"], frame["id"], strict=True))
        assert keys == sorted(keys)
