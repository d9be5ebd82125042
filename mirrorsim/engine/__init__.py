"""Time, chance and the gate: what every process of a world stands on.

- ``clock``: SimPy's event queue in whole ticks; ``calendar``: what dates, hours and periods they are in three countries;
- ``draws``: random numbers keyed by seed, replication, purpose and entity, never by the order of events;
- ``gate``: every movement that a rule may care about is proposed here before anything moves; it asks the rules in force and
  combines their rulings into one decision;
- ``log``: the record of events; ``queue_monitor`` and ``pool``: queues, counted exactly, and places such as berths.

What changes it: a new kind of ruling (in ``rules.base``, and how rulings combine here), another order of events at one instant,
another generator. Each of those changes journals.

It knows neither a step nor a party of the scheme. It never moves value, never draws from a global generator, and keeps no state
outside of its objects.
"""
