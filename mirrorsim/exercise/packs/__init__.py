"""The files of an exercise: one pack for participants, one for the facilitator, and how they are read again.

- ``build`` writes both, whole or not at all; the same scenario gives the same bytes.
- ``handouts`` is what participants read, ``facilitation`` what the facilitator reads; both are a ``document``, which comes out
  as Markdown and HTML. ``casefile`` (with its page, style and script) and ``spreadsheets`` are the evidence as files.
- ``pack`` reads a built exercise: what grading and the class in the browser start from.

The participants' pack is made without the key: nothing of ``mirrorsim.exercise.key`` may reach it, and a test searches it for
every inner name. No cell of a workbook or table is a formula, and no page fetches anything.
"""
