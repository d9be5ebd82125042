"""What participants read: the situation manual and the injects, without anything of the key."""

from __future__ import annotations

import re
from datetime import datetime

from mirrorsim.exercise.evidence.activity import MEANINGS, STEPS
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.wording import count_of
from mirrorsim.exercise.packs.document import Document
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.scenario.exercise import Exercise, Inject, Request, Role
from mirrorsim.units.time import DAY, format_duration, format_moment

_SPOKEN = re.compile(r"\{(name|account|yuan account|phone) of ([a-z0-9._-]+)\}")


def role_title(name: str, role: Role) -> str:
    """What a role is called."""
    return role.title or {"bank": "Bank", "fiu": "Financial intelligence unit"}.get(name, name.capitalize())


def fill_placeholders(evidence: Evidence, text: str) -> str:
    """A text with its ``{name of OWNER}`` and the like filled in. Raises ValueError for an owner that is not seen."""

    def word(match: re.Match[str]) -> str:
        try:
            return evidence.case.identities.public_value(match[2], match[1])
        except KeyError:
            known = ", ".join(sorted(key for key, one in evidence.case.parties.items() if one.in_scheme))
            raise ValueError(
                f"an inject asks for the {match[1]} of {match[2]}, who is not seen; there are {known}"
            ) from None

    return _SPOKEN.sub(word, text)


def situation_manual(evidence: Evidence) -> Document:
    """The situation manual."""
    exercise, rates = evidence.exercise, evidence.scenario.rates
    page = Document(exercise.title)
    page.paragraphs(f"Situation manual for participants. {exercise.minutes} minutes.")
    page.paragraphs(
        "All people, firms, numbers and places are invented. Names and birthplaces were dealt out at random: they say nothing "
        "about who did what, and reasoning that rests on them earns nothing."
    )
    page.heading("Objectives")
    page.bullets(*exercise.objectives)
    page.heading("The teams")
    for name, role in exercise.roles.items():
        page.paragraphs(f"{role_title(name, role)}. {role.briefing}")
        late = f" Records reach this desk after {format_duration(role.delay)}." if role.delay else ""
        black = "; ".join(f"{SOURCES[view].title}: {', '.join(columns)}" for view, columns in role.redaction.items())
        page.paragraphs(
            f"On the desk: {', '.join(SOURCES[view].title.lower() for view in role.sees)}.{late}"
            + (f" Blacked out: {black}." if black else "")
        )
    page.heading("The records")
    page.paragraphs(
        f"The records run from {exercise.window.since} up to {exercise.window.until}. All times are in UTC; the days that "
        "reports name are the bank's own, on the west coast of the US. "
        f"The yuan stood at {float(rates.CNY):g} to the dollar the whole time. Most of what you see is ordinary life."
    )
    page.paragraphs(
        "Every record has an id, by which you cite it, and the time at which it was written down: a report comes days after what "
        "it reports. Columns that end in _usd, _cny or _kg are in that unit. The same records lie in three forms. The case file "
        "opens in a browser, offline: it searches, sorts and filters, and a click on a name, account or phone shows what is "
        "linked with it, and when. The workbook has a sheet a table. The single tables are CSV, in UTF-8, with commas and a "
        "line of column names."
    )
    seen = dict.fromkeys(view for role in exercise.roles.values() for view in role.sees)
    page.table(
        ("records", "numbers", "columns"),
        [(SOURCES[view].title, f"{SOURCES[view].prefix}-", ", ".join(SOURCES[view].fields)) for view in seen],
    )
    if exercise.requests:
        page.heading("The request desk")
        budget = f" The budget is {count_of(exercise.budget, 'point')}." if exercise.budget is not None else ""
        page.paragraphs(
            "What lies on no desk may be asked for: tell the facilitator what, and on which legal basis. With the right one the "
            "facilitator hands the answer out once its time has passed. Write your requests on the answer sheet."
            + budget
        )
        page.table(
            ("name", "records", "cost", "answer after"),
            [
                (
                    name,
                    request.title,
                    count_of(request.cost, "point"),
                    f"{format_duration(request.delay)}: {count_of(request_minutes(exercise, request), 'minute')} of the exercise",
                )
                for name, request in exercise.requests.items()
            ],
        )
    if exercise.modules:
        page.heading("Programme")
        page.table(
            ("module", "minutes", "aim"),
            [(f"{n}. {one.title}", str(one.minutes), one.aim) for n, one in enumerate(exercise.modules, 1)],
        )
    if exercise.injects:
        page.heading("Injects")
        page.paragraphs(
            "Messages come in while you work. The facilitator hands each out at its minute. Where you have the files "
            "already, open each at its minute and not before; leave those to other teams closed."
        )
        page.table(
            ("minute", "file", "to"),
            [
                (str(inject_minute(exercise, one)), inject_file(one), _recipients(evidence, one))
                for one in exercise.injects
            ],
        )
    page.heading("Questions")
    page.bullets(
        *(one.text + (f" ({one.need} are enough for full marks.)" if one.need else "") for one in exercise.questions)
    )
    if exercise.asks("decision"):
        terms = exercise.decisions
        held = (
            f" A held container that is in order waits {format_duration(terms.hold_for)}."
            if "hold" in terms.allowed
            else ""
        )
        page.paragraphs(
            f"Allowed: {', '.join(terms.allowed)}; {terms.most} at the most; from {terms.earliest or exercise.window.until} at "
            f"the earliest.{held} The season is run again with your decisions and nothing else changed: what they stop counts "
            "for you, whom they hit for nothing against you."
        )
    page.heading("Your answers")
    page.paragraphs("Fill in answers.yaml. Every claim names the records that show it.")
    if exercise.asks("entities"):
        page.table(("role", "who that is"), [(role.replace("_", " "), meaning) for role, meaning in MEANINGS.items()])
    if exercise.asks("steps"):
        page.table(("step", "name", "what happens"), [(str(n), name, what) for n, (name, what) in STEPS.items()])
    if len(exercise.roles) > 1:
        page.heading("Your files")
        page.paragraphs("Teams that play one desk each work with the files of their own desk only.")
        page.table(
            ("team", "case file", "workbook", "single tables"),
            [
                (role_title(name, role), *files)
                for (name, role), files in zip(exercise.roles.items(), role_files(exercise), strict=True)
            ],
        )
    return page


def role_files(exercise: Exercise) -> list[tuple[str, str, str]]:
    """By role, in their order: its case file, its workbook, its tables."""
    if len(exercise.roles) == 1:
        return [("casefile.html", "evidence.xlsx", "evidence/")]
    return [(f"casefile-{name}.html", f"evidence-{name}.xlsx", f"evidence/{name}-*.csv") for name in exercise.roles]


def inject_minute(exercise: Exercise, inject: Inject) -> int:
    """When an inject is handed out on paper, in minutes from the beginning.

    No clock of simulated time runs there: the injects of a module come spread over it, one without a module comes where its
    moment lies in the window.
    """
    if inject.module is None:
        since, until = (
            datetime(day.year, day.month, day.day) for day in (exercise.window.since, exercise.window.until)
        )
        return min(round((inject.at - since) / (until - since) * exercise.minutes), exercise.minutes)
    module = exercise.modules[inject.module - 1]
    before = sum(one.minutes for one in exercise.modules[: inject.module - 1])
    together = [one.number for one in exercise.injects if one.module == inject.module]
    return before + round(module.minutes * (together.index(inject.number) + 1) / (len(together) + 1))


def request_minutes(exercise: Exercise, request: Request) -> int:
    """How long the answer to a request takes on paper, in minutes of the exercise; one at least."""
    days = (exercise.window.until - exercise.window.since).days
    return max(round(request.delay / (days * DAY) * exercise.minutes), 1)


def inject_file(inject: Inject) -> str:
    """The file of the participant pack that an inject is in."""
    return f"injects/{inject.number:02}.md"


def handout(evidence: Evidence, inject: Inject, page: Document | None = None) -> Document:
    """One inject as participants get it, at its time: nothing on it of what is expected, or of any other."""
    exercise = evidence.exercise
    page = page or Document(f"{exercise.title}: inject {inject.number}")
    page.paragraphs(f"Not to be read before minute {inject_minute(exercise, inject)} of {exercise.minutes}.")
    page.table(
        ("simulated time (UTC)", "from", "by", "to"),
        [(format_moment(inject.at), inject.sender, inject.channel, _recipients(evidence, inject))],
    )
    page.paragraphs(fill_placeholders(evidence, inject.content))
    return page


def printable_injects(evidence: Evidence) -> Document:
    """All injects as participants get them, one on a page, to be printed and handed out."""
    page = Document(f"{evidence.exercise.title}: injects, to be handed out")
    page.paragraphs(
        "Print, and hand out each page at its minute. What should follow from it is in injects.md, not here."
    )
    for inject in evidence.exercise.injects:
        page.page_break()
        page.heading(f"Inject {inject.number}")
        handout(evidence, inject, page)
    return page


def inject_list(evidence: Evidence) -> Document:
    """The list of events, for the facilitator: with timing and expected action."""
    exercise = evidence.exercise
    page = Document(f"{exercise.title}: injects")
    page.paragraphs(
        "The list of events. Hand each out at its minute, from injects.html or from participant/injects; compare what the "
        "teams do with what is expected."
    )
    page.table(
        ("no.", "minute", "simulated time (UTC)", "sender", "channel", "to", "content", "expected action", "hand-out"),
        [
            (
                str(one.number), str(inject_minute(exercise, one)), format_moment(one.at), one.sender, one.channel,
                _recipients(evidence, one), fill_placeholders(evidence, one.content), fill_placeholders(evidence, one.expected),
                f"participant/{inject_file(one)}",
            )
            for one in exercise.injects
        ],
    )  # fmt: skip
    return page


def _recipients(evidence: Evidence, one: Inject) -> str:
    roles = evidence.exercise.roles
    return ", ".join(role_title(name, roles[name]) for name in one.to) or "everybody"
