"""A run folder opened for export: its documents, and its tables a batch at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mirrorsim.exports.layout import Unavailable
from mirrorsim.fields.messages import did_you_mean, listed
from mirrorsim.lab.manifest import NotARun, read_manifest, require_sound
from mirrorsim.lab.run_folder import JOURNAL_FILES, read_yaml, region_folder, regions_of

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 1 << 16
"""Rows that are held at once: an export of any length takes about the same memory."""


class KeptReplication(NamedTuple):
    """One replication of one policy whose journal is in the folder."""

    policy: str
    replication: int
    names: tuple[str, ...] = ()
    """What numbers in the events' column ``detail`` stand for, where the event says that they are names."""


@dataclass(frozen=True)
class RunReader:
    """A finished run folder, or the one region, policy or replication of it that was asked for."""

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)
    kept: tuple[KeptReplication, ...] = field(repr=False)
    """What there is to export, policy by policy, the baseline first. Never empty."""
    policy: str | None = None
    """The only policy that rows are wanted of; None for all."""
    replication: int | None = None
    """The only replication that rows are wanted of; None for all."""
    region: str = ""
    """The region whose journal and events these are; empty where the run has no regions."""

    def first(self) -> RunReader:
        """The same folder, narrowed to the first of what is kept."""
        one = self.kept[0]
        return replace(self, kept=(one,), policy=one.policy, replication=one.replication)

    def batches(self, table: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """These columns of ``journal``, ``events`` or ``measures``, in the order of writing, at most :data:`BATCH` rows at once.

        Texts are dictionary-encoded. There is at least one batch, an empty one where there are no rows. Raises
        :class:`mirrorsim.lab.manifest.NotARun` when the file is missing or damaged. Measures are of the whole country.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = (self.folder if table == "measures" else _place(self.folder, self.region)) / f"{table}.parquet"
        needed = list(dict.fromkeys([*columns, "policy", "replication"]))
        try:
            schema = pq.read_schema(path)
            if missing := [name for name in needed if name not in schema.names]:
                raise NotARun(f"{path} is damaged: it has no column {missing[0]}")
            texts = [one.name for one in schema if not pa.types.is_primitive(one.type)]
            with pq.ParquetFile(path, read_dictionary=texts) as file:
                nothing = [pa.RecordBatch.from_pylist([], schema=file.schema_arrow)]
                for batch in file.iter_batches(BATCH, columns=needed) if file.metadata.num_rows else nothing:
                    yield self._mine(batch).select(list(columns))
        except FileNotFoundError:
            raise NotARun(f"{self.folder} is damaged: it has no {path.name}") from None
        except (pa.ArrowException, OSError) as error:
            raise NotARun(f"{path} is damaged: {' '.join(str(error).split())}") from None

    def _mine(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa
        import pyarrow.compute as pc

        for column, wanted in (("policy", self.policy), ("replication", self.replication)):
            if wanted is not None:
                values = batch.column(column)
                if pa.types.is_dictionary(values.type):
                    values = values.dictionary_decode()
                batch = batch.filter(pc.equal(values, wanted))
        return batch

    @cached_property
    def scenario(self) -> Mapping[str, Any]:
        """The resolved scenario in plain values; amounts, rates and durations are texts as in YAML."""
        path = self.folder / "scenario.resolved.yaml"
        try:
            return read_yaml(path)
        except (FileNotFoundError, ValueError):
            raise NotARun(f"{self.folder} is damaged: its scenario.resolved.yaml cannot be read") from None

    @property
    def start(self) -> date:
        """The scenario's first day; moments are UTC from its midnight on."""
        start = self.scenario["start"]
        return start if isinstance(start, date) else date.fromisoformat(start)


def open_run(folder: Path, policy: str | None = None, replication: int | None = None, region: str = "") -> RunReader:
    """Open a run folder, narrowed to a policy or a replication where one is named; of a run with regions, one of them.

    Raises :class:`mirrorsim.lab.manifest.NotARun` when it is none, is damaged or kept no journal, and
    :class:`mirrorsim.exports.layout.Unavailable` when it has no such policy or region, or kept no journal of such a
    replication.
    """
    manifest = read_manifest(folder)
    _has_region(folder, region)
    place = _place(folder, region).relative_to(folder).as_posix()
    within = [name if place == "." else f"{place}/{name}" for name in JOURNAL_FILES]
    if within[1] not in manifest["files"]:
        raise NotARun(
            f"{folder} has no journal (it was made with --journal none); run it again with --journal first or all"
        )
    require_sound(folder, manifest, (*within, "measures.parquet", "scenario.resolved.yaml"))
    policies = list(manifest["policies"])
    if policy is not None and policy not in policies:
        raise Unavailable(f"{folder} has no policy {policy!r}{did_you_mean(policy, policies)}: use {listed(policies)}")
    kept = [one for one in _kept(_place(folder, region), policies) if policy in (None, one.policy)]
    mine = tuple(one for one in kept if replication in (None, one.replication))
    if not mine:
        numbers = listed(str(number) for number in sorted({one.replication for one in kept}))
        raise Unavailable(
            f"{folder} kept no journal of replication {replication}: use {numbers}, or run it with --journal all"
        )
    return RunReader(folder, manifest, mine, policy, replication, region)


def _place(folder: Path, region: str) -> Path:
    """Where journal and events lie."""
    return region_folder(folder, region) if region else folder


def _has_region(folder: Path, region: str) -> None:
    """Raise :class:`Unavailable` unless the region is one of the run's, or none is named and it has none."""
    regions = regions_of(folder)
    if regions and not region:
        raise Unavailable(f"{folder} has a journal for each region: name one with --region, {listed(regions)}")
    if region and region not in regions:
        hint = f"{did_you_mean(region, regions)}: use {listed(regions)}" if regions else "; leave --region away"
        raise Unavailable(f"{folder} has no {f'region {region!r}' if regions else 'regions'}{hint}")


def _kept(folder: Path, policies: list[str]) -> list[KeptReplication]:
    path = folder / "names.json"
    try:
        found = [
            KeptReplication(one["policy"], one["replication"], tuple(one["names"]))
            for one in json.loads(path.read_text(encoding="utf-8"))
        ]
        return sorted(found, key=lambda one: (policies.index(one.policy), one.replication))
    except FileNotFoundError:
        raise NotARun(f"{folder} is damaged: it has no names.json") from None
    except (ValueError, KeyError, TypeError):
        raise NotARun(f"{path} is damaged: it does not say which replications were kept") from None
