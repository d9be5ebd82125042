"""What the terms of a channel are: a section of the scenario, and who moves cash by them."""

from __future__ import annotations

from typing import ClassVar

from mirrorsim.units.sections import Section


class ChannelTerms(Section):
    """The terms of one channel, under ``channels`` in a scenario.

    ``carrier`` is the ``module:class`` of the :class:`mirrorsim.scheme.channel.Channel` that works by them, and ``says`` what
    the channel is, in a few words.
    """

    carrier: ClassVar[str] = ""
    says: ClassVar[str] = ""
