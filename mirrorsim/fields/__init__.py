"""What every schema is made of: sections, their fields, values that are written as text, and errors about them.

- ``sections``: :class:`~mirrorsim.fields.sections.Section`, the strict, frozen pydantic model that every section of a
  scenario and every rule is; ``value``, ``required`` and ``optional``, which declare a key with its meaning and the source of
  its default; checks that several sections share.
- ``text``: exact decimal numbers, and ``TextForm``, which lets a plain value be read from text and written as text.
- ``errors``: several errors about one value at once, and pydantic's errors in plain words.
- ``messages``: quoting what was written, guessing what was meant, naming a section of the README. Without pydantic, so that
  the command line can complain before anything heavy is imported.

The lowest package: it imports nothing else of the project and knows no unit, no rule and no key of a scenario. What is said
here reaches users word for word, in error messages and in the JSON Schema; a change here changes what they see. It reads no
file and keeps no state.
"""
