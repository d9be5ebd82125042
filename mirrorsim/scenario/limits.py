"""How large a scenario may be; anything beyond is refused before it is read any further."""

MOST_BYTES = 256 * 1024
MOST_DEPTH = 24
MOST_NODES = 20_000
MOST_PROBLEMS = 50
"""Problems of one file that are collected before reading stops."""
