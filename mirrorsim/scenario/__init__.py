"""Scenarios: schema, loading with line numbers, and defaults with their sources."""
