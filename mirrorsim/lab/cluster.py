"""The executor of a Dask cluster, or one line that says why there is none."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec

PATIENCE = 5.0
"""Seconds in which a scheduler has to answer."""
PROTOCOLS = ("tcp", "tls")


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Connect to the scheduler at ``address`` (such as ``tcp://10.0.0.5:8786``) and hand out its executor.

    Needs the extra ``cluster`` here, and mirrorsim in the same version on every worker. Raises ConnectionError when there
    is no scheduler, and ValueError when the address is none, or the extra is not installed.
    """
    if find_spec("distributed") is None:
        raise ValueError("--cluster needs Dask: pip install 'mirrorsim[cluster]'")
    _somebody_is_there(address)
    from distributed import Client

    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)  # it would tell of each try
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as error:
        raise ConnectionError(_no_scheduler(address, " ".join(str(error).split()) or type(error).__name__)) from None
    finally:
        log.setLevel(before)
    with client:
        yield client.get_executor(pure=False)


def _somebody_is_there(address: str) -> None:
    """Raise what :func:`cluster_executor` does when nobody at a TCP address speaks first, as a Dask scheduler does."""
    protocol, separator, rest = address.partition("://")
    if not separator:
        protocol, rest = "tcp", address
    host, separator, port = rest.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if protocol not in PROTOCOLS:
        raise ValueError(f"--cluster {address}: {protocol} is none of Dask's protocols: {', '.join(PROTOCOLS)}")
    if not (host and separator and port.isascii() and port.isdigit() and 0 < int(port) < 2**16) or "/" in host:
        raise ValueError(f"--cluster {address}: not an address; it is a scheduler's, such as tcp://10.0.0.5:8786")
    try:
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            said = _greets_like_dask(connection) if protocol == "tcp" else _answers_in_tls(connection)
    except TimeoutError:
        said = False
    except (OSError, UnicodeError) as error:
        raise ConnectionError(_no_scheduler(address, getattr(error, "strerror", None) or str(error))) from None
    if not said:
        raise ConnectionError(_no_scheduler(address, "something else listens there, or nobody answers"))


def _greets_like_dask(connection: socket.socket) -> bool:
    """Whether a server speaks first, and begins with the length of a short message, as Dask does."""
    length = int.from_bytes(connection.recv(8, socket.MSG_WAITALL), "little")
    return 0 < length < 2**20


def _answers_in_tls(connection: socket.socket) -> bool:
    """Whether a server speaks TLS; whom it trusts, and who it is, is for Dask's client to find out."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with context.wrap_socket(connection):
            return True
    except ssl.SSLError as error:
        return "ALERT" in (error.reason or "")


def _no_scheduler(address: str, why: str) -> str:
    return f"no Dask scheduler answers at {address}: {why}"
