"""Stages."""

from dataclasses import replace

from domain.events import Event
from domain.launch.changes.parts import Changes, last_due, with_stage, with_task
from domain.launch.state import Launch, Stage, StageState, Task


def _stage_started(launch: Launch, event: Event) -> Launch:
    stage = launch.stages[event.target]
    return with_stage(launch, replace(stage, state=StageState.ACTIVE, started_at=event.occurred_at))


def _stage_completed(launch: Launch, event: Event) -> Launch:
    stage = launch.stages[event.target]
    return with_stage(launch, replace(stage, state=StageState.COMPLETE, completed_at=event.occurred_at))


def _stage_resumed(launch: Launch, event: Event) -> Launch:
    """Go on where it was complete: one of its tasks, or of an earlier stage, is done again."""
    stage = launch.stages[event.target]
    return with_stage(launch, replace(stage, state=StageState.ACTIVE, completed_at=None))


def _stage_reopened(launch: Launch, event: Event) -> Launch:
    """Back to the beginning of a stage: its tasks and gates wait again, under the next attempt."""
    stage = launch.stages[event.target]
    launch = with_stage(launch, Stage(id=stage.id, attempt=stage.attempt + 1))
    for plan in launch.plan.tasks_of(stage.id):
        task = launch.tasks[plan.id]
        due = last_due(launch, task)
        again = Task(id=task.id, attempt=task.attempt + 1, version=event.seq, doers=task.doers, planned_due_at=due)
        launch = with_task(launch, again)
    return launch


CHANGES: Changes = {
    "stage.started": _stage_started,
    "stage.completed": _stage_completed,
    "stage.reopened": _stage_reopened,
    "stage.resumed": _stage_resumed,
}
