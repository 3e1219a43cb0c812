"""Playbooks: the versioned template of a launch, and what makes one sound."""
