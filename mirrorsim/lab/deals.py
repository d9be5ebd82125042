"""What became of single deals, from tables that stand in memory whole: for reports, which look at one replication."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mirrorsim.engine.log import COLUMNS
from mirrorsim.lab.record_arrays import RecordArrays
from mirrorsim.scheme import events
from mirrorsim.units.time import DAY


def deal_times(run: RecordArrays) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Days from agreement to the last peso for every deal that was agreed and did not fall through, and whether it is over.

    Deals without a hand-over that were given up, and deals that ended with nothing delivered, have no such time.
    """
    agreed, closed, failed = run.rows(events.AGREED), run.rows(events.CLOSED), run.rows(events.FAILED)
    deal, time, amount = COLUMNS.index("deal"), COLUMNS.index("time"), COLUMNS.index("amount")
    ended = dict(zip(closed[:, deal].tolist(), closed[:, time].tolist(), strict=True))
    nothing = set(failed[:, deal].tolist()) | set(closed[closed[:, amount] == 0][:, deal].tolist())
    durations, over = [], []
    for number, begun in zip(agreed[:, deal].tolist(), agreed[:, time].tolist(), strict=True):
        if number not in nothing:
            durations.append((ended.get(number, run.horizon) - begun) / DAY)
            over.append(number in ended)
    return np.array(durations, dtype=np.float64), np.array(over, dtype=bool)


def waterfall(run: RecordArrays, deal: int | None = None) -> dict[str, int]:
    """Where pledged dollars are, in cents: each end of a promise, each stage in flight, and what the broker bore.

    pledged + borne_by_broker = delivered + commission + spread + mark_down + seized + lost + rounding + stages.
    """
    entries = run.entries
    amounts, codes = entries.amount, entries.account
    if deal is not None:
        mine = entries.deal == deal
        amounts, codes = amounts[mine], codes[mine]
    totals = np.zeros(len(run.accounts), dtype=np.int64)
    np.add.at(totals, codes, amounts)
    parts: dict[str, int] = {}
    for code, account in enumerate(run.accounts):
        if account.form.name == "PROMISE":
            part = account.owner.rpartition(".")[2]
            sign = -1 if account.outside else 1
            parts[part] = parts.get(part, 0) + sign * int(totals[code])
    return parts


def channels_of_deals(run: RecordArrays) -> dict[int, str]:
    """For every deal that was agreed, the channel it took: mirror, goods, or one without a broker."""
    agreed, held = run.rows(events.AGREED), run.rows(events.HOLDS_YUAN)
    deal, party, detail = COLUMNS.index("deal"), COLUMNS.index("party"), COLUMNS.index("detail")
    taken: dict[int, str] = {}
    for number, code in zip(agreed[:, deal].tolist(), agreed[:, party].tolist(), strict=True):
        taken[number] = channel_of_party(run.names[code])
    for number, code in zip(held[:, deal].tolist(), held[:, detail].tolist(), strict=True):
        taken[number] = channel_of_option(run.names[code])
    return taken


def channel_of_party(name: str) -> str:
    """The channel of a deal, going by whose offer was taken."""
    role, _, channel = name.partition(".")
    return channel if role == "channel" else "mirror"


def channel_of_option(name: str) -> str:
    """The channel of a deal, going by what its broker chose to do with the yuan."""
    return "goods" if name == "goods" else "mirror"
