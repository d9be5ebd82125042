"""What each institution has on file of the same acts: one file a kind of record."""
