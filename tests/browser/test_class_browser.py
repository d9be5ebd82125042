"""A class plays first-look in Debian's chromium: two teams, a trainer, and a server that is killed half-way."""

from __future__ import annotations

import json
import time

import pytest
import yaml

from tests.helpers.classrooms import CHROMIUM, FIRST_LOOK, Server, add_team, choose, join, part, trainer_in

pytest.importorskip("nicegui", reason="needs the extra: pip install -e '.[ui]'")

from mirrorsim.exercise import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get update && apt-get install -y chromium"),
]
NASTY = "Red <img src=x onerror=alert(1)>"


@pytest.fixture
def server(tmp_path):
    build(FIRST_LOOK, tmp_path / "pack")
    running = Server(tmp_path / "pack").start()
    yield running
    running.kill()


def person(browser, **more):
    page = browser.new_context(**more).new_page()
    page.set_default_timeout(20_000)
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("dialog", lambda dialog: (page.troubles.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda asked: (
            None
            if "//127.0.0.1" in asked.url or asked.url[:5] in ("data:", "blob:")
            else page.troubles.append(asked.url)
        ),
    )
    return page


def settle(page):
    """Wait until what was typed has been kept."""
    page.wait_for_timeout(1_200)


def load_again(page):
    """A page that finds its server back loads itself again, and may get in before us: then that is it."""
    from playwright.sync_api import Error

    try:
        page.reload()
    except Error as error:
        if not any(told in str(error) for told in ("ERR_ABORTED", "Not attached to an active page")):
            raise
        page.wait_for_load_state()


def test_a_class_plays_first_look_and_a_killed_server_loses_nothing(server, browser):
    model = yaml.safe_load((server.folder / "facilitator" / "model_answers.yaml").read_text())
    trainer, blue, red = person(browser), person(browser), person(browser, viewport={"width": 768, "height": 1024})

    trainer_in(trainer, server.url)
    codes = {name: add_team(trainer, name) for name in ("Blue", NASTY)}
    join(blue, server.url, codes["Blue"].lower())
    join(red, server.url, codes[NASTY])
    assert NASTY in red.inner_text("header"), "what people type is text"

    # time passes: an inject comes in, records arrive
    part(blue, "Inbox")
    blue.get_by_text("Nothing has come in yet").wait_for()
    trainer.get_by_role("button", name="To the next inject").click()
    blue.get_by_text("keeps looking at a phone").wait_for()
    blue.get_by_role("button", name="Mark as read").click()
    part(blue, "Requests")
    choose(blue, "Legal basis", "A request from one")
    blue.get_by_role("button", name="Send the request").click()
    blue.get_by_text("The answer comes").wait_for()
    trainer.get_by_label("Message", exact=True).fill("Mind the <b>minutes</b>.")
    trainer.get_by_role("button", name="Send it now").click()
    part(red, "Inbox")
    red.get_by_text("Mind the <b>minutes</b>.").wait_for()

    # work begins
    part(blue, "Board")
    blue.get_by_label("What do you think").fill("Somebody is paid in yuan")
    blue.get_by_role("button", name="Put it on the board").click()
    part(blue, "Answers")
    for number, one in enumerate(model["entities"][:4]):
        blue.get_by_role("button", name="Report somebody").click()
        line = blue.get_by_label("Name, account, phone").nth(number)
        line.wait_for()
        line.fill(one["id"])
        blue.get_by_label("Role in the scheme").nth(number).click()
        blue.get_by_role("option", name=one["role"].replace("_", " ")).click()
    blue.get_by_label("Who", exact=True).fill(model["narrative"]["who"][:200])
    settle(blue)
    clock = trainer.get_by_role("timer").inner_text()

    server.kill()
    server.start()

    # the same codes, clock, notes and answers; nobody has to come in again
    for page in (trainer, blue, red):
        load_again(page)
    trainer.get_by_text(codes["Blue"]).wait_for()
    assert trainer.get_by_role("timer").inner_text() == clock
    part(blue, "Board")
    blue.get_by_text("Somebody is paid in yuan").wait_for()
    part(blue, "Answers")
    kept = [blue.get_by_label("Name, account, phone").nth(number).input_value() for number in range(4)]
    assert kept == [one["id"] for one in model["entities"][:4]]
    assert blue.get_by_label("Who", exact=True).input_value() == model["narrative"]["who"][:200]

    # the clock runs by itself, and is paused
    trainer.get_by_role("button", name="Start").click()
    trainer.get_by_text("clock runs").wait_for()
    trainer.wait_for_function("then => document.querySelector('[role=timer]').innerText != then", arg=clock)
    trainer.get_by_role("button", name="Pause").click()
    trainer.get_by_text("clock stands still").wait_for()
    for _ in range(2):
        trainer.get_by_role("button", name="To the next inject").click()
        trainer.wait_for_timeout(300)

    # the answer to the request is there; charts and tables draw
    part(blue, "Evidence")
    choose(blue, "Records", "Transfers between accounts in China")
    blue.get_by_role("cell", name="CN-").first.wait_for()
    blue.get_by_label("Search in all columns").fill("no such word anywhere")
    blue.get_by_text("0 to 0 of 0").wait_for()
    for name in ("Links", "Timeline"):
        part(blue, name)
        blue.locator(".chart svg path").first.wait_for(state="attached")
    part(red, "Evidence")
    red.get_by_role("cell", name="CU-").first.wait_for()
    assert red.evaluate("document.documentElement.scrollWidth") <= 768
    red.get_by_label("Records", exact=True).last.click()
    assert red.get_by_role("option", name="Transfers between accounts in China").count() == 0, "this team never asked"
    red.keyboard.press("Escape")

    # decide, hand in, close
    part(blue, "Decisions")
    one = model["decisions"][0]
    blue.get_by_label("Account, person or paper").fill(one["target"])
    blue.get_by_label("Why, in a few words").fill("cash and yuan in the same minute")
    blue.get_by_role("button", name="Decide").click()
    blue.locator("article", has_text=one["target"]).wait_for()
    part(blue, "Answers")
    blue.get_by_role("button", name="Hand in the sheet").click()
    blue.get_by_role("button", name="Hand in", exact=True).click()
    trainer.locator("tr", has_text="Blue").get_by_text("handed in").wait_for()
    trainer.get_by_role("button", name="Close the exercise").click()
    trainer.get_by_role("button", name="Close it").click()

    # the review: the true flow, what was seen and decided, the grades
    trainer.get_by_text("What truly happened").wait_for()
    trainer.locator(".chart svg path").first.wait_for(state="attached")
    trainer.get_by_role("cell", name=one["target"]).first.wait_for()
    give = trainer.get_by_role("button", name="Show every team its own grade")
    trainer.wait_for_function("() => (document.body.innerText.match(/of 100/g) || []).length >= 2", timeout=60_000)
    the_replay_moves_by_keyboard(trainer)
    give.click()
    scores = {}
    for page, name in ((blue, "Blue"), (red, NASTY)):
        page.get_by_text("Your result").wait_for()
        scores[name] = float(page.locator(".big").inner_text().split()[0])
    assert 5 < scores["Blue"] < 100
    assert scores[NASTY] == 0, "this team handed in nothing"
    assert trainer.troubles == blue.troubles == red.troubles == []


def the_replay_moves_by_keyboard(page):
    """Each key is one step, however fast they come, and what is shown is where the slider stands."""
    slider, at = page.get_by_role("slider", name="Moment of the replay"), page.locator(".mono")
    latest = at.inner_text()
    slider.focus()
    assert slider.evaluate("one => one === document.activeElement"), "what is named is what has the focus"

    def stands(value, *, later_than=None):
        page.wait_for_function(
            "([value, then]) => { const one = document.querySelector('[type=range]'); return one.value == value"
            " && one.getAttribute('aria-valuetext') == document.querySelector('.mono').innerText"
            " && document.querySelector('.mono').innerText != then }",
            arg=[str(value), later_than],
        )
        page.wait_for_timeout(400)  # an echo from the server would undo the keys about now
        assert slider.input_value() == str(value)
        return at.inner_text()

    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    earlier = stands(40, later_than=latest)
    page.keyboard.press("ArrowRight")
    stands(41, later_than=earlier)
    page.keyboard.press("Home")
    first = stands(0)
    page.get_by_role("button", name="Later").press("Enter")
    stands(1, later_than=first)
    page.get_by_role("button", name="Earlier").press("Enter")
    assert stands(0) == first
    page.get_by_role("button", name="Play").press("Enter")
    page.wait_for_function("() => document.querySelector('[type=range]').value >= 2")
    page.get_by_role("button", name="Stop").press("Enter")
    slider.focus()
    page.keyboard.press("End")
    assert stands(60) == latest


def test_the_keyboard_alone_is_enough_to_join_and_to_move_about(server, browser):
    trainer, page = person(browser), person(browser)
    trainer_in(trainer, server.url)
    code = add_team(trainer, "Blue")
    page.goto(server.url)
    page.get_by_label("Team code").wait_for()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    tab = page.get_by_role("tab", name="Briefing")
    tab.wait_for()
    tab.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing has come in yet").wait_for()
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("input, textarea, button, [role=tab], [role=combobox]")]
             .filter((one) => one.offsetParent && !one.getAttribute("aria-label")
               && !one.closest("label") && !one.innerText.trim())
             .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []


def test_whoever_closes_the_exercise_arrives_at_the_review_however_slow_it_is(server, browser):
    """The page's own look at what is new, every two seconds, must not call the browser back from its way there."""
    trainer = person(browser)
    trainer_in(trainer, server.url)
    asked = []

    def slowly(route):
        asked.append(route.request.url)
        time.sleep(5)
        route.continue_()

    trainer.route("**/trainer/review", slowly)
    trainer.get_by_role("button", name="Close the exercise").click()
    trainer.get_by_role("button", name="Close it").click()
    trainer.get_by_role("button", name="Show every team its own grade").wait_for()
    assert asked == [f"{server.url}/trainer/review"]
    trainer.get_by_role("button", name="Back to the teams").click()
    trainer.get_by_text("The exercise is closed").wait_for()
    assert not trainer.troubles


def test_a_server_keeps_what_it_says_in_its_file(server):
    import sqlite3

    with sqlite3.connect(server.folder / "session.sqlite") as file:
        names = {name for (name,) in file.execute("SELECT name FROM settings")}
    assert {"now", "state", "cookie secret", "trainer"} <= names
    assert server.password not in json.dumps((server.folder / "session.sqlite").read_bytes().decode("latin-1"))
