"""Tasks as last projected."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.launch.views import TaskView
from store.codec import from_json
from store.cursor import Page, decode, page_of
from store.tables import tasks


async def get(conn: AsyncConnection, task_id: str) -> TaskView | None:
    """One task by its outside id, or None."""
    body = await conn.scalar(select(tasks.c.body).where(tasks.c.id == task_id))
    return None if body is None else from_json(TaskView, body)


async def of_launch(
    conn: AsyncConnection,
    launch: str,
    *,
    state: str | None = None,
    stage: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> Page[TaskView]:
    """The tasks of a launch, by id."""
    statement = select(tasks.c.id, tasks.c.body).where(tasks.c.launch == launch)
    if state is not None:
        statement = statement.where(tasks.c.state == state)
    if stage is not None:
        statement = statement.where(tasks.c.stage == stage)
    if cursor is not None:
        statement = statement.where(tasks.c.id > decode(cursor, str)[0])
    rows = (await conn.execute(statement.order_by(tasks.c.id).limit(limit + 1))).mappings().all()
    return page_of(rows, limit, lambda row: from_json(TaskView, row["body"]), lambda row: (row["id"],))
