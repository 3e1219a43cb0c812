"""What was uploaded to which launch. The contents lie elsewhere: see `store.blobs`."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from store.records import StoredFile
from store.tables import files
from store.upsert import insert_missing


async def keep(conn: AsyncConnection, file: StoredFile) -> StoredFile:
    """Remember a file and return it as first uploaded to its launch."""
    await conn.execute(insert_missing(files), vars(file))
    return await of_launch(conn, file.launch, file.sha256) or file


async def of_launch(conn: AsyncConnection, launch: str, sha256: str) -> StoredFile | None:
    """The file with this content, as uploaded to a launch; None when it was not."""
    statement = select(files).where(files.c.launch == launch, files.c.sha256 == sha256)
    row = (await conn.execute(statement)).mappings().first()
    return None if row is None else StoredFile(**row)


async def several(conn: AsyncConnection, launch: str, digests: Collection[str]) -> dict[str, StoredFile]:
    """Those of these files that were uploaded to a launch, by digest."""
    if not digests:
        return {}
    statement = select(files).where(files.c.launch == launch, files.c.sha256.in_(sorted(digests)))
    return {row["sha256"]: StoredFile(**row) for row in (await conn.execute(statement)).mappings()}


async def first(conn: AsyncConnection, sha256: str) -> StoredFile | None:
    """The file with this content, as uploaded first to any launch; None when it never was."""
    statement = select(files).where(files.c.sha256 == sha256).order_by(files.c.uploaded_at, files.c.launch).limit(1)
    row = (await conn.execute(statement)).mappings().first()
    return None if row is None else StoredFile(**row)
