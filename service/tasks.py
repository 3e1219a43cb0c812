"""What people do with tasks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.actors import Actor
from domain.errors import Invalid, NotFound, Problem
from domain.launch.answers import require_bearable
from domain.launch.commands import (
    AssignTask,
    CancelTask,
    CheckItem,
    ClaimTask,
    CompleteTask,
    PlanWork,
    ReopenTask,
    ReturnTask,
    SkipTask,
    TaskCommand,
    UnclaimTask,
)
from domain.launch.views import TaskView
from playbooks.forms import wrong_answers
from service.conduct import Conductor, Done, launch_of, pick
from service.findings import Findings
from service.people import actor as actor_of
from store import people, tasks
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
        self,
        actor: Actor,
        command_key: str,
        task_id: str,
        *,
        note: str = "",
        answers: dict[str, Any] | None = None,
        expected_version: int | None = None,
    ) -> Done[TaskView]:
        """Say a task is done. Raises Invalid with a problem for everything that its form says against the answers."""
        launch, local = launch_of(task_id, "task")
        if answers is not None:
            await self._require_fitting(task_id, answers)
        found = await self.findings.after(launch, lambda known: known.with_done(local))
        command = CompleteTask(command_key, actor, local, note, expected_version, found, answers)
        return await self._carry_out(launch, command)

    async def assign(
        self, actor: Actor, command_key: str, task_id: str, *, assignee: str, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Give a task to somebody, with the authority that person has now."""
        launch, local = launch_of(task_id, "task")
        chosen = await self._somebody(assignee)
        return await self._carry_out(launch, AssignTask(command_key, actor, local, chosen, expected_version))

    async def give_back(
        self, actor: Actor, command_key: str, task_id: str, *, feedback: str, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Send a task that is done back to its doer."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, ReturnTask(command_key, actor, local, feedback, expected_version))

    async def reopen(
        self, actor: Actor, command_key: str, task_id: str, *, reason: str, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Open a settled task again."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, ReopenTask(command_key, actor, local, reason, expected_version))

    async def skip(
        self, actor: Actor, command_key: str, task_id: str, *, rationale: str, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Pass over an optional task."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, SkipTask(command_key, actor, local, rationale, expected_version))

    async def cancel(
        self, actor: Actor, command_key: str, task_id: str, *, reason: str, expected_version: int | None = None
    ) -> Done[TaskView]:
        """Take a task off the plan."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, CancelTask(command_key, actor, local, reason, expected_version))

    async def check(
        self,
        actor: Actor,
        command_key: str,
        task_id: str,
        *,
        item: str,
        done: bool = True,
        expected_version: int | None = None,
    ) -> Done[TaskView]:
        """Check an item of a task's checklist, or uncheck it."""
        launch, local = launch_of(task_id, "task")
        return await self._carry_out(launch, CheckItem(command_key, actor, local, item, done, expected_version))

    async def plan(
        self,
        actor: Actor,
        command_key: str,
        task_id: str,
        *,
        priority: int | None,
        follow_up_on: date | None,
        expected_version: int | None = None,
    ) -> Done[TaskView]:
        """Say how urgent a task is, and when it will be looked at again."""
        launch, local = launch_of(task_id, "task")
        day = follow_up_on.isoformat() if follow_up_on else None
        return await self._carry_out(launch, PlanWork(command_key, actor, local, priority, day, expected_version))

    async def _somebody(self, person_id: str) -> Actor:
        async with self.database.read() as conn:
            person = await people.get(conn, person_id)
        if person is None or not person.active:
            problem = Problem("/assignee", f"There is no person {person_id}.")
            raise Invalid("Name somebody who is here.", problems=[problem])
        return actor_of(person)

    async def _require_fitting(self, task_id: str, answers: dict[str, Any]) -> None:
        """Hold answers against the form; whether there may be any is for the rules to say."""
        require_bearable(answers)
        async with self.database.read() as conn:
            view = await tasks.get(conn, task_id)
        if view is None:  # the read model lags: its launch knows
            whole = await self.conductor.engine.snapshot(launch_of(task_id, "task")[0])
            view = next((task for task in whole.tasks if task.id == task_id), None)
        if view is None or view.form is None:
            return
        if problems := wrong_answers(view.form, answers):
            raise Invalid(f"The answers do not fit the form of “{view.title}”; see each problem.", problems=problems)

    async def _carry_out(self, launch: str, command: TaskCommand) -> Done[TaskView]:
        return await self.conductor.carry_out(
            launch, command, lambda batch, _: pick(batch.tasks, lambda task: task.local_id == command.task)
        )
