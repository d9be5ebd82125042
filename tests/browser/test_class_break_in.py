"""A participant who tries to get at the key, at another team's desk and at the trainer's verbs, and does not."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.helpers.classrooms import CHROMIUM, FIRST_LOOK, PASSWORD, Server, add_team, free_port, join, part, trainer_in

pytest.importorskip("nicegui", reason="needs the extra: pip install -e '.[ui]'")
pytest.importorskip("aiohttp")

from mirrorsim.exercise import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get update && apt-get install -y chromium"),
]
GUESSES = [
    "/facilitator/key.json", "/facilitator", "/facilitator/", "/key.json", "/facilitator/model_answers.yaml",
    "/facilitator/key.md",
    "/facilitator/scenario.yaml", "/facilitator/requests/accounts-in-china.csv", "/session.sqlite", "/session.sqlite-wal",
    "/participant/answers.yaml", "/server.log", "/nicegui/", "/static/facilitator/key.json", "/files/facilitator/key.json",
    "/_nicegui/static/../../facilitator/key.json", "/_nicegui/auto/static/key.json", "/_nicegui/resources/x/key.json",
    "/_nicegui/dynamic_resources/key.json", "/_nicegui/esm/x/../../key.json", "/trainer", "/trainer/", "/trainer/review",
    "/trainer/review/", "/trainer?password=", "/trainer/../trainer/review", "//trainer/review", "/desk?team=1", "/desk/1",
    "/desk/../trainer", "/api", "/docs", "/redoc", "/openapi.json", "/.git/config", "/%2e%2e/facilitator/key.json",
    "/..%2ffacilitator%2fkey.json", "/_nicegui_ws/", "/_nicegui_ws/socket.io/?EIO=4&transport=polling",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "pack"
    build(FIRST_LOOK, folder)
    running = Server(folder).start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def secrets(server):
    """Strings of which a participant must never see one."""
    key = json.loads((server.folder / "facilitator" / "key.json").read_text())
    injects = (server.folder / "facilitator" / "injects.md").read_text()
    owners = {one["owner"] for one in key["entities"]}
    sentences = {key["decisions"]["sentence"], "Look for customers whose cash leaves no trace"}
    assert "Look for customers whose cash leaves no trace" in injects
    return {*owners, *sentences, '"innocents"', '"mirrors"', key["journal"], "model answers", "cookie secret"}


def sees_nothing(text, secrets):
    return [secret for secret in secrets if secret in text]


@pytest.fixture(scope="module")
def people(server):
    """A trainer, and two teams of one each, with everything that their websockets carried."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = {}
        for name in ("trainer", "blue", "red"):
            page = browser.new_context().new_page()
            page.set_default_timeout(20_000)
            page.got, page.sent, page.sockets = [], [], []
            page.on("websocket", lambda socket, page=page: listen(page, socket))
            page.on("response", lambda answer, page=page: page.got.append(answer.url))
            pages[name] = page
        trainer_in(pages["trainer"], server.url)
        for name in ("blue", "red"):
            pages[name].code = add_team(pages["trainer"], name.title())
            join(pages[name], server.url, pages[name].code)
        yield pages
        browser.close()


def listen(page, socket):
    page.sockets.append(socket.url)
    socket.on("framereceived", lambda frame: page.got.append(str(frame)))
    socket.on("framesent", lambda frame: page.sent.append(str(frame)))


def cookies(page):
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())


def client_id(page):
    return re.search(r"client_id=([0-9a-f-]+)", page.sockets[-1])[1]


def test_no_address_gives_anything_away(server, people, secrets):
    page = people["blue"]
    for path in GUESSES:
        answer = page.request.get(server.url + path, fail_on_status_code=False)
        text = answer.text()
        assert sees_nothing(text, secrets) == [], path
        if "trainer" in path and answer.status == 200:
            assert "Add the team" not in text, path
    for verb in ("post", "put", "delete", "patch"):
        for path in ("/trainer", "/trainer/review", "/desk", "/facilitator/key.json"):
            answer = getattr(page.request, verb)(server.url + path, fail_on_status_code=False)
            assert answer.status >= 400, (verb, path)


_ROUTES = """
import json, os, sys
from pathlib import Path
from nicegui import app
from mirrorsim.exercise.classroom.server import serve

def tell():
    found = [[type(one).__name__, getattr(one, "path", ""), str(getattr(getattr(one, "app", None), "directory", "") or "")]
             for one in app.routes]
    print(json.dumps([found, [one.cls.__name__ for one in app.user_middleware]]), flush=True)
    os._exit(0)

app.on_startup(tell)
serve(Path(sys.argv[1]), port=int(sys.argv[2]))
"""
"""The server itself, up to the moment at which it would answer: it tells what it would answer to."""


def test_the_server_answers_to_four_pages_and_to_what_nicegui_brings(server, tmp_path):
    command = [sys.executable, "-c", _ROUTES, str(server.folder), str(free_port())]
    environment = {**os.environ, "NICEGUI_STORAGE_PATH": str(tmp_path)}
    environment.pop("PYTEST_CURRENT_TEST", None)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    routes, middleware = json.loads(done.stdout.splitlines()[-1])
    ours = {path for _, path, _ in routes if not path.startswith("/_nicegui") and path != "/favicon.ico"}
    assert ours == {"/", "/desk", "/trainer", "/trainer/review"}
    assert len(routes) > len(ours), "NiceGUI's own should be among them"
    for kind, path, directory in routes:
        # a folder that is served must not hold the pack, nor lie within it
        shared = directory and (
            server.folder.is_relative_to(directory) or Path(directory).is_relative_to(server.folder)
        )
        assert not shared, (kind, path, directory)
    assert "_Headers" in middleware


def test_the_trainers_door_stays_shut_and_guessing_runs_out(server, people, secrets):
    page = people["blue"].context.new_page()
    page.goto(f"{server.url}/trainer/review")
    page.get_by_label("Password").wait_for()
    assert page.get_by_text("What truly happened").count() == 0
    for _ in range(4):
        page.get_by_label("Password").fill("guess")
        page.get_by_role("button", name="Come in").click()
        page.get_by_text("not the trainer's password").first.wait_for()
    page.goto(server.url)
    for number in range(8):
        page.get_by_label("Team code").fill(f"AAAA-AAA{'ABCDEFGH'[number]}")
        page.get_by_role("button", name="Join").click()
        page.wait_for_timeout(150)
    page.get_by_text("Too many wrong guesses").first.wait_for()
    page.get_by_label("Team code").fill(people["red"].code)
    page.get_by_role("button", name="Join").click()
    page.wait_for_timeout(800)
    assert page.url.rstrip("/") == server.url, "even the right code has to wait now"
    page.goto(f"{server.url}/trainer")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_timeout(800)
    assert page.get_by_role("button", name="Add the team").count() == 0
    page.close()


def test_a_forged_cookie_is_no_cookie(server, people):
    import base64
    import urllib.request

    name, _, value = cookies(people["trainer"]).partition("=")
    payload, _, rest = value.partition(".")
    other = json.loads(base64.b64decode(cookies(people["blue"]).partition("=")[2].partition(".")[0] + "=="))
    theirs = json.loads(base64.b64decode(payload + "=="))
    assert theirs["id"] != other["id"]
    for forged in (
        payload,
        f"{payload}.",
        f"{payload}.x.y",
        base64.b64encode(json.dumps(theirs).encode()).decode() + "." + rest[:-2],
    ):
        request = urllib.request.Request(server.url + "/trainer", headers={"Cookie": f"{name}={forged}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert "Add the team" not in answer.read().decode()


async def _replay(url, cookie, ident, frames, seconds=1.5):
    """Open a socket, claim to be somebody's page, send what that page sent, and hand back whatever arrives."""
    import aiohttp

    got = []
    socket = f"{url.replace('http', 'ws')}/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession(headers={"Cookie": cookie} if cookie else {}) as session:
        for query in (f"&client_id={ident}&implicit_handshake=true&tab_id=t&document_id=d&next_message_id=0", ""):
            try:
                async with session.ws_connect(socket + query) as one:
                    await one.send_str("40")
                    hello = {
                        "client_id": ident,
                        "tab_id": "t",
                        "old_tab_id": None,
                        "document_id": "d",
                        "next_message_id": 0,
                    }
                    await one.send_str("420" + json.dumps(["handshake", hello]))
                    for frame in frames:
                        await one.send_str(frame)
                    end = asyncio.get_running_loop().time() + seconds
                    while (left := end - asyncio.get_running_loop().time()) > 0:
                        try:
                            message = await one.receive(timeout=left)
                        except TimeoutError:
                            break
                        if message.type != aiohttp.WSMsgType.TEXT:
                            break
                        got.append(message.data)
            except aiohttp.ClientError as error:
                got.append(str(error))
    return got


def replay(*given, **more):
    # a thread of its own: Playwright has a loop in this one
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_replay(*given, **more))).result(timeout=60)


def test_a_socket_cannot_speak_for_the_trainers_page(server, people, secrets):
    trainer, blue = people["trainer"], people["blue"]
    del trainer.sent[:]
    trainer.get_by_role("button", name="+1 hour").click()
    trainer.wait_for_timeout(800)
    frames = [frame for frame in trainer.sent if '"event"' in frame and client_id(trainer) in frame]
    assert frames, trainer.sent

    def clock():
        trainer.wait_for_timeout(2_600)
        return trainer.get_by_role("timer").inner_text()

    before = clock()
    for cookie in (cookies(blue), ""):
        got = replay(server.url, cookie, client_id(trainer), frames)
        assert clock() == before, "the trainer's button was pressed from outside"
        assert not any("update" in one or "elements" in one for one in got), got
        assert sees_nothing("".join(got), secrets) == []
    # the same frames with the trainer's own cookie do work: the attempt above was a real one
    replay(server.url, cookies(trainer), client_id(trainer), frames)
    assert clock() != before


def test_a_team_cannot_read_or_write_at_another_teams_desk(server, people):
    blue, red = people["blue"], people["red"]
    part(red, "Board")
    red.get_by_label("What do you think").fill("only ours: the zebra")
    del red.sent[:]
    red.get_by_role("button", name="Put it on the board").click()
    red.get_by_text("only ours: the zebra").wait_for()
    frames = [frame for frame in red.sent if '"event"' in frame]
    assert frames
    got = replay(server.url, cookies(blue), client_id(red), frames)
    assert "zebra" not in "".join(got)
    assert red.locator("article", has_text="zebra").count() == 1
    part(blue, "Board")
    blue.get_by_text("The board is empty").wait_for()
    # an event with numbers of elements that another page has does nothing on one's own page
    own = [re.sub(client_id(red), client_id(blue), frame) for frame in frames]
    replay(server.url, cookies(blue), client_id(blue), own)
    blue.wait_for_timeout(2_500)
    assert "zebra" not in blue.inner_text("body")


def test_whatever_a_participants_browser_got_is_free_of_the_key(server, people, secrets):
    trainer, blue = people["trainer"], people["blue"]
    for _ in range(3):
        trainer.get_by_role("button", name="To the next inject").click()
        trainer.wait_for_timeout(300)
    for name in ("Briefing", "Inbox", "Evidence", "Links", "Timeline", "Requests", "Board", "Decisions", "Answers"):
        part(blue, name)
        blue.wait_for_timeout(500)
    trainer.get_by_role("button", name="Close the exercise").click()
    trainer.get_by_role("button", name="Close it").click()
    trainer.get_by_text("What truly happened").wait_for()
    trainer.wait_for_function("() => (document.body.innerText.match(/of 100/g) || []).length >= 2", timeout=60_000)
    blue.wait_for_timeout(2_500)
    got = "".join(blue.got) + blue.content()
    assert len(got) > 50_000
    assert sees_nothing(got, secrets) == []
    assert "of 100" not in blue.inner_text("body"), "grades are the trainer's to give"
    answer = blue.request.get(server.url + "/trainer/review").text()
    assert sees_nothing(answer, secrets) == []


def test_foreign_host_names_and_origins_are_refused(server):
    import urllib.error
    import urllib.request

    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(server.url, headers=headers), timeout=10)
