"""What a view of evidence is: one institution's records, their columns, and who writes them down."""

from __future__ import annotations

from dataclasses import dataclass


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
