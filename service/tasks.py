"""What people do with tasks."""

from dataclasses import dataclass

from domain.actors import Actor
from domain.errors import NotFound
from domain.launch.commands import ClaimTask, CompleteTask, TaskCommand, UnclaimTask
from domain.launch.views import TaskView
from service.conduct import Conductor, Done, launch_of, pick
from service.findings import Findings
from store import tasks
from store.database import Database


@dataclass(frozen=True)
class Tasks:
    """The use cases of tasks. Task ids are outside names."""

    database: Database
    conductor: Conductor
    findings: Findings

    async def show(self, task_id: str) -> TaskView:
        """One task. Raises NotFound."""
        async with self.database.read() as conn:
            view = await tasks.get(conn, task_id)
        if view is None:
            raise NotFound(f"There is no task {task_id}.")
        return view

    async def claim(
        self, actor: Actor, command_key: str, task_id: str, *, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Take an open task. Raises AlreadyClaimed, naming the holder, when somebody was first."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, ClaimTask(command_key, actor, local, expected_version))

    async def unclaim(
        self, actor: Actor, command_key: str, task_id: str, *, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Give a task back to its candidates."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, UnclaimTask(command_key, actor, local, expected_version))

    async def complete(
        self, actor: Actor, command_key: str, task_id: str, *, note: str = "", expected_version: int | None = None
    ) -> Done[TaskView]:
        """Say a task is done."""
        launch, local = launch_of(task_id, "task")
        found = await self.findings.after(launch, lambda known: known.with_done(local))
        return await self._carry_out(launch, CompleteTask(command_key, actor, local, note, expected_version, found))

    async def _carry_out(self, launch: str, command: TaskCommand) -> Done[TaskView]:
        receipt, batch, projected = await self.conductor.carry_out(launch, command)
        view = pick(batch.tasks, lambda task: task.local_id == command.task)
        return Done(view, receipt.seq, receipt.verdict, projected)
