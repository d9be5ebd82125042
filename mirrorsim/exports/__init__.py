"""A finished run in the formats of other tools: tables, graphs, ledgers, event logs.

A format is a line in :data:`mirrorsim.exports.formats.FORMATS` and a module with two names:

``TABLES``
    what it writes, column by column (:class:`mirrorsim.exports.columns.Table`), for ``export --describe``;
``write(run, out)``
    writes the run (:class:`mirrorsim.exports.opened.Run`) to ``out``, a file or a folder that does not exist yet.
    ``out`` is a passing name beside the final one: :func:`mirrorsim.exports.write.export` moves it into place once
    the format has written all of it, so no format has to care about half-written files.
"""
