"""What each institution has on file of the same activities: one module per kind of record."""
