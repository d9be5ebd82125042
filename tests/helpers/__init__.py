"""What tests of more than one folder need; what only one folder needs lies beside its tests."""
