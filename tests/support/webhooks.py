"""A real HTTP server on a port of this machine, that takes webhooks and fails in the ways it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[[int], tuple[int, dict[str, str]] | None]
"""Status and headers for the request with this number, from 0; None never answers."""


def _accept(_number: int) -> tuple[int, dict[str, str]] | None:
    return 200, {}


@dataclass
class Hooks:
    """What was accepted, in order, how many requests came, and how many connections were made for them."""

    answer: Answer = _accept
    bodies: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.port}/services/T0/B0/x"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        self.connections += 1
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:"))
        body = json.loads(await reader.readexactly(length))
        said = self.answer(self.requests)
        self.requests += 1
        if said is None:
            await reader.read()  # until the caller gives up
        else:
            status, headers = said
            if status == 200:
                self.bodies.append(body)
            lines = [f"HTTP/1.1 {status} Said", "content-length: 0", "connection: close"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            await writer.drain()
        writer.close()


@asynccontextmanager
async def hooks(answer: Answer = _accept) -> AsyncIterator[Hooks]:
    """Listen on a free port."""
    made = Hooks(answer)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
