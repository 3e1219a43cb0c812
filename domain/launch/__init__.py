"""One launch: its state, the commands it takes, and the events that change it."""
