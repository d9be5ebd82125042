"""The signals that ask a program to stop, each taken as Ctrl-C is."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SAME_REQUEST = 5.0
"""Seconds in which a further SIGTERM or SIGHUP belongs to the first: at the end of a session, the kernel and the shell each send
one, and the second must not cut off the cleaning up."""


@contextmanager
def stopped_like_ctrl_c() -> Iterator[None]:
    """Have SIGTERM and SIGHUP raise KeyboardInterrupt in here, as SIGINT does.

    One that is ignored stays so, such as SIGHUP under ``nohup``. Outside the main thread nothing changes: Python takes signals
    in that alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    first = -SAME_REQUEST

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal first
        now = time.monotonic()
        if now - first >= SAME_REQUEST:
            first = now
            raise KeyboardInterrupt

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # not every system has the second
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
