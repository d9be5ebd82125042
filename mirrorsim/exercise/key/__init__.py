"""The answers to an exercise, computed from the same activities as its evidence.

- ``ground_truth``: who of the scheme the teams can find, and which of the records that reach them show it.
- ``answer_key``: the key as typed records, and the one place where ``key.json`` is written and read.
- ``derivation`` makes the key from the ground truth; ``model_answers`` is what the key would write on a sheet.
- ``consequences`` runs the season again with decisions as orders and nothing else changed, and says what they stopped and
  whom they hit wrongly; ``reference_decisions`` finds by it the best that the evidence supports.

The key is frozen once it is made. Nothing here marks a sheet or writes a file, and no participant sees anything of it.
A changed field of the key needs a new ``FORMAT``: older packs are then refused, not misread.
"""
