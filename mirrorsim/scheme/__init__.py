"""The typology: how drug cash in the US becomes pesos in Mexico, step by step, as the public record tells it.

Read ``deal`` first: it is the nine steps of the public factbox in their order. From the top down:

- ``arrivals`` bring batches of cash, demand for dollars and bystanders into a world, each by a process of its own;
- ``deal`` and ``steps``: the steps, one file each, without state;
- ``world``: the wiring of one world, and nothing else;
- ``channels``: other ways to Mexico, weighed beside the brokers;
- ``exposure``: cash that the police may find; ``claim``: what is owed to a client, and how every failure ends;
- ``entity``: the deal that flows, and ``position``: what it holds and is owed, the only writer of either;
- ``markets``: who is served next, and at what price; ``agents``: who takes part and what each decides; ``seaports``:
  berths;
- ``services``: the clock, the books, the log, the gate, the draws, the queues and the terms in force, each by itself.

Each of these uses only what stands below it, which import-linter holds. Where something new goes: a new failure of a
step is a branch in its step that raises, or loses through the deal's ``claim``; a new channel is a file in
``channels``; a new rule of matching is in one market; a new decision of a party is in one agent; a rule of the
authorities is no part of this package at all (``mirrorsim.rules``).

It never moves value but by ``Ledger.book`` and ``Ledger.post``, never decides what a rule says, never draws but by the
purposes that the scenario's keys name, and holds no state of its modules.
"""
