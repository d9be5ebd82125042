"""Scenarios: the schema of the file that users write, reading it with line numbers, and where its values come from.

- The schema, one file for each part of it: ``model`` (the whole), ``parties``, ``steps``, ``channels``, ``ordinary``,
  ``exercise``, ``evidence`` (records that an exercise shows) and ``expectations`` (of measures, by ``measure_names``). A new
  section is a class with ``value``, ``required`` and ``optional`` fields in one of them, and a line in ``model``.
- Reading: ``yaml_text`` and ``tree_builder`` make a ``tree`` in which every value knows its line; ``overlay`` lays settings
  and policies over it; ``validation`` holds it against the schema and writes that as JSON Schema; ``problems`` says what is
  wrong, where, and what would be right; ``variants`` makes the phases of each policy; ``load`` does all of it in order.
- Sources: ``facts`` reads ``seeds/facts.yaml``, ``provenance`` finds each value's source, ``resolved`` spells a scenario out
  with every default and source, and lists the packages of plug-ins that it uses.
- ``shipped`` finds the scenarios that come along, ``new`` begins one, ``plugin_types`` is what plug-ins build on.

A scenario is data: frozen once it is read, and the same whatever the order of its keys. Nothing here simulates, draws or
keeps state. Error texts, the JSON Schema and resolved scenarios are read by users and by other programs; a run folder keeps
the resolved text, and a replay reads it again.
"""
