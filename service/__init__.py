"""Use cases shared by every door: authorise, gather facts, conduct, read."""
