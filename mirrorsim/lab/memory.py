"""Want of memory: foreseen before libraries are loaded that could not bear it, and told apart from other failures."""

from __future__ import annotations

import errno
import mmap
import os
import sys
from importlib import import_module

LIBRARIES = {"numpy": 120, "pyarrow": 200, "pyarrow.parquet": 20, "pandas": 60, "scipy.special": 80}
"""What every run needs in the end that is written in other languages than Python, in the order in which it is loaded, with the
megabytes of address space that it takes, and some to spare. Little of that is ever memory: a tenth or so."""
WRITING = 32
"""Megabytes with which Arrow writes tables: where it runs short it may end the program instead of raising anything."""

_THREADS = "OPENBLAS_NUM_THREADS"
_NO_ROOM = (
    "failed to map segment",
    "cannot allocate memory",
    "can't start new thread",
    "Failed to launch worker thread",
)


def load_libraries() -> None:
    """Load :data:`LIBRARIES` while there is certainly room for them. Raises MemoryError when there is not.

    OpenBLAS, in NumPy and again in SciPy, asks for memory again and again for ever when it gets none, and where it cannot start
    its threads it interrupts the program; so neither is loaded later, in the middle of a run. Processes that are forked have
    them from here, and need not load them again.

    OpenBLAS gets one thread unless the environment has it otherwise: nothing here multiplies large matrices.
    """
    missing = [name for name in LIBRARIES if name not in sys.modules]
    if not missing:
        return
    make_sure_of(sum(LIBRARIES[name] for name in missing), "the libraries alone need")
    before = os.environ.get(_THREADS)
    os.environ.setdefault(_THREADS, "1")
    try:
        for name in missing:
            import_module(name)
    finally:
        # it is read when the library is loaded; what else runs in this process is none of ours
        if before is None:
            del os.environ[_THREADS]
    square = sys.modules["numpy"].ones((64, 64))
    square @ square  # it takes the memory in which it multiplies when it first does, and keeps it


def make_sure_of(megabytes: int, who: str) -> None:
    """Raise MemoryError when so much address space cannot be had. ``who`` needs it, such as "the report needs"."""
    try:
        mmap.mmap(-1, megabytes * 2**20, prot=mmap.PROT_READ).close()
    except OSError:
        raise MemoryError(f"{who} {megabytes} MB of address space, and there is less (see ulimit -v)") from None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception comes of want of memory, or of room for a thread or a library."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return isinstance(error, Exception) and any(sign in str(error) for sign in _NO_ROOM)
