"""Rules as agents: one file for each regulator or enforcement agent, its parameters and its decision.

A rule sees a proposed movement and answers allow, limit, delay, refuse, report or seize. No step of the scheme names a
rule, and no rule knows the scheme.
"""
