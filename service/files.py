"""Files that decisions rest on: uploaded once, known by their digest, never changed."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from domain.actors import Actor
from domain.errors import Invalid, NotFound, Problem, TooLarge, UnsupportedType, WrongState
from domain.launch.state import ENDED
from service.media import HEAD, TEXTS, media_type
from store import files, launches
from store.blobs import Blobs
from store.database import Database
from store.records import StoredFile

__all__ = ["Files", "Received", "StoredFile"]

IN_MEMORY = 1024 * 1024
"""Bytes of an upload that are held in memory; more goes to a nameless file that vanishes with its process."""


@dataclass(frozen=True)
class Received:
    """An upload that arrived whole, and is not kept yet."""

    content: IO[bytes]
    sha256: str
    size: int
    head: bytes


@dataclass(frozen=True)
class Files:
    """The use cases of files."""

    database: Database
    blobs: Blobs
    max_bytes: int
    types: tuple[str, ...]

    async def require_place(self, launch_key: str) -> None:
        """There is such a launch, and it still takes evidence. Raises NotFound or WrongState."""
        async with self.database.read() as conn:
            view = await launches.get(conn, launch_key)
        if view is None:
            raise NotFound(f"There is no launch {launch_key}.")
        if view.state in ENDED:
            raise WrongState(f"{launch_key} is {view.state} and takes no files", state=view.state)

    @asynccontextmanager
    async def receiving(self, chunks: AsyncIterator[bytes], *, announced: int = 0) -> AsyncIterator[Received]:
        """Take an upload in, digesting it on the way. Raises TooLarge once that is clear; then nothing is left."""
        limit = self.max_bytes
        too_large = TooLarge(f"A file has at most {limit} bytes; link to a larger one instead.", limit=limit)
        if announced > limit:
            raise too_large
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
            digest, size, head = hashlib.sha256(), 0, b""
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise too_large
                digest.update(chunk)
                content.write(chunk)
                head += chunk[: HEAD - len(head)] if len(head) < HEAD else b""
            yield Received(content, digest.hexdigest(), size, head)

    async def keep(
        self, actor: Actor, launch_key: str, received: Received, *, name: str, label: str, sha256: str | None = None
    ) -> StoredFile:
        """Keep what was received, unless it is here already. Raises Invalid and UnsupportedType."""
        problems = []
        if not received.size:
            problems.append(Problem("", "The file is empty."))
        if sha256 not in {None, received.sha256}:
            problems.append(Problem("/sha256", f"What arrived has the digest {received.sha256}."))
        if name.strip() in {"", ".", ".."} or any(sign in name for sign in "/\\"):
            problems.append(Problem("/name", "Give the name alone, without folders."))
        if problems:
            raise Invalid("The file cannot be taken; see each problem.", problems=problems)
        kind = media_type(received.head, label)
        if kind not in self.types:
            raise UnsupportedType(
                f"This is not what a file labelled “{label}” may be; send one of {', '.join(self.types)}.",
                types=list(self.types),
            )
        wanted = StoredFile(launch_key, received.sha256, name.strip(), kind, received.size, actor.id, datetime.now(UTC))
        # Content first: a row without content would promise what is not there, content without a row harms nobody.
        await self.blobs.put(received.sha256, received.content)
        async with self.database.write() as conn:
            return await files.keep(conn, wanted)

    async def show(self, sha256: str) -> StoredFile:
        """What is known of a file. Raises NotFound."""
        async with self.database.read() as conn:
            found = await files.first(conn, sha256)
        if found is None:
            raise NotFound(f"There is no file {sha256}.")
        return found

    async def several(self, launch_key: str, digests: Collection[str]) -> dict[str, StoredFile]:
        """Those of these files that were uploaded to a launch, by digest."""
        async with self.database.read() as conn:
            return await files.several(conn, launch_key, digests)

    async def beginning(self, file: StoredFile, most: int = 2000) -> str:
        """The first characters of a text; nothing of anything else."""
        if file.media_type not in TEXTS:
            return ""
        begun = b""
        async for piece in await self.blobs.read(file.sha256):
            begun += piece
            if len(begun) >= 4 * most:
                break
        return begun.decode(errors="ignore")[:most]

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The content of a file that is known, in pieces."""
        return await self.blobs.read(sha256)
