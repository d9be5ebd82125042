"""Let two programs that no one here wrote check the books of every shipped scenario, and print what they said.

Each policy's first replication is checked, for the first weeks unless told otherwise. Needs Beancount (the extra `dev`)
and Debian's hledger.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":  # a script has its own folder there, and not the root
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from click.testing import CliRunner

import mirrorsim
from tests.trust import shipped

PROGRAMS = ("bean-check", "hledger")
HLEDGER = ["hledger", "check", "--strict", "ordereddates", "--file"]


class Opinion(NamedTuple):
    """What both said of one replication's books; an empty text is no objection."""

    policy: str
    transactions: int
    postings: int
    balances: int
    """Balance assertions at month ends."""
    bean_check: str
    hledger: str

    @property
    def objections(self) -> list[str]:
        """What anybody has against these books."""
        return [f"{who}: {said}" for who, said in zip(PROGRAMS, self[-2:], strict=True) if said]


def objection(command: Sequence[str], books: Path) -> str:
    """What a program has against a file of books: its words, or nothing."""
    done = subprocess.run([*command, str(books)], capture_output=True, text=True, check=False)
    said = f"{done.stdout}{done.stderr}".strip()
    return said or f"exit code {done.returncode}" if done.returncode else ""


def bean_check(books: Path) -> str:
    """Beancount's objection to a ledger: what its command prints, called in this process, which need not be started then."""
    from beancount.scripts.check import main as command

    done = CliRunner().invoke(command, ["--no-cache", str(books)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    said = done.output.strip()
    return said or f"exit code {done.exit_code}" if done.exit_code else ""


def hledger(books: Path) -> str:
    """hledger's objection to a journal."""
    return objection(HLEDGER, books)


def opinions(folder: Path) -> Iterator[Opinion]:
    """Export the books of each policy in a run folder, and ask both; of journals that are the same, once."""
    known: dict[str, Opinion] = {}
    for policy, journal in shipped.journals(folder).items():
        if journal not in known:
            known[journal] = _ask(folder, policy)
        yield known[journal]._replace(policy=policy)


def _ask(folder: Path, policy: str) -> Opinion:
    ledger, journal = (
        mirrorsim.export(folder, form, folder.with_name(f"{folder.name}-{policy}.{form}"), policy=policy)
        for form in ("beancount", "hledger")
    )
    with ThreadPoolExecutor() as pool:
        later = pool.submit(hledger, journal)  # a process of its own, while beancount reads in this one
        return Opinion(policy, *counts(ledger), bean_check(ledger), later.result())


def counts(ledger: Path) -> tuple[int, int, int]:
    """Transactions, postings and balance assertions in a Beancount file."""
    transactions = postings = balances = 0
    with ledger.open(encoding="utf-8") as lines:
        for line in lines:
            transactions += line[10:13] == " * "
            postings += line.startswith("    leg: ")
            balances += line[10:19] == " balance "
    return transactions, postings, balances


def main() -> int:
    """Print the table. Returns 1 when anything was objected to."""
    asked = shipped.asked(__doc__)
    objections = []
    print(f"{'scenario, policy':58} {'transactions':>12} {'postings':>9} {'balances':>9}  bean-check  hledger")
    for scenario, folder in shipped.runs(asked):
        for one in opinions(folder):
            verdicts = ["REFUSES" if said else "accepts" for said in (one.bean_check, one.hledger)]
            title = f"{scenario}, {one.policy}"
            figures = f"{one.transactions:12,} {one.postings:9,} {one.balances:9,}"
            print(f"{title:58} {figures}  {verdicts[0]:10}  {verdicts[1]}", flush=True)
            objections += [f"{title}: {said}" for said in one.objections]
    for objection in objections:
        print(objection)
    return 1 if objections else 0


if __name__ == "__main__":
    sys.exit(main())
