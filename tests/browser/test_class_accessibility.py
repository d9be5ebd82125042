"""axe-core over every page of the class and over the files that participants open: no WCAG A or AA rule is broken."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import violations
from tests.helpers.classrooms import CHROMIUM, FIRST_LOOK, Server, add_team, choose, join, part, trainer_in

pytest.importorskip("nicegui", reason="needs the extra: pip install -e '.[ui]'")

from mirrorsim.exercise import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get update && apt-get install -y chromium"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("class") / "pack"
    build(FIRST_LOOK, place)
    return place


@pytest.fixture
def server(folder):
    running = Server(folder).start()
    yield running
    running.kill()


def person(browser, **more):
    page = browser.new_context(**more).new_page()
    page.set_default_timeout(30_000)
    return page


def settle(page):
    """What opens is half transparent for a moment."""
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState == 'finished')")
    page.wait_for_timeout(600)


def test_a_page_that_breaks_rules_is_caught(browser):
    page = person(browser)
    page.set_content('<html lang="en"><title>x</title><main><p style="color: #999">grey</p><input></main></html>')
    rules = {line.split(": ")[1] for line in violations(page, "bad")}
    assert rules == {"color-contrast", "label"}


def test_every_page_of_the_class(browser, server):
    trainer, team = person(browser), person(browser)
    found = []

    def look(page, what, *more, **terms):
        found.extend(violations(page, what, *more, **terms))

    trainer.goto(server.url)
    trainer.get_by_label("Team code").wait_for()
    look(trainer, "join")
    trainer.goto(f"{server.url}/trainer")
    trainer.get_by_label("Password").wait_for()
    look(trainer, "login")
    trainer_in(trainer, server.url)
    join(team, server.url, add_team(trainer, "Blue"))
    for _ in range(2):
        trainer.get_by_role("button", name="To the next inject").click()
        trainer.wait_for_timeout(300)

    part(team, "Inbox")
    team.get_by_role("button", name="Mark as read").first.click()
    look(team, "inbox")
    part(team, "Briefing")
    team.get_by_text("Words of the answer sheet").wait_for()
    look(team, "briefing")
    part(team, "Evidence")
    team.get_by_role("cell", name="CU-").first.wait_for()
    look(team, "evidence")
    part(team, "Links")
    team.locator(".chart svg path").first.wait_for(state="attached")
    look(team, "links")
    part(team, "Timeline")
    team.locator(".chart svg path").first.wait_for(state="attached")
    look(team, "timeline")
    part(team, "Requests")
    choose(team, "Legal basis", "A request from one")
    team.get_by_role("button", name="Send the request").click()
    team.get_by_text("The answer comes").wait_for()
    team.locator(".q-notification").wait_for(state="detached")
    look(team, "requests")
    part(team, "Board")
    team.get_by_label("What do you think").fill("Somebody is paid in yuan")
    team.get_by_role("button", name="Put it on the board").click()
    team.get_by_role("button", name="Take it down").wait_for()
    look(team, "board")
    part(team, "Decisions")
    team.get_by_label("Account, person or paper").fill("somebody")
    team.get_by_role("button", name="Decide").click()
    team.get_by_role("button", name="Withdraw").click()
    team.get_by_text("Withdrawn").wait_for()
    look(team, "decisions")
    part(team, "Answers")
    for name in ("Report somebody", "Add a step", "Add a match"):
        team.get_by_role("button", name=name).click()
    team.get_by_label("Record of the yuan").wait_for()
    look(team, "answers")

    trainer.get_by_text("No. 3").wait_for()
    look(trainer, "trainer")
    trainer.get_by_role("button", name="Close the exercise").click()
    trainer.get_by_role("button", name="Close it").wait_for()
    settle(trainer)
    # axe takes what is in Quasar's dialog to lie behind the dialog's own backdrop, where elementsFromPoint has it on top;
    # the contrast of the same buttons and cards is measured on the pages
    look(trainer, "trainer's question", ".q-dialog", but=["color-contrast"])
    trainer.get_by_role("button", name="Close it").click()
    trainer.get_by_role("button", name="Blue: 0 of 100").wait_for(timeout=60_000)
    trainer.get_by_role("button", name="Blue: 0 of 100").click()
    trainer.locator(".big").wait_for()
    settle(trainer)
    look(trainer, "review")
    trainer.get_by_role("button", name="Show every team its own grade").click()
    team.get_by_text("Your result").wait_for()
    look(team, "result")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_files_that_participants_open(browser, folder, scheme):
    page = person(browser, offline=True, color_scheme=scheme)
    found = []
    for name in ("situation_manual.html", "casefile.html"):
        page.goto((folder / "participant" / name).as_uri())
        found += violations(page, f"{name}, {scheme}")
    page.locator("td button").first.click()
    page.locator("#links svg").wait_for()
    found += violations(page, f"case file with links, {scheme}")
    assert found == []
