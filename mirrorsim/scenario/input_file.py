"""Reads a file that a user names: a regular one, or what is open already, such as standard input; never one that makes wait."""

from __future__ import annotations

import errno
import os
import re
import stat

_OPEN_ALREADY = re.compile(r"/dev/(stdin|fd/[0-9]+)|/proc/self/fd/[0-9]+")
"""Names of what this process was given open: a shell's pipe and <(...) are read by these names."""
_KINDS = (
    (stat.S_ISDIR, "it is a directory"),
    (stat.S_ISFIFO, "it is a named pipe (FIFO), not a file; write /dev/stdin to read from a pipe"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
)
LOOP = "it is a loop of symbolic links, which leads to no file"


def read_input(path: str | os.PathLike[str], most: int = -1) -> bytes:
    """The bytes of a file, the first ``most`` of them at most. Raises OSError, whose ``strerror`` says in plain words why not.

    A named pipe is not waited for: whoever names one by mistake would wait for ever.
    """
    name = os.fspath(path)
    given = _OPEN_ALREADY.fullmatch(name) is not None
    try:
        # without O_NONBLOCK, opening a pipe waits for somebody to write into it
        handle = os.open(
            name, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | (0 if given else getattr(os, "O_NONBLOCK", 0))
        )
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), name) from None
    except OSError as error:
        raise OSError(error.errno, _why(error, name), name) from None
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode) or not (given or stat.S_ISREG(mode)):
        os.close(handle)
        raise OSError(errno.EINVAL, next((said for kind, said in _KINDS if kind(mode)), "it is no file"), name)
    with os.fdopen(handle, "rb") as stream:
        return stream.read(most)


def _why(error: OSError, name: str) -> str:
    if error.errno == errno.ELOOP:
        return LOOP
    if error.errno == errno.ENOENT and os.path.islink(name):
        return "it is a symbolic link to a file that does not exist"
    return error.strerror or str(error)
