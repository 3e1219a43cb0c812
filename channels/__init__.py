"""Ways to reach people: one adapter a file."""
