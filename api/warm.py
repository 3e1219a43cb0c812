"""What a server does before its first request, so that nobody has to wait for it then."""

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts


def warm(*apps: FastAPI) -> int:
    """Build every route with its models, which the framework leaves to whoever asks first; says how many there are.

    A fifth of a second in which that caller and all behind them would wait.
    """
    return sum(1 for app in apps for _ in iter_route_contexts(app.routes))
