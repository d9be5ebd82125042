"""What a document shows of a program's output, compared with what it prints now."""

import difflib
import doctest
import re
from html import unescape


def same(wanted: str, printed: str) -> bool:
    """Whether the output is the one that is shown; ``...`` stands for anything."""
    return doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)


def brought_up_to_date(wanted: str, printed: str) -> str:
    """What is shown, each line without a wildcard replaced by the printed line that is most like it."""
    lines = printed.splitlines()
    alike = (
        [line] if "..." in line or line in lines else difflib.get_close_matches(line, lines, n=1) or [line]
        for line in wanted.splitlines()
    )
    return "".join(f"{line}\n" for [line] in alike)


def words(kind: str, text: str) -> list[str]:
    """What a reader sees, as words: neither spacing nor style, and of a drawing its labels and what each mark stands for."""
    if kind == "text/html":
        text = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>", " ", text))
    elif kind == "image/svg+xml":
        text = " ".join(label or text for label, text in re.findall(r'aria-label="([^"]*)"|>([^<>]+)<', text))
    return unescape(text).split()
