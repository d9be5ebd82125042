"""A finished run folder in the formats of other tools: tables, graphs, ledgers, event logs.

Lives here: ``formats`` lists the formats and what each holds; ``run_reader`` opens a run folder and reads its tables a batch at
a time; ``transfers``, ``tidy_totals`` and ``combined_books`` give views of the journal that several formats share; every other
module is one format or the rows of one. ``write`` writes an export whole or not at all.

May change it: a new format. It is a line in :data:`mirrorsim.exports.formats.FORMATS` and a module with two names:

``TABLES``
    what it writes, column by column (:class:`mirrorsim.exports.layout.Table`), for ``export --describe``;
``write(run, out)``
    writes the run (:class:`mirrorsim.exports.run_reader.RunReader`) to ``out``, a file or a folder that does not exist yet.
    ``out`` is a passing name beside the final one: :func:`mirrorsim.exports.write.export` moves it into place once
    the format has written all of it, so no format has to care about half-written files.

Never: an export simulates nothing, reads nothing but the folder, changes nothing in it, and rounds no amount.
"""
