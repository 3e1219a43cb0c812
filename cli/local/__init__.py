"""The stack on one machine: its processes, their ports, and the engine among them."""
