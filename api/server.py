"""The server, which says when it is about to stop."""

import socket
from collections.abc import Callable

import uvicorn


class Server(uvicorn.Server):
    """Stops as uvicorn does, but first has open streams ended: it would wait for them, and they never end by
    themselves."""

    def __init__(self, config: uvicorn.Config, *, stopping: Callable[[], None]) -> None:
        """`stopping` is called once, when it takes no more connections."""
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._stopping()
        await super().shutdown(sockets)
