"""How each kind of event changes a launch. One file a noun, each with its own table."""
