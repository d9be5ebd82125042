"""Parts of error messages: quoting what was written, guessing what was meant, saying where more is said."""

from collections.abc import Iterable

_LONGEST_QUOTE = 40


def quoted(text: str) -> str:
    """Return `text` in quotes on one line, shortened, with control characters made visible."""
    short = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in short)
    return f'"{shown}"'


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return ' (did you mean "x"?)' for the option closest to `word`, or '' when none is close."""
    from difflib import get_close_matches

    by_fold: dict[str, str] = {}
    for option in options:
        by_fold.setdefault(option.casefold(), option)
    near = get_close_matches(word.casefold()[:60], by_fold, n=1, cutoff=0.6)
    return f' (did you mean "{by_fold[near[0]]}"?)' if near else ""


def see(section: str) -> str:
    """Return where the README says more, as a message ends: by the heading, which needs no address."""
    return f" (see README, '{section}')"


def listed(options: Iterable[str]) -> str:
    """Return 'a, b or c'."""
    words = list(options)
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
