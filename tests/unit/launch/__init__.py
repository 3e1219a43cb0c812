"""The rules of a launch, one module a module."""
