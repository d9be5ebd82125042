"""The server: pages, cookie, headers. The exercise's folder is never served; pages are all there is."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.exercise.classroom.session import Session

if TYPE_CHECKING:
    from mirrorsim.exercise.classroom.components import ClassroomContext

MISSING = "the class in the browser needs NiceGUI: pip install 'mirrorsim[ui]'"
TICK = 1.0
AWAY = 30.0
"""Seconds that a page may be out of reach, or its machine too busy to answer, without being loaded again."""
_HEADERS = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class CannotServe(RuntimeError):
    """The class cannot be opened; the text says why."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8080, password: str | None = None) -> None:
    """Open an exercise for a class, until interrupted. Raises :class:`CannotServe`."""
    if not is_loopback(host) and not password:
        raise CannotServe(f"--host {host} is open to others: give a --trainer-password as well")
    # NiceGUI keeps files of its own; nothing of ours goes there, and nothing should lie about in the working folder
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str(Path(tempfile.gettempdir()) / f"mirrorsim-ui-{os.getuid()}"))
    try:
        import nicegui  # noqa: F401
    except ImportError:
        raise CannotServe(MISSING) from None

    from mirrorsim.exercise.classroom.components import ClassroomContext
    from mirrorsim.exercise.classroom.material import material_of
    from mirrorsim.exercise.marking.answer_sheet import sheet_from
    from mirrorsim.exercise.marking.grading import grade_sheet
    from mirrorsim.exercise.packs.pack import read_pack

    pack = read_pack(folder)
    _can_bind(host, port)
    session = Session(folder, material_of(pack.evidence))
    shown = password or "-".join(secrets.token_hex(2) for _ in range(4))
    session.access.set_password(shown)
    context = ClassroomContext(
        session=session,
        grade=lambda draft: grade_sheet(sheet_from(draft.as_answers()), pack.key, pack.exercise, pack.phases).report(),
        key=lambda: pack.key,
    )
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"teams:   {address}/", file=sys.stderr)
    print(f"trainer: {address}/trainer" + ("" if password else f"  password: {shown}"), file=sys.stderr, flush=True)
    run_pages(context, host, port)


def _can_bind(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(f"port {port} of {host} cannot be used: {error.strerror or error}") from None


def run_pages(context: ClassroomContext, host: str, port: int) -> None:
    """Register the pages and run the server until it is stopped."""
    import asyncio

    from nicegui import app, ui

    from mirrorsim.exercise.classroom.join_page import join_page
    from mirrorsim.exercise.classroom.review_page import review_page
    from mirrorsim.exercise.classroom.socket_guard import guard_sockets
    from mirrorsim.exercise.classroom.trainer_page import trainer_page
    from mirrorsim.exercise.classroom.workspace_page import workspace_page

    for path, page in (
        ("/", join_page),
        ("/desk", workspace_page),
        ("/trainer", trainer_page),
        ("/trainer/review", review_page),
    ):
        ui.page(path, language="en-US")(_without_arguments(page, context))
    guard_sockets()
    session = context.session

    async def pulse() -> None:
        loop = asyncio.get_running_loop()
        last = loop.time()
        while True:
            await asyncio.sleep(TICK)
            now = loop.time()
            session.tick(now - last)
            last = now

    # a bar that shows when a request is under way: nameless to screen readers, and nothing here takes long
    app.config.quasar_config["loadingBar"] = {"skipHijack": True}

    tasks: list[asyncio.Task[None]] = []
    app.on_startup(lambda: tasks.append(asyncio.get_running_loop().create_task(pulse())))
    app.on_shutdown(session.close)
    app.add_middleware(_Headers, hosts=("127.0.0.1", "localhost", "[::1]") if is_loopback(host) else ())
    ui.run(
        host=host, port=port, title="mirrorsim", reload=False, show=False, show_welcome_message=False, tailwind=False,
        favicon="🔎", storage_secret=session.access.secret, reconnect_timeout=AWAY,
        session_middleware_kwargs={"same_site": "strict", "session_cookie": f"mirrorsim-{port}"},
    )  # fmt: skip


def _without_arguments(page: Callable[[ClassroomContext], None], context: ClassroomContext) -> Callable[[], None]:
    def shown() -> None:
        page(context)

    return shown


class _Headers:
    """Adds headers, keeps pages out of caches, and answers only to the names that the server goes by."""

    def __init__(self, app: Any, hosts: tuple[str, ...]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        name = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0] if b"host" in headers else ""
        origin = headers.get(b"origin", b"").decode("latin-1")
        foreign = self.hosts and name not in self.hosts
        foreign = foreign or (origin and origin.split("://")[-1] != headers.get(b"host", b"").decode("latin-1"))
        if foreign:
            if scope["type"] == "http":
                await send(
                    {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
                )
                await send({"type": "http.response.body", "body": b"not from here"})
            else:
                await send({"type": "websocket.close", "code": 1008})
            return

        async def dressed(message: Any) -> None:
            if message["type"] == "http.response.start":
                fresh = [*message.get("headers", []), *_HEADERS]
                if not scope["path"].startswith("/_nicegui"):
                    fresh.append((b"cache-control", b"no-store"))
                message = {**message, "headers": fresh}
            await send(message)

        await self.app(scope, receive, dressed)
