"""A page's websocket belongs to the browser that loaded the page: another one that learns its id gets nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any
from urllib.parse import parse_qs

_NAMES = ("handshake", "event", "javascript_response", "ack", "log")
_NEEDED = ("handshake", "event", "javascript_response")
"""Without these this is not the NiceGUI that we know: better to stop than to serve unguarded."""


def guard_sockets() -> None:
    """Let a socket speak for a page only when both carry the same signed cookie."""
    from nicegui import Client, core

    def same(sid: str, client_id: object) -> bool:
        client = Client.instances.get(str(client_id))
        if client is None:
            return True  # the page is gone: NiceGUI tells the browser to load it again
        environ = core.sio.get_environ(sid) or {}
        session = environ.get("asgi.scope", {}).get("session", {})
        return owner(client) is not None and session.get("id") == owner(client)

    def wrap(handler: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
        async def guarded(sid: str, message: Any) -> Any:
            if not isinstance(message, dict) or not same(sid, message.get("client_id")):
                return False
            answer = handler(sid, message)
            return await answer if isawaitable(answer) else answer

        return guarded

    handlers = core.sio.handlers["/"]
    for name in _NAMES:
        if name in handlers or name in _NEEDED:
            handlers[name] = wrap(handlers[name])
    connect = handlers["connect"]

    async def on_connect(sid: str, environ: dict[str, Any], auth: Any = None) -> Any:
        query = parse_qs(str(environ.get("QUERY_STRING", "")))
        if not same(sid, query.get("client_id", [""])[0]):
            return False
        answer = connect(sid, environ, auth)
        return await answer if isawaitable(answer) else answer

    handlers["connect"] = on_connect


def owner(client: Any) -> str | None:
    """The id in the cookie with which a page was loaded."""
    request = getattr(client, "request", None) or getattr(client, "_request", None)
    return None if request is None else request.session.get("id")
