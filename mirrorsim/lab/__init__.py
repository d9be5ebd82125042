"""Experiments: replications of policies, what is measured of them, and how they compare.

Lives here, from the bottom up: ``accumulator`` adds a run up block by block (``totals``) and ``measures`` are computed from that;
``frames``, ``journal_parts`` and ``parquet_files`` write journals while they come about; ``replication`` is one replication of
one policy, ``executors`` carry many out (in a ``worker_pool`` with
``parent_watch``, or on a ``cluster``; ``memory`` is made sure of), ``regions`` puts those of a country's parts
together, ``checkpoint`` keeps what is
finished; ``result`` holds the outcomes with their estimates (``estimate``, ``survival``), ``precision``, ``warmup`` and
``ranking_selection`` are procedures on it; ``run_key`` says what a run depends on, ``run_folder``, ``manifest``,
``output_folder``, ``folder_lock`` and ``files`` write and read the folder; ``run`` and ``replay`` are the whole experiment.
``sensitivity`` varies the assumptions.

May change it: a new measure (one declaration in ``measures``), a new statistical procedure, a new file in the run folder.

Never: nothing here changes what happens in a run. Measures are functions of a finished run alone, results do not depend on the
number of processes, a folder is written whole or not at all, and no module imports one that imports it, for type checkers
neither (import-linter holds that).
"""
