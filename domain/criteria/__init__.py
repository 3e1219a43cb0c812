"""Criterion kinds: how a gate checks itself. One file a kind, one line in the registry."""
