"""The measures of a run, each declared once.

Lives here: the declaration of every measure, or family such as ``burden.NAME``: its name, unit, label, definition in words, how
its values behave (between 0 and 1, zero when absent, part of a whole), and the function that computes it. ``deals``,
``markets`` and ``enforcement`` have the declarations by subject; ``registry`` has all of them and measures a run.

May change it: a new question to a run. It is one declaration here, its row in the README's table, and its formula, computed
by other means, in ``tests/lab/test_formulas.py``; tests hold the three together.

Never: a measure reads nothing but the totals of a finished run, changes nothing, and draws nothing. What does not exist in a
run (no goods route, nobody waited) is absent, not zero.
"""
