"""A class's session without a browser: who may see what and when, what is kept, and who is kept out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mirrorsim.exercise.classroom.access import IN_ALL, PER_SOURCE, Access, Refused, new_code, normalized_code
from mirrorsim.exercise.classroom.material import material_of
from mirrorsim.exercise.classroom.session import Session, clean
from mirrorsim.exercise.classroom.session_store import SessionStore
from mirrorsim.exercise.classroom.team_workspace import OTHER_BASES, TeamWorkspace
from mirrorsim.exercise.classroom.trainer_console import TrainerConsole
from mirrorsim.exercise.marking.answer_sheet import sheet_from
from mirrorsim.exercise.marking.marks import GradeReport
from mirrorsim.exercise.packs.build import SESSION
from tests.exercise.shipped import evidence_of

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def material():
    return material_of(evidence_of("triangle"))


class Wall:
    """A clock on the wall that a test can turn."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def session(tmp_path, material, wall):
    opened = Session(tmp_path, material, wall)
    opened.access.set_password("open sesame")
    yield opened
    opened.close()


@pytest.fixture
def trainer(session):
    session.access.enter("t", "open sesame", "10.0.0.1")
    return TrainerConsole(session, "t")


def sit(session, trainer, name, role, browser):
    team = trainer.add_team(name, role)
    session.access.join(browser, team.code, "10.0.0.2")
    return TeamWorkspace(session, browser)


@pytest.fixture
def bank(session, trainer):
    return sit(session, trainer, "Blue", "bank", "b")


@pytest.fixture
def fiu(session, trainer):
    return sit(session, trainer, "Red", "fiu", "f")


def test_a_team_sees_its_roles_records_and_no_others(session, trainer, material, bank, fiu):
    trainer.advance(30 * DAY)
    for desk, role in ((bank, "bank"), (fiu, "fiu")):
        assert desk.tables().keys() == set(material.exercise.roles[role].sees)
        assert any(table.rows for table in desk.tables().values())


def test_records_reach_a_desk_when_their_time_and_the_roles_delay_have_passed(session, trainer, material):
    for role, terms in material.exercise.roles.items():
        desk = sit(session, trainer, role.title(), role, f"of {role}")
        delay = timedelta(microseconds=terms.delay)
        for _ in range(3):
            latest = f"{session.now - delay:%Y-%m-%d %H:%M}"
            for view, table in desk.tables().items():
                whole = material.tables_by_role[role][view].rows
                assert table.rows == tuple(row for row in whole if row[1] < latest)
            if session.now + 10 * DAY < material.end:
                trainer.advance(10 * DAY)
        session.store.set_setting("now", material.start.isoformat())
        session._now = material.start


def test_what_is_blacked_out_is_not_there_at_all(material):
    blacked = [
        (role, view, column)
        for role, terms in material.exercise.roles.items()
        for view, columns in terms.redaction.items()
        for column in columns
    ]
    assert blacked, "the exercise should try this"
    for role, view, column in blacked:
        table = material.tables_by_role[role][view]
        assert {row[table.columns.index(column)] for row in table.rows} <= {"[redacted]", ""}


def test_messages_come_in_when_their_time_has_come_and_to_those_they_are_for(session, trainer, material, bank, fiu):
    assert bank.inbox() == fiu.inbox() == []
    trainer.advance(material.end - session.now)
    for desk, role in ((bank, "bank"), (fiu, "fiu")):
        due = {one.number for one in material.messages if not one.to or role in one.to}
        assert {message.number for message, _ in desk.inbox()} == due
    number = bank.inbox()[0][0].number
    bank.open(number)
    assert bank.inbox()[0][1]
    trainer.send(bank.team.id, "", "to you alone")
    trainer.send(None, "Control", "to all")
    assert [one.content for one, _ in bank.inbox() if one.number < 0] == ["to all", "to you alone"]
    assert [one.content for one, _ in fiu.inbox() if one.number < 0] == ["to all"]


def test_the_next_inject_is_one_step_away(session, trainer, material):
    trainer.to_next()
    assert session.now == material.messages[0].at
    for _ in material.messages:
        trainer.to_next()
    assert session.now == material.end


def test_the_clock_runs_stands_and_stops_at_the_end(session, trainer, material):
    session.tick(1)
    assert session.now == material.start
    trainer.set_state("running")
    session.tick(2)
    assert session.now == material.start + timedelta(seconds=2 * material.speed)
    session.tick(3_600)  # the laptop was closed
    assert session.now == material.start + timedelta(seconds=7 * material.speed)
    trainer.advance(1_000 * DAY)
    assert (session.now, session.state) == (material.end, "paused")
    trainer.end()
    with pytest.raises(Refused):
        trainer.set_state("running")


def test_a_session_goes_on_where_it_was(tmp_path, material, wall, session, trainer, bank):
    trainer.set_state("running")
    trainer.advance(9 * DAY)
    bank.note("it is the bakery")
    bank.write("entities", None, {"id": "5000", "role": "buyer", "reason": "why"})
    bank.decide("freeze", "5000", bank.earliest().isoformat(), "")
    code, now, sheet, secret = bank.team.code, session.now, bank.sheet(), session.access.secret
    # no goodbye: the other connection stays open, as after a kill
    again = Session(tmp_path, material, wall)
    desk = TeamWorkspace(again, "b")
    assert (desk.team.code, again.now, again.state) == (code, now, "running")
    assert (desk.sheet(), desk.notes()[0].content, again.access.secret) == (sheet, "it is the bakery", secret)
    assert TrainerConsole(again, "t").clock()[0] == now
    again.close()


def test_the_file_is_for_its_owner_only(tmp_path, session):
    assert (tmp_path / SESSION).stat().st_mode & 0o077 == 0


def test_an_answer_comes_with_the_right_basis_a_price_and_a_delay(session, trainer, material, fiu):
    name, request = next(iter(fiu.offers().items()))
    trainer.advance(3 * DAY)
    assert not fiu.ask(name, OTHER_BASES[0])
    left = fiu.points_left()
    assert fiu.ask(name, request.basis)
    if left is not None:
        assert fiu.points_left() == left - request.cost
    assert request.view not in fiu.tables()
    trainer.advance(timedelta(microseconds=request.delay) - timedelta(seconds=1))
    assert request.view not in fiu.tables()
    trainer.advance(timedelta(seconds=1))
    had = fiu.tables()[request.view].rows
    assert had == material.on_request[request.view].before(session.now).rows
    assert had
    trainer.advance(5 * DAY)
    assert fiu.tables()[request.view].rows == had, "the answer was written on its day"
    assert fiu.sheet().requests == (name,)


def test_what_costs_more_than_is_left_is_refused_and_so_is_what_comes_too_late(session, trainer, material, fiu):
    name, request = next(iter(fiu.offers().items()))
    assert material.exercise.budget is not None
    for _ in range(material.exercise.budget // request.cost):
        fiu.ask(name, request.basis)
    with pytest.raises(Refused, match="left"):
        fiu.ask(name, request.basis)
    with pytest.raises(Refused, match="cannot be asked"):
        fiu.ask("the key", request.basis)


def test_an_answer_that_would_come_after_the_end_is_not_worth_its_price(session, trainer, material, fiu):
    name, request = next(iter(fiu.offers().items()))
    trainer.advance(material.end - session.now)
    with pytest.raises(Refused, match="too late"):
        fiu.ask(name, request.basis)


def test_decisions_are_logged_with_their_moment_and_can_be_withdrawn(session, trainer, material, fiu):
    trainer.advance(2 * DAY)
    first = fiu.earliest()
    action = material.exercise.decisions.allowed[0]
    fiu.decide(action, "  1234567890 ", first.isoformat(), "cash\x00")
    logged = fiu.decisions()[0]
    assert (logged.target, logged.reason, logged.at) == ("1234567890", "cash", session.now)
    for since in ((first - DAY).isoformat(), "soon"):
        with pytest.raises(Refused):
            fiu.decide(action, "1", since, "")
    with pytest.raises(Refused):
        fiu.decide("arrest", "1", first.isoformat(), "")
    fiu.withdraw(logged.id)
    assert fiu.sheet().decisions == ()
    assert fiu.decisions()[0].withdrawn == session.now
    for _ in range(material.exercise.decisions.most):
        fiu.decide(action, "1", first.isoformat(), "")
    with pytest.raises(Refused, match="Not more"):
        fiu.decide(action, "1", first.isoformat(), "")


def test_the_sheet_is_one_that_grading_reads(bank):
    bank.write("entities", None, {"id": "5000", "role": "buyer", "reason": "x: [y] # {z}"})
    bank.write("entities", None, {"id": ""})
    bank.write("steps", None, {"deal": "", "step": "6", "records": "ST-10000, CN-10001;DE-3"})
    bank.write("steps", None, {"deal": "1", "step": "many", "records": "ST-1"})
    bank.write("mirror_match", None, {"cash": "ST-10000", "yuan": "CN-10001"})
    line = bank.write("narrative", None, {"who": "them"})
    assert bank.write("narrative", None, {"who": "they"}) == line
    sheet = sheet_from(bank.sheet().as_answers())
    assert [one.id for one in sheet.entities] == ["5000"]
    assert sheet.steps[0].records == ("ST-10000", "CN-10001", "DE-3")
    assert (len(sheet.steps), sheet.narrative.who, len(sheet.mirror_match)) == (1, "they", 1)


def test_nobody_can_touch_another_teams_lines_notes_or_decisions(bank, fiu):
    line = bank.write("entities", None, {"id": "5000"})
    bank.note("ours")
    bank.decide("freeze", "5000", bank.earliest().isoformat(), "")
    note, decision = bank.notes()[0].id, bank.decisions()[0].id
    with pytest.raises(Refused):
        fiu.write("entities", line, {"id": "6000"})
    fiu.strike(line)
    fiu.set_standing(note, "contradicted")
    fiu.set_standing(note, "")
    fiu.withdraw(decision)
    assert bank.sheet().entities[0]["id"] == "5000"
    assert (bank.notes()[0].standing, bank.decisions()[0].withdrawn) == ("open", None)


def test_a_struck_line_does_not_come_back(bank):
    line = bank.write("entities", None, {"id": "5000"})
    bank.strike(line)
    with pytest.raises(Refused, match="struck"):
        bank.write("entities", line, {"id": "5000"})


@pytest.mark.parametrize("how", ["submitted", "closed"])
def test_nothing_changes_any_more_when_it_is_over(session, trainer, bank, how):
    line = bank.write("entities", None, {"id": "5000"})
    _ = bank.submit() if how == "submitted" else trainer.end()
    before = bank.sheet()
    for activity in (
        lambda: bank.write("entities", line, {"id": "6"}),
        lambda: bank.strike(line),
        lambda: bank.note("late"),
        lambda: bank.set_standing(1, ""),
        lambda: bank.decide("freeze", "1", "2099-01-01", ""),
        lambda: bank.withdraw(1),
        lambda: bank.ask("x", "y"),
        bank.submit,
    ):
        with pytest.raises(Refused):
            activity()
    assert bank.sheet() == before


def test_only_the_trainer_gives_a_sheet_back(trainer, bank):
    bank.submit()
    trainer.reopen(bank.team.id)
    bank.note("still working")


def everything_of(desk):
    """Every public property and method of a desk, called with something."""
    for name in dir(type(desk)):
        if name.startswith("_"):
            continue
        if isinstance(getattr(type(desk), name), property):
            yield name, lambda name=name: getattr(desk, name)
            continue
        method = getattr(desk, name)
        code = method.__func__.__code__
        count = code.co_argcount - 1 - len(method.__defaults__ or ())
        yield name, lambda method=method, count=count: method(*[1] * count)


@pytest.mark.parametrize("browser", ["", "nobody", "b"])
def test_the_trainers_desk_is_closed_to_everybody_else(session, trainer, bank, browser):
    calls = list(everything_of(TrainerConsole(session, browser)))
    assert len(calls) > 15
    for name, call in calls:
        if name == "revision":
            continue  # a number that says nothing
        with pytest.raises(Refused, match="trainer"):
            call()


@pytest.mark.parametrize("browser", ["", "nobody", "t"])
def test_a_teams_desk_is_closed_to_those_who_sit_elsewhere(session, trainer, bank, browser):
    calls = list(everything_of(TeamWorkspace(session, browser)))
    assert len(calls) > 20
    for name, call in calls:
        if name == "leave":
            continue  # getting up from where one does not sit
        with pytest.raises(Refused):
            call()


def test_a_team_gets_its_own_grade_when_the_trainer_says_so(trainer, bank, fiu):
    with pytest.raises(Refused):
        trainer.keep_grade(bank.team.id, GradeReport(score=50))
    trainer.end()
    assert [team.name for team in trainer.ungraded()] == ["Blue", "Red"]
    trainer.keep_grade(bank.team.id, GradeReport(score=50))
    with pytest.raises(Refused, match="graded"):
        trainer.release()
    trainer.keep_grade(fiu.team.id, GradeReport(score=60))
    assert bank.grade() is None
    trainer.release()
    assert (bank.grade(), fiu.grade()) == (GradeReport(score=50), GradeReport(score=60))


def test_the_true_flow_waits_for_the_end(trainer, bank):
    with pytest.raises(Refused):
        trainer.flow(lambda: ["2018-01-01 00:00"])
    trainer.end()
    assert trainer.flow(lambda: [1]) == [1]


def test_what_a_team_had_seen_is_known_for_every_moment(session, trainer, material, bank):
    trainer.advance(20 * DAY)
    rows = [row for table in bank.tables().values() for row in table.rows]
    late = max(rows, key=lambda row: row[1])
    now = session.now
    trainer.end()
    assert trainer.had_seen(bank.team.id, now, {late[0], "no such record"}) == {late[0]}
    assert trainer.had_seen(bank.team.id, material.start, {late[0]}) == set()
    assert trainer.had_seen(bank.team.id, material.end, {row[0] for row in rows}) == {row[0] for row in rows}


# -- the door


def test_codes_are_long_random_and_forgiving_to_type():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    code = codes.pop()
    assert normalized_code(f" {code.lower().replace('-', ' ')} ") == code


def test_wrong_guesses_run_out_for_a_source_and_for_all(tmp_path, wall):
    access = Access(SessionStore(tmp_path / "one.sqlite"), wall)
    access.set_password("right")
    for _ in range(PER_SOURCE):
        with pytest.raises(Refused, match="No team"):
            access.join("x", "AAAA-AAAA", "10.0.0.9")
    for _ in range(2):
        with pytest.raises(Refused, match="Too many"):
            access.join("x", "AAAA-AAAA", "10.0.0.9")
    with pytest.raises(Refused, match="Too many"):
        access.enter("x", "right", "10.0.0.9")
    access.enter("y", "right", "10.0.0.10")  # others are not hindered
    for number in range(IN_ALL - PER_SOURCE):
        with pytest.raises(Refused):
            access.enter("x", "wrong", f"10.0.1.{number}")
    with pytest.raises(Refused, match="Too many"):
        access.enter("y", "right", "10.0.0.11")
    again = Access(SessionStore(tmp_path / "one.sqlite"), wall)
    with pytest.raises(Refused, match="Too many"):
        again.enter("y", "right", "10.0.0.11")  # a restart forgives nothing
    wall.now += 61
    again.enter("y", "right", "10.0.0.9")


def test_nobody_comes_in_where_no_password_is_set(tmp_path):
    access = Access(SessionStore(tmp_path / "one.sqlite"))
    with pytest.raises(Refused):
        access.enter("x", "", "10.0.0.9")
    with pytest.raises(Refused):
        access.join("", "AAAA-AAAA", "10.0.0.9")


def test_leaving_a_seat(session, trainer, bank):
    bank.leave()
    with pytest.raises(Refused):
        bank.team  # noqa: B018
    trainer.leave()
    with pytest.raises(Refused):
        trainer.clock()


@pytest.mark.parametrize(("name", "role"), [("", "bank"), ("  \x00 ", "bank"), ("Blue", "bank"), ("New", "king")])
def test_teams_that_cannot_be(trainer, bank, name, role):
    with pytest.raises(Refused):
        trainer.add_team(name, role)


def test_text_from_outside_is_cut_and_cleaned():
    assert clean(" a\x00\x1b[31m\nb\u202e ") == "a[31m\nb"
    assert len(clean("x" * 10_000)) == 4_000
