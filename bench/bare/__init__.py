"""The least that does the same job on the same engine: one workflow, one update, one endpoint. No rules, no record."""
