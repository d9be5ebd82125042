"""The run folder, written and read back: its documents, and the arrays of each policy's first replication with a journal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mirrorsim.books.accounts import Account, Country, Form
from mirrorsim.books.journal import NO_DEAL, Postings, TransactionType
from mirrorsim.lab.files import write_text
from mirrorsim.lab.journal_parts import ENDINGS, join_parts, names_of, write_part
from mirrorsim.lab.manifest import NotARun, read_manifest, require_sound, write_manifest
from mirrorsim.lab.output_folder import write_whole
from mirrorsim.lab.parquet_files import write_table
from mirrorsim.lab.record_arrays import Ints, RecordArrays
from mirrorsim.scheme.accounts import OUTCOMES
from mirrorsim.scheme.events import EVENTS
from mirrorsim.units.money import Asset
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.lab.replication import Outcome

MOST_POSTINGS = 5_000_000
"""Postings of a journal that is read whole, which takes some 150 bytes each. Longer ones are for those who read by row group."""

_REGION = "region="
_PARTS = ".parts"
"""Where the journals of records in memory are written before they are joined."""
JOURNAL_FILES = ("names.json", "journal.parquet", "events.parquet")


@dataclass(frozen=True)
class FinishedRun:
    """What a run folder holds.

    ``scenario`` is the resolved scenario as plain text values, ``measures`` the tidy frame; ``kept`` is by policy, its
    first record. Records with more than :data:`MOST_POSTINGS` postings are left out of it.
    """

    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    scenario: Mapping[str, Any]
    measures: pd.DataFrame = field(repr=False)
    kept: Mapping[str, RecordArrays] = field(repr=False)

    @property
    def policies(self) -> list[str]:
        """The policies by name, the baseline first."""
        return [policy["name"] for policy in self.summary["policies"]]

    @property
    def baseline(self) -> str:
        """The policy that the others are compared with."""
        return self.policies[0]


def write_run_folder(
    folder: Path,
    *,
    scenario: str,
    summary: Mapping[str, Any],
    measures: pd.DataFrame,
    manifest: Mapping[str, Any],
    outcomes: Sequence[Outcome],
    force: bool = False,
) -> Path:
    """Write a run folder and return it.

    A folder of the same run there is replaced once the new one is whole, one of another run only by ``force``; files that
    somebody else put there stay.

    ``scenario`` is the resolved scenario in YAML, ``summary`` and ``manifest`` are documents, ``measures`` is the tidy frame;
    of ``outcomes`` those whose journal was kept are put together into one journal and one log, by region where there are any.
    Raises FileExistsError when something would be lost, :class:`mirrorsim.lab.folder_lock.FolderBusy` while another process
    writes there, and OSError when it cannot be written.
    """

    def fill(fresh: Path) -> None:
        import pyarrow as pa

        write_text(fresh / "scenario.resolved.yaml", scenario)
        write_text(fresh / "summary.json", json.dumps(summary, indent=1) + "\n")
        write_table(fresh / "measures.parquet", pa.Table.from_pandas(measures, preserve_index=False))
        whole = [one for one in outcomes if one.kept and not one.region_parts]
        _put_together([(one, _journal_part(one, fresh / _PARTS)) for one in whole], fresh)
        shutil.rmtree(fresh / _PARTS, ignore_errors=True)
        for region in dict.fromkeys(region for one in outcomes for region in one.region_parts):
            within = region_folder(fresh, region)
            within.mkdir()
            mine = [one for one in outcomes if region in one.region_parts]
            _put_together([(one, Path(one.region_parts[region])) for one in mine], within)
        write_manifest(fresh, manifest)

    return write_whole(folder, fill, wanted=dict(manifest), force=force)


def _put_together(parts: list[tuple[Outcome, Path]], folder: Path) -> None:
    """Make one journal, one log and one list of names of the parts of several replications."""
    if parts:
        write_text(folder / "names.json", json.dumps(_names_of(parts), indent=1) + "\n")
        for ending, name in zip(ENDINGS, ("journal.parquet", "events.parquet"), strict=False):
            join_parts([stem for _, stem in parts], ending, folder / name)


def _journal_part(outcome: Outcome, place: Path) -> Path:
    """Where the part of a kept replication is; it is written now when only its record is there."""
    if outcome.journal_part is not None:
        return Path(outcome.journal_part)
    assert outcome.record is not None
    stem = place / f"{outcome.policy}-{outcome.replication}"
    write_part(stem, outcome.record)
    return stem


def _names_of(parts: list[tuple[Outcome, Path]]) -> list[dict[str, Any]]:
    """The names that numbers in ``events.parquet``'s column ``detail`` refer to, by replication."""
    return [
        {"policy": outcome.policy, "replication": outcome.replication, "names": names_of(stem)}
        for outcome, stem in parts
    ]


def region_folder(folder: Path, region: str) -> Path:
    """Where the journal and the events of a region lie in a run folder."""
    return folder / f"{_REGION}{region}"


def regions_of(folder: Path) -> list[str]:
    """The regions that a run folder has journals of, in the order of their names."""
    return sorted(path.name.removeprefix(_REGION) for path in folder.glob(f"{_REGION}*"))


def read_run_folder(folder: Path) -> FinishedRun:
    """Read a run folder. Raises :class:`mirrorsim.lab.manifest.NotARun` when it is none, or is damaged."""
    import pandas as pd

    manifest = read_manifest(folder)
    require_sound(folder, manifest, ("scenario.resolved.yaml", "summary.json", "measures.parquet"))
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        scenario = read_yaml(folder / "scenario.resolved.yaml")
        measures = pd.read_parquet(folder / "measures.parquet")
        kept = _kept_arrays(folder, manifest, summary, scenario) if "journal.parquet" in manifest["files"] else {}
    except FileNotFoundError as error:
        raise NotARun(f"{folder} is damaged: it has no {Path(error.filename).name}") from None
    except NotARun:
        raise
    except (ValueError, KeyError, OSError) as error:
        raise NotARun(f"{folder} is damaged: {' '.join(str(error).split())}") from None
    return FinishedRun(manifest, summary, scenario, measures, kept)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file, in plain values. Raises ValueError when there is none in it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))
    except YAMLError:
        document = None
    if not isinstance(document, dict):
        raise ValueError(f"{path.name} is no mapping in YAML")
    return document


def _kept_arrays(
    folder: Path, manifest: Mapping[str, Any], summary: Mapping[str, Any], scenario: Mapping[str, Any]
) -> dict[str, RecordArrays]:
    import pyarrow.parquet as pq

    require_sound(folder, manifest, JOURNAL_FILES)
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    if pq.read_metadata(folder / "journal.parquet").num_rows > MOST_POSTINGS * len(names):
        return {}
    first = {one["policy"]: one for one in reversed(names)}
    start = np.datetime64(scenario["start"], "us")
    cny, mxn = (float(Fraction(scenario["rates"][asset])) for asset in ("CNY", "MXN"))
    found = {}
    for policy in manifest["policies"]:
        if policy not in first:
            continue
        journal, events = (_rows_of(folder / f"{name}.parquet", first[policy]) for name in ("journal", "events"))
        deals = {name: number for number, name in enumerate(events.deal.cat.categories)}
        accounts, entries = _entries(journal, start, deals)
        found[policy] = RecordArrays(
            accounts=accounts,
            entries=entries,
            events=_events(events, start, deals, first[policy]["names"]),
            names=first[policy]["names"],
            horizon=round(summary["horizon_days"] * DAY),
            cny_per_usd=cny,
            mxn_per_usd=mxn,
            since=manifest.get("warm_up", 0),
        )
    return found


def _rows_of(path: Path, record: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of one replication of one policy, in the order of writing."""
    import pandas as pd

    return pd.read_parquet(
        path, filters=[("policy", "==", record["policy"]), ("replication", "==", record["replication"])]
    )


def _entries(journal: pd.DataFrame, start: np.datetime64, deals: dict[str, int]) -> tuple[list[Account], Postings]:
    parts = ["owner", "role", "country", "form", "asset"]
    charted = journal.drop_duplicates("account")
    account = _coded(journal.account, {name: number for number, name in enumerate(charted.account)})
    amount = journal.amount.to_numpy(dtype=np.int64)
    balances = np.zeros(len(charted), dtype=np.int64)
    np.add.at(balances, account, amount)
    accounts = [
        # only what belongs to the outside world can be overdrawn, so a balance tells the two apart
        Account(owner, role, Country[country], Form[form.upper()], Asset[asset], outside=balance < 0)
        for (owner, role, country, form, asset), balance in zip(
            charted[parts].astype(str).itertuples(index=False, name=None), balances.tolist(), strict=True
        )
    ]
    # the journal does not tell of ends of promises that nothing has come to
    met = {one.owner for one in accounts}
    ends = (f"promise.{end}" for end in ("pledged", "borne_by_broker", *OUTCOMES))
    accounts += [
        Account(end, "promise", Country.NOWHERE, Form.PROMISE, Asset.CLAIM, False) for end in ends if end not in met
    ]
    legs: dict[str, list[str]] = {}
    for kind, leg in journal[["kind", "leg"]].drop_duplicates().sort_values(["kind", "leg"]).itertuples(index=False):
        legs.setdefault(str(kind), []).append(str(leg))
    kinds = tuple(TransactionType(name, tuple(sorted(legs[name]))) for name in sorted(legs))
    every = sorted({leg for kind in kinds for leg in kind.legs})
    place = np.array([[kind.legs.index(leg) if leg in kind.legs else -1 for leg in every] for kind in kinds])
    kind_code = _coded(journal.kind, {kind.name: number for number, kind in enumerate(kinds)})
    postings = Postings(
        kinds=kinds,
        txn=journal.txn.to_numpy(dtype=np.int64),
        time=_ticks(journal, start),
        deal=_coded(journal.deal, deals),
        kind=kind_code,
        leg=place[kind_code, _coded(journal.leg, {leg: number for number, leg in enumerate(every)})],
        account=account,
        amount=amount,
    )
    return accounts, postings


def _events(events: pd.DataFrame, start: np.datetime64, deals: dict[str, int], names: list[str]) -> Ints:
    columns = (
        _ticks(events, start),
        _coded(events.deal, deals),
        _coded(events.event, {event.name: event.code for event in EVENTS}),
        _coded(events.party, {name: number for number, name in enumerate(names)}),
        events.amount.to_numpy(dtype=np.int64),
        events.detail.to_numpy(dtype=np.int64),
    )
    return np.column_stack(columns)


def _ticks(frame: pd.DataFrame, start: np.datetime64) -> Ints:
    ticks: Ints = (frame["at"].to_numpy().astype("datetime64[us]") - start).astype(np.int64)
    return ticks


def _coded(column: pd.Series[Any], codes: Mapping[str, int]) -> Ints:
    """Numbers for a column of names; nothing is NO_DEAL."""
    table = np.array([*(codes.get(name, NO_DEAL) for name in column.cat.categories), NO_DEAL], dtype=np.int64)
    numbers: Ints = table[column.cat.codes.to_numpy()]
    return numbers
