"""What other packages build on: the terms of a channel, and a source of evidence.

In a file of their own, without the registries of channels and of evidence: those import other packages while they are being
imported themselves, and what these packages import must be there by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mirrorsim.fields.sections import Section


class ChannelTerms(Section):
    """The terms of one channel, under ``channels`` in a scenario.

    ``carrier`` is the ``module:class`` of the :class:`mirrorsim.scheme.channels.base.Channel` that works by them, and
    ``says`` what the channel is, in a few words.
    """

    carrier: ClassVar[str] = ""
    says: ClassVar[str] = ""


@dataclass(frozen=True)
class Source:
    """One source of evidence.

    ``prefix`` begins the number of each record. ``names`` are the columns that name people, accounts, phones, firms or other
    records. ``make`` is the ``module:function`` that takes an exercise's scene and yields its rows; one function may make
    those of several sources. ``on_request`` says that nobody has these records on the desk: they come only when they are
    asked for in the right form.
    """

    title: str
    prefix: str
    columns: tuple[str, ...]
    names: tuple[str, ...]
    make: str
    on_request: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """All columns: the record's id and its moment first."""
        return ("id", "time", *self.columns)
