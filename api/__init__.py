"""The JSON API: a door to the use cases over HTTP."""
