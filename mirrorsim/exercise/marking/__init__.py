"""Marking an answer sheet against the key: each mark with its reason, the records that show it, and the public source.

- ``answer_sheet``: the sheet as it is checked when it is read, and the empty one that participants get.
- ``grading`` asks for each section that the exercise asks for: ``entities``, ``reconstruction``, ``narrative``,
  ``proportionality``, ``decisions``. A section is one module with one function that returns a ``SectionMark``.
- ``marks``: remarks, sections and the grade; and the grade as a document, which is written and read there alone.
- ``origin`` finds reasoning that rests on where people come from, which earns nothing in any section.

Marks depend on the sheet, the key and the exercise alone: the same three give the same grade. Nothing here reads a pack's
folder, changes the key, or marks prose: what only a human can judge is said to be for a human.
"""
