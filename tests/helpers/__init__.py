"""What tests of more than one folder need; what only one folder needs is beside its tests."""
