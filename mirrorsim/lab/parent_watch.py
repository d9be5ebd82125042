"""A process that ends when the one that started it does, whatever ended that."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection

STACK = 2**18
"""Bytes of the stack of a thread that does nothing but wait."""
_PR_SET_PDEATHSIG = 1


def end_with_the_parent(parent: int, lifeline: Connection) -> None:
    """See to it that this process ends with its parent.

    ``parent`` is that process's id. ``lifeline`` is the reading end of a pipe whose other end the parent alone holds, and into
    which nothing is ever written. Where the kernel can be asked to kill this process (Linux), it is; and in any case a thread
    waits for the end of the pipe. Raises RuntimeError when there is neither.
    """
    asked = _kernel_kills_with_parent(parent)
    before = threading.stack_size(STACK)
    try:
        threading.Thread(target=_wait_for_the_end, args=(lifeline,), daemon=True).start()
    except RuntimeError:
        # no room for one more thread
        if not asked:
            raise
    finally:
        threading.stack_size(before)


def _kernel_kills_with_parent(parent: int) -> bool:
    if sys.platform != "linux":
        return False
    try:
        asked = ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) == 0
    except (OSError, AttributeError):
        return False
    if os.getppid() != parent:
        # it died before the kernel was asked
        os._exit(1)
    return asked


def _wait_for_the_end(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
