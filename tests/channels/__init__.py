"""Ways to reach people, against real servers."""
