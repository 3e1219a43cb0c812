"""Answers that somebody has begun: theirs alone, and there again after a crash, on another machine, next week."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.actors import Actor
from domain.errors import NotAllowed, NotFound, WrongState
from domain.launch.answers import require_bearable
from domain.launch.guards import require_safe_text
from domain.launch.state import SETTLED, TaskState
from domain.launch.views import TaskView
from store import drafts, tasks
from store.database import Database
from store.records import Draft

__all__ = ["Draft", "Drafts"]


@dataclass(frozen=True)
class Drafts:
    """The use cases of drafts. One person has one draft of a task: of two that they save, the last one stays."""

    database: Database

    async def show(self, actor: Actor, task_id: str) -> Draft | None:
        """The actor's own draft, or None. Raises NotFound when there is no such task."""
        async with self.database.read() as conn:
            if await tasks.get(conn, task_id) is None:
                raise NotFound(f"There is no task {task_id}.")
            return await drafts.get(conn, actor.id, task_id)

    async def save(self, actor: Actor, task_id: str, body: dict[str, Any]) -> Draft:
        """Keep what the actor has so far; nothing but its size is checked.

        Raises NotAllowed for whoever could not do the task, and WrongState when nobody can any more.
        """
        require_safe_text({"answers": body})
        require_bearable(body)
        draft = Draft(actor.id, task_id, body, datetime.now(UTC))
        async with self.database.write() as conn:
            view = await tasks.get(conn, task_id)
            if view is None:
                raise NotFound(f"There is no task {task_id}.")
            if view.state in SETTLED:
                raise WrongState(f"{task_id} is {view.state}: a draft would lead nowhere", state=view.state)
            if not _may_do(actor, view):
                raise NotAllowed(f"Only those who may do “{view.title}” keep drafts of it")
            await drafts.put(conn, draft)
        return draft

    async def forget(self, actor: Actor, task_id: str) -> None:
        """Throw the actor's own draft away. Raises NotFound when there is no such task."""
        async with self.database.write() as conn:
            if await tasks.get(conn, task_id) is None:
                raise NotFound(f"There is no task {task_id}.")
            await drafts.forget(conn, actor.id, task_id)


def _may_do(actor: Actor, task: TaskView) -> bool:
    if task.state == TaskState.CLAIMED:
        return task.claimed_by == actor.id
    if task.people:
        return actor.id in task.people
    return task.role in actor.roles if task.role else task.department in actor.departments
