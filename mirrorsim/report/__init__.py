"""What people look at: the result of a run or a sensitivity analysis as text on a terminal and as one HTML file.

Lives here: ``terminal`` and ``story`` for a result in memory, ``sensitivity`` for an analysis, ``headline`` and ``wording`` for
the sentences and numbers that all of them share, and ``html`` for the report of a folder.

May change it: a new section, figure or sentence. What a measure is called comes from its declaration in
:mod:`mirrorsim.lab.measures`.

Never: a report simulates nothing and measures nothing anew that the folder has; it loads nothing from a network, and the same
folder gives the same bytes.
"""
