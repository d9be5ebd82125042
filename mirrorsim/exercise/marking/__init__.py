"""Marking an answer sheet against the key: a file a part of the sheet, each mark with its reason."""
