"""A rule, a channel and a view of evidence for mirrorsim, from a package of their own."""

from pathlib import Path

FACTS = Path(__file__).with_name("facts.yaml")
"""Where the defaults of this package come from."""
