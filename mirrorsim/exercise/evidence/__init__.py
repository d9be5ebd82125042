"""The evidence of an exercise: what happened in the window, who is called what, and the records that institutions wrote of it.

- ``scheme_activity`` reads what the scheme did out of one simulated run; ``population`` puts ordinary people around it whose
  activities look the same from outside; ``activity`` is the form that both have.
- ``identities`` deals out names, accounts and phones by keyed permutations (``draws``, ``name_lists``) that never look at what a
  party does. ``case`` holds all of this for the views.
- ``views`` has one module per kind of record. Other packages add views by the entry points ``mirrorsim.views``: a function from
  a :class:`~mirrorsim.exercise.evidence.case.Case` to :class:`~mirrorsim.exercise.evidence.case.EvidenceRow`.
- ``assembly`` puts it together, from a loaded scenario to :class:`~mirrorsim.exercise.evidence.assembly.Evidence`; ``tables``
  gives it as text, and what a role has of it at a moment; ``wording`` is how moments, amounts and counts are written.

Nothing here changes the run that it reads, writes a file, or knows an answer sheet. The purposes of the draws are part of
published exercises: a changed purpose, or a new draw under an old one, changes every pack.
"""
