"""Criterion kinds, one module a module."""
