"""Gate policies, one module a module."""
