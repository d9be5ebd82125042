"""What a document shows of a program's output, compared with what it prints now. Found by `import shown`."""

import difflib
import doctest


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
