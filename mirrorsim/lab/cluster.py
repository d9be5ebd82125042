"""The same replications on a Dask cluster, through the interface of :mod:`concurrent.futures`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Connect to the scheduler at ``address`` (such as ``tcp://10.0.0.5:8786``) and hand out its executor.

    Needs the extra ``cluster`` here, and mirrorsim in the same version on every worker. Raises ConnectionError when there
    is no scheduler, and ValueError when the extra is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("--cluster needs Dask: pip install 'mirrorsim[cluster]'") from None
    try:
        client = Client(address, timeout="15s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConnectionError(f"no Dask scheduler answers at {address}: {' '.join(str(error).split())}") from None
    with client:
        yield client.get_executor(pure=False)
