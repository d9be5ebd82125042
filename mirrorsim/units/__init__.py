"""Quantities: money, rates, shares, times, durations, and distributions of them.

Inside, every quantity is an integer (minor units, ticks of a microsecond, parts per million, counts) or an exact fraction;
outside, it is text with its unit, such as ``"50,000 USD"``, ``1.5 %`` or ``36 h``. Reading text back gives an equal value.

- ``money``, ``rates``, ``shares``, ``time``, ``durations``: one kind of quantity each, with its type for schemas (``Usd``,
  ``Rate``, ``Share``, ``Date``, ``Duration`` ...) and its arithmetic; a conversion says how it rounds.
- ``quantities``: those kinds of which there can be a distribution, each with its text form and its largest value.
- ``distributions``: the types for schemas (``DurationDist``, ``UsdDist`` ...); ``distribution_text`` reads and writes them;
  ``distribution`` is the value itself, which turns uniform numbers into whole ones and knows its mean.
- ``families``, ``normal``, ``knots``, ``quantile_tables``: how that is done so that every machine gets the same numbers, bit
  by bit: quantiles in decimal arithmetic, then tables and only such operations as IEEE 754 rounds correctly.

It imports ``mirrorsim.fields`` alone. It draws nothing itself: uniforms come from the caller. Journals depend on every
number here, so that a change of rounding, of a table or of a unit's size changes every published seed.
"""
