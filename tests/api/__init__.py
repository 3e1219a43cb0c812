"""The JSON API, over real parts."""
