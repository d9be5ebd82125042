"""A scenario, a policy, a seed and a replication become a running world, and a run of it a record.

- ``build`` starts the processes of a world, runs it to its horizon block by block, and audits, hashes and checks each block;
- ``block``: what happened in a stretch of a run, and the sinks that see it; ``record``: what is left of a replication at its end;
- ``littles_law``: for each queue, waits summed one by one must equal the number waiting summed over time, in every run.

What changes it: what is checked in every run, how much of a run stands in memory, in what order processes start (which changes
journals).

It decides nothing of the scheme, measures nothing, and writes no file. A violated invariant ends the run as
:class:`Unsound`: it is a fault of the program, never of a scenario.
"""
