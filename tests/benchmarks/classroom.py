"""Forty participants in ten teams against one server: how long pages and clicks take, and what memory it needs.

Run it with: python tests/benchmarks/classroom.py [--seconds 45] [--exercise scenarios/exercises/triangle.yaml]
Each participant is a page load and an open websocket, as a browser has them, without the browser's own work. Loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

import aiohttp
import itsdangerous

from mirrorsim.exercise import build
from mirrorsim.exercise.classroom.material import material_of
from mirrorsim.exercise.classroom.session import Session
from mirrorsim.exercise.packs.pack import read_pack
from tests.helpers.classrooms import FIRST_LOOK, Server

TEAMS, SEATS = 10, 4
TABS = ("Evidence", "Links", "Timeline", "Inbox", "Board", "Decisions", "Answers", "Briefing")


def prepare(folder: Path) -> list[str]:
    """Ten teams and forty seats, a third of the time gone; the signed cookie of each seat."""
    session = Session(folder, material_of(read_pack(folder).evidence))
    session.advance((session.material.end - session.now) / 3)
    roles = list(session.material.exercise.roles)
    signer = itsdangerous.TimestampSigner(session.access.secret)
    found = []
    for number in range(TEAMS):
        team = session.add_team(f"Team {number + 1}", roles[number % len(roles)])
        for seat in range(SEATS):
            session.access.join(f"seat-{number}-{seat}", team.code, "127.0.0.1")
            payload = base64.b64encode(json.dumps({"id": f"seat-{number}-{seat}"}).encode())
            found.append(signer.sign(payload).decode())
    session.set_state("running")
    session.close()
    return found


class Participant:
    """One browser's traffic."""

    def __init__(self, server: Server, cookie: str, number: int) -> None:
        self.server, self.number = server, number
        self.headers = {"Cookie": f"mirrorsim-{server.port}={cookie}"}
        self.loads: list[float] = []
        self.clicks: list[float] = []
        self.bytes = 0

    async def play(self, seconds: float) -> None:
        """Load the desk, then change from part to part every three seconds or so."""
        # a connection of its own for the websocket, as browsers have it
        single = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(headers=self.headers, connector=single) as http:
            begin = time.perf_counter()
            async with http.get(f"{self.server.url}/desk") as answer:
                page = await answer.text()
                assert answer.status == 200, page[:200]
            self.loads.append(time.perf_counter() - begin)
            self.bytes += len(page)
            assert "Briefing" in page, "not at the desk"
            ident = re.search(r"'client_id': '([0-9a-f-]+)'", page)[1]
            tabs = re.search(r'"(\d+)":\{"tag":"q-tabs".*?"listener_id":"([0-9a-f-]+)"', page)
            query = f"EIO=4&transport=websocket&client_id={ident}&next_message_id=0&implicit_handshake=true"
            query += f"&tab_id=tab-{self.number}&document_id=doc-{self.number}"
            url = f"{self.server.url.replace('http', 'ws')}/_nicegui_ws/socket.io/?{query}"
            async with http.ws_connect(url, max_msg_size=0) as socket:
                await socket.send_str("40")
                updated = asyncio.Event()
                reader = asyncio.create_task(self._read(socket, updated))
                await asyncio.sleep(1 + (self.number % 30) / 10)
                end, turn = time.perf_counter() + seconds, self.number % (len(TABS) - 1)  # the last is on show already
                while time.perf_counter() < end:
                    updated.clear()
                    value = TABS[turn % len(TABS)]
                    event = {
                        "id": int(tabs[1]),
                        "client_id": ident,
                        "listener_id": tabs[2],
                        "args": [json.dumps(value)],
                    }
                    begin = time.perf_counter()
                    await socket.send_str("42" + json.dumps(["event", event]))
                    await asyncio.wait_for(updated.wait(), 60)  # a busy machine is to be measured, not refused
                    self.clicks.append(time.perf_counter() - begin)
                    turn += 1
                    await asyncio.sleep(2.5 + (self.number * 7 + turn * 3) % 10 / 10)
                reader.cancel()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, updated: asyncio.Event) -> None:
        async for message in socket:
            text = message.data if isinstance(message.data, str) else message.data.decode("utf-8", "replace")
            self.bytes += len(text)
            if text == "2":
                await socket.send_str("3")  # the server asks whether we are alive
            # a new part of the desk comes as elements; the clock's beat only changes texts
            elif '"update"' in text and ('"section"' in text or '"card"' in text):
                updated.set()


def line(name: str, seconds: list[float]) -> str:
    """Median, 95th percentile and worst in milliseconds."""
    ordered = sorted(seconds)
    tail = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    middle = statistics.median(ordered)
    figures = f"median {middle * 1e3:.0f} ms, p95 {tail * 1e3:.0f} ms, worst {ordered[-1] * 1e3:.0f} ms"
    return f"{name}: n={len(ordered)} {figures}"


async def play(server: Server, cookies: list[str], seconds: float) -> list[Participant]:
    """All at once."""
    people = [Participant(server, cookie, number) for number, cookie in enumerate(cookies)]
    await asyncio.gather(*(one.play(seconds) for one in people))
    return people


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=45)
    asked.add_argument("--exercise", type=Path, default=FIRST_LOOK)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "pack"
        build(given.exercise, folder)
        cookies = prepare(folder)
        server = Server(folder).start()
        try:
            before = server.memory()
            spent = cpu(server)
            begin = time.monotonic()
            people = asyncio.run(play(server, cookies, given.seconds))
            took = time.monotonic() - begin
            print(f"{len(people)} participants in {TEAMS} teams, {took:.0f} s, {given.exercise.stem}")
            print(line("page (all at once)", [one for each in people for one in each.loads]))
            print(line("click to new part", [one for each in people for one in each.clicks]))
            print(f"server memory: {before:.0f} MiB before, {server.memory():.0f} MiB after")
            print(f"server processor: {100 * (cpu(server) - spent) / took:.0f} % of one core")
            print(f"sent: {sum(one.bytes for one in people) / took / 1e3:.0f} kB/s in all")
        finally:
            server.kill()
            log = server.log()
            if "Traceback" in log:
                print(log[-2000:])


def cpu(server: Server) -> float:
    """Seconds of processor time that the server has used."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
