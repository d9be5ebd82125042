"""Replications, policies, measures and comparison: questions put to finished records."""
