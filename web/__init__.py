"""Server-rendered pages: a second door to the use cases that the API serves."""
