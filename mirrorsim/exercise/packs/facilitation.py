"""What the facilitator reads: the key in words, talking points with their sources, the after-action template."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorsim.exercise.evidence.activity import STEPS
from mirrorsim.exercise.evidence.assembly import Evidence
from mirrorsim.exercise.evidence.wording import amount_text, count_of, most_telling_first, role_text
from mirrorsim.exercise.key.answer_key import AnswerKey
from mirrorsim.exercise.key.model_answers import model_narrative
from mirrorsim.exercise.marking.marks import public_source
from mirrorsim.exercise.marking.narrative import RUBRIC
from mirrorsim.exercise.packs.document import Document
from mirrorsim.exercise.packs.handouts import fill_placeholders, inject_minute, request_minutes, role_title
from mirrorsim.scenario.evidence import SOURCES
from mirrorsim.scenario.exercise import Exercise
from mirrorsim.units.time import format_duration

_POINTS = (
    ("The mirror", "Value changes hands twice, in two countries, and no money crosses a border.", ("B06", "T03", "E14")),
    ("Who pays", "The seller of cash pays little; the buyer of dollars pays for their scarcity.", ("E01", "E09", "E10")),
    ("Why there are buyers", "A quota on one side makes the demand on the other.", ("R01", "B10", "B22", "B23")),
    ("The token", "A note's serial is a receipt that needs no trust.", ("B03", "B05")),
    ("Couriers", "They are replaceable; the network outlives them.", ("E31", "N17", "T21")),
    ("Placement", "Cash in trade and at the counter leaves reports, most of them on honest people.", ("R13", "R16", "N13")),
    ("Receiving accounts", "Many small accounts, each soon left.", ("E28", "B22")),
    ("The way home", "Pesos come in a day, goods in weeks.", ("T01", "T18", "B08", "B09")),
    ("Cheap goods", "A low price alone is weak: honest trade is full of them.", ("N09", "B16")),
    ("What decisions do", "They displace as well as stop, and they cost honest people.", ("N01", "N07", "B12")),
)  # fmt: skip


def guide(exercise: Exercise, files: Sequence[tuple[str, str, str]]) -> Document:
    """How to run the exercise. ``files`` are each role's case file, workbook and tables, in the order of the roles."""
    several = len(exercise.roles) > 1
    page = Document(f"{exercise.title}: how to run it")
    page.paragraphs(
        f"{exercise.minutes} minutes. Everything in this folder is for you alone: it has the answers. In the browser, "
        "`mirrorsim exercise serve` does what follows by itself. On paper:"
    )
    page.heading("Before")
    page.bullets(
        "Read key.md, the injects and the talking points; print participant/situation_manual.html for everybody, and "
        "injects.html, which has one inject on a page.",
        "Keep the folder participant/injects back: nobody reads ahead. Teams that work without you may have it, and open each "
        "file at its minute.",
        "Give every team answers.yaml and the records of its desk: case file, workbook or tables, whichever they like. "
        + (
            "casefile.html and evidence.xlsx hold all desks: they are for teams that play all of them."
            if several
            else ""
        ),
    )
    page.table(
        ("team", "case file", "workbook", "tables"),
        [(role_title(name, role), *part) for (name, role), part in zip(exercise.roles.items(), files, strict=True)],
    )
    page.heading("During")
    if exercise.modules:
        page.table(
            ("module", "minutes", "aim", "injects"),
            [
                (
                    one.title,
                    str(one.minutes),
                    one.aim,
                    ", ".join(
                        f"{i.number} at minute {inject_minute(exercise, i)}" for i in exercise.injects if i.module == n
                    ),
                )
                for n, one in enumerate(exercise.modules, 1)
            ],
        )
    page.bullets(
        "Hand out each inject at its minute; injects.md says to whom, and what should follow from it.",
        *(
            [
                "Hand out an answer of the folder requests when a team names the right basis, after the minutes that "
                "requests.md gives, and note its cost against the team's budget."
            ]
            if exercise.requests
            else []
        ),
    )
    page.heading("After")
    page.bullets(
        "Mark each sheet with `mirrorsim exercise grade`: every mark comes with its reason. What a sheet decided is run "
        "through the same season again, which takes a moment.",
        "Mark the narratives by the rubric of key.md yourself: the program checks facts, not prose.",
        "Talk it over along after_action.md and the talking points, and keep that page.",
    )
    return page


def key_page(key: AnswerKey, exercise: Exercise) -> Document:
    """The key with the path of evidence to each answer."""
    page = Document(f"{exercise.title}: key")
    page.paragraphs("For the facilitator only. Computed from the same run as the records.")
    page.heading("Who is who")
    page.table(
        ("role", "name", "also known as", "inner name", "shown by", "public source"),
        [
            (
                role_text(entity.role),
                entity.label,
                ", ".join(entity.names[1:]),
                entity.owner,
                _cited_records(entity.records),
                entity.fact,
            )
            for entity in key.entities
        ],
    )
    page.heading("Mirrors")
    page.paragraphs("Cash and yuan of the same value in the same minute; no wire joins them.")
    page.table(
        ("deal", "at (UTC)", "USD", "CNY", "cash shown by", "yuan shown by"),
        [
            (
                mirror.deal,
                f"{mirror.at:%Y-%m-%d %H:%M}",
                amount_text(mirror.usd),
                amount_text(mirror.cny),
                ", ".join(mirror.cash),
                ", ".join(mirror.yuan),
            )
            for mirror in key.mirrors
        ],
    )
    page.heading("Deals, step by step")
    page.table(
        ("deal", "step", "shown by", "public source"),
        [
            (name, f"{step} {STEPS[step][0]}", ", ".join(ids), key.step_facts[step])
            for name, deal in key.deals.items()
            for step, ids in deal.steps.items()
        ],
    )
    page.heading("A model narrative")
    page.bullets(*(f"{element}: {text}" for element, text in model_narrative(key).items()))
    page.paragraphs(f"Read by a human: {RUBRIC}")
    if exercise.asks("decision"):
        page.heading("Decisions")
        page.bullets(
            *(f"{decision.action} {decision.target} from {decision.since}" for decision in key.decisions.model)
        )
        page.paragraphs(f"With all of them: {key.decisions.sentence}.")
    page.heading("Noise")
    page.table(
        ("records", "all", "of the scheme"),
        [(SOURCES[view].title, str(noise.records), str(noise.of_the_scheme)) for view, noise in key.noise.items()],
    )
    return page


def talking_points(exercise: Exercise) -> Document:
    """What to talk about, and what is publicly known of it."""
    page = Document(f"{exercise.title}: talking points")
    for title, text, ids in _POINTS:
        page.heading(title)
        page.paragraphs(text)
        page.bullets(*(f"{id_}: {public_source(id_)}" for id_ in ids))
    return page


def requests_page(exercise: Exercise) -> Document:
    """What may be asked for, and the basis that must be named."""
    page = Document(f"{exercise.title}: requests")
    page.paragraphs("Hand the file out when a team names the basis, and after the delay.")
    page.table(
        ("name", "file", "cost", "who may ask", "basis", "delay", "that is, in play"),
        [
            (
                name,
                f"requests/{name}.csv",
                str(one.cost),
                ", ".join(role_title(role, exercise.roles[role]) for role in one.roles) or "everybody",
                one.basis,
                format_duration(one.delay),
                count_of(request_minutes(exercise, one), "minute"),
            )
            for name, one in exercise.requests.items()
        ],
    )
    return page


def after_action(evidence: Evidence) -> Document:
    """The after-action report and improvement plan, to be filled in."""
    exercise = evidence.exercise
    page = Document(f"{exercise.title}: after-action report")
    page.paragraphs("Date:", "Facilitator:", f"Teams: {', '.join(role_title(*one) for one in exercise.roles.items())}")
    page.heading("Objectives")
    page.table(("objective", "met", "what was seen"), [(objective, "", "") for objective in exercise.objectives])
    page.heading("Hot wash")
    page.bullets(
        "What went well?", "What was missed, and which record showed it?", "Who was burdened for nothing, and why?"
    )
    page.heading("Injects")
    page.table(
        ("no.", "expected", "what the teams did"),
        [(str(one.number), fill_placeholders(evidence, one.expected), "") for one in exercise.injects],
    )
    page.heading("Narratives, read by a human")
    page.paragraphs(RUBRIC)
    page.table(("team", "understood", "shown by records", "free of what forms say"), [("", "", "", "")])
    page.heading("Improvement plan")
    page.table(("what", "who", "until when"), [("", "", "")] * 3)
    return page


def _cited_records(records: Sequence[str]) -> str:
    return ", ".join(most_telling_first(records)[:8]) + (f" and {len(records) - 8} more" if len(records) > 8 else "")
