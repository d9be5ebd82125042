"""The typology: how drug cash in the US becomes pesos in Mexico, step by step, as the public record tells it.

Read ``deal`` first: it is the nine steps of the public factbox in their order. From the top down:

- ``arrivals`` bring batches of cash, demand for dollars and bystanders into a world, each by a process of its own;
- ``deal`` puts the ``steps`` in order; a step is one file, without state;
- ``world``: the wiring of one world, and nothing else;
- ``exposure``: cash that the police may find; ``channels``: other ways to Mexico, weighed beside the brokers;
- ``entity``: the deal that flows; ``claim``: who bears what a deal loses, and what is made good; ``position``: what a deal
  holds and is owed, the only writer of either;
- ``markets``: who is served next, and at what price; ``agents``: who takes part and what each decides; ``seaports``: berths;
- ``services``: the clock, the ledger, the log, the gate, and with them ``draws`` (typed, by ``section_draws``), ``queues``,
  ``oversight`` (reports and burdens), ``terms`` in force and exchange rates, ``accounts`` that belong to no party;
- ``events`` and ``transactions``: all that can be recorded and booked; ``token`` and ``transport``: what notes and tokens are.

A part uses only what stands below it; import-linter holds the order, which pyproject.toml spells out. Where something new goes:

- a failure of a step: a chance in ``scenario.steps``, a draw in ``draws``, an event (at the end of ``events``, and a word for
  it in ``exports.ocel_types``), and a branch in the step. Before the cash is handed over it raises one of the exceptions of
  ``claim``; afterwards it never raises: it loses something through ``deal.claim``, and step 7 settles what is owed;
- a channel: its terms in ``scenario.channels`` and a file in ``channels``; a package of its own does the same by an entry point
  (``tests/plugin_example``). If it moves value in a way that is not there yet, a transaction and a method of ``position`` too;
- a rule of matching: one file in ``markets``. A decision of a party: its file in ``agents``, and its key in
  ``scenario.parties``;
- a rule of the authorities: ``mirrorsim.rules``. Only one that rules what nobody can carry out yet at a movement
  (``rules.base.HONOURED``) needs a change here, where that movement is proposed.

It never moves value but by ``Ledger.book`` and ``Ledger.post``, never decides what a rule says, never draws but by the purposes
that the scenario's keys name, and has no module-level state.
"""
