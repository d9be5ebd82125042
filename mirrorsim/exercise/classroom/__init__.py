"""An exercise for a class, in the browser: the session's state, who may see what, and the pages.

- State: ``session_store`` is the SQLite file, in which every change is on disk before the next begins; ``session_records`` and
  ``sheet_drafts`` are its rows as typed records; ``session`` is the clock, the teams and the messages; ``material`` is the
  evidence, cut by role once and for all.
- Rights: ``access`` has seats, codes and the trainer's password; ``team_workspace`` and ``trainer_console`` are all that a
  browser can do, and every call asks again who is asking; ``socket_guard`` keeps a page's socket to the browser that loaded it.
- Pages: ``server`` registers four; ``join_page``, ``workspace_page`` (with the ``panels_*``), ``trainer_page`` and
  ``review_page`` are made of ``components``. ``exploration``, ``chart_layout`` and ``replay`` compute what they show, without a
  browser.

NiceGUI is imported by pages alone, so that the command can say what to install. No page changes state but through a workspace
or the console; the key is shown to the trainer alone, and only once the exercise is closed.
"""
