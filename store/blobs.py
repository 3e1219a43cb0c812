"""Contents of files, each under its own digest: in a folder, or in a bucket that speaks S3.

The same content lies there once, and nothing that lies there ever changes.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from domain.errors import StoreUnavailable


class Blobs:
    """Opens its place on first use, so that a process that keeps no files needs none."""

    def __init__(self, url: str) -> None:
        """`url` is a folder, `file:///path` or `s3://bucket/prefix`; credentials come from the environment."""
        self._url = url

    @cached_property
    def _store(self) -> ObjectStore:
        parts = urlsplit(self._url)
        if parts.scheme in {"", "file"}:
            return LocalStore(Path(unquote(parts.path)).absolute(), mkdir=True)
        return from_url(self._url)

    async def put(self, sha256: str, content: IO[bytes]) -> None:
        """Keep content under its digest; again changes nothing. Whoever reads sees all of it, or none."""
        with _answering():
            if not await self._has(sha256):
                content.seek(0)
                await obstore.put_async(self._store, _path(sha256), content)

    async def _has(self, sha256: str) -> bool:
        try:
            await obstore.head_async(self._store, _path(sha256))
        except FileNotFoundError:
            return False
        return True

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The content in pieces, once it is sure to be there. Raises StoreUnavailable when it cannot be had."""
        with _answering():
            found = await obstore.get_async(self._store, _path(sha256))
        return _pieces(found)


async def _pieces(found: "obstore.GetResult") -> AsyncIterator[bytes]:
    async for piece in found.stream():
        yield bytes(piece)


def _path(sha256: str) -> str:
    """Split, so that no folder gets too full to list."""
    return f"{sha256[:2]}/{sha256[2:]}"


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise StoreUnavailable("The place where files are kept does not answer; try again shortly.") from error
