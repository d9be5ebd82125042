"""A scenario, a policy, a seed and a replication become a wired world, and a run of it a record."""
