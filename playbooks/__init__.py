"""The shipped playbooks and the schema that every playbook follows."""
