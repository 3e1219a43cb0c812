"""Gate policies: when a gate's ballots carry a go. One file a policy, one line in the registry."""
