"""Rules as agents: one file for each regulator or enforcement agent, its parameters and its decision.

``base`` says what a movement is, which rulings there are, and what can be carried out at which movement; ``catalogue`` has every
rule, those of other packages included, and refuses one that does not do what a rule must.

What changes it: a new rule is a file, a line in the catalogue and a page of tests; nothing else changes. A new movement is a
constant with what can be carried out there, and whoever proposes it.

A rule sees a proposed movement and rules: allow, limit, delay, seize, close the account; reports are filed beside that. No
step of the scheme names a rule, and no rule knows the scheme, another rule, or who is guilty: it is told of an account, an
amount, a place and whether the papers are in order. It never books anything and never keeps a memory of its own; what was
used so far, it asks of the books.
"""
